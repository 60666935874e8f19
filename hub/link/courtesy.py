"""People first: while their questions are being answered, the writer pauses taking records in.

One interpreter runs both. Left to its thread switches, an answer waits behind the writer at each of
its many steps; here the writer steps aside once, for the whole answer.
"""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from litestar.types import ASGIApp, Message, Receive, Scope, Send

ASIDE_S_MAX = 0.05
SQL_STEPS = 5_000
"""Of SQLite's machine between two looks inside a statement: about half a millisecond."""
QUESTIONS = frozenset({"GET", "HEAD"})
"""Other methods wait for the writer themselves."""


class Courtesy:
    """`share`: the part of the time that goes into taking records in however many people ask."""

    def __init__(self, share: float, monotonic_s: Callable[[], float]) -> None:
        self._runs_per_pause = share / (1 - share) if share < 1 else None
        self._monotonic_s = monotonic_s
        self._asked = 0
        self._nobody_asks = threading.Event()
        self._nobody_asks.set()
        self._quiet = asyncio.Event()
        self._quiet.set()
        self._ingesting = False
        self._runs_until_s = 0.0

    # -- on the loop ------------------------------------------------------------------------------

    def door(self, app: ASGIApp) -> ASGIApp:
        """`app`, noticing each question from its arrival until its answer leaves."""

        async def noticed(scope: Scope, receive: Receive, send: Send) -> None:
            if scope.get("method") not in QUESTIONS:  # a WebSocket has none
                await app(scope, receive, send)
                return
            answered = False

            async def leaving(message: Message) -> None:
                nonlocal answered
                # The first part is enough: a live stream may have no last one.
                if not answered:
                    answered = True
                    self._went()
                await send(message)

            self._came()
            try:
                await app(scope, receive, leaving)
            finally:
                if not answered:
                    self._went()

        return noticed

    def _came(self) -> None:
        self._asked += 1
        self._nobody_asks.clear()
        self._quiet.clear()

    def _went(self) -> None:
        self._asked -= 1
        if not self._asked:
            self._nobody_asks.set()
            self._quiet.set()

    async def let_pass(self) -> None:
        """Between two batches of a session: unpacking the next one would hold the loop up."""
        if self._quiet.is_set() or self._runs_per_pause is None:
            return
        try:
            async with asyncio.timeout(ASIDE_S_MAX):
                await self._quiet.wait()
        except TimeoutError:
            return

    # -- on the writer's thread -------------------------------------------------------------------

    @contextmanager
    def ingesting(self) -> Iterator[None]:
        """What runs inside may be held up; anything else on the writer is somebody's own wish."""
        self._ingesting = True
        try:
            yield
        finally:
            self._ingesting = False

    def step_aside(self) -> None:
        """Called often while records are taken in: wait here as long as somebody asks."""
        if self._nobody_asks.is_set() or not self._ingesting or self._runs_per_pause is None:
            return
        start_s = self._monotonic_s()
        if start_s < self._runs_until_s:
            return
        self._nobody_asks.wait(ASIDE_S_MAX)
        end_s = self._monotonic_s()
        self._runs_until_s = end_s + (end_s - start_s) * self._runs_per_pause

    def within_sql(self) -> bool:
        """The same inside a statement, as a progress handler of SQLite: False lets it go on."""
        self.step_aside()
        return False
