"""What a memory replica holds, and how a fold is saved into it."""

from collections.abc import Callable
from typing import NamedTuple

from sync.core import digest
from sync.core.catalogue import Catalogue, Pk, Table
from sync.core.chain import Seal
from sync.core.collapse import collapsed_element, stable_limit
from sync.core.fold import ElementKey, Fold, RowKey
from sync.core.ids import EMPTY_HEAD, Head, NodeId, Scope, StreamId
from sync.core.judge import Origin
from sync.core.state import ElementState, Entry, Loser, RightsState, RowState, RunEntries
from sync.store.protocol import Member, Projection, QuarantineItem


class Logged(NamedTuple):
    """One record as it lies in a stream; its body is empty once it was dropped."""

    hash: bytes
    body: bytes
    judge: StreamId | None = None
    position: int = 0


class Stream:
    """One stream: its log from record 1, its seals, and why it is frozen, if it is.

    floor: the bodies up to this record are gone.
    """

    def __init__(self) -> None:
        self.log: list[Logged] = []
        self.floor = 0
        self.seals: dict[int, Seal] = {}
        self.frozen = ""

    def head(self) -> Head:
        """The last record."""
        return Head(len(self.log), self.log[-1].hash) if self.log else EMPTY_HEAD


class Data:
    """The committed state; also the view a fold reads through."""

    def __init__(
        self, catalogue: Catalogue, wall_ms: Callable[[], int], projection: Projection | None
    ) -> None:
        self.catalogue = catalogue
        self.members: dict[int, Member] = {}
        self.streams: dict[StreamId, Stream] = {}
        self.rows: dict[tuple[int, Pk], RowState] = {}
        self.elements: dict[tuple[int, Pk, str], ElementState] = {}
        self.counters: dict[tuple[int, Pk], RightsState] = {}
        self.entries: dict[int, list[Entry]] = {}
        self.digests: dict[tuple[str, int], int] = {}
        self.losers: dict[tuple[int, Pk, int, bytes], Loser] = {}
        self.quarantine: list[QuarantineItem] = []
        self.withheld: dict[tuple[int, int, str, int], str] = {}
        self.levels: dict[str, int] = {}
        self.stages: dict[str, bytes] = {}
        self.places: dict[RowKey | ElementKey, str] = {}
        self._wall_ms = wall_ms
        self._projection = projection

    def head(self, stream: StreamId) -> Head:
        """Head of a stream, empty if it is not held."""
        held = self.streams.get(stream)
        return held.head() if held is not None else EMPTY_HEAD

    def set_aside(self, origin: Origin, seq: int, code: str) -> None:
        """Show an operator that a record has no effect here."""
        stream = StreamId(NodeId(origin.node), origin.epoch, Scope(origin.scope))
        self.note(stream, seq, code)

    def note(self, stream: StreamId, seq: int, code: str) -> None:
        """Show an operator something about a stream, once."""
        if any(
            (item.stream, item.seq, item.code) == (stream, seq, code) for item in self.quarantine
        ):
            return
        number = len(self.quarantine) + 1
        at_ms = self._wall_ms()
        self.quarantine.append(QuarantineItem(number, stream, seq, code, "", at_ms))

    def save(self, scope: Scope, fold: Fold) -> None:
        """Store the working copies of a fold that was taken."""
        for (table_id, pk), row in fold.rows.items():
            if row is not None:
                before = digest.row_digest(pk, self.rows.get((table_id, pk)))
                self.rows[table_id, pk], self.places[table_id, pk] = row, scope
                self.add_digest(scope, table_id, digest.row_digest(pk, row) - before)
        for key, before in fold.elements_before.items():
            element = fold.elements[key]
            if element is not None:
                self.put_element(scope, key, element, before)
        for counter_key, before in fold.counters_before.items():
            counter = fold.counters[counter_key]
            if counter is not None:
                self.counters[counter_key] = counter
                after = digest.rights_digest(counter_key[1], counter)
                self.add_digest(scope, counter_key[0], after - before)
        for table_id, runs in fold.runs.items():
            entries = RunEntries(runs)
            self.entries.setdefault(table_id, []).extend(entries)
            for run in runs:
                self.add_digest(scope, table_id, digest.run_digest(run))
            if entries and self._projection is not None:
                self._projection.project(self.catalogue.by_id[table_id], entries)
        for loser in fold.losers:
            self.losers[loser.table, loser.pk, loser.field, loser.stamp] = loser

    def retract(self, stream: StreamId, seqs: list[int]) -> None:
        """Take the entries of these records out of all ledgers again."""
        for table_id, entries in self.entries.items():
            gone = [one for one in entries if one.stream == stream and one.seq in seqs]
            if gone:
                self.entries[table_id] = [one for one in entries if one not in gone]
                for _, _, packed in digest.ledger_digests(gone):
                    self.add_digest(stream.scope, table_id, -packed)

    def put_element(self, scope: str, key: ElementKey, state: ElementState, before: int) -> None:
        """Store an element, without removals that nothing can contradict any more."""
        kept = collapsed_element(state, stable_limit(self.levels.get(scope, 0)))
        if kept is not None:
            self.elements[key], self.places[key] = kept, scope
        else:
            self.elements.pop(key, None)
        after = digest.element_digest(key[1], key[2], kept)
        self.add_digest(scope, key[0], after - before)

    def add_digest(self, scope: str, table_id: int, delta: int) -> None:
        """Move the digest of a table in a scope."""
        key = (scope, table_id)
        self.digests[key] = (self.digests.get(key, 0) + delta) & digest.MASK

    def load_row(self, table: Table, pk: Pk) -> RowState | None:
        state = self.rows.get((table.id, pk))
        return state.copy() if state is not None else None

    def load_element(self, table: Table, pk: Pk, element: str) -> ElementState | None:
        state = self.elements.get((table.id, pk, element))
        return state.copy() if state is not None else None

    def load_rights(self, table: Table, pk: Pk) -> RightsState | None:
        state = self.counters.get((table.id, pk))
        return state.copy() if state is not None else None
