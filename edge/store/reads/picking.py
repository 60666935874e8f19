"""Reads about picks in SQL, column for column the shapes in edge/floor/reads/picking.py."""

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

import apsw
import msgspec

from edge.floor.reader import Item, Location
from edge.floor.reads.picking import Claimable, MyPick, Picked
from edge.store.local import OPEN_TASK
from edge.store.reads.urgency import most_urgent
from models.warehouse.naming import called
from models.warehouse.work import meets

Row = tuple[Any, ...]
TASKS_MAX = 100  # in walking order; more are seen once these are done
DONE_MAX = 500
CANDIDATES_MAX = 500
AT_ONCE = 20  # orders looked at; mostly the first ones are free

# Every turn of a picker asks twice: names of items and locations are remembered, not joined.
MY_PICKS = (
    "SELECT t.id, t.document_id, t.from_location, t.item_id, t.lot_id, t.unit_id,"
    " t.quantity-t.done_quantity, t.zone, e.until_ms"
    " FROM lease e INDEXED BY lease_of_person CROSS JOIN task t ON t.id=e.task_id"
    f" WHERE e.person_id=? AND e.until_ms>? AND t.kind='pick' AND t.{OPEN_TASK}"
    f" ORDER BY t.sequence, t.from_location, t.id LIMIT {TASKS_MAX}"
)
DONE_IN_HAND = (
    "SELECT e.task_id FROM lease e INDEXED BY lease_of_person CROSS JOIN task t ON t.id=e.task_id"
    f" WHERE e.person_id=? AND e.until_ms>? AND t.done_at_ms IS NOT NULL LIMIT {DONE_MAX}"
)
NUMBER = "SELECT number FROM dn WHERE id=?"
LOT = "SELECT code FROM lot WHERE id=?"
UNIT = "SELECT code FROM handling_unit WHERE id=?"
_PICKABLE = most_urgent("allocated", "picking", most=AT_ONCE)
CANDIDATES = f"SELECT id, number FROM ({_PICKABLE} OFFSET ?)"
FREE = (
    "SELECT t.id, e.person_id, t.skill FROM task t INDEXED BY task_of_document"
    " LEFT JOIN lease e ON e.task_id=t.id AND e.until_ms>?"
    f" WHERE t.document_id=? AND t.kind='pick' AND t.{OPEN_TASK} ORDER BY t.sequence, t.id"
)
WALK_MATES = (
    "SELECT d.number FROM dn o CROSS JOIN walk_mate w ON w.dn_id=o.id"
    " CROSS JOIN walk_mate m INDEXED BY walk_mate_batch ON m.batch=w.batch"
    " CROSS JOIN dn d ON d.id=m.dn_id WHERE o.number=?"
)
WEIGHT_AND_VOLUME = (
    "SELECT coalesce(sum((t.quantity-t.done_quantity)*i.weight_g), 0),"
    " coalesce(sum((t.quantity-t.done_quantity)*i.length_mm*i.width_mm*i.height_mm), 0)"
    " FROM json_each(?) j CROSS JOIN task t ON t.id=+j.value CROSS JOIN item i ON i.id=+t.item_id"
)
PICKS_OF = (
    "SELECT id, skill FROM task INDEXED BY task_of_document"
    f" WHERE document_id=? AND kind='pick' AND {OPEN_TASK} ORDER BY sequence, id"
)
HELD_BY_OTHERS = (
    "SELECT t.id FROM task t INDEXED BY task_of_document CROSS JOIN lease e ON e.task_id=+t.id"
    f" WHERE t.document_id=? AND t.kind='pick' AND t.{OPEN_TASK} AND e.person_id<>?"
    " AND e.until_ms>?"
)
ORDERS_OF = (
    "SELECT d.number FROM json_each(?) j CROSS JOIN task t ON t.id=+j.value"
    " CROSS JOIN dn d ON d.id=+t.document_id"
)
TOTE_OF = (
    "SELECT code FROM handling_unit WHERE dn_id=? AND kind='tote' AND state IN ('empty', 'open')"
    " ORDER BY id DESC LIMIT 1"
)

PICKED = (
    "SELECT t.id, t.state, t.revision, t.quantity, t.done_quantity, t.reservation_id, t.item_id,"
    f" {called('i')}, t.from_location, l.code, t.to_location, t.unit_id, t.lot_id, t.owner_id,"
    " d.id, d.number, d.state, d.revision, n.id, n.allocated, n.picked, e.person_id, e.until_ms"
    " FROM task t JOIN dn d ON d.id=+t.document_id JOIN dn_line n ON n.id=+t.line_id"
    " JOIN item i ON i.id=+t.item_id JOIN location l ON l.id=+t.from_location"
    " LEFT JOIN lease e ON e.task_id=+t.id WHERE t.id=? AND t.kind='pick'"
)


