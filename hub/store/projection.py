"""Stock of all sites, kept up inside the transaction that takes their movements in.

Summing up is left to SQL over the rows just written: that runs without the interpreter, which
people's questions need. Movements touch stock all over the place, so changes gather in a small
table (`site_quant_fresh`) and are carried over to the large one many at once: written each by
itself, they would be most of what the disk has to take. Stock is the sum of both.
"""

from collections.abc import Sequence

import apsw

from hub.store import sql
from hub.store.away import keep_turned_away
from hub.store.conflicts import keep_conflicts
from models.warehouse.catalogue import MOVEMENT, TURNED_AWAY
from sync.core.builtin import CONFLICT
from sync.core.catalogue import Table
from sync.core.state import Entry
from sync.store.sqlite.keys import entry_id

FRESH_MAX = 100_000
"""Changes before they are carried over; half as many movements."""

Span = dict[str, int]
"""Keys of the first and the last movement of a batch, under `first` and `last`."""


class HubProjection:
    """Handed to the store when it opens; told its connection once that exists."""

    def __init__(self) -> None:
        self._connection: apsw.Connection | None = None
        self._fresh: int | None = None

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
        elif table.id == TURNED_AWAY.id:
            keep_turned_away(self._connection, entries)

    def _move(self, connection: apsw.Connection, entries: Sequence[Entry]) -> None:
        span = _span(connection, entries)
        before = connection.total_changes()
        connection.execute(_ADD_QUANTS, span)
        assert connection.total_changes() - before == 2 * len(entries)
        connection.execute(_ADD_TOTALS, span)
        _place_again(connection, span)
        if self._fresh is None:
            (self._fresh,) = sql.rows(connection, "SELECT count(*) FROM site_quant_fresh")[0]
        self._fresh += 2 * len(entries)
        if self._fresh > FRESH_MAX:
            connection.execute(_CARRY_OVER)
            self._fresh = None  # counted anew: this transaction may yet be undone


def _span(connection: apsw.Connection, entries: Sequence[Entry]) -> Span:
    """Entries of a call are all that one stream has between its first and its last."""
    first, last = entries[0], entries[-1]
    assert first.stream == last.stream and (first.seq, first.index) <= (last.seq, last.index)
    found = sql.row(
        connection, "SELECT id FROM s_stream WHERE node = ? AND epoch = ? AND scope = ?",
        first.stream,
    )  # fmt: skip
    assert found is not None
    return {
        "first": entry_id(found[0], first.seq, first.index),
        "last": entry_id(found[0], last.seq, last.index),
    }


_AT_HAND = "{}.kind <> 'virtual'"
_ON_ITS_WAY = "{0}.kind = 'virtual' AND {0}.code LIKE '%transit%'"
"""LIKE ignores case."""
IS_STOCK = _AT_HAND.format("location")
"""Every physical location; of the virtual ones only transit still holds ours."""
IS_TRANSIT = _ON_ITS_WAY.format("location")


def _place_again(connection: apsw.Connection, span: Span) -> None:
    """Sum a site up afresh where a movement came before its location."""
    if not sql.row(connection, "SELECT 1 FROM site_total WHERE unplaced"):
        return
    connection.execute(_ADD_UNPLACED, span)
    for (site,) in sql.rows(connection, _PLACED_SINCE):
        connection.execute(_SUM_AGAIN, {"site": site})


_ENDS = """
SELECT item_id, warehouse_id, from_location AS location_id, lot_id, owner_id,
    from_status AS status, -quantity AS quantity, 0 AS moved, at_ms
FROM movement WHERE id BETWEEN :first AND :last
UNION ALL
SELECT item_id, warehouse_id, to_location, lot_id, owner_id, to_status, quantity, 1, at_ms
FROM movement WHERE id BETWEEN :first AND :last
"""
"""Both ends of each movement."""
_ADD_QUANTS = f"""
INSERT INTO site_quant_fresh
SELECT item_id, warehouse_id, location_id, lot_id, owner_id, status, quantity
FROM ({_ENDS}) WHERE TRUE
ON CONFLICT DO UPDATE SET quantity = quantity + excluded.quantity
"""
_CARRY_OVER = """
INSERT INTO site_quant SELECT * FROM site_quant_fresh WHERE TRUE
ON CONFLICT DO UPDATE SET quantity = quantity + excluded.quantity;
DELETE FROM site_quant_fresh;
DELETE FROM site_quant WHERE quantity = 0;
"""
_ADD_TOTALS = f"""
INSERT INTO site_total
SELECT movement.warehouse_id,
    coalesce(sum(quantity) FILTER (WHERE {_AT_HAND.format("there")}), 0)
        - coalesce(sum(quantity) FILTER (WHERE {_AT_HAND.format("here")}), 0),
    coalesce(sum(quantity) FILTER (WHERE {_ON_ITS_WAY.format("there")}), 0)
        - coalesce(sum(quantity) FILTER (WHERE {_ON_ITS_WAY.format("here")}), 0),
    count(*), max(at_ms), max(here.id IS NULL OR there.id IS NULL)
FROM movement LEFT JOIN location AS here ON here.id = from_location
LEFT JOIN location AS there ON there.id = to_location
WHERE movement.id BETWEEN :first AND :last
GROUP BY movement.warehouse_id
ON CONFLICT DO UPDATE SET
    on_hand = on_hand + excluded.on_hand, in_transit = in_transit + excluded.in_transit,
    movements = movements + excluded.movements,
    moved_at_ms = max(moved_at_ms, excluded.moved_at_ms), unplaced = unplaced | excluded.unplaced
"""
_ADD_UNPLACED = f"""
INSERT OR IGNORE INTO site_unplaced
SELECT ends.warehouse_id, location_id FROM ({_ENDS}) AS ends
LEFT JOIN location ON location.id = ends.location_id WHERE location.id IS NULL
"""
_PLACED_SINCE = """
SELECT DISTINCT warehouse_id FROM site_unplaced
WHERE location_id IN (SELECT location.id FROM location WHERE location.id = location_id)
"""
_SUM_AGAIN = f"""
DELETE FROM site_unplaced WHERE warehouse_id = :site
    AND EXISTS (SELECT 1 FROM location WHERE location.id = location_id);
WITH placed AS (
    SELECT {IS_STOCK} AS stock, {IS_TRANSIT} AS transit, quantity
    FROM site_stock JOIN location ON location.id = site_stock.location_id
    WHERE site_stock.warehouse_id = :site
)
UPDATE site_total SET
    on_hand = (SELECT coalesce(sum(quantity), 0) FROM placed WHERE stock),
    in_transit = (SELECT coalesce(sum(quantity), 0) FROM placed WHERE transit),
    unplaced = EXISTS (SELECT 1 FROM site_unplaced WHERE site_unplaced.warehouse_id = :site)
WHERE warehouse_id = :site;
"""
