"""Loading a snapshot: its scopes replace what is here; own records it lacks are applied again."""

from collections.abc import Iterator
from pathlib import Path

import apsw

from sync.core import digest
from sync.core.catalogue import Merge, Table
from sync.core.errors import Refused
from sync.core.fold import Fold
from sync.core.ids import Head, NodeId, Scope, StreamId
from sync.core.judge import OpenPolicy
from sync.core.record import Record, decode_record
from sync.core.stamp import pack_stamp
from sync.core.state import Entry
from sync.store.sqlite.buckets import BUCKET_MASK
from sync.store.sqlite.keys import BEHIND, OF, SEQ_BITS, STREAM_SHIFT, entry_id
from sync.store.sqlite.read import split_entry_id
from sync.store.sqlite.replica import Replica
from sync.store.sqlite.save import Saver
from sync.store.sqlite.snapshot import SNAPSHOT_FORMAT, column_list
from sync.store.sqlite.streams import Stream
from sync.store.sqlite.view import FileView

ENTRIES_AT_ONCE = 5_000
_SEQ_MASK = (1 << STREAM_SHIFT) - 1


def install_snapshot(replica: Replica, path: Path) -> None:
    """Raises Refused and leaves everything as it was, if the file does not fit this replica."""
    assert replica.pending is None
    connection = replica.connection
    connection.execute("ATTACH ? AS snap", (str(path),))
    try:
        with replica.transaction():
            _Installation(replica).run()
    except apsw.SQLError as error:
        raise Refused("snapshot_malformed", str(error)) from error
    finally:
        connection.execute("DETACH snap")
        connection.execute("DROP TABLE IF EXISTS temp.scope_map")
        connection.execute("DROP TABLE IF EXISTS temp.stream_map")
        replica.streams.load()
        replica.load()


