"""What every store offers. The contract suite in tests/sync/contract holds each of them to it.

All calls happen on the one writer (a thread, or the simulator's step). Between `begin` and `commit`
nothing is visible to others and nothing may be published; after `commit` returned it is durable.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

import msgspec

from sync.core.catalogue import Pk, Table, Value
from sync.core.chain import Seal
from sync.core.change import Change
from sync.core.ids import Head, Scope, StreamId
from sync.core.messages import Mark
from sync.core.rights import Counts, counted, decided
from sync.core.state import Entry, Loser


class Author(msgspec.Struct, frozen=True):
    """Who did it: kept in the record for the audit trail. `key` is the idempotency key."""

    user: int = 0
    device: int = 0
    key: str = ""


class Written(msgspec.Struct, frozen=True):
    """Where a local transaction went: its record's place in its stream and its stamp."""

    stream: StreamId
    seq: int
    stamp: bytes


class Receipt(msgspec.Struct, frozen=True, array_like=True):
    """From record `first` on (until the next receipt): judged when `judge` stood at `position`.

    A receiver applies such a record only once it has applied the judge's stream up to there: the
    verdict on it, if any, lies below. Kept with the record and relayed.
    """

    first: int
    judge: StreamId
    position: int


class Range(msgspec.Struct, frozen=True):
    """Consecutive records of one stream from `first`, ending exactly at a seal of their author.

    `receipts` rise with the records; none for streams that nobody judges (a hub's own).
    """

    stream: StreamId
    first: int
    bodies: tuple[bytes, ...]
    seal: Seal
    receipts: tuple[Receipt, ...] = ()


class Ingested(msgspec.Struct, frozen=True):
    """What became of a range. `code` is empty when it was taken (or was a duplicate).

    gap: nothing stored, ask again from head.seq + 1
    waiting: stored up to head; the rest needs a receipt's position or a hand-over first: send again
    chain, seal, scope, unknown_stream, fork, frozen: the stream is frozen here; evidence is kept
    """

    stream: StreamId
    head: Head
    code: str = ""
    records: int = 0
    withheld: int = 0


class Member(msgspec.Struct, frozen=True):
    """A node as its peers know it: pinned key, number, role and the scopes it may write to.

    counts: how often each scope was given or taken; kept by the store, see `sync/core/rights.py`.
    """

    node: int
    number: int
    public_key: bytes
    role: str
    scopes: tuple[str, ...]
    counts: Counts = ()


def chosen(before: Member | None, member: Member) -> Member:
    """A node with its counts after somebody here decided on its scopes."""
    known = counted(before.scopes, before.counts) if before is not None else {}
    return msgspec.structs.replace(member, counts=decided(known, member.scopes))


class QuarantineItem(msgspec.Struct, frozen=True):
    """Something that could not be applied, kept for an operator to see."""

    id: int
    stream: StreamId
    seq: int
    code: str
    detail: str
    at_ms: int


class Projection(Protocol):
    """Told of ledger entries inside the transaction that really adds them, each exactly once."""

    def project(self, table: Table, entries: Sequence[Entry]) -> None:
        """Update whatever is derived from these entries."""
        ...


class Store(Protocol):
    """A replica. Stores differ only in where the bytes lie."""

    def begin(self) -> None: ...

    def commit(self) -> None: ...

    def rollback(self) -> None: ...

    def write(self, scope: Scope, changes: Iterable[Change], author: Author) -> Written | None:
        """Apply local changes and log one record (or its parts). None if nothing changed.

        Raises NotAllowed (not the owner, no rights left, refused by the policy, frozen or resuming
        replica) before touching anything of this call. Entries of the same call are numbered in
        order from 0.
        """
        ...

    def ingest(self, batch: Range) -> Ingested:
        """Verify, log and apply foreign (or returning own) records in a transaction of its own."""
        ...

    def seal(self) -> None:
        """Sign the heads of own streams that are not sealed yet. Call before extracting them."""
        ...

    def extract(self, stream: StreamId, after: int, bytes_max: int) -> Range | None:
        """Durable, sealed records behind `after`; None if there are none, or compacted ones."""
        ...

    def vector(self) -> dict[StreamId, Head]:
        """All streams held, with heads. Only what is durable."""
        ...

    def row(self, table: Table, pk: Pk) -> dict[str, Value] | None:
        """One row by its key; None if absent or deleted."""
        ...

    def rows(self, table: Table) -> dict[Pk, dict[str, Value]]:
        """All rows of a table (tests, digests, small tables)."""
        ...

    def entries(self, table: Table) -> list[Entry]:
        """All entries of a ledger in order of arrival (tests, checks)."""
        ...

    def elements(self, table: Table, pk: Pk) -> set[str]:
        """Elements of an add-wins set."""
        ...

    def rights(self, table: Table, pk: Pk, number: int) -> int:
        """Rights a node holds and has not used."""
        ...

    def losers(self) -> list[Loser]:
        """Values that lost against a concurrent write, as far as seen here."""
        ...

    def quarantine(self) -> list[QuarantineItem]:
        """Everything set aside."""
        ...

    def digest(self, scope: Scope) -> dict[int, int]:
        """Table id → additive 64-bit digest of the rows (or entries) of this scope.

        Stamps up to the stable clock that the vector reaches count as one, whether or not they
        have been collapsed yet; where they have not, this reads every row (sync.store.frontier).
        """
        ...

    @property
    def resuming(self) -> bool:
        """Whether this replica fell back (restored, lost suffix) and has not heard yet what it had
        written: it spends no rights and writes no owned rows, which it may have given away."""
        ...

    @property
    def frozen(self) -> bool:
        """Whether own writes are refused until a person has looked: this node may run twice."""
        ...

    def resume(self, told: Iterable[Mark] = ()) -> None:
        """All it had written is here again; `told` is what of it its hub holds."""
        ...

    # -- forgetting (sync.store.frontier says what may go) ---------------------------------------

    def level(self, scope: Scope) -> int:
        """The stable clock up to which all stamps of a scope are collapsed."""
        ...

    def collapse(self, scope: Scope, stable_hlc: int, rows_max: int) -> bool:
        """Collapse stamps up to H in some more rows; true once none is left."""
        ...

    def lowest_hlc(self, scope: Scope, behind: Mapping[StreamId, int]) -> int:
        """The lowest clock among records behind these heads that were not withheld."""
        ...

    def newer(self, scope: Scope, hlc: int, enough: int) -> int:
        """Records above a clock, of each stream at most as many as are enough."""
        ...

    def stages(self, scope: Scope) -> bytes:
        """What `keep_stages` was given last, empty if nothing; see sync.store.retention."""
        ...

    def keep_stages(self, scope: Scope, packed: bytes) -> None:
        """Remember when the records of a scope were everywhere."""
        ...

    def drop_bodies(self, upto: Mapping[StreamId, int], records_max: int) -> int:
        """Drop bodies of records up to these heads; how many were dropped."""
        ...

    def floor(self, stream: StreamId) -> int:
        """Up to which record the bodies of a stream are gone."""
        ...

    def enrol(self, member: Member) -> None:
        """Pin a node's key and role (a change of key or role replaces the pin); give it these
        scopes and take all others, as decided here and now."""
        ...

    def introduce(self, member: Member) -> None:
        """Pin a node as agreed with a hub: its counts are taken as they are."""
        ...

    def members(self) -> dict[int, Member]:
        """Pinned nodes by node id."""
        ...
