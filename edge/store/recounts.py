"""What decides which locations are counted next: movements, settled counts, and stock as it is."""

from typing import Any, NamedTuple

import apsw

Row = tuple[Any, ...]
LIKELY = ("discrepancies", "stock_outs", "random")
"""Reasons of counts that nobody but the site itself asked for by its belief."""

_MOVED = (
    "SELECT m.at_ms, m.id, m.item_id, m.quantity, m.from_location, m.to_location, m.kind='pick',"
    " m.actor FROM movement m WHERE m.id>? ORDER BY m.id LIMIT ?"
)
_SETTLED = (
    "SELECT c.closed_at_ms, c.id, c.location_id, n.item_id, n.book, n.counted, c.reason"
    ' FROM "count" c'
    " JOIN count_line n ON n.count_id=c.id AND n.pass_number=c.pass_number"
    " WHERE c.state='posted' AND c.warehouse_id=?1 AND c.closed_at_ms>?2 AND c.closed_at_ms<=?3"
    " ORDER BY c.closed_at_ms, c.id"
)
_STANDING = (
    "SELECT q.item_id, q.location_id, l.code, sum(q.quantity), coalesce(i.cost_micro, 0)"
    " FROM quant q JOIN location l ON l.id=q.location_id JOIN item i ON i.id=q.item_id"
    " WHERE l.warehouse_id=? AND l.kind='storage' AND l.property='normal' AND l.status='active'"
    " GROUP BY q.item_id, q.location_id ORDER BY l.sequence, l.id, q.item_id"
)
_ASKED = (
    'SELECT count(*) FROM "count" WHERE warehouse_id=? AND created_at_ms>=? AND reason IN (?,?,?)'
)
_OPEN = (
    'SELECT DISTINCT location_id FROM "count"'
    " WHERE state IN ('requested', 'counting', 'counted', 'review')"
)


class Moved(NamedTuple):
    """Base units from one location to another; 0 or None: from or to outside."""

    at_ms: int
    id: int
    item_id: int
    quantity: int
    from_location: int | None
    to_location: int | None
    is_pick: int
    actor: int | None


class Settled(NamedTuple):
    """An item of a count whose differences are in the book; `id`: of the count."""

    at_ms: int
    id: int
    location_id: int
    item_id: int
    book: int
    counted: int
    reason: str | None


class Standing(NamedTuple):
    """An item in a storage location, with what a base unit costs in millionths."""

    item_id: int
    location_id: int
    location: str
    recorded: int
    cost_micro: int


def movements(connection: apsw.Connection, after_id: int, most: int) -> list[Moved]:
    """The next ones, as they were recorded."""
    rows: list[Row] = connection.execute(_MOVED, (after_id, most)).fetchall()
    return [Moved(*row) for row in rows]


def settled(
    connection: apsw.Connection, warehouse_id: int, after_ms: int, until_ms: int
) -> list[Settled]:
    """Counts posted after one moment and up to another: their last passes."""
    rows: list[Row] = connection.execute(_SETTLED, (warehouse_id, after_ms, until_ms)).fetchall()
    return [Settled(*row) for row in rows]


def standing(connection: apsw.Connection, warehouse_id: int) -> list[Standing]:
    """All records that may be counted, in walking order."""
    rows: list[Row] = connection.execute(_STANDING, (warehouse_id,)).fetchall()
    return [Standing(*row) for row in rows]


def asked_since(connection: apsw.Connection, warehouse_id: int, since_ms: int) -> int:
    """How many counts the site has asked for by its belief."""
    row: Row | None = connection.execute(_ASKED, (warehouse_id, since_ms, *LIKELY)).fetchone()
    assert row is not None
    return int(row[0])


def open_counts(connection: apsw.Connection) -> frozenset[int]:
    """Locations with a count that is not settled."""
    rows: list[Row] = connection.execute(_OPEN).fetchall()
    return frozenset(row[0] for row in rows)