class _Installation:
    def __init__(self, replica: Replica) -> None:
        self._replica = replica
        self._execute = replica.execute
        self._fresh: list[tuple[Stream, int, Head]] = []
        self._tails: list[Stream] = []

    def run(self) -> None:
        self._check()
        self._replica.settle_sums()
        scopes = self._map_scopes()
        self._map_streams()
        self._judge_heads()
        for table in self._replica.catalogue.tables:
            self._copy_table(table)
        self._copy_rest(scopes)
        for stream, before, head in self._fresh:
            self._anchor(stream, before, head)
        for stream in self._tails:
            self._apply_tail(stream)
        for table in self._replica.catalogue.tables:
            if table.merge is Merge.LEDGER:
                self._project(table)

    def _check(self) -> None:
        meta = dict(self._execute("SELECT key, value FROM snap.s_meta").fetchall())
        if meta.get("format") != SNAPSHOT_FORMAT:
            raise Refused("snapshot_format", str(meta.get("format")))
        if meta.get("schema") != self._replica.catalogue.schema:
            raise Refused("snapshot_schema", str(meta.get("schema")))

    def _map_scopes(self) -> dict[int, int]:
        self._execute("CREATE TEMP TABLE scope_map(theirs INTEGER PRIMARY KEY, ours)")
        found = self._execute("SELECT id, name FROM snap.s_scope").fetchall()
        mapped = {theirs: self._replica.streams.scope(Scope(name)) for theirs, name in found}
        self._replica.executemany("INSERT INTO scope_map VALUES(?,?)", mapped.items())
        return mapped

    def _map_streams(self) -> None:
        self._execute("CREATE TEMP TABLE stream_map(theirs INTEGER PRIMARY KEY, ours)")
        for theirs, node, epoch, scope in self._execute(
            "SELECT id, node, epoch, scope FROM snap.s_stream"
        ).fetchall():
            stream = self._replica.streams.open(StreamId(NodeId(node), epoch, Scope(scope)))
            self._execute("INSERT INTO stream_map VALUES(?,?)", (theirs, stream.number))

    def _judge_heads(self) -> None:
        """Nothing held here may be missing there, but own records on their way."""
        replica = self._replica
        theirs = {
            ours: Head(seq, hash_)
            for ours, seq, hash_ in self._execute(
                "SELECT ours, seq, hash FROM snap.s_log JOIN stream_map ON theirs=stream"
            ).fetchall()
        }
        covered = {ours for (ours,) in self._execute("SELECT ours FROM scope_map").fetchall()}
        for number, stream in replica.streams.by_number.items():
            if stream.scope not in covered:
                continue
            held, head = replica.head(stream), theirs.get(number, Head(0, b""))
            if held.seq <= head.seq:
                if held.seq < head.seq:
                    self._fresh.append((stream, held.seq, head))
            elif stream.id.node == replica.me.node:
                self._tails.append(stream)
            else:
                raise Refused("snapshot_behind", f"{stream.id}: {head.seq} < {held.seq}")

    def _copy_table(self, table: Table) -> None:
        sql = self._replica.sql[table.id]
        columns = column_list(table)
        source = columns.replace("_s", "m.ours")
        join = f"FROM snap.{sql.name} AS t JOIN scope_map AS m ON m.theirs=t._s"
        if table.merge is Merge.LEDGER:
            key = f"((s.ours << {STREAM_SHIFT}) | (t.id & {_SEQ_MASK}))"
            source = source.replace("id,", f"{key},", 1)
            join += f" JOIN stream_map AS s ON s.theirs = (t.id >> {STREAM_SHIFT})"
            into = f"INSERT OR IGNORE INTO main.{sql.name}({columns})"
            self._execute(f"{into} SELECT {source} {join} ORDER BY 1")
            return
        self._execute(f"DELETE FROM main.{sql.name} WHERE _s IN (SELECT ours FROM scope_map)")
        try:
            self._execute(f"INSERT INTO main.{sql.name}({columns}) SELECT {source} {join}")
        except apsw.ConstraintError as error:
            raise Refused(
                "snapshot_conflict", f"{table.name}: a row lies in another scope"
            ) from error

    def _copy_rest(self, scopes: dict[int, int]) -> None:
        execute = self._execute
        mine = "IN (SELECT ours FROM scope_map)"
        execute(f"DELETE FROM main.s_tomb WHERE _s {mine}")
        execute(
            "INSERT INTO main.s_tomb SELECT table_id, pk, clocks, ours FROM snap.s_tomb"
            " JOIN scope_map ON theirs=_s"
        )
        execute(f"DELETE FROM main.s_digest WHERE scope {mine}")
        execute(
            "INSERT INTO main.s_digest SELECT ours, table_id, sums FROM snap.s_digest"
            " JOIN scope_map ON theirs=scope"
        )
        execute(
            "INSERT OR IGNORE INTO main.s_withheld SELECT ours, seq, code FROM snap.s_withheld"
            " JOIN stream_map ON theirs=stream"
        )
        execute(
            "UPDATE main.s_scope SET compacted=max(compacted, (SELECT c.compacted FROM snap.s_scope"
            f" AS c JOIN scope_map ON theirs=c.id WHERE ours=main.s_scope.id)) WHERE id {mine}"
        )
        self._replica.load_digests()
        self._replica.load_flags()

    def _anchor(self, stream: Stream, before: int, head: Head) -> None:
        """The stream goes on behind the snapshot; what was here of it is no longer contiguous."""
        replica, execute = self._replica, self._execute
        assert replica.pending is not None
        match = "(SELECT theirs FROM stream_map WHERE ours=?)"
        number = stream.number
        if before:
            execute(f"DELETE FROM main.s_log WHERE {OF}", (number,))
            for table in ("s_seal", "s_receipt"):
                execute(f"DELETE FROM main.{table} WHERE stream=?", (number,))
        execute(
            f"INSERT INTO main.s_log(id, hlc, hash) SELECT ?1<<{SEQ_BITS}|seq, hlc, hash"
            f" FROM snap.s_log WHERE stream={match}",
            (number, number),
        )
        execute(
            "INSERT INTO main.s_seal SELECT ?, seq, signature FROM snap.s_seal"
            f" WHERE stream={match}",
            (number, number),
        )
        execute(
            "INSERT INTO main.s_receipt SELECT ?, first, (SELECT ours FROM stream_map WHERE"
            f" theirs=judge), position FROM snap.s_receipt WHERE stream={match}",
            (number, number),
        )
        replica.pending.heads[number] = head
        replica.pending.observed = True
        ((hlc,),) = execute("SELECT max(hlc) FROM snap.s_log").fetchall()
        replica.clock.observe(hlc or 0)

    def _apply_tail(self, stream: Stream) -> None:
        """Own records the snapshot lacks: their rows again; their entries are still here."""
        replica = self._replica
        rows = self._execute(
            "SELECT seq FROM snap.s_log JOIN stream_map ON theirs=stream WHERE ours=?",
            (stream.number,),
        ).fetchall()
        after = rows[0][0] if rows else 0
        view = FileView(replica, stream.scope)
        fold = Fold(replica.catalogue, view, OpenPolicy())
        origin = replica.origin(stream.id, replica.me)
        for parts in self._transactions(stream, after):
            fold.take(origin, parts)
        kept, fold.runs = fold.runs, {}
        Saver(replica, stream.scope).save(fold, view, stream)
        for table_id, runs in kept.items():
            for run in runs:
                one = digest.run_digest(run)
                replica.add_digest(stream.scope, table_id, run.seq & BUCKET_MASK, one)

    def _transactions(self, stream: Stream, after: int) -> Iterator[list[tuple[int, Record]]]:
        parts: list[tuple[int, Record]] = []
        for seq, body in self._execute(
            f"SELECT seq, body FROM s_log WHERE {BEHIND} ORDER BY id",
            (stream.number, after),
        ).fetchall():
            record = decode_record(body)
            parts.append((seq, record))
            if record.part == 0:
                yield parts
                parts = []

    def _project(self, table: Table) -> None:
        """Entries that are new here, in bounded steps. Their stamps are not kept in snapshots."""
        replica = self._replica
        if replica.projection is None:
            return
        sql = replica.sql[table.id]
        listed = ", ".join(["id", *sql.fields, "_x"])
        for stream, before, _ in self._fresh:
            low, high = entry_id(stream.number, before + 1, 0), (stream.number + 1) << STREAM_SHIFT
            entries: list[Entry] = []
            stamp = pack_stamp(0, replica.numbers().get(stream.id.node, 0))
            cursor = replica.connection.cursor().execute(
                f"SELECT {listed} FROM main.{sql.name} WHERE id>=? AND id<? ORDER BY id",
                (low, high),
            )
            for key, *values, extra in cursor.fetchall():
                _, seq, index = split_entry_id(key)  # type: ignore[arg-type]
                entries.append(Entry(stream.id, seq, index, stamp, tuple(values), extra))  # type: ignore[arg-type]
            for at in range(0, len(entries), ENTRIES_AT_ONCE):
                replica.projection.project(table, entries[at : at + ENTRIES_AT_ONCE])
