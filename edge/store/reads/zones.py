"""Reads about zones and their totes in SQL, column for column edge/floor/reads/zones.py."""

from typing import Any

import apsw

from edge.floor.reads.zones import Tote, ZoneOrder, ZoneWork
from edge.store.local import OPEN_TASK, TASK_TURN, TOTE_IN_HAND, TOTE_WAITS
from edge.store.reads.demands import demands_met
from models.warehouse.work import meets
from models.warehouse.zones import ZoneLeft

Row = tuple[Any, ...]
ZONES_MAX = 50
PICKS_COUNTED_MAX = 100
PICKS_LOOKED_AT_MAX = 500
TOTES_MAX = 50

_PICK = f"kind='pick' AND {OPEN_TASK}"
# From name to name along the index: no pick but the first of each zone is looked at.
AT_WORK = (
    "WITH RECURSIVE z(name, turn) AS ("
    " SELECT (SELECT min(zone) FROM task INDEXED BY task_queue_zone"
    f" WHERE {_PICK} AND zone>''), 1"
    " UNION ALL SELECT (SELECT min(zone) FROM task INDEXED BY task_queue_zone"
    f" WHERE {_PICK} AND zone>z.name), turn+1 FROM z WHERE name IS NOT NULL AND turn<{ZONES_MAX})"
    " SELECT name, (SELECT count(*) FROM (SELECT 1 FROM task INDEXED BY task_queue_zone"
    f" WHERE {_PICK} AND zone=z.name LIMIT {PICKS_COUNTED_MAX})) FROM z WHERE name IS NOT NULL"
)
_NOT_HELD = (
    "NOT EXISTS(SELECT 1 FROM lease e WHERE e.task_id=+t.id AND e.until_ms>:now"
    " AND e.person_id<>:person)"
)
LEFT = (
    f"SELECT t.zone, min(t.sequence), count(*), sum({_NOT_HELD})"
    " FROM task t INDEXED BY task_of_document"
    f" WHERE t.document_id=:dn AND t.kind='pick' AND t.{OPEN_TASK} AND t.zone IS NOT NULL"
    " GROUP BY t.zone ORDER BY 2, 1"
)
IN_ZONE = (
    "SELECT priority, coalesce(deadline_ms, 9223372036854775807), id, document_id"
    " FROM task t INDEXED BY task_queue_zone"
    f" WHERE t.kind='pick' AND t.zone=:zone AND t.skill IS :demand AND t.{OPEN_TASK}"
    f" AND {_NOT_HELD} ORDER BY {TASK_TURN} LIMIT {PICKS_LOOKED_AT_MAX}"
)
OF_ORDER = (
    "SELECT t.id, t.skill FROM task t INDEXED BY task_of_document"
    f" WHERE t.document_id=:dn AND t.kind='pick' AND t.{OPEN_TASK} AND t.zone=:zone"
    f" AND (:person IS NULL OR {_NOT_HELD}) ORDER BY t.sequence, t.id"
)
NUMBER = "SELECT number FROM dn WHERE id=?"
_TOTE = (
    "SELECT u.code, d.id, d.number, u.zone, l.code FROM handling_unit u INDEXED BY {index}"
    " JOIN dn d ON d.id=u.dn_id JOIN location l ON l.id=u.location_id WHERE {which}"
    f" ORDER BY u.id LIMIT {TOTES_MAX}"
)


def _of_tote(condition: str) -> str:
    return " AND ".join(f"u.{part}" for part in condition.split(" AND "))


WAITING = _TOTE.format(index="unit_of_zone", which=f"u.zone=? AND {_of_tote(TOTE_WAITS)}")
IN_HAND = _TOTE.format(index="unit_in_hand", which=f"u.holder_id=? AND {_of_tote(TOTE_IN_HAND)}")
PLACE = (
    "SELECT code FROM location INDEXED BY location_by_kind WHERE warehouse_id=?"
    " AND kind='handover' AND property='normal' AND zone=? AND status='active'"
    " ORDER BY sequence, id LIMIT 1"
)


class ZoneReads:
    """Part of edge.store.reader.SqlReader."""

    _cursor: apsw.Cursor
    _warehouse_id: int

    def zones_at_work(self) -> list[ZoneWork]:
        return [ZoneWork(*row) for row in self._rows(AT_WORK, ())]

    def zones_left(self, dn_id: int, person_id: int, now_ms: int) -> list[ZoneLeft]:
        values = {"dn": dn_id, "person": person_id, "now": now_ms}
        return [ZoneLeft(*row) for row in self._rows(LEFT, values)]

    def zone_orders(
        self, zone: str, skills: frozenset[str], person_id: int, now_ms: int, limit: int
    ) -> list[ZoneOrder]:
        values = {"zone": zone, "person": person_id, "now": now_ms}
        picks = [
            row
            for demand in demands_met(self._cursor, "pick", skills)
            for row in self._rows(IN_ZONE, {**values, "demand": demand})
        ]
        picks.sort(key=lambda row: (-row[0], row[1], row[2]))
        orders = dict.fromkeys(row[3] for row in picks)
        found: list[ZoneOrder] = []
        for dn_id in list(orders)[:limit]:
            number: str = self._rows(NUMBER, (dn_id,))[0][0]
            found.append(
                ZoneOrder(dn_id, number, self.zone_picks(dn_id, zone, skills, person_id, now_ms))
            )
        return found

    def zone_picks(
        self, dn_id: int, zone: str, skills: frozenset[str], person_id: int | None, now_ms: int
    ) -> list[int]:
        values = {"dn": dn_id, "zone": zone, "person": person_id, "now": now_ms}
        rows = self._rows(OF_ORDER, values)
        return [task for task, demand in rows if meets(skills, demand)]

    def totes_waiting(self, zone: str) -> list[Tote]:
        return [Tote(*row) for row in self._rows(WAITING, (zone,))]

    def totes_in_hand(self, person_id: int) -> list[Tote]:
        return [Tote(*row) for row in self._rows(IN_HAND, (person_id,))]

    def hand_over_place(self, zone: str) -> str | None:
        rows = self._rows(PLACE, (self._warehouse_id, zone))
        return rows[0][0] if rows else None

    def _rows(self, statement: str, values: Row | dict[str, Any]) -> list[Row]:
        return self._cursor.execute(statement, values).fetchall()
