"""Each night, and after a start that finds no forecasts of yesterday: history is read, demand
forecast beside the writer, and what it comes to handed in as short commands.

Waiting work goes first: items are worked out a few at a time, and proposals are handed in a few at
a time, so that no scan waits for them.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Protocol, TypeVar

import apsw
import msgspec
import structlog

from edge.api.services import Services
from edge.foresight.expecting import exchanges, outlook
from edge.foresight.history import Past, read_past
from edge.foresight.proposing import Policy, Proposing, Told, dead, reorders
from edge.foresight.standing import Known, read_known
from edge.store.errors import StoreError
from edge.store.outlooks import drop_outlooks, keep_outlooks, kept_ids, made_of
from edge.store.recorder import Actor, Recorder
from models.demand.forecast import Forecast
from models.demand.history import DemandHistory
from models.warehouse import ids
from models.warehouse.commands import Propose
from models.warehouse.commands.foresight import Proposed
from models.warehouse.foresight import Because, Outlook
from sync.core.errors import NotAllowed
from sync.store.sqlite import DiskFull

FIRST_S, ROUND_S = 60.0, 60.0
ITEMS_AT_ONCE, PAUSE_S = 20, 0.005
ROWS_AT_ONCE, PROPOSALS_AT_ONCE, OVER_AT_ONCE = 100, 10, 200
PROPOSALS_MAX = 500
"""Of a kind and a night; what is less urgent waits until these are seen to."""
_JSON = msgspec.json.Encoder()
T = TypeVar("T")

Forecaster = Callable[[DemandHistory], Forecast]


class ModelsInUse(Protocol):
    """What the site's models do for the night."""

    def active_forecaster(self) -> Forecaster:
        """Forecasts by the model in use."""
        ...

    def tend(self, history: DemandHistory) -> Awaitable[None]:
        """Judge the models by what happened."""
        ...


@dataclass(frozen=True)
class Foreseen:
    """What a night came to."""

    told: list[Told]
    proposals: list[Proposed]
    outlook: Outlook
    known: Known


class Foreseeing:
    """Looks once a minute whether a day is over that no forecast knows."""

    def __init__(
        self, at: Services, models: ModelsInUse, policy: Policy, new_command_id: Callable[[], str]
    ) -> None:
        self._at, self._models, self._policy = at, models, policy
        self._new_command_id = new_command_id
        self._log = structlog.get_logger("foreseeing")

    async def run(self) -> None:
        """Until cancelled."""
        await asyncio.sleep(FIRST_S)
        while True:
            await self.look()
            await asyncio.sleep(ROUND_S)

    async def look(self) -> bool:
        """Foresee if yesterday is not in the outlook yet. Whether something was foreseen."""
        at = self._at
        if at.disk_low:
            return False
        today = date.fromisoformat(at.today())
        yesterday = (today - timedelta(days=1)).isoformat()
        if await at.readers.run(made_of) == yesterday:
            return False
        try:
            await self._foresee(today)
        except (StoreError, DiskFull, NotAllowed):
            self._log.warning("foreseeing_waits")
            return False
        return True

    async def _foresee(self, today: date) -> None:
        at = self._at
        past = await at.readers.run(self._read, today)
        await self._models.tend(past.history)
        forecaster = self._models.active_forecaster()
        forecast = await asyncio.to_thread(forecaster, past.history)
        known = await at.readers.run(self._known, today)
        proposing = Proposing(past, forecast, known, self._policy)
        told: list[Told] = []
        for rows in _by(proposing.rows, ITEMS_AT_ONCE):
            told += await asyncio.to_thread(_tell, proposing, rows)
            await asyncio.sleep(PAUSE_S)
        found = await asyncio.to_thread(_come_to, past, forecast, known, told)
        await self._keep(found)
        self._log.info(
            "foreseen", day=str(past.history.origin), items=len(told), open=len(found.proposals)
        )

    def _read(self, connection: apsw.Connection, today: date) -> Past:
        return read_past(connection, today, self._at.zone, self._at.site.places.virtual)

    def _known(self, connection: apsw.Connection, today: date) -> Known:
        at = self._at
        return read_known(connection, at.site.warehouse_id, today, at.wall_ms(), at.zone)

    # -- writing ----------------------------------------------------------------------------------

    async def _keep(self, found: Foreseen) -> None:
        """The outlook comes last: whoever is interrupted before begins anew."""
        at = self._at
        rows = [(each.item_id, each.item, _text(each.because)) for each in found.told]
        for some in _by(rows, ROWS_AT_ONCE):
            await at.writer.transact(partial(_keep_rows, some))
        gone = await at.readers.run(kept_ids) - {each.item_id for each in found.told}
        for few in _by(sorted(gone), ROWS_AT_ONCE):
            await at.writer.transact(partial(_drop_rows, few))
        for proposals in _by(found.proposals, PROPOSALS_AT_ONCE):
            await self._hand_in(
                Propose(command_id=self._new_command_id(), proposals=tuple(proposals))
            )
        for over in _by(_over(found), OVER_AT_ONCE):
            await self._hand_in(Propose(command_id=self._new_command_id(), over=tuple(over)))
        await self._hand_in(Propose(command_id=self._new_command_id(), outlook=found.outlook))

    async def _hand_in(self, command: Propose) -> None:
        await self._at.writer.submit(command, Actor())


def _tell(proposing: Proposing, rows: Iterable[int]) -> list[Told]:
    return [proposing.tell(row) for row in rows]


def _come_to(past: Past, forecast: Forecast, known: Known, told: list[Told]) -> Foreseen:
    """Items of which somebody has just said what becomes of them are left alone."""
    kinds = (reorders(told), dead(told), exchanges(past, forecast, known, told))
    id_of = {each.item: each.item_id for each in told}
    proposals = [
        each
        for kind in kinds
        for each in kind[:PROPOSALS_MAX]
        if (id_of[each.item], each.kind) not in known.settled
    ]
    return Foreseen(told, proposals, outlook(past, forecast, known, told), known)


def _over(found: Foreseen) -> list[str]:
    """Open proposals that this night did not come to again."""
    id_of = {each.item: each.item_id for each in found.told}
    anew = {(id_of[each.item], each.kind) for each in found.proposals}
    return [ids.show(row) for key, row in sorted(found.known.open.items()) if key not in anew]


def _text(because: Because) -> str:
    return _JSON.encode(because).decode()


def _keep_rows(rows: Iterable[tuple[int, str, str]], recorder: Recorder) -> None:
    keep_outlooks(recorder.store.connection, rows)


def _drop_rows(item_ids: Iterable[int], recorder: Recorder) -> None:
    drop_outlooks(recorder.store.connection, item_ids)


def _by(rows: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    return (rows[start : start + size] for start in range(0, len(rows), size))
