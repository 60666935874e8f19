"""Local writes: changes become operations, one record (or its parts), and the rows themselves."""

from collections.abc import Iterable
from functools import partial

import msgspec

from sync.core.chain import next_hash
from sync.core.change import Change
from sync.core.errors import NotAllowed
from sync.core.ids import Head, Scope
from sync.core.judge import OpenPolicy
from sync.core.record import (
    FORMAT,
    RECORD_BYTES_MAX,
    RECORD_OPS_MAX,
    Op,
    OpKind,
    join_record,
)
from sync.core.resuming import check_resumed
from sync.core.stamp import pack_stamp
from sync.core.state import Entry
from sync.store.protocol import Author, Written
from sync.store.sqlite.bulk import Bulk
from sync.store.sqlite.entries import save_entries
from sync.store.sqlite.keys import log_id
from sync.store.sqlite.life import made_since
from sync.store.sqlite.plan import LoggedOp, Plan, _pk
from sync.store.sqlite.replica import Replica
from sync.store.sqlite.save import Saver

_encode = msgspec.msgpack.Encoder().encode
_UNTOUCHED = Op(0, 0, None, b"", [])


class LocalWrite(Plan):
    """A plan, and how it is logged and saved."""

    def run(self, changes: list[Change], author: Author) -> Written | None:
        """Plan everything, which may refuse; then write."""
        clock = self._replica.clock
        before = clock.last
        self.hlc = clock.tick()
        self._stamp = pack_stamp(self.hlc, self._number)
        try:
            for change in changes:
                self.plan(change, changes)
            if type(self._replica.policy) is not OpenPolicy:
                self._check_policy()
            parts = self._cut(author) if self._ops else []
        except NotAllowed:
            clock.last = before
            raise
        if not parts:
            clock.last = before
            return None
        head = self._log(parts)
        self._save(parts, head.seq)
        return Written(self.stream.id, head.seq, self._stamp)

    def _check_policy(self) -> None:
        """What the first hop would withhold is refused here, before it is recorded."""
        replica = self._replica
        refuses, origin = replica.policy.refuses, replica.origin(self.stream.id, replica.me)
        for op in self._ops:
            if not isinstance(op, bytes) and (code := refuses(origin, op)):
                raise NotAllowed(code, replica.catalogue.by_id[op.table].name)
        for bulk in self._bulk:
            for row in bulk.rows:
                op = Op(bulk.table.id, int(OpKind.PUT), _pk(row[0]), b"", list(row[1:]))
                if code := refuses(origin, op):
                    raise NotAllowed(code, f"{bulk.table.name} {op.pk}")

    def _cut(self, author: Author) -> list[tuple[bytes, list[LoggedOp]]]:
        """Records within bounds, each with its operations; the effect comes with the last."""
        ops = self._ops
        if (
            len(ops) <= RECORD_OPS_MAX
            and len(body := self._body(author, 0, ops)) <= RECORD_BYTES_MAX
        ):
            return [(body, ops)]
        pieces = [ops[at : at + RECORD_OPS_MAX] for at in range(0, len(ops), RECORD_OPS_MAX)]
        while True:
            last = len(pieces) - 1
            bodies = [self._body(author, last - at, piece) for at, piece in enumerate(pieces)]
            if all(len(body) <= RECORD_BYTES_MAX for body in bodies):
                return list(zip(bodies, pieces, strict=True))
            pieces = _halved(pieces, bodies)

    def _body(self, author: Author, part: int, ops: list[LoggedOp]) -> bytes:
        schema = self._replica.catalogue.schema
        header = (FORMAT, schema, self.hlc, author.user, author.device, author.key, part)
        if self._bulk:
            return join_record(header, [op if type(op) is bytes else _encode(op) for op in ops])
        return _encode((*header, ops))

    def _log(self, parts: list[tuple[bytes, list[LoggedOp]]]) -> Head:
        stream, pending = self.stream, self._replica.pending
        assert pending is not None
        head = self._replica.head(stream)
        for body, _ in parts:
            seq = head.seq + 1
            head = Head(seq, next_hash(head.hash, stream.tag, seq, body))
            pending.log.append((log_id(stream.number, seq), self.hlc, head.hash, None, body))
        pending.heads[stream.number] = head
        return head

    def _save(self, parts: list[tuple[bytes, list[LoggedOp]]], last: int) -> None:
        replica = self._replica
        if self._rows or self._elements or self._rights:
            self._save_states(Saver(replica, self.stream.scope))
        for bulk in self._bulk:
            self._save_bulk(bulk)
        tables = replica.catalogue.by_id
        for table_id, entries in self._entries(parts, last - len(parts) + 1).items():
            save_entries(replica, tables[table_id], self.stream, entries)

    def _save_states(self, saver: Saver) -> None:
        tables = self._replica.catalogue.by_id
        for key, state in self._rows.items():
            only = self._only_put.get(key, _UNTOUCHED)
            if state is None or only is _UNTOUCHED:
                continue
            table, pk = tables[key[0]], key[1]
            stored = self._view.stored[table.id][pk]
            if only is not None and type(stored) is tuple:
                saver.edited(table, pk, stored, state, only)
            else:
                saver.row(table, pk, stored, state)
        for element_key, element in self._elements.items():
            if element is not None:
                saver.element(element_key, element, self._elements_before[element_key])
        for key, rights in self._rights.items():
            if rights is not None:
                saver.rights(key, rights, self._rights_before[key])
        saver.flush()

    def _save_bulk(self, bulk: Bulk) -> None:
        replica, scope, stamp = self._replica, self.stream.scope, self._stamp
        bulk.insert(replica, stamp, scope)
        for bucket, total in enumerate(bulk.sums(stamp)):
            replica.add_digest(scope, bulk.table.id, bucket, total)

    def _entries(
        self, parts: list[tuple[bytes, list[LoggedOp]]], first: int
    ) -> dict[int, list[Entry]]:
        found: dict[int, list[Entry]] = {}
        stream, stamp = self.stream.id, self._stamp
        part, ops, behind = 0, parts[0][1], 0
        for at in self._appends:
            while at - behind >= len(ops):
                behind += len(ops)
                part += 1
                ops = parts[part][1]
            op = ops[at - behind]
            assert type(op) is Op
            entry = Entry(stream, first + part, at - behind, stamp, tuple(op.values))
            found.setdefault(op.table, []).append(entry)
        return found


def write(
    replica: Replica, scope: Scope, changes: Iterable[Change], author: Author
) -> Written | None:
    """See the protocol."""
    assert replica.pending is not None
    replica.check_open()
    if replica.frozen:
        raise NotAllowed("frozen", "this replica must not write; see quarantine")
    planned = list(changes)
    if replica.resuming:
        check_resumed(planned, partial(made_since, replica))
    return LocalWrite(replica, scope).run(planned, author)


def _halved(pieces: list[list[LoggedOp]], bodies: list[bytes]) -> list[list[LoggedOp]]:
    smaller: list[list[LoggedOp]] = []
    for piece, body in zip(pieces, bodies, strict=True):
        if len(body) <= RECORD_BYTES_MAX:
            smaller.append(piece)
        elif len(piece) == 1:
            raise NotAllowed("too_large", f"one change of {len(body)} bytes")
        else:
            middle = len(piece) // 2
            smaller += [piece[:middle], piece[middle:]]
    return smaller
