"""Who did what at headquarters, and from where: logins, refusals, keys, computers let in, edits,
commands. The rows are a chain (node.trail)."""

from collections.abc import Iterable, Iterator

import apsw
import msgspec

from hub.store import sql
from hub.store.cursor import read_cursor, show_cursor
from hub.store.moments import shown
from node.trail import Trail

TEXT_CHARACTERS_MAX = 400
SEQ_TOP = (1 << 62) - 1
TRAIL = Trail(
    last="SELECT seq, hash FROM hub_audit ORDER BY seq DESC LIMIT 1",
    every="SELECT seq, at_ms, act, who_id, who, address, subject, detail, hash FROM hub_audit"
    " ORDER BY seq",
    insert="INSERT INTO hub_audit VALUES(?,?,?,?,?,?,?,?,?)",
)
_TABLE = "SELECT 1 FROM sqlite_schema WHERE name='hub_audit'"
_PAGE = (
    "SELECT seq, at_ms, act, who, address, subject, detail FROM hub_audit"
    " WHERE seq<?1 AND (?2 IS NULL OR act=?2) AND (?3 IS NULL OR who=?3) ORDER BY seq DESC LIMIT ?4"
)


class Act(msgspec.Struct, frozen=True):
    """Something worth keeping. kind: a stable name; who: as they were called then, empty where
    nobody had logged in; subject: what it was done to."""

    kind: str
    who_id: int = 0
    who: str = ""
    address: str = ""
    subject: str = ""
    detail: str = ""


class AuditRow(msgspec.Struct, frozen=True):
    """Who did what, from where, when."""

    number: int
    at: str | None
    act: str
    who: str
    address: str
    subject: str
    detail: str


class AuditPage(msgspec.Struct, frozen=True):
    """Newest first."""

    items: list[AuditRow]
    next_cursor: str | None


def note(connection: apsw.Connection, act: Act, at_ms: int) -> None:
    """Append a row inside the open transaction."""
    texts = (text[:TEXT_CHARACTERS_MAX] for text in (act.who, act.address, act.subject, act.detail))
    TRAIL.append(connection, (at_ms, act.kind, act.who_id, *texts))


def note_all(connection: apsw.Connection, acts: Iterable[tuple[Act, int]]) -> None:
    """Append these, each with its own time."""
    for act, at_ms in acts:
        note(connection, act, at_ms)


def broken(connection: apsw.Connection) -> Iterator[tuple[str, str]]:
    """(row, what is wrong) of each place where the chain does not hold."""
    if sql.row(connection, _TABLE) is not None:  # a database from before there was one
        yield from TRAIL.broken(connection)


def audit_page(
    connection: apsw.Connection, act: str | None, who: str | None, cursor: str | None, limit: int
) -> AuditPage:
    """A page of the trail; raises BadCursor."""
    after = read_cursor(cursor, (int,))
    found = sql.rows(connection, _PAGE, (after[0] if after else SEQ_TOP, act, who, limit + 1))
    rows = [AuditRow(row[0], shown(row[1]), *row[2:]) for row in found[:limit]]
    return AuditPage(rows, show_cursor((found[limit - 1][0],)) if len(found) > limit else None)
