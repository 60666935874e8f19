"""What a store does beside its daily work: epochs, snapshots, compaction, backups, proof."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from sync.core.catalogue import Table
from sync.core.ids import Head, Scope, StreamId
from sync.core.messages import Mark
from sync.store.sqlite.backup import check_pages, copy_to
from sync.store.sqlite.compact import collapse, level_of
from sync.store.sqlite.errors import guarded
from sync.store.sqlite.forget import (
    drop_bodies,
    floor_of,
    keep_stages,
    lowest_hlc,
    newer,
    stages,
)
from sync.store.sqlite.install import install_snapshot
from sync.store.sqlite.life import freeze, hash_at, raise_epoch, thaw_stream
from sync.store.sqlite.replica import Replica
from sync.store.sqlite.resuming import resume
from sync.store.sqlite.snapshot import make_snapshot
from sync.store.sqlite.verify import Finding, check_copy, digest_rows, findings


class Upkeep:
    """The rarer half of a SQLite store."""

    path: Path
    replica: Replica

    @property
    def frozen(self) -> bool:
        """Whether local writes are refused."""
        return self.replica.frozen

    @frozen.setter
    def frozen(self, frozen: bool) -> None:
        if frozen != self.replica.frozen:
            freeze(self.replica, frozen)

    @property
    def epoch(self) -> int:
        """The epoch own records are written in."""
        return self.replica.epoch

    def freeze(self) -> None:
        """Refuse local writes from now on, also after a restart."""
        self.frozen = True

    def raise_epoch(self, above: int, cause: str = "raised") -> None:
        """Go on in an epoch above this one (see new_epoch)."""
        self.new_epoch(cause, above)

    @property
    def resuming(self) -> bool:
        """See Store."""
        return self.replica.resuming

    def resume(self, told: Iterable[Mark] = ()) -> None:
        """All that was written before a fall is here again, or nobody is there to ask."""
        with guarded():
            resume(self.replica, told)

    def new_epoch(self, reason: str, above: int = 0) -> int:
        """After a restore or a lost suffix: write to new streams. After a fork: freeze."""
        with guarded():
            return raise_epoch(self.replica, reason, above)

    def thaw(self, stream: StreamId) -> None:
        """Take records of a frozen stream again, once a person has decided so."""
        with guarded():
            thaw_stream(self.replica, stream)

    def snapshot(self, scopes: Sequence[Scope], path: Path) -> dict[StreamId, Head]:
        """These scopes as one file; the vector it holds. Reads beside the writer."""
        with guarded():
            return make_snapshot(
                self.path, path, self.replica.catalogue, scopes, self.replica.options
            )

    def install_snapshot(self, path: Path) -> None:
        """Take a snapshot's scopes as they are there; raises Refused and changes nothing."""
        with guarded():
            install_snapshot(self.replica, path)

    def level(self, scope: Scope) -> int:
        """The stable clock up to which all stamps of a scope are collapsed."""
        return level_of(self.replica, scope)

    def collapse(self, scope: Scope, stable_hlc: int, rows_max: int) -> bool:
        """One step of collapsing stamps up to H (see compact.py); true once none is left."""
        with guarded():
            return collapse(self.replica, scope, stable_hlc, rows_max)

    def lowest_hlc(self, scope: Scope, behind: Mapping[StreamId, int]) -> int:
        """The lowest clock among records behind these heads that were not withheld."""
        return lowest_hlc(self.replica, scope, behind)

    def newer(self, scope: Scope, hlc: int, enough: int) -> int:
        """Records above a clock, of each stream at most as many as are enough."""
        return newer(self.replica, scope, hlc, enough)

    def stages(self, scope: Scope) -> bytes:
        """See Store."""
        return stages(self.replica, scope)

    def keep_stages(self, scope: Scope, packed: bytes) -> None:
        """See Store."""
        with guarded():
            keep_stages(self.replica, scope, packed)

    def drop_bodies(self, upto: Mapping[StreamId, int], records_max: int) -> int:
        """Drop bodies up to these heads (see forget.py); how many were dropped."""
        with guarded():
            return drop_bodies(self.replica, upto, records_max)

    def floor(self, stream: StreamId) -> int:
        """Up to which record the bodies of a stream are gone."""
        return floor_of(self.replica, stream)

    def backup_to(self, path: Path) -> None:
        """A copy that counts: every page read back, every chain, seal and digest proved."""
        copy_to(self.path, path, self.replica.options)
        check_pages(path, self.replica.options)
        check_copy(self.replica, path)

    def verify(self) -> list[Finding]:
        """What is wrong with this replica; empty if it is sound."""
        with guarded():
            return findings(self.replica)

    def digest_rows(self, scope: Scope, table: Table, bucket: int) -> dict[str, int]:
        """Row digests of one of the 16 buckets of a table, to find where two replicas differ."""
        return digest_rows(self.replica, scope, table, bucket)

    def hash_at(self, stream: StreamId, seq: int) -> bytes | None:
        """Chain hash of a held record, to tell a fork from a lost suffix."""
        return hash_at(self.replica, stream, seq)
