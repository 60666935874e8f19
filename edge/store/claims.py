"""Leasing pick tasks to the person who asks: one order (or batch) at a time, never two to the same.

Leases are local and about people present; they end by themselves, so a tablet that falls into the
water holds nothing back for long.
"""

from collections.abc import Iterator

import apsw

from edge.floor.draft import SiteSettings
from edge.store.local import OPEN_TASK

CANDIDATES_MAX = 500
_CANDIDATES = """
SELECT id FROM dn WHERE state IN ('allocated', 'picking')
ORDER BY priority DESC, due_at_ms IS NULL, due_at_ms, id LIMIT ?
"""
_FREE = f"""
SELECT task.id, lease.person_id FROM task
JOIN location ON location.id = task.from_location
LEFT JOIN lease ON lease.task_id = task.id AND lease.until_ms > ?2
WHERE task.document_id = ?1 AND task.kind = 'pick' AND task.{OPEN_TASK}
ORDER BY location.sequence, location.code, task.id
"""
_MINE = f"""
SELECT task.id FROM lease JOIN task ON task.id = lease.task_id
WHERE lease.person_id = ? AND lease.until_ms > ? AND task.kind = 'pick' AND task.{OPEN_TASK}
"""


def claim_picks(
    connection: apsw.Connection,
    settings: SiteSettings,
    now_ms: int,
    person_id: int,
    device_id: int,
    limit: int,
) -> None:
    """Lease what this person picks now: what is theirs already, else the next order."""
    tasks = [_id(task) for (task,) in connection.execute(_MINE, (person_id, now_ms)).fetchall()]
    if not tasks:
        connection.execute("DELETE FROM lease WHERE until_ms <= ?", (now_ms,))
        connection.execute("DELETE FROM lease WHERE person_id = ?", (person_id,))
        tasks = _next_tasks(connection, settings.orders_per_claim_max, now_ms, limit)
    until_ms = now_ms + settings.lease_s * 1000
    connection.executemany(
        "INSERT INTO lease(task_id, person_id, device_id, until_ms) VALUES(?,?,?,?)"
        " ON CONFLICT DO UPDATE SET person_id=excluded.person_id, device_id=excluded.device_id,"
        " until_ms=excluded.until_ms",
        [(task, person_id, device_id, until_ms) for task in tasks],
    )


def _next_tasks(connection: apsw.Connection, orders_max: int, now_ms: int, limit: int) -> list[int]:
    """Orders nobody works on come first; a big one may be shared when there is no other."""
    taken: list[int] = []
    shared: list[int] = []
    orders = 0
    for free, is_touched in _candidates(connection, now_ms):
        if is_touched:
            shared = shared or free
            continue
        taken += free
        orders += 1
        if orders >= orders_max or len(taken) >= limit:
            break
    return (taken or shared)[:limit]


def _candidates(connection: apsw.Connection, now_ms: int) -> Iterator[tuple[list[int], bool]]:
    """(tasks that are free, whether someone works on the others), order by order."""
    for (order,) in connection.execute(_CANDIDATES, (CANDIDATES_MAX,)).fetchall():
        tasks = connection.execute(_FREE, (order, now_ms)).fetchall()
        free = [_id(task) for task, person in tasks if person is None]
        if free:
            yield free, len(free) < len(tasks)


def _id(value: object) -> int:
    assert isinstance(value, int)
    return value