class PickingReads:
    """Part of edge.store.reader.SqlReader."""

    _cursor: apsw.Cursor
    # The reader's own, which remembers them.
    item: Callable[[int], Item | None]
    location: Callable[[int], Location | None]
    # Of whom, when, after how many changes of the database: one turn asks many times.
    _mine_of: tuple[int, int, int] | None = None
    _mine: tuple[MyPick, ...] = ()

    def my_picks(self, person_id: int, now_ms: int) -> list[MyPick]:
        asked = (person_id, now_ms, self._cursor.connection.total_changes())
        if asked != self._mine_of:
            rows: list[Row] = self._cursor.execute(MY_PICKS, (person_id, now_ms)).fetchall()
            self._mine = tuple(self._in_hand(rows))
            self._mine_of = asked
        return list(self._mine)

    def done_in_hand(self, person_id: int, now_ms: int) -> list[int]:
        rows: list[Row] = self._cursor.execute(DONE_IN_HAND, (person_id, now_ms)).fetchall()
        return [row[0] for row in rows]

    def _in_hand(self, rows: list[Row]) -> Iterator[MyPick]:
        numbers: dict[int, str] = {}
        for task, dn_id, place, item_id, lot_id, unit_id, left, zone, until_ms in rows:
            number = numbers.get(dn_id)
            if number is None:
                number = numbers[dn_id] = str(self._code(NUMBER, dn_id))
            location, item = self.location(place), self.item(item_id)
            assert location is not None
            assert item is not None
            lot = self._code(LOT, lot_id) if lot_id else None
            unit = self._code(UNIT, unit_id) if unit_id else None
            yield MyPick(
                task, dn_id, number, location.code, item_id, item.code, lot, left, unit, zone,
                until_ms,
            )  # fmt: skip

    def _code(self, statement: str, row_id: int) -> str | None:
        rows: list[Row] = self._cursor.execute(statement, (row_id,)).fetchall()
        return rows[0][0] if rows else None

    def orders_to_pick(self, now_ms: int, limit: int, skills: frozenset[str]) -> list[Claimable]:
        claimable = (self._claimable(skills, now_ms, *order) for order in self._orders_in_turn())
        return list(islice((each for each in claimable if each.task_ids), limit))

    def _orders_in_turn(self) -> Iterator[Row]:
        for at in range(0, CANDIDATES_MAX, AT_ONCE):
            orders: list[Row] = self._cursor.execute(CANDIDATES, (at,)).fetchall()
            yield from orders
            if len(orders) < AT_ONCE:
                return

    def _claimable(self, skills: frozenset[str], now_ms: int, dn_id: int, number: str) -> Claimable:
        tasks: list[Row] = self._cursor.execute(FREE, (now_ms, dn_id)).fetchall()
        free = [task for task, person, demand in tasks if person is None and meets(skills, demand)]
        return Claimable(number, free, len(free) < len(tasks))

    def walk_mates(self, order: str) -> list[str]:
        rows: list[Row] = self._cursor.execute(WALK_MATES, (order,)).fetchall()
        return [row[0] for row in rows]

    def weight_and_volume(self, task_ids: list[int]) -> tuple[int, int]:
        named = msgspec.json.encode(task_ids).decode()
        rows: list[Row] = self._cursor.execute(WEIGHT_AND_VOLUME, (named,)).fetchall()
        return int(rows[0][0]), int(rows[0][1])

    def picks_of(self, dn_id: int, skills: frozenset[str]) -> list[int]:
        rows: list[Row] = self._cursor.execute(PICKS_OF, (dn_id,)).fetchall()
        return [task for task, demand in rows if meets(skills, demand)]

    def held_by_others(self, dn_id: int, person_id: int, now_ms: int) -> set[int]:
        values = (dn_id, person_id, now_ms)
        rows: list[Row] = self._cursor.execute(HELD_BY_OTHERS, values).fetchall()
        return {row[0] for row in rows}

    def orders_of(self, task_ids: list[int]) -> list[str]:
        named = msgspec.json.encode(task_ids).decode()
        rows: list[Row] = self._cursor.execute(ORDERS_OF, (named,)).fetchall()
        return list(dict.fromkeys(row[0] for row in rows))

    def tote_of(self, dn_id: int) -> str | None:
        rows: list[Row] = self._cursor.execute(TOTE_OF, (dn_id,)).fetchall()
        return rows[0][0] if rows else None

    def picked(self, task_id: int) -> Picked | None:
        rows: list[Row] = self._cursor.execute(PICKED, (task_id,)).fetchall()
        return Picked(*rows[0]) if rows else None
