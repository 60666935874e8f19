"""Who is doing what now: leases are about people present, so they stay at the site."""

from typing import Any

import msgspec

from edge.store.local import OPEN_TASK
from edge.store.recorder import Recorder

ORDERS_LOOKED_AT_MAX = 200
TASKS_MAX = 500

_MINE = (
    "SELECT t.id, t.document_id FROM lease e JOIN task t ON t.id=e.task_id"
    f" WHERE e.person_id=? AND e.until_ms>? AND t.{OPEN_TASK} ORDER BY t.sequence, t.id"
)
_ORDERS = (
    "SELECT id FROM dn WHERE state IN ('allocated','picking') AND warehouse_id=?"
    " ORDER BY priority DESC, due_at_ms IS NULL, due_at_ms, id"
)
_FREE = (
    "SELECT t.id FROM task t INDEXED BY task_of_document LEFT JOIN lease e ON e.task_id=t.id"
    f" WHERE t.document_id=? AND t.kind='pick' AND t.{OPEN_TASK}"
    " AND (e.task_id IS NULL OR e.until_ms<=? OR e.person_id=?) ORDER BY t.sequence, t.id LIMIT ?"
)
_TAKE = (
    "INSERT INTO lease(task_id, person_id, device_id, until_ms) VALUES(?,?,?,?)"
    " ON CONFLICT DO UPDATE SET person_id=excluded.person_id, device_id=excluded.device_id,"
    " until_ms=excluded.until_ms"
)
_SWEEP = (
    "DELETE FROM lease WHERE person_id=? AND (until_ms<=? OR task_id IN"
    f" (SELECT e.task_id FROM lease e JOIN task t ON t.id=e.task_id WHERE e.person_id=?"
    f" AND NOT (t.{OPEN_TASK})))"
)


class Claimed(msgspec.Struct, frozen=True):
    """Pick tasks leased to a person, in walking order; none = there is no work."""

    order_id: int | None
    task_ids: list[int]
    until_ms: int


def claim_picks(
    recorder: Recorder, person_id: int, device_id: int, limit: int, now_ms: int
) -> Claimed:
    """Give back what the person has unfinished, else the next order's free tasks.

    Orders go by priority (high first), then due date, then age. Run it with `Writer.transact`.
    """
    execute = recorder.store.connection.execute
    limit = max(1, min(limit, TASKS_MAX))
    until_ms = now_ms + recorder.site.settings.lease_s * 1000
    execute(_SWEEP, (person_id, now_ms, person_id))
    mine: list[tuple[Any, ...]] = execute(_MINE, (person_id, now_ms)).fetchall()
    task_ids, order_id = [row[0] for row in mine], mine[0][1] if mine else None
    if not task_ids:
        orders: list[tuple[Any, ...]] = execute(
            f"{_ORDERS} LIMIT {ORDERS_LOOKED_AT_MAX}", (recorder.site.warehouse_id,)
        ).fetchall()
        for (candidate,) in orders:
            free: list[tuple[Any, ...]] = execute(
                _FREE, (candidate, now_ms, person_id, limit)
            ).fetchall()
            if free:
                task_ids, order_id = [row[0] for row in free], candidate
                break
    for task_id in task_ids:
        execute(_TAKE, (task_id, person_id, device_id, until_ms))
    return Claimed(order_id, task_ids, until_ms)


def release_leases(recorder: Recorder, person_id: int) -> None:
    """The person has gone: others may take the work at once."""
    recorder.store.connection.execute("DELETE FROM lease WHERE person_id=?", (person_id,))


def tasks_of(recorder: Recorder, person_id: int, now_ms: int) -> list[int]:
    """What a person holds, in walking order."""
    rows: list[tuple[Any, ...]] = recorder.store.connection.execute(
        _MINE, (person_id, now_ms)
    ).fetchall()
    return [row[0] for row in rows]
