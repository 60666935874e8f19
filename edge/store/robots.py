"""What a site keeps of its robots: their floor, where each was left, what people have said. Tables
of this site alone: who drives where is nobody else's affair, and headquarters moves no robot."""

from collections.abc import Iterable
from typing import Any

import apsw
import msgspec

from edge.fleet.missions import Job
from edge.fleet.picture import MissionKind
from edge.fleet.seat import Kept

Row = tuple[Any, ...]
FLEET_PERSON = -2
"""Who holds the leases of robots: no person, and not the programs' -1."""
SKILL = "robot"
WAITING_MAX = 100
REFUSED_MS = 7 * 86_400_000

PAUSED = "*"
_SAVE_FLOOR = (
    "INSERT INTO robot_floor VALUES(1, ?, ?)"
    " ON CONFLICT DO UPDATE SET body=excluded.body, at_ms=excluded.at_ms"
)
_SAVE_SEAT = "INSERT INTO robot_seat VALUES(?, ?) ON CONFLICT DO UPDATE SET body=excluded.body"
_SAY = (
    "INSERT INTO robot_word VALUES(?, ?, ?, ?) ON CONFLICT DO UPDATE SET"
    " reason=excluded.reason, person=excluded.person, at_ms=excluded.at_ms"
)
JOBS = (
    "SELECT t.id, t.kind, u.code, u.kind, f.code, l.code, l.kind, t.priority, t.deadline_ms,"
    " t.created_at_ms, u.dn_id IS NOT NULL, t.quantity-t.done_quantity"
    " FROM task t INDEXED BY task_queue"
    " JOIN handling_unit u ON u.id=+t.unit_id"
    " JOIN location f ON f.id=+t.from_location JOIN location l ON l.id=+t.to_location"
    " WHERE t.kind=:kind AND t.done_at_ms IS NULL AND t.skill IS :skill"
    " AND NOT EXISTS(SELECT 1 FROM robot_refused r WHERE r.task_id=t.id)"
    " AND NOT EXISTS(SELECT 1 FROM lease e WHERE e.task_id=+t.id AND e.until_ms>:now)"
    " AND (t.kind<>'replenish' OR (t.quantity-t.done_quantity, 0)="
    "(SELECT sum(q.quantity), sum(q.reserved) FROM quant q WHERE q.unit_id=t.unit_id))"
    " ORDER BY t.priority DESC, coalesce(t.deadline_ms, 9223372036854775807), t.id LIMIT :limit"
)
_KINDS = ("transport", "putaway", "replenish")


class Word(msgspec.Struct, frozen=True):
    """Something a person has said to the fleet."""

    name: str
    reason: str
    person: str
    at_ms: int


def floor_of(connection: apsw.Connection) -> bytes | None:
    """The drawing as it was imported."""
    rows: list[Row] = connection.execute("SELECT body FROM robot_floor").fetchall()
    return bytes(rows[0][0]) if rows else None


def save_floor(connection: apsw.Connection, body: bytes, at_ms: int) -> None:
    """Another floor: what is known of robots on the old one means nothing there."""
    connection.execute(_SAVE_FLOOR, (body, at_ms))
    connection.execute("DELETE FROM robot_seat")
    connection.execute("DELETE FROM robot_word WHERE name<>?", (PAUSED,))


def seats_of(connection: apsw.Connection) -> list[Kept]:
    """Each robot as it was left. One of another version of the program begins anew."""
    found = []
    rows: list[Row] = connection.execute("SELECT body FROM robot_seat").fetchall()
    for (body,) in rows:
        try:
            found.append(msgspec.json.decode(body, type=Kept))
        except msgspec.MsgspecError:
            continue
    return found


def save_seats(connection: apsw.Connection, seats: list[Kept]) -> None:
    """Before anything of it is said."""
    for seat in seats:
        connection.execute(_SAVE_SEAT, (seat.serial, msgspec.json.encode(seat)))


def drop_seat(connection: apsw.Connection, serial: str) -> None:
    """Of a robot that is no longer the site's."""
    connection.execute("DELETE FROM robot_seat WHERE serial=?", (serial,))


def drop_leases(connection: apsw.Connection, mine: Iterable[int]) -> None:
    """Tasks that no mission is left of are everybody's again."""
    connection.execute(
        "DELETE FROM lease WHERE person_id=?1 AND task_id NOT IN (SELECT value FROM json_each(?2))",
        (FLEET_PERSON, msgspec.json.encode(list(mine)).decode()),
    )


def words_of(connection: apsw.Connection) -> list[Word]:
    """What stands of what people said."""
    rows: list[Row] = connection.execute("SELECT * FROM robot_word ORDER BY name").fetchall()
    return [Word(*row) for row in rows]


def say(connection: apsw.Connection, word: Word) -> None:
    """A segment is blocked, or all are paused."""
    connection.execute(_SAY, (word.name, word.reason, word.person, word.at_ms))


def unsay(connection: apsw.Connection, name: str) -> None:
    """It is no longer so."""
    connection.execute("DELETE FROM robot_word WHERE name=?", (name,))


def jobs_waiting(connection: apsw.Connection, now_ms: int) -> list[Job]:
    """Whole units that wait to be brought somewhere and that nobody holds; those a robot has failed
    at are people's, and so are refills that take a part of a unit. A unit with several tasks is one
    job."""
    found: dict[str, Job] = {}
    for kind in _KINDS:
        for skill in (None, SKILL):
            bound = {"kind": kind, "skill": skill, "now": now_ms, "limit": WAITING_MAX}
            rows: list[Row] = connection.execute(JOBS, bound).fetchall()
            for row in rows:
                task_id, task, unit, unit_kind, source, target, place, *rest = row
                job = Job(
                    task_id=task_id,
                    task=task,
                    kind=_mission(task, unit_kind, place),
                    unit=unit,
                    from_location=source,
                    to_location=target,
                    priority=rest[0],
                    deadline_ms=rest[1],
                    since_ms=rest[2] or now_ms,
                    for_order=bool(rest[3]),
                    quantity=rest[4] or 0,
                )
                found.setdefault(unit, job)
    return list(found.values())


def is_over(connection: apsw.Connection, task_id: int) -> bool:
    """Whether a task is done or cancelled."""
    found = connection.execute("SELECT done_at_ms IS NOT NULL FROM task WHERE id=?", (task_id,))
    rows: list[Row] = found.fetchall()
    return not rows or bool(rows[0][0])


def refuse(connection: apsw.Connection, task_id: int, reason: str, at_ms: int) -> None:
    """No robot tries again. What was long ago is forgotten with it."""
    connection.execute("DELETE FROM robot_refused WHERE at_ms<?", (at_ms - REFUSED_MS,))
    connection.execute(
        "INSERT OR IGNORE INTO robot_refused VALUES(?,?,?)", (task_id, reason, at_ms)
    )


def _mission(task: str, unit_kind: str, target_kind: str) -> MissionKind:
    if unit_kind == "tote":
        return MissionKind.BRING_TOTE
    if task == "transport" and target_kind in ("packing", "handover"):
        return MissionKind.GOODS_TO_PERSON
    return MissionKind.PICK_UP_PALLET
