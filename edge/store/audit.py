"""What people and programs did that is no record of the signed log: logins, refusals, enrolments,
keys. The rows are a chain (node.trail)."""

from collections.abc import Iterable, Iterator
from typing import Any

import apsw
import msgspec

from models.warehouse.ids import COUNTER_BITS
from node.trail import Head, Trail

DETAIL_CHARACTERS_MAX = 400
TRAIL = Trail(
    last="SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1",
    every="SELECT seq, at_ms, act, person_id, device_id, key_id, subject, detail, hash FROM audit"
    " ORDER BY seq",
    insert="INSERT INTO audit VALUES(?,?,?,?,?,?,?,?,?)",
)
_SEALS = (
    "SELECT seq, hash FROM audit_seal WHERE warehouse_id=?1 AND id>>?2=?3 AND NOT EXISTS("
    " SELECT 1 FROM audit WHERE act='restored' AND audit.seq<=audit_seal.seq"
    " AND audit.at_ms>=audit_seal.at_ms AND subject IN (SELECT cast(epoch AS TEXT) FROM s_stream"
    " UNION SELECT cast(value AS TEXT) FROM s_meta WHERE key='epoch')) ORDER BY seq, id"
)
_RESTORED = "SELECT 1 FROM audit WHERE act='restored' AND subject=?"
_TABLE = "SELECT 1 FROM sqlite_schema WHERE name='audit'"
_HASH_AT = "SELECT hash FROM audit WHERE seq=?"


class Who(msgspec.Struct, frozen=True):
    """Who did it; 0 where there is none."""

    person_id: int = 0
    device_id: int = 0
    key_id: int = 0


class Act(msgspec.Struct, frozen=True):
    """Something worth keeping. kind: a stable name; subject: what it was done to."""

    kind: str
    who: Who = Who()
    subject: str = ""
    detail: str = ""


def note(connection: apsw.Connection, act: Act, at_ms: int) -> Head:
    """Append a row inside the open transaction."""
    who = act.who
    subject, detail = act.subject[:DETAIL_CHARACTERS_MAX], act.detail[:DETAIL_CHARACTERS_MAX]
    row = (at_ms, act.kind, who.person_id, who.device_id, who.key_id, subject, detail)
    return TRAIL.append(connection, row)


def note_all(connection: apsw.Connection, acts: Iterable[tuple[Act, int]]) -> None:
    """Append these, each with its own time."""
    for act, at_ms in acts:
        note(connection, act, at_ms)


def note_restored(connection: apsw.Connection, epoch: int, at_ms: int) -> None:
    """A site put back from a backup has lost the rows since, which seals in the log may speak of:
    that is said once, in the trail itself."""
    subject = str(epoch)
    if epoch > 1 and not connection.execute(_RESTORED, (subject,)).fetchall():
        note(connection, Act("restored", subject=subject), at_ms)


def broken(
    connection: apsw.Connection, warehouse_id: int, node_number: int
) -> Iterator[tuple[str, str]]:
    """(row, what is wrong) of each place where the chain does not hold, and of each seal in the
    signed log that the chain no longer bears out."""
    if not connection.execute(_TABLE).fetchall():
        return  # never opened by a program that keeps one
    yield from TRAIL.broken(connection)
    bound = (warehouse_id, COUNTER_BITS, node_number)
    for seq, sealed in connection.execute(_SEALS, bound).fetchall():
        found: list[tuple[Any, ...]] = connection.execute(_HASH_AT, (seq,)).fetchall()
        if not found or found[0][0].hex() != sealed:
            yield f"audit row {seq}", "not what was sealed in the signed log"
