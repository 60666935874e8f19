"""Reads about kits in SQL: column for column the shapes in edge/floor/reads/kits.py."""

from collections.abc import Callable
from typing import Any

import apsw

from edge.floor.reads.kits import KitOrder, KitPart, KitTask, KitTaskEver
from edge.store.local import OPEN_KIT_ORDER, OPEN_LINE, OPEN_TASK, SHORT_ORDER
from models.warehouse.kitting import read_parts
from models.warehouse.naming import called

Row = tuple[Any, ...]
ORDERS_MAX = 50  # a list on a tablet; the rest is found by scanning its number

PARTS = "SELECT id, item_id, quantity FROM kit_part WHERE kit_id=? AND status='active' ORDER BY id"
_ORDER = (
    f"SELECT k.id, k.owner_id, k.number, k.state, k.kind, k.item_id, {called('i')}, k.ordered,"
    " k.done, k.short, k.location_id, l.code, k.revision, k.parts FROM kit_order k{index}"
    " JOIN item i ON i.id=+k.item_id JOIN location l ON l.id=+k.location_id WHERE {where}"
)
ORDER = _ORDER.format(index="", where="k.number=? AND k.warehouse_id=?")
ORDER_BY_ID = _ORDER.format(index="", where="k.id=?")
ORDERS = _ORDER.format(
    index=" INDEXED BY kit_order_open",
    where=f"k.{OPEN_KIT_ORDER} AND k.state<>'draft' AND k.kind=? ORDER BY k.id LIMIT {ORDERS_MAX}",
)
TASK = (
    "SELECT t.id, t.state, e.person_id, e.until_ms, t.skill FROM task t INDEXED BY task_of_document"
    " LEFT JOIN lease e ON e.task_id=t.id"
    f" WHERE t.document_id=? AND t.kind='kit' AND t.{OPEN_TASK}"
)
TASK_EVER = (
    "SELECT id, revision FROM task INDEXED BY task_of_document WHERE document_id=? AND kind='kit'"
    " ORDER BY id DESC LIMIT 1"
)
OF_TASK = "SELECT document_id FROM task WHERE id=? AND kind='kit'"
MINE = (
    "SELECT t.document_id FROM lease e INDEXED BY lease_of_person"
    " CROSS JOIN task t ON t.id=e.task_id"
    f" WHERE e.person_id=? AND e.until_ms>? AND t.kind='kit' AND t.{OPEN_TASK}"
    " ORDER BY t.id LIMIT 1"
)
COMING = (
    "SELECT coalesce(sum(ordered-done-short), 0) FROM kit_order INDEXED BY kit_order_of_item"
    f" WHERE item_id=? AND {OPEN_KIT_ORDER} AND kind='kit'"
)
SHORT = (
    "SELECT coalesce(sum(n.ordered-n.allocated-n.picked-n.short-n.cancelled), 0) FROM dn_line n"
    " INDEXED BY dn_line_open CROSS JOIN dn d ON d.id=n.dn_id"
    f" WHERE n.item_id=? AND n.{OPEN_LINE} AND {SHORT_ORDER} AND d.id<>?"
)


class KitReads:
    """Part of edge.store.reader.SqlReader."""

    _cursor: apsw.Cursor
    _warehouse_id: int

    def kit_parts(self, kit_id: int) -> list[KitPart]:
        return [KitPart(*row) for row in self._kits(PARTS, kit_id)]

    def kit_order(self, number: str) -> KitOrder | None:
        rows = self._kits(ORDER, number, self._warehouse_id)
        return _order(rows[0]) if rows else None

    def kit_order_by_id(self, order_id: int) -> KitOrder | None:
        rows = self._kits(ORDER_BY_ID, order_id)
        return _order(rows[0]) if rows else None

    def kit_orders(self, kind: str) -> list[KitOrder]:
        return [_order(row) for row in self._kits(ORDERS, kind)]

    def kit_task(self, order_id: int) -> KitTask | None:
        rows = self._kits(TASK, order_id)
        return KitTask(*rows[0]) if rows else None

    def kit_task_ever(self, order_id: int) -> KitTaskEver | None:
        rows = self._kits(TASK_EVER, order_id)
        return KitTaskEver(*rows[0]) if rows else None

    def kit_order_of_task(self, task_id: int) -> KitOrder | None:
        rows = self._kits(OF_TASK, task_id)
        return self.kit_order_by_id(rows[0][0]) if rows else None

    def my_kit_order(self, person_id: int, now_ms: int) -> KitOrder | None:
        rows = self._kits(MINE, person_id, now_ms)
        return self.kit_order_by_id(rows[0][0]) if rows else None

    def kits_coming(self, item_id: int) -> int:
        return int(self._kits(COMING, item_id)[0][0])

    def kits_short(self, item_id: int, besides: int) -> int:
        return int(self._kits(SHORT, item_id, besides)[0][0])

    def _kits(self, statement: str, *values: object) -> list[Row]:
        return self._cursor.execute(statement, values).fetchall()


def _order(row: Row) -> KitOrder:
    *fields, parts = row
    return _made(*fields, read_parts(parts))


_made: Callable[..., KitOrder] = KitOrder
