"""Printers of this site and what waits for them.

Neither replicates: where a printer stands on the LAN is nobody else's affair, and headquarters
shall not be able to make a site call an address. A job is stored before it is answered. Its bytes
are kept until the printer has them.

queued → sending → sent; sending → uncertain where bytes may have arrived, which only a person can
settle; queued → failed after a day; all but sending and sent can be cancelled.
"""

from collections.abc import Callable
from typing import Any, Literal

import apsw
import msgspec

from edge.papers.wish import Wish

Row = tuple[Any, ...]
PrintsUnits = Literal["none", "packed", "all"]

WAITS = "state='queued'"
SPOOL_DDL = f"""
CREATE TABLE IF NOT EXISTS printer(
  code TEXT PRIMARY KEY, name TEXT NOT NULL, address TEXT NOT NULL, dots_per_mm REAL NOT NULL,
  width_mm REAL NOT NULL, height_mm REAL NOT NULL, zone TEXT NOT NULL, language TEXT NOT NULL,
  answers INTEGER NOT NULL, prints_units TEXT NOT NULL, since_unit INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS print_job(
  id INTEGER PRIMARY KEY AUTOINCREMENT, command_id TEXT NOT NULL UNIQUE, body_hash BLOB NOT NULL,
  printer TEXT NOT NULL, wish TEXT NOT NULL, copies INTEGER NOT NULL, person_id INTEGER,
  body BLOB, state TEXT NOT NULL, reason TEXT NOT NULL DEFAULT '', tries INTEGER NOT NULL DEFAULT 0,
  next_at_ms INTEGER NOT NULL, created_at_ms INTEGER NOT NULL, ended_at_ms INTEGER,
  reprint_of INTEGER
);
CREATE INDEX IF NOT EXISTS print_job_waiting ON print_job(printer, id) WHERE {WAITS};
CREATE INDEX IF NOT EXISTS print_job_sending ON print_job(id) WHERE state='sending';
CREATE INDEX IF NOT EXISTS print_job_ended ON print_job(ended_at_ms) WHERE ended_at_ms IS NOT NULL;
"""

DAY_MS = 86_400_000
KEPT_MS = 30 * DAY_MS
"""Jobs that ended go a month later."""
RETRY_S_MAX = 60
FORGOTTEN_AT_ONCE = 500

_PRINTER = (
    "SELECT code, name, address, dots_per_mm, width_mm, height_mm, zone, language, answers,"
    " prints_units, since_unit FROM printer"
)
_JOB = (
    "SELECT id, command_id, printer, wish, copies, person_id, state, reason, tries, created_at_ms,"
    " ended_at_ms, reprint_of FROM print_job"
)


class Printer(msgspec.Struct, frozen=True):
    """A label printer. answers: whether it answers `~HS`; prints_units: which new units get their
    labels here by themselves; since_unit: up to this one they have them, or came before."""

    code: str
    name: str
    address: str
    dots_per_mm: float
    width_mm: float
    height_mm: float
    zone: str
    language: str
    answers: bool
    prints_units: PrintsUnits
    since_unit: int = 0


class NewJob(msgspec.Struct, frozen=True):
    """What is put into the queue."""

    command_id: str
    body_hash: bytes
    printer: str
    wish: Wish
    copies: int
    person_id: int | None
    body: bytes
    reprint_of: int | None = None


class Job(msgspec.Struct, frozen=True):
    """A job without its bytes."""

    id: int
    command_id: str
    printer: str
    wish: Wish
    copies: int
    person_id: int | None
    state: str
    reason: str
    tries: int
    created_at_ms: int
    ended_at_ms: int | None
    reprint_of: int | None


def printers(connection: apsw.Connection) -> list[Printer]:
    """All of them, by code."""
    return [_printer(row) for row in connection.execute(f"{_PRINTER} ORDER BY code")]


def printer(connection: apsw.Connection, code: str) -> Printer | None:
    """One of them."""
    rows: list[Row] = connection.execute(f"{_PRINTER} WHERE code=?", (code,)).fetchall()
    return _printer(rows[0]) if rows else None


def save_printer(connection: apsw.Connection, wanted: Printer, new_id: Callable[[], int]) -> None:
    """Made or changed. Units there are already get no label by themselves: their ids lie below a
    new one."""
    known = printer(connection, wanted.code)
    goes_on = known is not None and known.prints_units == wanted.prints_units
    since = known.since_unit if known is not None and goes_on else new_id()
    values = msgspec.structs.astuple(msgspec.structs.replace(wanted, since_unit=since))
    connection.execute(f"REPLACE INTO printer VALUES({','.join('?' * len(values))})", values)


def drop_printer(connection: apsw.Connection, code: str, now_ms: int) -> bool:
    """Whether it was there. What waits for it is cancelled."""
    connection.execute(
        "UPDATE print_job SET state='cancelled', reason='printer_gone', ended_at_ms=?, body=NULL"
        f" WHERE printer=? AND {WAITS}",
        (now_ms, code),
    )
    connection.execute("DELETE FROM printer WHERE code=?", (code,))
    return connection.changes() == 1


def job(connection: apsw.Connection, job_id: int) -> Job | None:
    """One job."""
    rows: list[Row] = connection.execute(f"{_JOB} WHERE id=?", (job_id,)).fetchall()
    return _job(rows[0]) if rows else None


