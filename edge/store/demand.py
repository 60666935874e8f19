"""What forecasts are made from: order lines and movements, newest first as far as they are asked
for, and stock, deliveries and terms as they stand. Read on a reader's connection, off every scan's
way; each statement ends with the page it is asked for."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import apsw

from edge.store.local import OPEN_ASN
from models.warehouse.naming import called

Row = tuple[Any, ...]
PAGE = 5_000
ASNS_MAX = 2_000
ARRIVALS_MAX = 5_000

_ORDERS = (
    "SELECT id, created_at_ms FROM dn WHERE id<? AND state<>'draft' AND backorder_of IS NULL"
    " ORDER BY id DESC LIMIT ?"
)
_LINES = (
    "SELECT n.item_id, d.created_at_ms, n.ordered-n.cancelled FROM dn d"
    " CROSS JOIN dn_line n ON n.dn_id=+d.id WHERE d.id>=? AND d.id<? AND d.state<>'draft'"
    " AND d.backorder_of IS NULL AND n.item_id IS NOT NULL AND n.ordered>n.cancelled"
)
_MOVEMENTS = (
    "SELECT m.id, m.item_id, m.at_ms, m.quantity, m.kind, coalesce(m.actor, 0),"
    " coalesce(m.from_location, 0), m.from_status='available', coalesce(m.to_location, 0),"
    " m.to_status='available' FROM movement m WHERE m.id<? ORDER BY m.id DESC LIMIT ?"
)
_ITEMS = (
    f"SELECT id, {called('item')}, coalesce(cost_micro, 0) FROM item WHERE status='active'"
    " ORDER BY code, id"
)
_ON_HAND = (
    "SELECT item_id, sum(quantity) FROM quant WHERE status='available' AND quantity>0"
    " GROUP BY item_id"
)
_OWED = (
    "SELECT n.item_id, sum(n.ordered-n.shipped-n.short-n.cancelled) FROM dn d"
    " CROSS JOIN dn_line n ON n.dn_id=+d.id WHERE d.state IN ('confirmed', 'released', 'short',"
    " 'allocated', 'picking', 'picked', 'packing', 'packed', 'staged')"
    " AND n.ordered>n.shipped+n.short+n.cancelled GROUP BY n.item_id"
)
_COMING = (
    "SELECT n.item_id, n.expected-n.received, a.expected_on FROM asn a INDEXED BY asn_open"
    f" CROSS JOIN asn_line n ON n.asn_id=+a.id WHERE a.{OPEN_ASN} AND n.expected>n.received"
    f" LIMIT {ARRIVALS_MAX}"
)
_DELIVERIES = (
    "SELECT a.supplier_id, a.created_at_ms, coalesce((SELECT min(m.at_ms) FROM movement m"
    " WHERE m.document_id=+a.id AND m.kind='receive'), a.closed_at_ms) FROM asn a"
    " WHERE a.kind='announced' AND a.state IN ('receiving', 'received', 'closed')"
    f" ORDER BY a.id DESC LIMIT {ASNS_MAX}"
)
_SUPPLIERS = (
    "SELECT n.item_id, a.supplier_id, p.code FROM (SELECT id, supplier_id FROM asn"
    " WHERE kind='announced' AND state<>'cancelled' AND supplier_id IS NOT NULL"
    f" ORDER BY id DESC LIMIT {ASNS_MAX}) a CROSS JOIN asn_line n ON n.asn_id=+a.id"
    " LEFT JOIN partner p ON p.id=+a.supplier_id ORDER BY a.id"
)
_LEAST = "SELECT id, order_quantity_min FROM item WHERE order_quantity_min>1"
_PACKS = (
    "SELECT item_id, min(quantity_base) FROM item_pack WHERE status='active' AND quantity_base>1"
    " GROUP BY item_id"
)
_PLACES = (
    "SELECT item_id, location_id, code, coalesce(zone, ''), x_mm, y_mm, coalesce(size_class, ''),"
    " max(turn) FROM ("
    " SELECT q.item_id, l.id AS location_id, l.code, l.zone, l.x_mm, l.y_mm, l.size_class,"
    " sum(q.quantity) AS turn FROM quant q JOIN location l ON l.id=q.location_id"
    " WHERE l.kind='storage' AND l.property='normal' AND l.status='active' AND q.quantity>0"
    " GROUP BY q.item_id, l.id UNION ALL"
    " SELECT l.item_id, l.id, l.code, l.zone, l.x_mm, l.y_mm, l.size_class, 9223372036854775807"
    " FROM location l WHERE l.item_id>0 AND l.max_quantity>0 AND l.status='active')"
    " GROUP BY item_id"
)
_PACKING = (
    "SELECT x_mm, y_mm FROM location WHERE warehouse_id=? AND kind='packing' AND status='active'"
    " ORDER BY sequence, id LIMIT 1"
)
_ACCEPTED = (
    "SELECT item_id, accepted, settled_at_ms FROM proposal"
    " WHERE state='accepted' AND kind='reorder' AND settled_at_ms>?"
)
_ANNOUNCED = (
    "SELECT n.item_id, max(a.created_at_ms) FROM asn a CROSS JOIN asn_line n ON n.asn_id=+a.id"
    " WHERE a.created_at_ms>? AND a.state<>'cancelled' GROUP BY n.item_id"
)
_DISMISSED = (
    "SELECT item_id, kind FROM proposal WHERE state='dismissed' AND settled_at_ms>?"
    " UNION SELECT item_id, kind FROM proposal WHERE state='accepted' AND kind<>'reorder'"
    " AND settled_at_ms>?"
)
_OPEN = "SELECT id, item_id, kind FROM proposal WHERE state='open'"
_NEWEST = (1 << 63) - 1


class Asked(NamedTuple):
    """An order line: what was ordered of it and not cancelled, when it was taken."""

    item_id: int
    at_ms: int
    quantity: int


class Moved(NamedTuple):
    """A movement; the flags say whether it was fit to leave, there and here."""

    id: int
    item_id: int
    at_ms: int
    quantity: int
    kind: str
    actor: int
    from_location: int
    from_available: int
    to_location: int
    to_available: int


class Place(NamedTuple):
    """Where an item is picked: its pick face, or else where most of it lies."""

    item_id: int
    location_id: int
    code: str
    zone: str
    x_mm: int
    y_mm: int
    size_class: str


def asked_since(connection: apsw.Connection, since_ms: int) -> Iterator[list[Asked]]:
    """Order lines by pages of orders, newest first; ends after a page of older orders. Ids rise as
    orders are taken, but orders that came from elsewhere may bear other times."""
    before = _NEWEST
    while page := connection.execute(_ORDERS, (before, PAGE)).fetchall():
        last = int(str(page[-1][0]))
        if all(isinstance(made, int) and made < since_ms for _, made in page):
            return
        rows: list[Row] = connection.execute(_LINES, (last, before)).fetchall()
        yield [Asked(*row) for row in rows if row[1] is not None and row[1] >= since_ms]
        before = last


def moved_since(connection: apsw.Connection, since_ms: int) -> Iterator[list[Moved]]:
    """Movements newest first, by pages; ends after a page of older ones."""
    before = _NEWEST
    while True:
        rows: list[Row] = connection.execute(_MOVEMENTS, (before, PAGE)).fetchall()
        page = [Moved(*row) for row in rows]
        if not page or all(each.at_ms < since_ms for each in page):
            return
        yield page
        before = page[-1].id


def items(connection: apsw.Connection) -> list[tuple[int, str, int]]:
    """Id, code and cost in millionths of all items in use, by code."""
    return _rows(connection, _ITEMS)


def on_hand(connection: apsw.Connection) -> dict[int, int]:
    """Base units that may leave, by item."""
    return dict(_rows(connection, _ON_HAND))


def owed(connection: apsw.Connection) -> dict[int, int]:
    """Base units that open orders still want, by item."""
    return dict(_rows(connection, _OWED))


def coming(connection: apsw.Connection) -> list[tuple[int, int, str | None]]:
    """Item, quantity and day of what is announced and not received."""
    return _rows(connection, _COMING)


def deliveries(connection: apsw.Connection) -> list[tuple[int | None, int | None, int | None]]:
    """Supplier, when it was announced and when its first goods were received; the newest first."""
    return _rows(connection, _DELIVERIES)


def suppliers(connection: apsw.Connection) -> dict[int, tuple[int, str]]:
    """Who delivered an item last: id and code."""
    return {row[0]: (row[1], row[2] or "") for row in _rows(connection, _SUPPLIERS)}


def least(connection: apsw.Connection) -> dict[int, int]:
    """The least that suppliers sell of an item at once, where that is more than one."""
    return dict(_rows(connection, _LEAST))


def packs(connection: apsw.Connection) -> dict[int, int]:
    """The smallest pack of an item."""
    return dict(_rows(connection, _PACKS))


def places(connection: apsw.Connection) -> dict[int, Place]:
    """Where items are picked."""
    return {row[0]: Place(*row[:7]) for row in _rows(connection, _PLACES)}


def packing(connection: apsw.Connection, warehouse_id: int) -> tuple[int, int] | None:
    """Coordinates of where picked goods are brought, in millimetres."""
    found = _rows(connection, _PACKING, warehouse_id)
    return (found[0][0] or 0, found[0][1] or 0) if found else None


def promised_orders(connection: apsw.Connection, since_ms: int) -> dict[int, int]:
    """What somebody said to have ordered since, as far as nobody has announced it yet."""
    announced: dict[int, int] = dict(_rows(connection, _ANNOUNCED, since_ms))
    found: dict[int, int] = {}
    for item_id, quantity, at_ms in _rows(connection, _ACCEPTED, since_ms):
        if announced.get(item_id, 0) < at_ms:
            found[item_id] = found.get(item_id, 0) + (quantity or 0)
    return found


def settled(
    connection: apsw.Connection, dismissed_ms: int, accepted_ms: int
) -> frozenset[tuple[int, str]]:
    """Items and kinds of which somebody has said what is to become of them since."""
    return frozenset(_rows(connection, _DISMISSED, dismissed_ms, accepted_ms))


def open_proposals(connection: apsw.Connection) -> dict[tuple[int, str], int]:
    """Ids of the open ones by item and kind."""
    return {(row[1], row[2]): row[0] for row in _rows(connection, _OPEN)}


def _rows(connection: apsw.Connection, statement: str, *values: object) -> list[Row]:
    return connection.execute(statement, values).fetchall()
