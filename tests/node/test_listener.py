"""A real listener: half-sent requests end, one address cannot take all, streams end with us."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from litestar import Litestar, Request, get, post
from litestar.response import Stream

from node.http.door import Door, Traffic
from node.http.listening import listen
from node.http.origin import Hosts
from node.http.problems import HANDLERS
from node.http.protocol import Limits
from node.http.serve import server_for
from node.http.sse import Broadcast, Event

QUICK = Limits(receive_s=0.3, body_bytes_per_s=1_000_000, connections_per_address=5)
HEAD = b"POST /echo HTTP/1.1\r\nhost: localhost\r\ncontent-length: 10\r\n"


@get("/", opt={"rule": "open"})
async def index() -> str:
    return "here"


@post("/echo")
async def echo(request: Request[Any, Any, Any]) -> bytes:
    return await request.body()


class Running:
    """A server on a free port."""

    def __init__(self, port: int, broadcast: Broadcast) -> None:
        self.port, self.broadcast = port, broadcast

    async def open(self, sent: bytes) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(sent)
        await writer.drain()
        return reader, writer


@asynccontextmanager
async def running(limits: Limits = QUICK) -> AsyncIterator[Running]:
    broadcast = Broadcast()

    async def nothing_missed() -> AsyncIterator[Event]:
        for event in (Event("1", "work", {}),):
            yield event

    @get("/events")
    async def events() -> Stream:
        return broadcast.stream(nothing_missed)

    app = Litestar([index, echo, events], exception_handlers=HANDLERS)
    bound = listen("127.0.0.1", 0)
    started = asyncio.Event()
    door = Door(app, Hosts(), Traffic())
    server = server_for(door, limits, on_started=started.set, on_stopping=broadcast.close)
    task = asyncio.create_task(server.serve(sockets=[bound]))
    await started.wait()
    try:
        yield Running(bound.getsockname()[1], broadcast)
    finally:
        server.stop()
        await asyncio.wait_for(task, 5)


def run(work: Callable[[Running], Any], limits: Limits = QUICK) -> Any:  # noqa: ANN401
    async def main() -> Any:  # noqa: ANN401
        async with running(limits) as server:
            return await asyncio.wait_for(work(server), 20)

    return asyncio.run(main())


@pytest.mark.parametrize(
    "sent",
    [b"", b"\r\n\r\n", b"GE", HEAD, HEAD + b"\r\n", HEAD + b"\r\nhalf"],
    ids=["nothing", "line-ends", "verb", "head", "no-body", "half-body"],
)
def test_a_half_sent_request_is_closed_at_the_deadline(sent: bytes) -> None:
    async def work(server: Running) -> bytes:
        reader, _ = await server.open(sent)
        return await asyncio.wait_for(reader.read(), 3)

    assert run(work) == b""


def test_a_slow_body_that_keeps_coming_earns_its_time() -> None:
    limits = Limits(receive_s=0.3, body_bytes_per_s=10)

    async def work(server: Running) -> bytes:
        reader, writer = await server.open(HEAD + b"\r\n")
        for letter in b"0123456789":
            writer.write(bytes((letter,)))
            await asyncio.sleep(0.05)
        return await reader.readuntil(b"0123456789")

    assert run(work, limits).endswith(b"0123456789")


def test_an_open_event_stream_outlives_the_deadline_and_ends_with_the_program() -> None:
    async def work(server: Running) -> list[bytes]:
        request = b"GET /events HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n"
        reader, _ = await server.open(request)
        first = await reader.readuntil(b"event: work")
        await asyncio.sleep(0.6)
        server.broadcast.send([Event("2", "stock", {"a": 1})])
        second = await reader.readuntil(b"event: stock")
        server.broadcast.close()
        return [first, second, await reader.read()]

    first, second, rest = run(work)
    assert b"id: 1\n" in first
    assert b"id: 2\n" in second
    assert rest.endswith(b"0\r\n\r\n")


def test_one_address_has_only_so_many_connections() -> None:
    async def work(server: Running) -> tuple[bytes, bytes]:
        held = [await server.open(b"GE") for _ in range(5)]
        reader, _ = await server.open(b"GET / HTTP/1.1\r\nhost: localhost\r\n\r\n")
        refused = await reader.read()
        held[0][1].close()
        await held[0][1].wait_closed()
        await asyncio.sleep(0.05)
        reader, _ = await server.open(b"GET / HTTP/1.1\r\nhost: localhost\r\n\r\n")
        return refused, await reader.readuntil(b"here")

    refused, served = run(work, Limits(receive_s=5, connections_per_address=5))
    head, _, body = refused.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 503")
    assert json.loads(body)["code"] == "too_many_connections"
    assert served.startswith(b"HTTP/1.1 200")


def test_what_is_no_http_gets_a_problem() -> None:
    async def work(server: Running) -> bytes:
        reader, _ = await server.open(b"\x16\x03\x01 nonsense\r\n\r\n")
        return await reader.read()

    head, _, body = run(work).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400")
    assert json.loads(body)["code"] == "malformed"