def job_of(connection: apsw.Connection, command_id: str) -> tuple[Job, bytes] | None:
    """The job a command made, with the hash of that command."""
    rows: list[Row] = connection.execute(f"{_JOB} WHERE command_id=?", (command_id,)).fetchall()
    if not rows:
        return None
    hashes: list[Row] = connection.execute(
        "SELECT body_hash FROM print_job WHERE command_id=?", (command_id,)
    ).fetchall()
    return _job(rows[0]), bytes(hashes[0][0])


def jobs(connection: apsw.Connection, before: int | None, limit: int) -> list[Job]:
    """Newest first."""
    found = connection.execute(
        f"{_JOB} WHERE ?1 IS NULL OR id<?1 ORDER BY id DESC LIMIT ?2", (before, limit)
    )
    return [_job(row) for row in found]


def put(connection: apsw.Connection, new: NewJob, now_ms: int) -> int:
    """Into the queue; its id."""
    connection.execute(
        "INSERT INTO print_job(command_id, body_hash, printer, wish, copies, person_id, body,"
        " state, next_at_ms, created_at_ms, reprint_of) VALUES(?,?,?,?,?,?,?,'queued',?,?,?)",
        (
            new.command_id, new.body_hash, new.printer, _encode(new.wish), new.copies,
            new.person_id, new.body, now_ms, now_ms, new.reprint_of,
        ),
    )  # fmt: skip
    return connection.last_insert_rowid()


def next_of(connection: apsw.Connection, printer_code: str) -> tuple[int, int, bytes] | None:
    """(id, due, bytes) of the job that waits longest: labels leave in the order they were asked."""
    rows: list[Row] = connection.execute(
        f"SELECT id, next_at_ms, body FROM print_job WHERE printer=? AND {WAITS}"
        " ORDER BY id LIMIT 1",
        (printer_code,),
    ).fetchall()
    return rows[0] if rows else None


def waiting_for(connection: apsw.Connection) -> dict[str, int]:
    """How many jobs wait, by printer."""
    return dict(
        connection.execute(f"SELECT printer, count(*) FROM print_job WHERE {WAITS} GROUP BY 1")
    )


def begin(connection: apsw.Connection, job_id: int) -> bool:
    """From here on bytes may arrive. False: it does not wait any more."""
    connection.execute(
        f"UPDATE print_job SET state='sending', tries=tries+1 WHERE id=? AND {WAITS}", (job_id,)
    )
    return connection.changes() == 1


def arrived(connection: apsw.Connection, job_id: int, reason: str, now_ms: int) -> None:
    """The printer has all of it."""
    _end(connection, job_id, "sent", reason, now_ms)


def cut_off(connection: apsw.Connection, job_id: int, reason: str) -> None:
    """Some of it may have been printed, or all, or nothing: a person looks."""
    connection.execute(
        "UPDATE print_job SET state='uncertain', reason=?, body=NULL"
        " WHERE id=? AND state='sending'",
        (reason, job_id),
    )


def postpone(connection: apsw.Connection, job_id: int, reason: str, now_ms: int) -> None:
    """Not a byte of it was sent: later again, each time twice as late; a day old, no more."""
    found = job(connection, job_id)
    if found is None or found.state != "queued":
        return
    if now_ms - found.created_at_ms > DAY_MS:
        connection.execute(
            "UPDATE print_job SET state='failed', reason=? WHERE id=?", (reason, job_id)
        )
        return
    wait_s = min(RETRY_S_MAX, 2 << min(found.tries, 10))
    connection.execute(
        "UPDATE print_job SET tries=tries+1, reason=?, next_at_ms=? WHERE id=?",
        (reason, now_ms + wait_s * 1000, job_id),
    )


def after_restart(connection: apsw.Connection) -> int:
    """What was being sent when the program ended; how many jobs."""
    connection.execute(
        "UPDATE print_job SET state='uncertain', reason='restarted', body=NULL"
        " WHERE state='sending'"
    )
    return connection.changes()


def requeue(connection: apsw.Connection, job_id: int, now_ms: int) -> None:
    """A job that failed, of which no byte was sent, from the beginning."""
    connection.execute(
        "UPDATE print_job SET state='queued', reason='', tries=0, next_at_ms=?, created_at_ms=?"
        " WHERE id=? AND state='failed'",
        (now_ms, now_ms, job_id),
    )


def settle(connection: apsw.Connection, job_id: int, state: str, now_ms: int) -> None:
    """A person decided."""
    _end(connection, job_id, state, "", now_ms)


def forget(connection: apsw.Connection, now_ms: int) -> None:
    """A slice of what ended long ago."""
    connection.execute(
        "DELETE FROM print_job WHERE id IN (SELECT id FROM print_job"
        " WHERE ended_at_ms IS NOT NULL AND ended_at_ms<? LIMIT ?)",
        (now_ms - KEPT_MS, FORGOTTEN_AT_ONCE),
    )


def _end(connection: apsw.Connection, job_id: int, state: str, reason: str, now_ms: int) -> None:
    connection.execute(
        "UPDATE print_job SET state=?, reason=?, ended_at_ms=?, body=NULL WHERE id=?",
        (state, reason, now_ms, job_id),
    )


def _printer(row: Row) -> Printer:
    code, name, address, dots, width, height, zone, language, answers, units, since_unit = row
    return Printer(
        code, name, address, dots, width, height, zone, language, bool(answers), units, since_unit,
    )  # fmt: skip


def _job(row: Row) -> Job:
    job_id, command_id, code, wish, *rest = row
    return Job(job_id, command_id, code, msgspec.json.decode(wish, type=Wish), *rest)


def _encode(wish: Wish) -> str:
    return msgspec.json.encode(wish).decode()
