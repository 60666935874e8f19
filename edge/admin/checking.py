"""`check`: is the file whole, is the log the one that was signed, does the stock follow from it?"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import apsw
import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from edge.opening import DATABASE, NotASite
from edge.store.bootstrap import load_site
from edge.store.check import Finding, check
from sync.core.chain import Seal, next_hash, seal_holds, stream_tag
from sync.core.ids import ZERO_HASH, NodeId, Scope, StreamId
from sync.store.sqlite import Damaged, Options
from sync.store.sqlite.open import open_reader

RECORDS_AT_ONCE = 5_000
Progress = Callable[[str, int, int], None]


class Checked(msgspec.Struct, frozen=True):
    """What was looked at and what was found."""

    ok: bool
    ledger_ok: bool
    negative_stock: int
    movements: int
    quants: int
    order_lines: int
    streams: int
    records: int
    quarantined: int
    counts: dict[str, int]
    findings: list[Finding]


def check_folder(folder: Path, progress: Progress, options: Options | None = None) -> Checked:
    """Works beside a running program. Raises NotASite."""
    database = folder / DATABASE
    if not database.exists():
        raise NotASite(f"{folder} holds no database; restore a backup, or make a site with init")
    try:
        connection = open_reader(database, options or Options())
    except (Damaged, apsw.Error) as error:
        raise NotASite(f"{database} cannot be read: {error}") from error
    try:
        return check_connection(connection, progress)
    except (apsw.CorruptError, apsw.IOError, apsw.NotADBError) as error:
        finding = Finding("file", str(database), str(error))
        return Checked(
            ok=False,
            ledger_ok=False,
            negative_stock=0,
            movements=0,
            quants=0,
            order_lines=0,
            streams=0,
            records=0,
            quarantined=0,
            counts={"file": 1},
            findings=[finding],
        )
    finally:
        connection.close()


def check_connection(connection: apsw.Connection, progress: Progress) -> Checked:
    """All checks over one read connection."""
    site = load_site(connection)
    if site is None:
        raise NotASite("this database was never set up as a site")
    findings = _file_findings(connection)
    streams, records = _check_streams(connection, findings, progress)
    progress("ledger", 0, 1)
    connection.execute("BEGIN")
    try:
        ledger = check(connection, site)
    finally:
        connection.execute("ROLLBACK")
    progress("ledger", 1, 1)
    counts = dict(ledger.counts)
    for finding in findings:
        counts[finding.rule] = counts.get(finding.rule, 0) + 1
    return Checked(
        ok=not counts,
        ledger_ok=ledger.ok,
        negative_stock=ledger.negative_stock,
        movements=ledger.movements,
        quants=ledger.quants,
        order_lines=ledger.lines,
        streams=streams,
        records=records,
        quarantined=int(_one(connection, "SELECT count(*) FROM s_quar")),
        counts=counts,
        findings=[*findings, *ledger.findings],
    )


def _file_findings(connection: apsw.Connection) -> list[Finding]:
    found = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(20)")]
    return [] if found == ["ok"] else [Finding("file", "integrity_check", text) for text in found]


def _check_streams(
    connection: apsw.Connection, findings: list[Finding], progress: Progress
) -> tuple[int, int]:
    streams: list[tuple[Any, ...]] = connection.execute(
        "SELECT id, node, epoch, scope FROM s_stream ORDER BY id"
    ).fetchall()
    total = int(_one(connection, "SELECT count(*) FROM s_log"))
    done = 0
    for number, node, epoch, scope in streams:
        stream = StreamId(NodeId(node), epoch, Scope(scope))
        walk = _Walk(connection, number, stream)
        while count := walk.step():
            done += count
            progress("records", done, total)
        findings += walk.findings
    return len(streams), done


class _Walk:
    """One stream from its first kept record to its head: hashes, order, signatures."""

    def __init__(self, connection: apsw.Connection, number: int, stream: StreamId) -> None:
        self._connection, self._number, self._stream = connection, number, stream
        self._tag = stream_tag(stream)
        self._seq, self._hash = 0, ZERO_HASH
        self._begun = False
        self.findings: list[Finding] = []
        self._key = self._public_key()

    def step(self) -> int:
        """Check the next records; how many there were."""
        rows: list[tuple[Any, ...]] = self._connection.execute(
            "SELECT seq, hash, body FROM s_log WHERE stream=? AND seq>? ORDER BY seq LIMIT ?",
            (self._number, self._seq, RECORDS_AT_ONCE),
        ).fetchall()
        seals = self._seals(rows[0][0], rows[-1][0]) if rows else {}
        for seq, digest, body in rows:
            self._check(seq, digest, body)
            signature = seals.get(seq)
            if signature is not None and not self._is_signed(seq, digest, signature):
                self._find("seal", seq, "the author's signature does not fit")
            self._seq, self._hash, self._begun = seq, digest, True
        return len(rows)

    def _check(self, seq: int, digest: bytes, body: bytes | None) -> None:
        if self._begun and seq != self._seq + 1:
            self._find("gap", seq, f"follows {self._seq}")
        elif body is not None and (self._begun or seq == 1):
            before = self._hash if self._begun else ZERO_HASH
            if next_hash(before, self._tag, seq, body) != digest:
                self._find("chain", seq, "the hash does not follow from the record")

    def _is_signed(self, seq: int, digest: bytes, signature: bytes) -> bool:
        if self._key is None:
            return False
        return seal_holds(self._key, self._stream, Seal(seq, signature), digest)

    def _seals(self, first: int, last: int) -> dict[int, bytes]:
        rows: list[tuple[Any, ...]] = self._connection.execute(
            "SELECT seq, signature FROM s_seal WHERE stream=? AND seq BETWEEN ? AND ?",
            (self._number, first, last),
        ).fetchall()
        return dict(rows)

    def _public_key(self) -> Ed25519PublicKey | None:
        row: tuple[Any, ...] | None = self._connection.execute(
            "SELECT public_key FROM s_member WHERE node=?", (self._stream.node,)
        ).fetchone()
        return Ed25519PublicKey.from_public_bytes(row[0]) if row is not None else None

    def _find(self, rule: str, seq: int, detail: str) -> None:
        if len(self.findings) < 100:
            self.findings.append(Finding(rule, f"{self._stream} #{seq}", detail))


def _one(connection: apsw.Connection, sql: str) -> Any:  # noqa: ANN401
    return connection.execute(sql).fetchall()[0][0]
