"""Reads about people at work: where they stand in a dialogue, and what waits for them."""

from typing import Any

import apsw

from edge.floor.reader import PutawayTask
from edge.store.local import OPEN_TASK, TASK_TURN
from edge.store.reads.demands import demands_met
from edge.store.statements import PUTAWAY
from models.warehouse.dialogues.conversation import Conversation, decode_conversation

Row = tuple[Any, ...]
WAITING_MAX = 50  # a list on a tablet; more would only be scrolled past

CONVERSATION = "SELECT body FROM conversation WHERE person_id=?"
_WAITS = f"kind='putaway' AND {OPEN_TASK}"
_FIRST = f"ORDER BY priority DESC, id LIMIT {WAITING_MAX}"
OF_UNIT = (
    f"{PUTAWAY} INDEXED BY task_putaway_unit WHERE unit_id=? AND unit_id<>0 AND {_WAITS} {_FIRST}"
)
FROM = f"{PUTAWAY} INDEXED BY task_putaway_source WHERE from_location=? AND {_WAITS} {_FIRST}"
TRANSPORTS_OF = (
    f"{PUTAWAY} INDEXED BY task_transport_unit WHERE unit_id=? AND kind='transport' AND {OPEN_TASK}"
    f" ORDER BY id LIMIT {WAITING_MAX}"
)
WAITING = (
    f"{PUTAWAY} INDEXED BY task_queue WHERE {_WAITS} AND skill IS ? ORDER BY {TASK_TURN}"
    f" LIMIT {WAITING_MAX}"
)


class WorkReads:
    """Part of edge.store.reader.SqlReader."""

    _cursor: apsw.Cursor

    def conversation(self, person_id: int) -> Conversation | None:
        rows: list[Row] = self._cursor.execute(CONVERSATION, (person_id,)).fetchall()
        return decode_conversation(rows[0][0]) if rows else None

    def putaway_of_unit(self, unit_id: int) -> list[PutawayTask]:
        return self._putaways(OF_UNIT, (unit_id,))

    def transports_of(self, unit_id: int) -> list[PutawayTask]:
        return self._putaways(TRANSPORTS_OF, (unit_id,))

    def putaway_from(self, location_id: int) -> list[PutawayTask]:
        return self._putaways(FROM, (location_id,))

    def putaway_waiting(self, skills: frozenset[str]) -> list[PutawayTask]:
        met = demands_met(self._cursor, "putaway", skills)
        found = [task for demand in met for task in self._putaways(WAITING, (demand,))]
        return found[:WAITING_MAX]

    def _putaways(self, statement: str, values: Row) -> list[PutawayTask]:
        rows: list[Row] = self._cursor.execute(statement, values).fetchall()
        return [PutawayTask(*row) for row in rows]
