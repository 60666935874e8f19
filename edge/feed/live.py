"""The facts for programs that follow them: pages from a cursor, and a stream that stays open."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress

import msgspec
from litestar.response import Stream

from edge.feed.cursor import Heads, cursor_text
from edge.feed.log import Forgotten, Page, Where, page, page_or_problem, start
from node.http.problems import Problem
from node.http.sse import RECONNECT_MS
from node.readers import Readers

PAGE_FACTS = 200
TICK_S = 0.25
"""What is committed within a moment is read and told at once."""
CHECK_S = 1.0
"""A key that is revoked ends its streams so soon."""
BEAT_CHECKS = 15
_encode = msgspec.json.Encoder().encode


class Feed:
    """Reads the log for whoever asks. Woken on the loop when something was committed."""

    def __init__(self, readers: Readers, where: Where, listeners_max: int) -> None:
        self._readers, self._where, self._max = readers, where, listeners_max
        self._bell = asyncio.Event()
        self._listeners = 0
        self._closed = False

    def wake(self) -> None:
        """Something was committed."""
        bell, self._bell = self._bell, asyncio.Event()
        bell.set()

    def close(self) -> None:
        """The program stops: streams end now."""
        self._closed = True
        self.wake()

    def bell(self) -> asyncio.Event:
        """Rings at the next commit. Take it before reading, so that nothing falls between."""
        return self._bell

    async def begin(self, after: str | None) -> Heads:
        """Where a cursor, `now` or nothing leads; raises Problem."""
        return await self._readers.run(start, self._where.warehouse_id, after)

    async def page(self, after: Heads, limit: int) -> Page:
        """Facts behind a cursor; raises Forgotten, or Problem where too many ask."""
        return await self._readers.run(page, self._where, after, limit)

    async def asked(self, after: Heads, limit: int) -> Page:
        """The same for a program that asks: raises Problem."""
        return await self._readers.run(page_or_problem, self._where, after, limit)

    async def stream(self, after: Heads, allowed: Callable[[], bool]) -> Stream:
        """A response that tells what was missed, then what happens; raises Problem."""
        if self._closed or self._listeners >= self._max:
            raise Problem(503, "too_many_streams", "too many programs listen", retry_after_s=10)
        first = await self.asked(after, PAGE_FACTS)
        return Stream(
            self._run(first, allowed),
            media_type="text/event-stream",
            headers={"cache-control": "no-store", "x-accel-buffering": "no"},
        )

    async def _run(self, told: Page, allowed: Callable[[], bool]) -> AsyncIterator[bytes]:
        self._listeners += 1
        try:
            yield b"retry: %d\n\n" % RECONNECT_MS
            while True:
                for part in events(told):
                    yield part
                following = await self._following(told.heads, allowed)
                if following is None:
                    return
                told = following
        finally:
            self._listeners -= 1

    async def _following(self, heads: Heads, allowed: Callable[[], bool]) -> Page | None:
        """What comes next, or an empty page after a while; None: the stream ends."""
        news = True
        for _ in range(BEAT_CHECKS):
            bell = self._bell
            if self._closed or not allowed():
                return None
            if news:
                try:
                    following = await self.page(heads, PAGE_FACTS)
                except (Forgotten, Problem):
                    return None  # whoever comes back is told why
                if following.facts or not following.is_last:
                    return following
                heads = following.heads
            with suppress(TimeoutError):
                await asyncio.wait_for(bell.wait(), CHECK_S)
            news = bell.is_set()
            if news:
                await asyncio.sleep(TICK_S)
        return Page([], heads, True)


def events(told: Page) -> list[bytes]:
    """Server-sent events. The cursor comes with the last of them: whoever is cut off before gets
    the page again. Without facts it is a beat that carries the cursor on."""
    cursor = b"id: %b\n" % cursor_text(told.heads).encode()
    if not told.facts:
        return [cursor + b"\n"]
    parts = []
    for place, fact in enumerate(told.facts, start=1):
        name = str(fact.__struct_config__.tag).encode()
        head = cursor if place == len(told.facts) else b""
        parts.append(b"%bevent: %b\ndata: %b\n\n" % (head, name, _encode(fact)))
    return parts
