"""Performs the storage effects of sessions, one after the other, on the store's writer.

The drivers hand `perform` to the writer thread; the simulator calls it directly.
"""

from collections.abc import Callable, Mapping
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sync.core.chain import next_hash, seal_holds, stream_tag
from sync.core.effects import (
    Describe,
    Described,
    Enrol,
    Extract,
    Extracted,
    Ingest,
    InstallSnapshot,
    Load,
    Loaded,
    MakeSnapshot,
    OpenSnapshot,
    RaiseEpoch,
    ReadSnapshot,
    Result,
    Resume,
    SnapshotInstalled,
    SnapshotMade,
    SnapshotOpened,
    SnapshotRead,
    StoreChunk,
    Taken,
)
from sync.core.errors import BadRecord, NotAllowed, Refused
from sync.core.ids import EMPTY_HEAD, Scope, StreamId
from sync.core.messages import Batch, Card, Marks, Receipt, SnapOffer
from sync.store.frontier import settled
from sync.store.protocol import Member, Range, Store
from sync.store.protocol import Receipt as StoredReceipt

StoreEffect = (
    Load
    | Ingest
    | Extract
    | Describe
    | Enrol
    | RaiseEpoch
    | Resume
    | MakeSnapshot
    | ReadSnapshot
    | OpenSnapshot
    | StoreChunk
    | InstallSnapshot
)


class Snapshots(Protocol):
    """Where a store can make and load snapshots of a scope. Sizes and offsets in bytes."""

    def make(self, scope: str) -> SnapOffer | None:
        """A file to send, unsigned; None if this scope has none."""
        ...

    def read(self, id_: bytes, offset: int, size: int) -> bytes:
        """A piece of a file made here; empty if it is gone."""
        ...

    def open(self, offer: SnapOffer) -> int:
        """How much of this file has been received before; -1 to decline."""
        ...

    def store(self, id_: bytes, offset: int, data: bytes) -> int:
        """Append at `offset`; the size now."""
        ...

    def install(self, offer: SnapOffer) -> str:
        """Check the sha256 and load the file; a code if it is refused."""
        ...


