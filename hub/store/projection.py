"""Stock of all sites, kept up inside the transaction that takes their movements in."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any

import apsw

from hub.store import sql
from hub.store.conflicts import keep_conflicts
from models.warehouse.catalogue import MOVEMENT
from sync.core.builtin import CONFLICT
from sync.core.catalogue import Table
from sync.core.state import Entry

STOCK, TRANSIT, OUTSIDE = "stock", "transit", "outside"
PLACES_MAX = 200_000

_TAKEN = (
    "warehouse_id", "item_id", "lot_id", "owner_id", "quantity", "from_location", "from_status",
    "to_location", "to_status", "at_ms",
)  # fmt: skip
_NUMBERS = tuple(place for place, name in enumerate(_TAKEN) if not name.endswith("_status"))
_movement = itemgetter(*map(MOVEMENT.names.index, _TAKEN))

Row = tuple[Any, ...]
"""The fields of a movement that are summed up, as `_TAKEN` names them."""
QuantKey = tuple[int, int, int, int, int, str]
"""item, warehouse, location, lot, owner, status: the primary key of site_quant."""


class SiteDelta:
    """What a batch of movements does to the totals of one site."""

    __slots__ = ("in_transit", "moved_at_ms", "movements", "on_hand", "unplaced")

    def __init__(self) -> None:
        self.on_hand = self.in_transit = self.movements = self.moved_at_ms = 0
        self.unplaced = False


class HubProjection:
    """Handed to the store when it opens; told its connection once that exists."""

    def __init__(self) -> None:
        self._connection: apsw.Connection | None = None
        self._places: dict[int, str] = {}

    def attach(self, connection: apsw.Connection) -> None:
        """The writer's connection, whose open transaction every call of `project` belongs to."""
        self._connection = connection

    def project(self, table: Table, entries: Sequence[Entry]) -> None:
        """Called by the store with entries that are really new, each exactly once."""
        if self._connection is None:
            raise RuntimeError("the projection was never attached")
        if table.id == MOVEMENT.id:
            self._move(self._connection, entries)
        elif table.id == CONFLICT.id:
            keep_conflicts(self._connection, entries)

    def _move(self, connection: apsw.Connection, entries: Sequence[Entry]) -> None:
        rows = [_movement(entry.values) for entry in entries]
        # Whole columns at a time: a check per value costs as much as all of the adding up.
        assert {type(row[place]) for row in rows for place in _NUMBERS} == {int}
        quants = _sums(rows)
        connection.executemany(_UPSERT_QUANT, _in_order(quants))
        connection.execute("DELETE FROM site_quant WHERE quantity = 0")
        for site, delta in self._deltas(connection, rows, quants).items():
            connection.execute(
                _UPSERT_TOTAL,
                (
                    site, delta.on_hand, delta.in_transit, delta.movements, delta.moved_at_ms,
                    int(delta.unplaced),
                ),
            )  # fmt: skip
            place_again(connection, site)

    def _deltas(
        self, connection: apsw.Connection, rows: list[Row], quants: Mapping[QuantKey, int]
    ) -> dict[int, SiteDelta]:
        deltas: dict[int, SiteDelta] = {}
        for site, count in Counter(map(itemgetter(0), rows)).items():
            delta = deltas[site] = SiteDelta()
            delta.movements = count
            delta.moved_at_ms = max(row[-1] for row in rows if row[0] == site)
        for location, site, quantity in _by_place(quants):
            place = self._places.get(location) or self._look_up(connection, location)
            if place == STOCK:
                deltas[site].on_hand += quantity
            elif place == TRANSIT:
                deltas[site].in_transit += quantity
            elif not place:
                deltas[site].unplaced = True
        return deltas

    def _look_up(self, connection: apsw.Connection, location: int) -> str:
        """Which kind of place it is; empty while its row has not arrived. Kinds never change."""
        found = sql.row(connection, "SELECT kind, code FROM location WHERE id = ?", (location,))
        if found is None:
            return ""
        if len(self._places) >= PLACES_MAX:
            self._places.clear()
        place = self._places[location] = place_of(str(found[0]), str(found[1]))
        return place


def place_of(kind: str, code: str) -> str:
    """STOCK for every physical location; of the virtual ones only transit still holds ours."""
    if kind != "virtual":
        return STOCK
    return TRANSIT if "transit" in code.lower() else OUTSIDE


IS_STOCK = "location.kind <> 'virtual'"
IS_TRANSIT = "location.kind = 'virtual' AND location.code LIKE '%transit%'"
"""The same rule in SQL (LIKE ignores case)."""


def place_again(connection: apsw.Connection, site: int) -> None:
    """Sum a site up afresh where a movement came before its location."""
    waiting = sql.row(connection, "SELECT unplaced FROM site_total WHERE warehouse_id = ?", (site,))
    if waiting is None or not waiting[0]:
        return
    connection.execute(_SUM_AGAIN, {"site": site})


def _sums(rows: list[Row]) -> dict[QuantKey, int]:
    quants: defaultdict[QuantKey, int] = defaultdict(int)
    for site, item, lot, owner, quantity, source, left, target, reached, _ in rows:
        quants[item, site, source, lot, owner, left] -= quantity
        quants[item, site, target, lot, owner, reached] += quantity
    return quants


def _by_place(quants: Mapping[QuantKey, int]) -> Iterator[tuple[int, int, int]]:
    """Location, site, quantity: what each location won or lost."""
    places: defaultdict[tuple[int, int], int] = defaultdict(int)
    for (_, site, location, *_), quantity in quants.items():
        places[location, site] += quantity
    for (location, site), quantity in places.items():
        yield location, site, quantity


def _in_order(quants: Mapping[QuantKey, int]) -> list[tuple[int | str, ...]]:
    """By item: neighbours share a page. Sorting whole keys would hold queries up for milliseconds,
    since one sort never lets another thread in."""
    found: list[tuple[int | str, ...]] = [
        (*key, quantity) for key, quantity in quants.items() if quantity
    ]
    found.sort(key=itemgetter(0))
    return found


_UPSERT_QUANT = """
INSERT INTO site_quant VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT DO UPDATE SET quantity = quantity + excluded.quantity
"""
_UPSERT_TOTAL = """
INSERT INTO site_total VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT DO UPDATE SET
    on_hand = on_hand + excluded.on_hand, in_transit = in_transit + excluded.in_transit,
    movements = movements + excluded.movements,
    moved_at_ms = max(moved_at_ms, excluded.moved_at_ms), unplaced = unplaced | excluded.unplaced
"""
_SUM_AGAIN = f"""
WITH placed AS (
    SELECT location.id, {IS_STOCK} AS stock, {IS_TRANSIT} AS transit, site_quant.quantity
    FROM site_quant LEFT JOIN location ON location.id = site_quant.location_id
    WHERE site_quant.warehouse_id = :site
)
UPDATE site_total SET
    on_hand = (SELECT coalesce(sum(quantity), 0) FROM placed WHERE stock),
    in_transit = (SELECT coalesce(sum(quantity), 0) FROM placed WHERE transit),
    unplaced = EXISTS (SELECT 1 FROM placed WHERE id IS NULL)
WHERE warehouse_id = :site
"""
