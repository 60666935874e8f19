"""A listening socket: what every connection accepted from it has."""

import asyncio
import socket
from collections.abc import Callable

import pytest
import uvloop

from node.http.listening import address_of, listen


@pytest.mark.parametrize("loop", [asyncio.new_event_loop, uvloop.new_event_loop])
def test_small_answers_are_not_held_back(loop: Callable[[], asyncio.AbstractEventLoop]) -> None:
    found: list[int] = []

    def accepted(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        taken = writer.get_extra_info("socket")
        found.append(taken.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        writer.close()

    async def call() -> None:
        bound = listen("127.0.0.1", 0)
        async with await asyncio.start_server(accepted, sock=bound):
            reader, writer = await asyncio.open_connection(*bound.getsockname())
            assert await reader.read() == b""
            writer.close()

    with asyncio.Runner(loop_factory=loop) as runner:
        runner.run(call())
    assert [bool(value) for value in found] == [True]


def test_a_caller_waits_for_a_program_that_is_still_starting() -> None:
    with listen("127.0.0.1", 0) as bound:
        with socket.create_connection(bound.getsockname(), timeout=1) as caller:
            caller.sendall(b"GET /readyz HTTP/1.1\r\n\r\n")
        assert address_of(bound) == f"http://127.0.0.1:{bound.getsockname()[1]}"
