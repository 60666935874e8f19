"""Reads of the one queue of tasks in SQL."""

from collections.abc import Callable
from typing import Any

import apsw
import msgspec

from edge.floor.reads.working import TaskToDo
from edge.store.local import OPEN_TASK, TASK_TURN
from edge.store.reads.demands import demands_met
from models.warehouse import ids
from models.warehouse.naming import called
from models.warehouse.people.roles import MAY, role_named
from models.warehouse.stock import AVAILABLE, StockKey
from models.warehouse.work import ANYBODY, Waiting, Worker

Row = tuple[Any, ...]
LOOKED_AT_MAX = 50  # tasks among which the nearest is chosen

_WAITING = (
    "SELECT id, kind, priority, deadline_ms,"
    " (SELECT l.sequence FROM location l WHERE l.id=+task.from_location), zone"
    " FROM task INDEXED BY {index}"
    f" WHERE kind=:kind AND {OPEN_TASK}{{zone}} AND skill IS :demand"
    " AND NOT EXISTS(SELECT 1 FROM lease e WHERE e.task_id=+task.id AND e.until_ms>:now"
    f" AND e.person_id<>:person) ORDER BY {TASK_TURN} LIMIT {LOOKED_AT_MAX}"
)
ANYWHERE = _WAITING.format(index="task_queue", zone="")
IN_ZONE = _WAITING.format(index="task_queue_zone", zone=" AND zone=:zone")
TO_DO = (
    f"SELECT t.id, t.kind, {called('i')}, o.code, u.code, f.code, l.code,"
    " t.quantity-t.done_quantity, f.sequence, l.sequence, t.priority, t.deadline_ms FROM task t"
    " JOIN item i ON i.id=+t.item_id JOIN location f ON f.id=+t.from_location"
    " LEFT JOIN location l ON l.id=+t.to_location LEFT JOIN lot o ON o.id=+t.lot_id"
    f" LEFT JOIN handling_unit u ON u.id=+t.unit_id WHERE t.id=? AND t.{OPEN_TASK}"
)

WORKER = "SELECT skills, zones, zones_only, role FROM person WHERE id=?"
BY_BADGE = "SELECT id FROM person WHERE badge=? AND warehouse_id=?"
BY_ID = "SELECT id FROM person WHERE id=? AND warehouse_id=?"
_NAMES = msgspec.json.Decoder(tuple[str, ...])

_REFILL = f"kind='replenish' AND {OPEN_TASK}"
COMING = (
    "SELECT coalesce(sum(quantity-done_quantity), 0) FROM task INDEXED BY task_replenish_target"
    f" WHERE to_location=? AND {_REFILL}"
)
REFILLS_OF = (
    "SELECT item_id, from_location, unit_id, lot_id, owner_id, sum(quantity-done_quantity)"
    f" FROM task INDEXED BY task_replenish_item WHERE item_id=? AND {_REFILL}"
    " GROUP BY 1, 2, 3, 4, 5"
)


class WorkingReads:
    """Part of edge.store.reader.SqlReader."""

    _cursor: apsw.Cursor
    _warehouse_id: int

    def work_waiting(
        self, kind: str, zone: str | None, skills: frozenset[str], person_id: int, now_ms: int
    ) -> list[Waiting]:
        values: dict[str, Any] = {"kind": kind, "person": person_id, "now": now_ms}
        statement = ANYWHERE
        if zone is not None:
            values["zone"], statement = zone, IN_ZONE
        found: list[Row] = []
        for demand in demands_met(self._cursor, kind, skills):
            found += self._cursor.execute(statement, {**values, "demand": demand}).fetchall()
        return [Waiting(*row) for row in found]

    def person(self, code: str) -> int | None:
        rows: list[Row] = self._cursor.execute(BY_BADGE, (code, self._warehouse_id)).fetchall()
        if not rows:
            try:
                meant = ids.read(code)
            except ValueError:
                return None
            rows = self._cursor.execute(BY_ID, (meant, self._warehouse_id)).fetchall()
        return rows[0][0] if rows else None

    def worker(self, person_id: int) -> Worker:
        rows: list[Row] = self._cursor.execute(WORKER, (person_id,)).fetchall()
        if not rows:
            return ANYBODY
        skills, zones, only, role = rows[0]
        allowed = MAY[role_named(role or "")]
        return Worker(frozenset(_NAMES.decode(skills)), _NAMES.decode(zones), bool(only), allowed)

    def task_to_do(self, task_id: int) -> TaskToDo | None:
        rows: list[Row] = self._cursor.execute(TO_DO, (task_id,)).fetchall()
        return TaskToDo(*rows[0]) if rows else None

    def coming_to(self, location_id: int) -> int:
        rows: list[Row] = self._cursor.execute(COMING, (location_id,)).fetchall()
        return int(rows[0][0])

    def refills_of(self, item_id: int) -> dict[StockKey, int]:
        rows: list[Row] = self._cursor.execute(REFILLS_OF, (item_id,)).fetchall()
        return {_key(*row[:-1], AVAILABLE): row[-1] for row in rows}


_key: Callable[..., StockKey] = StockKey
