"""How messages travel: one small protocol with two implementations, MQTT (agv/protocol/mqtt.py)
and an exchange within one process."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from types import TracebackType
from typing import Protocol, Self

import msgspec

QUEUE_MESSAGES_MAX = 1_000
CANCEL_AGAIN_S = 0.1


class Arrived(msgspec.Struct, frozen=True):
    """A message that came."""

    topic: str
    payload: bytes
    retained: bool = False


class Will(msgspec.Struct, frozen=True):
    """What is said in the name of somebody whose connection broke: retained, at least once."""

    topic: str
    payload: bytes


class Disconnected(ConnectionError):
    """The connection is gone; make another."""


class Transport(Protocol):
    """One connection. Its will is said when it breaks, not when it is left."""

    async def __aenter__(self) -> Self: ...

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    async def publish(
        self, topic: str, payload: bytes, *, qos: int = 0, retain: bool = False
    ) -> None:
        """Raises Disconnected. With QoS 1 it returns when the broker has it."""
        ...

    async def subscribe(self, pattern: str, *, qos: int = 0) -> None:
        """From now on; `+` is one level, `#` at the end all. Raises Disconnected."""
        ...

    def messages(self) -> AsyncIterator[Arrived]:
        """What comes, until Disconnected."""
        ...


def matches(pattern: str, topic: str) -> bool:
    """Whether a topic is meant by a pattern; those that begin with `$` only by themselves."""
    wanted, levels = pattern.split("/"), topic.split("/")
    if topic.startswith("$") and wanted[0] in ("#", "+"):
        return False
    for place, level in enumerate(wanted):
        if level == "#":
            return True
        if place >= len(levels) or level not in ("+", levels[place]):
            return False
    return len(wanted) == len(levels)


async def end(tasks: Iterable["asyncio.Future[None]"]) -> None:
    """Cancel until all have ended: what waits for an acknowledgement that comes in the same turn
    swallows one cancellation (asyncio.wait_for of Python 3.11)."""
    pending = {task for task in tasks if not task.done()}
    while pending:
        for task in pending:
            task.cancel()
        _, pending = await asyncio.wait(pending, timeout=CANCEL_AGAIN_S)


class Exchange:
    """A broker within one process, for tests and simulations."""

    def __init__(self) -> None:
        self._ends: list[Loopback] = []
        self._retained: dict[str, bytes] = {}

    def connection(self, will: Will | None = None) -> "Loopback":
        """A connection that is not opened yet."""
        return Loopback(self, will)

    def deliver(self, topic: str, payload: bytes, *, retain: bool) -> None:
        """To everybody who wants it."""
        if retain:
            self._retained[topic] = payload
            if not payload:
                del self._retained[topic]
        for end in self._ends:
            end.offer(Arrived(topic, payload))

    def join(self, end: "Loopback") -> None:
        """Somebody connects."""
        self._ends.append(end)

    def leave(self, end: "Loopback", will: Will | None) -> None:
        """Somebody is gone; the will is said where there is one."""
        if end in self._ends:
            self._ends.remove(end)
            if will is not None:
                self.deliver(will.topic, will.payload, retain=True)

    def kept(self, pattern: str) -> list[Arrived]:
        """What is retained and meant."""
        held = self._retained.items()
        return [Arrived(topic, payload, True) for topic, payload in held if matches(pattern, topic)]


class Loopback:
    """One end at an exchange."""

    def __init__(self, exchange: Exchange, will: Will | None) -> None:
        self._exchange, self._will = exchange, will
        self._patterns: list[str] = []
        self._queue: asyncio.Queue[Arrived | None] = asyncio.Queue(QUEUE_MESSAGES_MAX)
        self._open = False

    async def __aenter__(self) -> Self:
        self._open = True
        self._exchange.join(self)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._open = False
        self._exchange.leave(self, None)

    async def publish(
        self, topic: str, payload: bytes, *, qos: int = 0, retain: bool = False
    ) -> None:
        if not self._open:
            raise Disconnected("not connected")
        self._exchange.deliver(topic, payload, retain=retain)

    async def subscribe(self, pattern: str, *, qos: int = 0) -> None:
        if not self._open:
            raise Disconnected("not connected")
        self._patterns.append(pattern)
        for kept in self._exchange.kept(pattern):
            self._put(kept)

    async def messages(self) -> AsyncIterator[Arrived]:
        while True:
            arrived = await self._queue.get()
            if arrived is None:
                raise Disconnected("cut")
            yield arrived

    def offer(self, arrived: Arrived) -> None:
        """Take it if it is wanted."""
        if any(matches(pattern, arrived.topic) for pattern in self._patterns):
            self._put(arrived)

    def cut(self) -> None:
        """As if the cable was pulled: the will is said, the reader hears of it."""
        self._open = False
        self._exchange.leave(self, self._will)
        while self._queue.full():
            self._queue.get_nowait()
        self._queue.put_nowait(None)

    def _put(self, arrived: Arrived) -> None:
        """Best effort: who does not read loses the oldest."""
        if self._queue.full():
            self._queue.get_nowait()
        self._queue.put_nowait(arrived)
