"""Server-sent events: one bounded queue per open page, resumed by Last-Event-ID.

A page that cannot keep up is cut off; it reconnects and resumes from the stored changes. Events are
hints about what changed, so resuming may repeat one but never misses one.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable

import msgspec
from litestar.response import Stream

from node.http.problems import Problem

QUEUE_EVENTS_MAX = 256
BEAT_S = 15.0
RECONNECT_MS = 2_000
_encode = msgspec.json.Encoder().encode


class Event(msgspec.Struct, frozen=True):
    """One event; `cursor` is what the page sends back as Last-Event-ID."""

    cursor: str
    name: str
    data: object

    def encoded(self) -> bytes:
        """The event on the wire."""
        return b"id: %b\nevent: %b\ndata: %b\n\n" % (
            self.cursor.encode(),
            self.name.encode(),
            _encode(self.data),
        )


class Broadcast:
    """Everyone listening. All calls happen on the loop."""

    def __init__(self, listeners_max: int = 200) -> None:
        self._queues: set[asyncio.Queue[bytes | None]] = set()
        self._max = listeners_max
        self._closed = False

    @property
    def listeners(self) -> int:
        """Open streams."""
        return len(self._queues)

    def send(self, events: Iterable[Event]) -> None:
        """Tell everyone; whoever is too far behind is cut off."""
        for event in events:
            encoded = event.encoded()
            for queue in list(self._queues):
                if queue.full():
                    self._cut(queue)
                else:
                    queue.put_nowait(encoded)

    def close(self) -> None:
        """End all streams: the program stops."""
        self._closed = True
        for queue in list(self._queues):
            self._cut(queue)

    def stream(
        self,
        missed: Callable[[], AsyncIterator[Event]],
        *,
        allowed: Callable[[], bool] = lambda: True,
    ) -> Stream:
        """A response that first tells what was missed, then what happens.

        `allowed` is asked at each beat: a stream ends with the session it was opened for. Raises
        Problem when more pages are open than this node serves.
        """
        if self._closed or len(self._queues) >= self._max:
            raise Problem(503, "too_many_streams", "too many pages are open", retry_after_s=10)
        queue: asyncio.Queue[bytes | None] = asyncio.Queue(QUEUE_EVENTS_MAX + 1)
        return Stream(
            self._run(queue, missed, allowed),
            media_type="text/event-stream",
            headers={"cache-control": "no-store", "x-accel-buffering": "no"},
        )

    async def _run(
        self,
        queue: asyncio.Queue[bytes | None],
        missed: Callable[[], AsyncIterator[Event]],
        allowed: Callable[[], bool],
    ) -> AsyncIterator[bytes]:
        self._queues.add(queue)  # before looking up what was missed: nothing falls between
        try:
            yield b"retry: %d\n\n" % RECONNECT_MS
            async for event in missed():
                yield event.encoded()
            while allowed():
                try:
                    encoded = await asyncio.wait_for(queue.get(), BEAT_S)
                except TimeoutError:
                    encoded = b": beat\n\n"
                if encoded is None:
                    return
                yield encoded
        finally:
            self._queues.discard(queue)

    def _cut(self, queue: asyncio.Queue[bytes | None]) -> None:
        self._queues.discard(queue)
        while not queue.empty():
            queue.get_nowait()
        queue.put_nowait(None)
