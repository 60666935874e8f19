"""Daily demand of all items out of the site's own documents and ledger."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import apsw
import numpy as np
import numpy.typing as npt

from edge.foresight.calendar import beginnings
from edge.store import demand
from edge.store.demand import Moved
from models.demand.closing import closed_days
from models.demand.history import DemandHistory, Floats

HISTORY_D = 400
GAP_MS_MAX = 600_000
"""A longer pause between two lines of a person is no work on a line."""
GAPS_MIN = 30
WORK = {"pick": "outbound", "receive": "inbound"}

Counts = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Past:
    """A history, and what was learnt on the way. `lines`: [items] order lines of the last 28 days
    with demand known; `on_hand`: [items] base units that may leave; `seconds`: a line, by kind of
    work, where enough were seen."""

    history: DemandHistory
    item_ids: tuple[int, ...]
    costs_micro: tuple[int, ...]
    lines: Counts
    units: Counts
    on_hand: Counts
    seconds: dict[str, float]


def read_past(
    connection: apsw.Connection, today: date, zone: ZoneInfo, virtual: frozenset[int]
) -> Past:
    """Of the HISTORY_D days before today, which is not over yet. On a reader's thread; `virtual`:
    the locations that stand for the world outside."""
    first_day = today - timedelta(days=HISTORY_D)
    starts = beginnings(first_day, HISTORY_D, zone)
    known = demand.items(connection)
    rows = {item_id: row for row, (item_id, _, _) in enumerate(known)}
    asked, lines = _asked(connection, rows, starts)
    stock = demand.on_hand(connection)
    on_hand = np.array([stock.get(item_id, 0) for item_id, _, _ in known], dtype=np.int64)
    ledger = _Ledger(rows, starts, virtual)
    for page in demand.moved_since(connection, int(starts[0])):
        ledger.hear(page)
    missing = ledger.empty_days(on_hand) & (asked == 0)
    missing |= ~_begun(asked, ledger.was_there(on_hand))
    history = DemandHistory(
        items=tuple(code for _, code, _ in known),
        first_day=first_day,
        asked=np.where(missing, np.nan, asked),
        closed=closed_days(lines.sum(axis=0)),
    )
    recent = slice(HISTORY_D - 28, HISTORY_D)
    return Past(
        history=history,
        item_ids=tuple(item_id for item_id, _, _ in known),
        costs_micro=tuple(cost for _, _, cost in known),
        lines=lines[:, recent].sum(axis=1),
        units=asked[:, recent].sum(axis=1).astype(np.int64),
        on_hand=on_hand,
        seconds=ledger.seconds(),
    )


def _asked(
    connection: apsw.Connection, rows: dict[int, int], starts: Counts
) -> tuple[Floats, Counts]:
    """[items, days] base units, and order lines."""
    days = starts.size - 1
    size = len(rows) * days
    units, lines = np.zeros(size), np.zeros(size, dtype=np.int64)
    for page in demand.asked_since(connection, int(starts[0])):
        if not page:
            continue
        item_ids, at_ms, quantities = zip(*page, strict=True)
        cells, kept = _cells(item_ids, at_ms, rows, starts)
        weights = np.array(quantities, dtype=np.float64)[kept]
        units += np.bincount(cells, weights, minlength=size)
        lines += np.bincount(cells, minlength=size)
    return units.reshape(-1, days), lines.reshape(-1, days)


def _cells(
    item_ids: Iterable[int], at_ms: Iterable[int], rows: dict[int, int], starts: Counts
) -> tuple[Counts, npt.NDArray[np.bool_]]:
    """Places in the flat table of items and days, and which of the given have one."""
    days = starts.size - 1
    row = np.array([rows.get(item_id, -1) for item_id in item_ids], dtype=np.int64)
    day = np.searchsorted(starts, np.array(at_ms, dtype=np.int64), side="right") - 1
    kept = (row >= 0) & (day >= 0) & (day < days)
    return row[kept] * days + day[kept], kept


class _Ledger:
    """Movements gathered by item and day: what came and went of stock that may leave."""

    def __init__(self, rows: dict[int, int], starts: Counts, virtual: frozenset[int]) -> None:
        self._rows, self._starts = rows, starts
        self._outside = virtual | {0}
        self._shape = len(rows), starts.size - 1
        self._came = np.zeros(len(rows) * (starts.size - 1))
        self._net = np.zeros_like(self._came)
        self._since = np.zeros(len(rows))
        self._gaps: dict[str, list[int]] = {kind: [] for kind in WORK}
        self._last: dict[tuple[str, int], int] = {}

    def hear(self, page: list[Moved]) -> None:
        """Pages come newest first."""
        counted = [(each, self._change(each)) for each in page]
        changes = [(each, change) for each, change in counted if change]
        if changes:
            self._add(changes)
        for each in page:
            if each.kind in self._gaps and each.actor:
                self._time(each)

    def empty_days(self, on_hand: Counts) -> npt.NDArray[np.bool_]:
        """[items, days] where nothing was there as the day began, and nothing came on it."""
        before = self._ends(on_hand) - self._net.reshape(self._shape)
        empty: npt.NDArray[np.bool_] = (before <= 0) & (self._came.reshape(self._shape) == 0)
        return empty

    def was_there(self, on_hand: Counts) -> npt.NDArray[np.bool_]:
        """[items, days] where the item had come by then, or was there before all of them."""
        came = np.cumsum(self._came.reshape(self._shape), axis=1) > 0
        before = self._ends(on_hand) - self._net.reshape(self._shape)
        return came | (before[:, :1] > 0)

    def seconds(self) -> dict[str, float]:
        """A line of work, as long as one usually takes."""
        return {
            WORK[kind]: round(float(np.median(gaps)) / 1000, 1)
            for kind, gaps in self._gaps.items()
            if len(gaps) >= GAPS_MIN
        }

    def _ends(self, on_hand: Counts) -> Floats:
        """[items, days] stock as each day ended: what is there now less all that happened since."""
        net = self._net.reshape(self._shape)
        later = np.cumsum(net[:, ::-1], axis=1)[:, ::-1] - net
        ends: Floats = on_hand[:, None] - self._since[:, None] - later
        return ends

    def _change(self, each: Moved) -> int:
        """By how much stock that may leave rose."""
        came = each.to_available and each.to_location not in self._outside
        went = each.from_available and each.from_location not in self._outside
        return each.quantity * (int(bool(came)) - int(bool(went)))

    def _add(self, changes: list[tuple[Moved, int]]) -> None:
        item_ids = [each.item_id for each, _ in changes]
        at_ms = [each.at_ms for each, _ in changes]
        by = np.array([change for _, change in changes], dtype=np.float64)
        cells, kept = _cells(item_ids, at_ms, self._rows, self._starts)
        size = self._net.size
        self._net += np.bincount(cells, by[kept], minlength=size)
        self._came += np.bincount(cells, np.maximum(by[kept], 0), minlength=size)
        for each, change in changes:
            if each.at_ms >= self._starts[-1] and each.item_id in self._rows:
                self._since[self._rows[each.item_id]] += change

    def _time(self, each: Moved) -> None:
        key = each.kind, each.actor
        gap = self._last.get(key, 0) - each.at_ms
        if 0 < gap <= GAP_MS_MAX:
            self._gaps[each.kind].append(gap)
        self._last[key] = each.at_ms


def _begun(asked: Floats, was_there: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """[items, days] from the first day on which it was asked for or there to be asked for."""
    begun: npt.NDArray[np.bool_] = np.maximum.accumulate((asked > 0) | was_there, axis=1)
    return begun
