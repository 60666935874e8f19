"""Pick faces to refill: looked up beside the writer, judged again inside it."""

from typing import Any

import apsw

from edge.store.local import OPEN_TASK, PROMISED_LINE

Row = tuple[Any, ...]

_THERE = (
    "(SELECT coalesce(sum(q.quantity-q.reserved), 0) FROM quant q WHERE q.item_id=l.item_id"
    " AND q.location_id=l.id AND q.status='available')"
    " + (SELECT coalesce(sum(t.quantity-t.done_quantity), 0) FROM task t"
    " INDEXED BY task_replenish_target WHERE t.to_location=+l.id AND t.kind='replenish'"
    f" AND t.{OPEN_TASK})"
)
_WANTED = (
    "(SELECT coalesce(sum(n.promised), 0) FROM dn_line n INDEXED BY dn_line_promised"
    f" WHERE n.item_id=l.item_id AND n.{PROMISED_LINE})"
)
_BULK = (
    "EXISTS(SELECT 1 FROM quant b JOIN location o ON o.id=+b.location_id"
    " WHERE b.item_id=l.item_id AND b.status='available' AND b.quantity>b.reserved"
    " AND o.kind='storage' AND o.item_id IS NULL)"
)
LOW = (
    "SELECT code FROM (SELECT l.code, l.sequence, l.min_quantity,"
    f" {_THERE} AS there, {_WANTED} AS wanted, {_BULK} AS bulk FROM location l"
    " WHERE +l.warehouse_id=? AND l.item_id>0 AND l.max_quantity>0 AND l.status='active')"
    f" WHERE bulk AND (there<=min_quantity OR there<wanted) ORDER BY sequence"
)


def low_faces(connection: apsw.Connection, warehouse_id: int) -> list[str]:
    """Pick faces at or below their minimum, or below what orders were promised, where bulk has
    more."""
    rows: list[Row] = connection.execute(LOW, (warehouse_id,)).fetchall()
    return [row[0] for row in rows]
