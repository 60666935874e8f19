"""Runs one session over one connection: frames in, store effects on the writer, frames out.

Everything about a session happens in one task, in order. A second task only collects frames, so
that two ends that both send never wait for each other; what it may collect is bounded, and so is
what an honest peer may have on its way (its credit).
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Protocol, TypeVar

from sync.core.effects import Close, Effect, Enrol, Note, PeerAcked, Secure, Send, Taken
from sync.core.errors import BadFrame
from sync.core.session import Session
from sync.link.framing import FrameReader, FrameWriter
from sync.link.side import StoreEffect, StoreSide

INBOX_BYTES_MAX = 8 << 20
INBOX_FRAMES_MAX = 20_000
SEND_S_MAX = 30.0

T = TypeVar("T")


class RunOnWriter(Protocol):
    """Runs a function on the store's writer and returns what it returned."""

    def __call__(self, job: Callable[[], T], /) -> Awaitable[T]: ...


class Wire(Protocol):
    """A connection that carries binary frames."""

    async def receive(self) -> bytes | None:
        """The next frame; None once the connection has ended."""
        ...

    async def send(self, frame: bytes) -> None:
        """Raises ConnectionError once the connection has ended."""
        ...

    async def close(self) -> None:
        """End it; may be called twice."""
        ...


class Observer(Protocol):
    """Told what happens on a link, on the event loop; must not block."""

    def note(self, note: Note) -> None:
        """Something for the log or an operator."""
        ...

    def acked(self, acked: PeerAcked) -> None:
        """A peer has said what it holds."""
        ...

    def ingested(self, records: int) -> None:
        """Records of others are durable here: other sessions have something to send."""
        ...


class Node:
    """What all links of a node share.

    transient: exceptions of the writer that mean "not now" (disk full, writer behind): the
    connection ends and is tried again later; any other one is the supervisor's.
    """

    def __init__(
        self,
        side: StoreSide,
        run_on_writer: RunOnWriter,
        *,
        random_bytes: Callable[[int], bytes],
        wall_ms: Callable[[], int],
        monotonic_ms: Callable[[], int],
        observer: Observer,
        transient: tuple[type[Exception], ...] = (),
    ) -> None:
        self.side, self.run_on_writer = side, run_on_writer
        self.random_bytes, self.wall_ms, self.monotonic_ms = random_bytes, wall_ms, monotonic_ms
        self.observer, self.transient = observer, transient


class Link:
    """One connection from start to end."""

    def __init__(self, node: Node, session: Session, wire: Wire, observer: Observer) -> None:
        self.session = session
        self.heard_wall_ms = 0
        self.opened_ms = node.monotonic_ms()
        self.at_once = False
        self._node, self._wire, self._observer = node, wire, observer
        self._writer, self._reader = FrameWriter(), FrameReader()
        self._inbox: deque[bytes] = deque()
        self._inbox_bytes = 0
        self._ended = False
        self._woken, self._room = asyncio.Event(), asyncio.Event()
        self._fresh_records = 0
        self._members_changed = False
        self._leave = ""

    # -- from outside, on the loop ----------------------------------------------------------------

    def changed(self, records: int = 1) -> None:
        """The store has made something durable."""
        self._fresh_records += records
        self._woken.set()

    def members_changed(self) -> None:
        """A node was enrolled, changed or revoked."""
        self._members_changed = True
        self._woken.set()

    def leave(self, code: str) -> None:
        """End the connection with this code."""
        self._leave = code
        self._woken.set()

    async def run(self) -> str:
        """Until either side ends it; the code it ended with."""
        collector = asyncio.create_task(self._collect())
        try:
            await self._perform(self.session.start(self._now()))
            while not self.session.closed:
                await self._step()
        except (ConnectionError, TimeoutError):
            return self.session.closed or "connection_lost"
        except self._node.transient:
            await self._say_goodbye("unavailable")
            return "unavailable"
        finally:
            collector.cancel()
            await asyncio.gather(collector, return_exceptions=True)
            await self._wire.close()
        return self.session.closed

    # -- inside -----------------------------------------------------------------------------------

    async def _step(self) -> None:
        session = self.session
        if self._leave:
            await self._perform(session.leave(self._leave))
        elif self._fresh_records:
            records, self._fresh_records = self._fresh_records, 0
            await self._perform(session.on_durable(self._now(), records))
        elif self._members_changed:
            self._members_changed = False
            await self._perform(session.on_members())
        if session.closed:
            return
        await self._take_frame()
        if session.wake_ms <= self._now():
            await self._perform(session.tick(self._now()))

    async def _take_frame(self) -> None:
        if not self._inbox:
            if self._ended:
                raise ConnectionResetError("ended by peer")
            await self._sleep()
            return
        frame = self._inbox.popleft()
        self._inbox_bytes -= len(frame)
        self._room.set()
        try:
            message = self._reader.read(frame)
        except BadFrame as error:
            await self._perform(self.session.on_bad_frame(error.code))
            return
        if message is not None:
            await self._perform(self.session.on_message(message, self._now()))

    async def _sleep(self) -> None:
        if self._fresh_records or self._members_changed or self._leave:
            return
        self._woken.clear()
        wait_ms = self.session.wake_ms - self._now()
        if wait_ms <= 0:
            return
        try:
            async with asyncio.timeout(wait_ms / 1000):
                await self._woken.wait()
        except TimeoutError:
            return

    async def _perform(self, effects: list[Effect]) -> None:
        todo = deque(effects)
        while todo:
            effect = todo.popleft()
            match effect:
                case Send(message):
                    for frame in self._writer.write(message):
                        async with asyncio.timeout(SEND_S_MAX):
                            await self._wire.send(frame)
                case Secure(send, receive):
                    self._writer.secure(send)
                    self._reader.secure(receive)
                case Note():
                    self._observer.note(effect)
                case PeerAcked():
                    self._observer.acked(effect)
                case Close(_, at_once):
                    self.at_once = at_once
                    return
                case _:
                    todo.extendleft(reversed(await self._on_store(effect)))

    async def _on_store(self, effect: StoreEffect) -> list[Effect]:
        perform = self._node.side.perform
        result = await self._node.run_on_writer(lambda: perform(effect))
        if isinstance(result, Taken) and result.records:
            self._observer.ingested(result.records)
        if isinstance(effect, Enrol):
            self._observer.note(Note("enrolled", {"nodes": len(effect.cards)}))
        return self.session.on_result(result, self._now()) if result is not None else []

    async def _collect(self) -> None:
        """Frames into the inbox, as long as there is room."""
        while True:
            frame = await self._wire.receive()
            if frame is None:
                break
            self.heard_wall_ms = self._node.wall_ms()
            self._inbox.append(frame)
            self._inbox_bytes += len(frame)
            self._woken.set()
            while self._inbox_bytes > INBOX_BYTES_MAX or len(self._inbox) > INBOX_FRAMES_MAX:
                self._room.clear()
                await self._room.wait()
        self._ended = True
        self._woken.set()

    async def _say_goodbye(self, code: str) -> None:
        try:
            await self._perform(self.session.leave(code))
        except (ConnectionError, TimeoutError):
            return

    def _now(self) -> int:
        return self._node.monotonic_ms()
