"""Forgetting what is stable beside a program's work, and what people are told of it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Protocol, TypeVar

import apsw
import msgspec

from sync.core.clock import hlc_ms
from sync.store.frontier import Forgetting
from sync.store.sqlite.keys import first_of, last_of

T = TypeVar("T")
STEPS_MAX = 200
PAUSE_S = 0.02
"""Between two steps, so that what people do always comes first."""

_KEPT = """
SELECT coalesce(sum(last - first + (first_body IS NOT NULL)), 0) FROM (
  SELECT {} AS last, {} AS first, {} AS first_body FROM s_stream s
)
""".format(last_of("seq", "s.id"), first_of("seq", "s.id"), first_of("length(body)", "s.id"))  # noqa: S608 - own text


class RunOnWriter(Protocol):
    """Runs a job on the writer, outside any transaction."""

    def __call__(self, job: Callable[[], T], /) -> Awaitable[T]: ...


class Kept(msgspec.Struct, frozen=True):
    """How far the stable clock lies behind (the slowest scope; None: nothing is stable yet), and
    how many records of the log still have their bodies."""

    stable_age_s: float | None
    records: int


async def tidy(forgetting: Forgetting, run: RunOnWriter) -> None:
    """One round through all scopes, in steps; the rest waits for the next round."""
    await run(forgetting.round)
    for _ in range(STEPS_MAX):
        if not await run(forgetting.step):
            return
        await asyncio.sleep(PAUSE_S)


def read_kept(connection: apsw.Connection, now_ms: int) -> Kept:
    """From the database, beside the writer."""
    slowest = _number(connection, "SELECT min(hlc) FROM s_stable")
    age_s = max(0, now_ms - hlc_ms(slowest)) / 1000 if slowest is not None else None
    return Kept(age_s, _number(connection, _KEPT) or 0)


def _number(connection: apsw.Connection, sql: str) -> int | None:
    found: list[tuple[Any, ...]] = connection.execute(sql).fetchall()
    number: int | None = found[0][0]
    return number