class StoreSide:
    """A store and what else a session needs to know of its node; the latter is optional.

    hlc: the saved clock. hash_at: chain hash of a held record, to tell a fork from a lost suffix
    before records travel. floor: how far a stream's log is compacted. raise_epoch: go on in an
    epoch above the given one. describe: digests of a table in a scope by bucket (one byte), or of a
    bucket's rows by packed key.
    """

    def __init__(
        self,
        store: Store,
        *,
        hlc: Callable[[], int],
        hash_at: Callable[[StreamId, int], bytes | None] | None = None,
        floor: Callable[[StreamId], int] | None = None,
        raise_epoch: Callable[[int, str], None] | None = None,
        describe: Callable[[str, int, int | None], Mapping[bytes, int]] | None = None,
        snapshots: Snapshots | None = None,
    ) -> None:
        self.store = store
        self._hlc = hlc
        self._hash_at = hash_at
        self._floor = floor
        self._raise_epoch = raise_epoch
        self._describe = describe
        self._snapshots = snapshots

    def perform(self, effect: StoreEffect) -> Result | None:
        """The result to hand back to the session, if there is one."""
        match effect:
            case Load():
                return self._load(effect)
            case Ingest(batch, relayed):
                return self._ingest(batch, relayed=relayed)
            case Extract(stream, after, bytes_max):
                return self._extract(stream, after, bytes_max)
            case Describe(scope, table, bucket):
                sums = self._describe(scope, table, bucket) if self._describe is not None else None
                return Described(scope, table, bucket, sums)
            case Enrol(cards):
                for card in cards:
                    self.store.introduce(member_of(card))
                return None
            case Resume(told):
                self.store.resume(told)
                return None
            case RaiseEpoch(above, cause):
                if self._raise_epoch is not None:
                    self._raise_epoch(above, cause)
                return None
            case _:
                return self._snapshot(effect)

    def _load(self, load: Load) -> Loaded:
        if load.seal:
            self.store.seal()
        members = self.store.members() if load.members else {}
        return Loaded(
            vector=self.store.vector(),
            hlc=self._hlc(),
            members={node: card_of(member) for node, member in members.items()},
            digests={
                scope: self.store.digest(Scope(scope))
                for scope in load.digests
                if settled(self.store, Scope(scope))
            },
            forks=self._forks(load.claims),
            resuming=self.store.resuming,
            frozen=self.store.frozen,
        )

    def _forks(self, claims: Marks) -> frozenset[StreamId]:
        if not claims or self._hash_at is None:
            return frozenset()
        held = self.store.vector()
        return frozenset(
            mark.stream
            for mark in claims
            if 0 < mark.seq <= held.get(mark.stream, EMPTY_HEAD).seq
            and self._hash_at(mark.stream, mark.seq) not in (None, mark.hash)
        )

    def _ingest(self, batch: Batch, *, relayed: bool) -> Taken:
        stream = batch.stream
        if relayed and not self._authentic(batch):
            return Taken(stream, self.store.vector().get(stream, EMPTY_HEAD), "forged")
        receipts = tuple(StoredReceipt(r.first, r.judge, r.position) for r in batch.receipts)
        try:
            got = self.store.ingest(Range(stream, batch.first, batch.bodies, batch.seal, receipts))
        except (BadRecord, NotAllowed, Refused) as error:  # the batch; the rest is the store's own
            return Taken(stream, self.store.vector().get(stream, EMPTY_HEAD), error.code)
        return Taken(stream, got.head, got.code, got.records, got.withheld)

    def _authentic(self, batch: Batch) -> bool:
        """Whether its author sealed exactly these records behind what we hold."""
        stream = batch.stream
        member = self.store.members().get(stream.node)
        last: bytes | None = EMPTY_HEAD.hash
        if batch.first > 1:
            last = self._hash_at(stream, batch.first - 1) if self._hash_at is not None else None
        if member is None or last is None:
            return False
        tag = stream_tag(stream)
        for seq, body in enumerate(batch.bodies, start=batch.first):
            last = next_hash(last, tag, seq, body)
        key = Ed25519PublicKey.from_public_bytes(member.public_key)
        return seal_holds(key, stream, batch.seal, last)

    def _extract(self, stream: StreamId, after: int, bytes_max: int) -> Extracted:
        if self._floor is not None and after < self._floor(stream):
            return Extracted(stream, None, compacted=True)
        found = self.store.extract(stream, after, bytes_max)
        if found is None:
            return Extracted(stream, None)
        receipts = tuple(Receipt(r.first, r.judge, r.position) for r in found.receipts)
        return Extracted(stream, Batch(stream, found.first, found.bodies, found.seal, receipts))

    def _snapshot(
        self, effect: MakeSnapshot | ReadSnapshot | OpenSnapshot | StoreChunk | InstallSnapshot
    ) -> Result:
        snapshots = self._snapshots
        match effect:
            case MakeSnapshot(scope):
                return SnapshotMade(scope, snapshots.make(scope) if snapshots else None)
            case ReadSnapshot(id_, offset, size):
                data = snapshots.read(id_, offset, size) if snapshots else b""
                return SnapshotRead(id_, offset, data)
            case OpenSnapshot(offer):
                return SnapshotOpened(offer.id, snapshots.open(offer) if snapshots else -1)
            case StoreChunk(id_, offset, data):
                return SnapshotOpened(id_, snapshots.store(id_, offset, data) if snapshots else -1)
            case InstallSnapshot(offer):
                code = snapshots.install(offer) if snapshots else "snapshot_unsupported"
                return SnapshotInstalled(offer.id, code)


def card_of(member: Member) -> Card:
    """A pinned node as it travels."""
    return Card(
        member.node, member.number, member.public_key, member.role, member.scopes, member.counts
    )


def member_of(card: Card) -> Member:
    """A node that was introduced, as it is pinned."""
    return Member(card.node, card.number, card.public_key, card.role, card.scopes, card.counts)
