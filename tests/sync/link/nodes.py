"""Nodes on real sockets: a hub behind litestar and uvicorn, edges that dial, a line to cut."""

import asyncio
import contextlib
import random
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from concurrent.futures import Future
from typing import TypeVar

import uvicorn
from litestar import Litestar

from sync.core.codec import FRAME_BYTES_MAX
from sync.core.effects import Note, PeerAcked
from sync.core.limits import Limits
from sync.core.retry import Retry, RetryRule
from sync.link.client import SyncClient
from sync.link.driver import Node
from sync.link.server import Switchboard
from tests.sync.fleet import SHARED
from tests.sync.session.pair import Station

T = TypeVar("T")
PATIENCE_S = 20.0
QUICK = RetryRule(floor_ms=10, base_ms=50, cap_ms=200, burst=1_000)


def now_ms() -> int:
    return time.monotonic_ns() // 1_000_000


async def run_inline(job: Callable[[], T]) -> T:
    """The writer of these tests: the loop itself."""
    await asyncio.sleep(0)
    return job()


class Log:
    """Remembers notes and passes on that something arrived."""

    def __init__(self) -> None:
        self.notes: list[Note] = []
        self.acks: list[PeerAcked] = []
        self.on_ingested: list[Callable[[int], None]] = []

    def note(self, note: Note) -> None:
        self.notes.append(note)

    def acked(self, acked: PeerAcked) -> None:
        self.acks.append(acked)

    def ingested(self, records: int) -> None:
        for told in self.on_ingested:
            told(records)

    def kinds(self) -> list[str]:
        return [note.kind for note in self.notes]


def node_of(station: Station, log: Log) -> Node:
    return Node(
        station.side,
        run_inline,
        random_bytes=random.Random(station.member.number).randbytes,
        wall_ms=station.wall,
        monotonic_ms=now_ms,
        observer=log,
        transient=(BlockingIOError,),
    )


class HubServer:
    """A hub in a thread of its own, on a port of the system's choice."""

    def __init__(self, station: Station, limits: Limits | None = None) -> None:
        self.station, self.log = station, Log()
        self.board = Switchboard(node_of(station, self.log), station.me, limits=limits)
        self.log.on_ingested.append(self.board.changed)
        app = Litestar([self.board.handler()], openapi_config=None)
        config = uvicorn.Config(
            app,
            host="127.0.0.1",
            port=0,
            log_level="critical",
            ws_max_size=FRAME_BYTES_MAX,
            ws_per_message_deflate=False,
            ws_ping_interval=None,
            lifespan="off",
        )
        self._server = uvicorn.Server(config)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> "HubServer":
        self._thread.start()
        deadline = time.monotonic() + PATIENCE_S
        while not self._server.started:
            assert time.monotonic() < deadline
            time.sleep(0.01)
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._server.force_exit = True
        self._thread.join(PATIENCE_S)
        assert not self._thread.is_alive()

    @property
    def port(self) -> int:
        port = self._server.servers[0].sockets[0].getsockname()[1]
        assert isinstance(port, int)
        return port

    def on_loop(self, job: Callable[[], T]) -> T:
        """Run something where the hub's store lives."""
        done: Future[T] = Future()
        assert self._loop is not None
        self._loop.call_soon_threadsafe(lambda: done.set_result(job()))
        return done.result(PATIENCE_S)

    def write(self, job: Callable[[], None]) -> None:
        """A durable change at the hub, and the bell."""

        def change() -> None:
            job()
            self.board.changed()

        self.on_loop(change)

    def _run(self) -> None:
        async def main() -> None:
            self._loop = asyncio.get_running_loop()
            await self._server.serve()

        asyncio.run(main())


class Proxy:
    """A TCP line that can be cut in the middle of whatever it carries."""

    def __init__(self, port: int) -> None:
        self._port = port
        self.passed_bytes = 0
        self.cut_after_bytes: int | None = None
        self.connections = 0
        self._writers: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None
        self.refusing = False

    async def start(self) -> int:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        port = self._server.sockets[0].getsockname()[1]
        assert isinstance(port, int)
        return port

    async def stop(self) -> None:
        self.cut()
        assert self._server is not None
        self._server.close()
        await self._server.wait_closed()

    def cut(self) -> None:
        """The socket, not a flag: both sides lose what is on its way."""
        for writer in list(self._writers):
            writer.transport.abort()
        self._writers.clear()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.refusing:
            writer.transport.abort()
            return
        self.connections += 1
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._port)
        except OSError:
            writer.transport.abort()
            return
        self._writers |= {writer, far_writer}
        await asyncio.gather(self._pump(reader, far_writer), self._pump(far_reader, writer))

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            while data := await reader.read(4_096):
                self.passed_bytes += len(data)
                if self.cut_after_bytes is not None and self.passed_bytes > self.cut_after_bytes:
                    self.cut_after_bytes = None
                    self.cut()
                    return
                writer.write(data)
                await writer.drain()
        writer.close()


@contextlib.asynccontextmanager
async def dialling(
    station: Station, port: int, peer: int, *, limits: Limits | None = None
) -> AsyncIterator[tuple[SyncClient, Log]]:
    """An edge that keeps its link up."""
    log = Log()
    client = SyncClient(
        node_of(station, log),
        station.me,
        url=f"ws://127.0.0.1:{port}/sync/v1",
        peer=peer,
        wanted=(SHARED,),
        limits=limits,
        retry=Retry(random.Random(7).randbytes, QUICK),
    )
    log.on_ingested.append(client.changed)
    task = asyncio.create_task(client.run())
    try:
        yield client, log
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def until(holds: Callable[[], bool | Awaitable[bool]]) -> None:
    """Wait for a condition, not for a time."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            outcome = holds()
            if isinstance(outcome, bool):
                if outcome:
                    return
            elif await outcome:
                return
            await asyncio.sleep(0.01)


@contextlib.contextmanager
def serving(station: Station, limits: Limits | None = None) -> Iterator[HubServer]:
    with HubServer(station, limits) as hub:
        yield hub
