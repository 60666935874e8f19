"""Counts that nobody has to ask for: after so many picks or days, and where the record is most
likely wrong. Found beside the writer and handed in as requests; an open count is asked for once."""

import asyncio
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, time
from heapq import merge
from operator import attrgetter

import apsw
import msgspec
import numpy as np
import structlog

from edge.api.services import Services
from edge.floor.placing import subject_of
from edge.store.errors import StoreError
from edge.store.reader import SqlReader
from edge.store.recorder import Actor
from edge.store.recounts import (
    Moved,
    Settled,
    Standing,
    asked_since,
    movements,
    open_counts,
    settled,
    standing,
)
from models.counting.learning import Here, Key, Learning
from models.counting.proposals import Proposal, Queue, propose
from models.counting.triggers import Triggers
from models.warehouse.commands import RequestCount
from models.warehouse.rules.recount import CountBy, is_due
from models.warehouse.rules.rule import holding
from models.warehouse.stock import AVAILABLE
from sync.store.sqlite import DiskFull

ROUND_S, BEHIND_S = 60.0, 0.5
AT_ONCE_MAX = 20_000
"""Movements heard of at a time: some tens of milliseconds of a reader's thread."""
REQUESTS_MAX = 50
"""Of one round: a rule set anew for a whole site makes no flood of tasks."""
QUARTER_MS = 900_000
LATE_MS_MAX = 600_000
MICRO = 1_000_000


class Due(msgspec.Struct, frozen=True):
    """A location to be counted, and why."""

    location: str
    reason: str


