"""Stock of all sites, kept up inside the transaction that takes their movements in."""

from collections import Counter
from collections.abc import Sequence

import apsw

from hub.store import sql
from hub.store.conflicts import keep_conflicts
from models.warehouse.catalogue import MOVEMENT
from sync.core.builtin import CONFLICT
from sync.core.catalogue import Table
from sync.core.state import Entry

STOCK, TRANSIT, OUTSIDE = "stock", "transit", "outside"
PLACES_MAX = 200_000

_AT = {name: place for place, name in enumerate(MOVEMENT.names)}
_SITE, _ITEM, _LOT, _OWNER = (
    _AT[name] for name in ("warehouse_id", "item_id", "lot_id", "owner_id")
)
_FROM, _FROM_STATUS = _AT["from_location"], _AT["from_status"]
_TO, _TO_STATUS = _AT["to_location"], _AT["to_status"]
_QUANTITY, _AT_MS = _AT["quantity"], _AT["at_ms"]

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
        quants, sites = self._sums(connection, entries)
        if quants:
            connection.executemany(_UPSERT_QUANT, _rows(quants))
            connection.execute("DELETE FROM site_quant WHERE quantity = 0")
        for site, delta in sites.items():
            connection.execute(
                _UPSERT_TOTAL,
                (
                    site, delta.on_hand, delta.in_transit, delta.movements, delta.moved_at_ms,
                    int(delta.unplaced),
                ),
            )  # fmt: skip
            place_again(connection, site)

    def _sums(
        self, connection: apsw.Connection, entries: Sequence[Entry]
    ) -> tuple[Counter[QuantKey], dict[int, SiteDelta]]:
        quants: Counter[QuantKey] = Counter()
        sites: dict[int, SiteDelta] = {}
        for entry in entries:
            values = entry.values
            site, item, lot = _int(values[_SITE]), _int(values[_ITEM]), _int(values[_LOT])
            owner, quantity = _int(values[_OWNER]), _int(values[_QUANTITY])
            source, target = _int(values[_FROM]), _int(values[_TO])
            quants[item, site, source, lot, owner, str(values[_FROM_STATUS])] -= quantity
            quants[item, site, target, lot, owner, str(values[_TO_STATUS])] += quantity
            delta = sites.get(site)
            if delta is None:
                delta = sites[site] = SiteDelta()
            delta.movements += 1
            delta.moved_at_ms = max(delta.moved_at_ms, _int(values[_AT_MS]))
            self._add(connection, delta, source, -quantity)
            self._add(connection, delta, target, quantity)
        return quants, sites

    def _add(
        self, connection: apsw.Connection, delta: SiteDelta, location: int, quantity: int
    ) -> None:
        place = self._places.get(location) or self._look_up(connection, location)
        if place == STOCK:
            delta.on_hand += quantity
        elif place == TRANSIT:
            delta.in_transit += quantity
        elif not place:
            delta.unplaced = True

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


def _rows(quants: Counter[QuantKey]) -> list[tuple[int, int, int, int, int, str, int]]:
    """In key order: neighbours share a page."""
    return [(*key, quantity) for key, quantity in sorted(quants.items()) if quantity]


def _int(value: object) -> int:
    assert isinstance(value, int)  # the policy withholds anything else
    return value


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
