"""The line that can be cut, and the client that talks over it."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

import pytest

from tests.demo.calling import Calls, Down, Refused
from tests.demo.line import LOOPBACK, Line

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


async def serve(handler: Handler) -> tuple[asyncio.Server, int]:
    server = await asyncio.start_server(handler, LOOPBACK, 0)
    return server, server.sockets[0].getsockname()[1]


async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(asyncio.CancelledError, ConnectionError):
        while chunk := await reader.read(1000):
            writer.write(chunk)
            await writer.drain()
    writer.close()


async def is_broken(reader: asyncio.StreamReader) -> bool:
    try:
        return await reader.read(1) == b""
    except ConnectionError:
        return True


def test_a_cut_line_breaks_connections_refuses_new_ones_and_heals_on_the_same_port() -> None:
    async def story() -> None:
        server, port = await serve(echo)
        line = Line(port)
        await line.heal()
        where = line.port
        reader, writer = await asyncio.open_connection(LOOPBACK, where)
        writer.write(b"hello")
        assert await reader.readexactly(5) == b"hello"
        await line.cut()
        assert not line.is_up
        assert await is_broken(reader)
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection(LOOPBACK, where)
        await line.heal()
        assert line.port == where
        reader, writer = await asyncio.open_connection(LOOPBACK, where)
        writer.write(b"again")
        assert await reader.readexactly(5) == b"again"
        assert (line.up_bytes, line.down_bytes) == (10, 10)
        await line.cut()
        server.close()

    asyncio.run(story())


def answering(*answers: bytes) -> tuple[Handler, list[bytes]]:
    """A server that gives these answers, one per request, each on its own terms."""
    heard: list[bytes] = []
    waiting = list(answers)

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while waiting:
            head = await reader.readuntil(b"\r\n\r\n")
            length = head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0] or b"0"
            heard.append(head + await reader.readexactly(int(length)))
            answer = waiting.pop(0)
            if not answer:
                break
            writer.write(answer)
            await writer.drain()
        writer.transport.abort()

    return handle, heard


def said(status: int, body: bytes, *headers: bytes) -> bytes:
    lines = (b"HTTP/1.1 %d Fine" % status, b"Content-Length: %d" % len(body), *headers)
    return b"\r\n".join((*lines, b"", b"")) + body


def test_calls_go_over_one_connection_and_carry_the_headers_of_the_caller() -> None:
    async def story() -> None:
        handle, heard = answering(said(200, b'{"a":1}'), said(200, b"[2]"))
        server, port = await serve(handle)
        calls = Calls(port, {"authorization": "Bearer k"})
        assert await calls.get("/x", dict[str, int]) == {"a": 1}
        assert await calls.post("/y", {"b": 3}, list[int]) == [2]
        assert [each.split(b" HTTP")[0] for each in heard] == [b"GET /x", b"POST /y"]
        assert all(b"authorization: Bearer k" in each for each in heard)
        assert heard[1].endswith(b'{"b":3}')
        server.close()

    asyncio.run(story())


def test_a_kept_connection_that_was_closed_meanwhile_is_replaced_once() -> None:
    async def story() -> None:
        handle, heard = answering(said(200, b"1"), b"", said(200, b"3"))
        server, port = await serve(handle)
        calls = Calls(port)
        assert await calls.get("/1", int) == 1
        assert await calls.get("/2", int) == 3
        assert len(heard) == 3
        server.close()

    asyncio.run(story())


def test_a_program_that_is_away_is_down_and_a_problem_is_raised_with_its_code() -> None:
    async def story() -> None:
        handle, _ = answering(said(409, b'{"code":"conflict","detail":"later"}'))
        server, port = await serve(handle)
        calls = Calls(port)
        with pytest.raises(Refused, match="409") as caught:
            await calls.post("/x", {}, dict[str, int])
        assert caught.value.code == "conflict"
        calls.close()
        server.close()
        await server.wait_closed()
        with pytest.raises(Down):
            await calls.call("GET", "/x")

    asyncio.run(story())


def test_a_lost_reply_tears_the_connection_after_the_command_was_sent() -> None:
    async def story() -> None:
        handle, heard = answering(said(200, b"1"))
        server, port = await serve(handle)
        calls = Calls(port)
        await calls.say_and_hang_up("/commands", b'{"command_id":"c"}', after_s=0.05)
        assert heard[0].endswith(b'{"command_id":"c"}')
        server.close()

    asyncio.run(story())