class Counting:
    """Looks once a minute, and sooner while there is a past to hear of."""

    def __init__(self, at: Services, new_command_id: Callable[[], str]) -> None:
        self._at, self._new_command_id = at, new_command_id
        self._forget()
        self._log = structlog.get_logger("counting")

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            is_behind = await self.look()
            await asyncio.sleep(BEHIND_S if is_behind else ROUND_S)

    async def look(self) -> bool:
        """Ask for what is due. Whether there is more past than was heard of now."""
        at = self._at
        if at.disk_low:
            return False
        due = await at.readers.run(self._due, at.wall_ms())
        try:
            for each in due or ():
                command = RequestCount(
                    command_id=self._new_command_id(), location=each.location, reason=each.reason
                )
                await at.writer.submit(command, Actor())
        except (StoreError, DiskFull):
            self._log.warning("counting_waits")
        return due is None

    def _forget(self) -> None:
        self._learning, self._triggers = Learning(), Triggers()
        self._heard_id = self._heard_ms = 0
        self._heard_counts: frozenset[int] = frozenset()
        self._picked: set[int] = set()
        self._judged_on = ""

    def _due(self, connection: apsw.Connection, now_ms: int) -> list[Due] | None:
        """On a reader's thread. None: there is more past to hear of first."""
        site = SqlReader(connection, self._at.site.warehouse_id)
        if not any(_counts(rule.says) for rule in site.rules("count")):
            self._forget()
            return []
        if self._hear(connection, now_ms):
            return None
        today, picked = self._date(now_ms), self._picked
        if today == self._judged_on and not picked:
            return []
        there = standing(connection, self._at.site.warehouse_id)
        rules = _Rules(site)
        asked = open_counts(connection)
        due = {
            each.location_id: Due(each.location, reason)
            for each in there
            if each.location_id not in asked
            and (today != self._judged_on or each.location_id in picked)
            and (reason := self._reason(rules.of(each.item_id), each.location_id, now_ms))
        }
        if today != self._judged_on:
            free = [each for each in there if each.location_id not in asked | due.keys()]
            due |= self._likely(connection, free, rules, now_ms)
        self._picked, self._judged_on = set(), today
        if len(due) > REQUESTS_MAX:
            self._judged_on = ""  # the others a minute later
        return list(due.values())[:REQUESTS_MAX]

    def _reason(self, by: CountBy | None, location: int, now_ms: int) -> str | None:
        if by is None:
            return None
        picks, since_ms = self._triggers.picks(location), self._triggers.since_ms(location)
        after_picks = msgspec.structs.replace(by, every_days=None)
        if is_due(after_picks, picks, since_ms, now_ms):
            return "after_picks"
        return "every_days" if is_due(by, picks, since_ms, now_ms) else None

    def _likely(
        self, connection: apsw.Connection, there: list[Standing], rules: "_Rules", now_ms: int
    ) -> dict[int, Due]:
        """Half of the day's counts after differences, half after stock that has run out."""
        rows = [each for each in there if (by := rules.of(each.item_id)) and by.likely_per_day]
        most = max((rules.likely_per_day(each.item_id) for each in rows), default=0)
        most -= asked_since(connection, self._at.site.warehouse_id, self._midnight_ms(now_ms))
        if most <= 0:
            return {}
        here = [
            Here(Key(one.item_id, one.location_id), one.recorded, one.cost_micro / MICRO)
            for one in rows
        ]
        records, known = self._learning.records(here), self._learning.known
        chance = np.random.default_rng(date.fromisoformat(self._date(now_ms)).toordinal())
        halves = ((Queue.DISCREPANCIES, most - most // 2), (Queue.STOCK_OUTS, most // 2))
        found: list[Proposal] = []
        for queue, counts in halves:
            found += propose(queue, records, known, counts, chance)
        due: dict[int, Due] = {}
        for proposal in found:
            row = rows[proposal.row]
            due.setdefault(row.location_id, Due(row.location, proposal.queue.value))
        return due

    # -- the past ---------------------------------------------------------------------------------

    def _hear(self, connection: apsw.Connection, now_ms: int) -> bool:
        """The next movements, and the counts settled meanwhile. Whether there are more."""
        moved = movements(connection, self._heard_id, AT_ONCE_MAX)
        is_more = len(moved) == AT_ONCE_MAX
        until_ms = moved[-1].at_ms if is_more else now_ms
        events: Iterator[Moved | Settled] = merge(
            moved, self._settled(connection, until_ms), key=attrgetter("at_ms")
        )
        dates: dict[int, str] = {}
        for event in events:
            quarter = event.at_ms // QUARTER_MS
            if quarter not in dates:
                dates[quarter] = self._date(event.at_ms)
            self._learning.on(dates[quarter])
            if isinstance(event, Moved):
                self._hear_moved(event)
            else:
                self._hear_settled(event)
        self._heard_ms = max(self._heard_ms, until_ms)
        self._heard_id = moved[-1].id if moved else self._heard_id
        return is_more

    def _settled(self, connection: apsw.Connection, until_ms: int) -> list[Settled]:
        """Counts not heard of; one may be written a little after the moment it bears."""
        after_ms = self._heard_ms - LATE_MS_MAX
        found = settled(connection, self._at.site.warehouse_id, after_ms, until_ms)
        new = [each for each in found if each.id not in self._heard_counts]
        self._heard_counts = frozenset(each.id for each in found)
        return new

    def _hear_moved(self, event: Moved) -> None:
        operator = event.actor or 0
        if event.from_location:
            key = Key(event.item_id, event.from_location)
            self._learning.went(key, event.quantity, operator, is_sale=bool(event.is_pick))
            self._triggers.used(event.from_location, event.at_ms)
            if event.is_pick:
                self._triggers.picked(event.from_location)
                self._picked.add(event.from_location)
        if event.to_location:
            self._learning.came(Key(event.item_id, event.to_location), event.quantity, operator)
            self._triggers.used(event.to_location, event.at_ms)

    def _hear_settled(self, event: Settled) -> None:
        key, is_random = Key(event.item_id, event.location_id), event.reason == Queue.RANDOM.value
        self._learning.counted(key, event.book, event.counted, is_random=is_random)
        self._triggers.counted(event.location_id, event.at_ms)

    def _date(self, at_ms: int) -> str:
        moment = datetime.fromtimestamp(at_ms / 1000, UTC)
        return moment.astimezone(self._at.zone).date().isoformat()

    def _midnight_ms(self, now_ms: int) -> int:
        day = date.fromisoformat(self._date(now_ms))
        return int(datetime.combine(day, time(), self._at.zone).timestamp() * 1000)


class _Rules:
    """What is said of each item, looked up once."""

    def __init__(self, site: SqlReader) -> None:
        self._site, self._rules = site, site.rules("count")
        self._known: dict[int, CountBy | None] = {}

    def of(self, item_id: int) -> CountBy | None:
        """The most important rule that holds."""
        if item_id not in self._known:
            item = self._site.item(item_id)
            subject = subject_of(item, AVAILABLE) if item is not None else None
            said: Iterable[CountBy] = (
                holding(self._rules, subject, CountBy) if subject is not None else ()
            )
            self._known[item_id] = next(iter(said), None)
        return self._known[item_id]

    def likely_per_day(self, item_id: int) -> int:
        """Counts a day that its rule asks for by belief."""
        by = self.of(item_id)
        return by.likely_per_day or 0 if by is not None else 0


def _counts(says: object) -> bool:
    """A zero check is made by the pick itself."""
    return isinstance(says, CountBy) and bool(
        says.after_picks or says.every_days or says.likely_per_day
    )
