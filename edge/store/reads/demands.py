"""Which tasks somebody may do: the queue is read once for each demand that they meet."""

from typing import Any

import apsw

from edge.store.local import OPEN_TASK
from models.warehouse.work import meets

Row = tuple[Any, ...]
DEMANDS_MAX = 50

# From demand to demand along the index: of each but the first task is looked at.
DEMANDS = (
    "WITH RECURSIVE d(demand, turn) AS ("
    " SELECT (SELECT min(skill) FROM task INDEXED BY task_queue"
    f" WHERE kind=:kind AND {OPEN_TASK} AND skill>''), 1"
    " UNION ALL SELECT (SELECT min(skill) FROM task INDEXED BY task_queue"
    f" WHERE kind=:kind AND {OPEN_TASK} AND skill>d.demand), turn+1"
    f" FROM d WHERE demand IS NOT NULL AND turn<{DEMANDS_MAX})"
    " SELECT demand FROM d WHERE demand IS NOT NULL"
)


def demands_met(cursor: apsw.Cursor, kind: str, skills: frozenset[str]) -> list[str | None]:
    """What open tasks of a kind demand, as far as these skills meet it; None: nothing."""
    rows: list[Row] = cursor.execute(DEMANDS, {"kind": kind}).fetchall()
    return [None, *(demand for (demand,) in rows if meets(skills, demand))]
