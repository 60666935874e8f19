"""What changed, for open pages: hints that name the site, not the data.

A page that comes back with a cursor of this run gets what it missed; any other page is told to load
everything anew, which is the same as having missed nothing.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable

from node.http.sse import Broadcast, Event

KEPT_MAX = 1_000
COUNT_DIGITS_MAX = 20
GATHER_S = 0.5
SITES, STOCK, CONFLICTS, RESET = "sites", "stock", "conflicts", "reset"


class Feed:
    """Gathers changes for half a second, so a catch-up is a few events a second, not thousands."""

    def __init__(self, run: str, streams_max: int) -> None:
        self.broadcast = Broadcast(streams_max)
        self._run = run
        self._count = 0
        self._kept: deque[tuple[int, Event]] = deque(maxlen=KEPT_MAX)
        self._gathered: dict[tuple[str, str], None] = {}
        self._timer: asyncio.TimerHandle | None = None

    def tell(self, name: str, site: str = "") -> None:
        """Something of this kind changed at this site. On the loop."""
        self._gathered[name, site] = None
        if self._timer is None:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(GATHER_S, self._send)

    def missed(self, last_event_id: str | None) -> Callable[[], AsyncIterator[Event]]:
        """What a page that comes back has missed."""

        async def events() -> AsyncIterator[Event]:
            run, _, count = (last_event_id or "").partition(".")
            oldest = self._kept[0][0] if self._kept else self._count + 1
            is_count = count.isdecimal() and len(count) < COUNT_DIGITS_MAX
            known = run == self._run and is_count and oldest <= int(count) + 1
            if last_event_id is not None and not known:
                yield Event(self._cursor(self._count), RESET, {})
            elif known:
                for number, event in list(self._kept):
                    if number > int(count):
                        yield event

        return events

    def close(self) -> None:
        """End all streams."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self.broadcast.close()

    def _send(self) -> None:
        self._timer = None
        gathered, self._gathered = self._gathered, {}
        events = []
        for name, site in gathered:
            self._count += 1
            event = Event(self._cursor(self._count), name, {"site": site or None})
            self._kept.append((self._count, event))
            events.append(event)
        self.broadcast.send(events)

    def _cursor(self, count: int) -> str:
        return f"{self._run}.{count}"
