"""Pick faces to refill: looked up beside the writer, judged again inside it."""

from typing import Any, NamedTuple

import apsw

from edge.store.local import OPEN_TASK, PICK_FACE
from edge.store.reads.places import FIRST, Spot

Row = tuple[Any, ...]

_THERE = (
    "(SELECT coalesce(sum(q.quantity-q.reserved), 0) FROM quant q WHERE q.item_id=l.item_id"
    " AND q.location_id=l.id AND q.status='available')"
    " + (SELECT coalesce(sum(t.quantity-t.done_quantity), 0) FROM task t"
    " INDEXED BY task_replenish_target WHERE t.to_location=+l.id AND t.kind='replenish'"
    f" AND t.{OPEN_TASK})"
)
_WANTED = "coalesce((SELECT p.quantity FROM promised p WHERE p.item_id=l.item_id), 0)"
_BULK = (
    "EXISTS(SELECT 1 FROM quant b JOIN location o ON o.id=+b.location_id"
    " WHERE b.item_id=l.item_id AND b.status='available' AND b.quantity>b.reserved"
    " AND o.kind='storage' AND o.item_id IS NULL)"
)
WINDOW = 2_000
"""Pick faces looked at together: some tens of milliseconds. A site seldom has more."""
_FACES = (
    "SELECT id, code, sequence, item_id, min_quantity FROM location INDEXED BY location_face"
    f" WHERE {PICK_FACE} AND (sequence, id)>(:sequence, :id) AND +warehouse_id=:site"
    " ORDER BY sequence, id LIMIT :window"
)
LOW = (
    "SELECT code, bulk AND (there<=min_quantity OR there<wanted), sequence, id FROM (SELECT l.*,"
    f" {_THERE} AS there, {_WANTED} AS wanted, {_BULK} AS bulk FROM ({_FACES}) l)"
    " ORDER BY sequence, id"
)


class Low(NamedTuple):
    """Faces to refill, and where the next look goes on."""

    faces: list[str]
    after: Spot


def low_faces(connection: apsw.Connection, warehouse_id: int, after: Spot = FIRST) -> Low:
    """Pick faces at or below their minimum, or below what orders were promised, where bulk has
    more; so many of them at a time, and after the last ones again the first."""
    bound = {"site": warehouse_id, "sequence": after[0], "id": after[1], "window": WINDOW}
    rows: list[Row] = connection.execute(LOW, bound).fetchall()
    onward = (rows[-1][2], rows[-1][3]) if len(rows) == WINDOW else FIRST
    return Low([row[0] for row in rows if row[1]], onward)
