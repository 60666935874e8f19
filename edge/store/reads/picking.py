"""Reads about picks in SQL, column for column the shapes in edge/floor/reads/picking.py."""

from typing import Any

import apsw

from edge.floor.reads.picking import Claimable, MyPick
from edge.store.local import OPEN_TASK

Row = tuple[Any, ...]
TASKS_MAX = 500
CANDIDATES_MAX = 500

MY_PICKS = (
    "SELECT t.id, d.id, d.number, l.code, i.id, i.code, o.code, t.quantity-t.done_quantity"
    " FROM lease e JOIN task t ON t.id=e.task_id JOIN dn d ON d.id=t.document_id"
    " JOIN location l ON l.id=t.from_location JOIN item i ON i.id=t.item_id"
    " LEFT JOIN lot o ON o.id=t.lot_id"
    f" WHERE e.person_id=? AND e.until_ms>? AND t.kind='pick' AND t.{OPEN_TASK}"
    f" ORDER BY l.sequence, l.code, t.id LIMIT {TASKS_MAX}"
)
CANDIDATES = (
    "SELECT id, number FROM dn WHERE state IN ('allocated', 'picking')"
    f" ORDER BY priority DESC, due_at_ms IS NULL, due_at_ms, id LIMIT {CANDIDATES_MAX}"
)
FREE = (
    "SELECT t.id, e.person_id FROM task t INDEXED BY task_of_document"
    " LEFT JOIN lease e ON e.task_id=t.id AND e.until_ms>?"
    f" WHERE t.document_id=? AND t.kind='pick' AND t.{OPEN_TASK} ORDER BY t.sequence, t.id"
)
PICKS_OF = (
    "SELECT id FROM task INDEXED BY task_of_document"
    f" WHERE document_id=? AND kind='pick' AND {OPEN_TASK} ORDER BY sequence, id"
)
TOTE_OF = (
    "SELECT code FROM handling_unit WHERE dn_id=? AND kind='tote' AND state IN ('empty', 'open')"
    " ORDER BY id DESC LIMIT 1"
)


class PickingReads:
    """Part of edge.store.reader.SqlReader."""

    _cursor: apsw.Cursor

    def my_picks(self, person_id: int, now_ms: int) -> list[MyPick]:
        rows: list[Row] = self._cursor.execute(MY_PICKS, (person_id, now_ms)).fetchall()
        return [MyPick(*row) for row in rows]

    def orders_to_pick(self, now_ms: int, limit: int) -> list[Claimable]:
        found: list[Claimable] = []
        orders: list[Row] = self._cursor.execute(CANDIDATES).fetchall()
        for dn_id, number in orders:
            tasks: list[Row] = self._cursor.execute(FREE, (now_ms, dn_id)).fetchall()
            free = [task for task, person in tasks if person is None]
            if free:
                found.append(Claimable(number, free, len(free) < len(tasks)))
                if len(found) >= limit:
                    break
        return found

    def picks_of(self, dn_id: int) -> list[int]:
        rows: list[Row] = self._cursor.execute(PICKS_OF, (dn_id,)).fetchall()
        return [row[0] for row in rows]

    def tote_of(self, dn_id: int) -> str | None:
        rows: list[Row] = self._cursor.execute(TOTE_OF, (dn_id,)).fetchall()
        return rows[0][0] if rows else None
