"""SQLite replicas among others: mixed with the reference, by snapshot, compacted, restored."""

import random
from collections.abc import Sequence
from pathlib import Path

import pytest

from sync.core.catalogue import Table
from sync.core.change import Add, Append, Delete, Insert, Put, Remove
from sync.core.errors import NotAllowed, Refused
from sync.core.ids import NodeId, Scope, StreamId
from sync.core.record import RECORD_OPS_MAX
from sync.core.stability import Frontier, FrontierRule
from sync.core.state import Entry
from sync.store.frontier import published, settled, write_frontier
from sync.store.protocol import Author, Member
from sync.store.sqlite import Damaged, SqliteStore
from sync.store.sqlite.files import SnapshotFiles
from tests.sync.catalogue import CATALOGUE, LABEL, LEDGER, PAPER, THING
from tests.sync.contract.test_storm import storm
from tests.sync.fleet import SHARED, START_MS, Fleet, Replica, Wall, key_of, make_memory, member_of
from tests.sync.sqlite.make import make_sqlite, reopen


class Alternating:
    """Every other node keeps its rows in memory."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, *args: object, **options: object) -> object:
        self.count += 1
        make = make_sqlite if self.count % 2 else make_memory
        return make(*args, **options)  # type: ignore[arg-type]


def test_sqlite_and_memory_replicas_agree_after_any_storm(tmp_path: Path, seed: int) -> None:
    for number in range(6):
        folder = tmp_path / str(number)
        folder.mkdir()
        fleet = Fleet(Alternating(), folder, edges=3)  # type: ignore[arg-type]
        storm(fleet, random.Random(f"{seed}/mixed/{number}"))
        for replica in fleet.replicas:
            if isinstance(replica.store, SqliteStore):
                assert replica.store.verify() == []


def fleet_of(folder: Path, edges: int = 1) -> Fleet:
    return Fleet(make_sqlite, folder, edges)


def sqlite(replica: Replica) -> SqliteStore:
    assert isinstance(replica.store, SqliteStore)
    return replica.store


def newcomer(folder: Path, number: int, known: Sequence[Member]) -> Replica:
    home = folder / f"new{number}"
    home.mkdir()
    me, wall = member_of(number), Wall()
    replica = Replica(make_sqlite(home, me, key_of(number), wall), me, wall)
    for member in known:
        replica.store.enrol(member)
    return replica


def busy(fleet: Fleet) -> None:
    """Some of everything, settled."""
    one = fleet.edges[0]
    one.write(Insert(THING, [(n, f"cup {n}", "red", n) for n in range(1, 60)]))
    one.write(Append(LEDGER, {"thing_id": 1, "quantity": 5}), Add(LABEL, "4006", "item:1"))
    fleet.settle()
    fleet.hub.write(Put(THING, 7, {"name": "mug"}), Delete(THING, 8))
    fleet.hub.write(Append(LEDGER, {"thing_id": 1, "quantity": -2}))
    one.write(Put(PAPER, 900, {"note": "first"}), Remove(LABEL, "4006", "item:1"))
    fleet.settle()


class Seen:
    """Counts the entries a projection is told of."""

    def __init__(self) -> None:
        self.entries: list[tuple[StreamId, int, int]] = []

    def project(self, table: Table, entries: Sequence[Entry]) -> None:
        self.entries += [(e.stream, e.seq, e.index) for e in entries if table is LEDGER]


def test_a_snapshot_makes_a_new_replica_equal_and_it_goes_on_from_there(tmp_path: Path) -> None:
    fleet = fleet_of(tmp_path)
    busy(fleet)
    new = newcomer(tmp_path, 9, fleet.members)
    seen = Seen()
    sqlite(new).projection = seen
    vector = sqlite(fleet.hub).snapshot([SHARED], tmp_path / "shared.snap")
    assert vector == fleet.hub.store.vector()
    sqlite(new).install_snapshot(tmp_path / "shared.snap")
    assert new.store.vector() == vector
    assert new.store.digest(SHARED) == fleet.hub.store.digest(SHARED)
    assert new.store.rows(THING) == fleet.hub.store.rows(THING)
    assert len(seen.entries) == len(set(seen.entries)) == 2
    assert sqlite(new).verify() == []
    fleet.edges[0].write(Put(THING, 7, {"colour": "blue"}), Append(LEDGER, {"quantity": 1}))
    fleet.settle()
    new.pull(fleet.hub)
    assert new.store.digest(SHARED) == fleet.hub.store.digest(SHARED)
    assert len(seen.entries) == 3
    fleet.hub.store.enrol(new.me)
    new.write(Put(THING, 8, {"name": "again"}))
    fleet.hub.pull(new)
    assert new.store.digest(SHARED) == fleet.hub.store.digest(SHARED)


def test_own_records_a_snapshot_lacks_are_applied_again_and_nothing_is_counted_twice(
    tmp_path: Path,
) -> None:
    fleet = fleet_of(tmp_path)
    busy(fleet)
    edge = fleet.edges[0]
    seen = Seen()
    sqlite(edge).projection = seen
    edge.write(Put(THING, 7, {"name": "unsent"}), Append(LEDGER, {"quantity": 3}))
    fleet.hub.write(Put(THING, 9, {"name": "meanwhile"}))
    sqlite(fleet.hub).snapshot([SHARED], tmp_path / "shared.snap")
    sqlite(edge).install_snapshot(tmp_path / "shared.snap")
    assert sqlite(edge).verify() == []
    assert len(seen.entries) == 1
    row = edge.store.row(THING, 7)
    assert row is not None
    assert row["name"] == "unsent"
    fleet.settle()
    fleet.assert_equal()
    store = sqlite(edge)
    store.close()
    assert reopen(tmp_path / "node2", 2, Wall()).digest(SHARED) == fleet.hub.store.digest(SHARED)


def test_a_snapshot_behind_what_is_held_changes_nothing(tmp_path: Path) -> None:
    fleet = fleet_of(tmp_path, 2)
    busy(fleet)
    sqlite(fleet.hub).snapshot([SHARED], tmp_path / "old.snap")
    fleet.edges[0].write(Put(THING, 7, {"name": "later"}))
    fleet.settle()
    other = sqlite(fleet.edges[1])
    before = (other.vector(), other.digest(SHARED))
    with pytest.raises(Refused, match="snapshot_behind"):
        other.install_snapshot(tmp_path / "old.snap")
    assert (other.vector(), other.digest(SHARED)) == before
    assert other.verify() == []


def test_a_snapshot_holds_nothing_of_other_scopes(tmp_path: Path) -> None:
    fleet = fleet_of(tmp_path)
    busy(fleet)
    fleet.hub.write(Put(THING, 5000, {"name": "hidden-cup"}), scope=Scope("w9"))
    fleet.hub.write(Append(LEDGER, {"quantity": 77}), scope=Scope("w9"))
    vector = sqlite(fleet.hub).snapshot([SHARED], tmp_path / "shared.snap")
    assert {stream.scope for stream in vector} == {SHARED}
    assert b"hidden-cup" not in (tmp_path / "shared.snap").read_bytes()


def test_a_snapshot_travels_in_pieces_and_is_checked(tmp_path: Path) -> None:
    fleet = fleet_of(tmp_path)
    busy(fleet)
    new = newcomer(tmp_path, 9, fleet.members)
    sender = SnapshotFiles(sqlite(fleet.hub), tmp_path / "out")
    receiver = SnapshotFiles(sqlite(new), tmp_path / "in")
    offer = sender.make(SHARED)
    assert offer is not None
    assert receiver.open(offer) == 0
    size = receiver.store(offer.id, 0, sender.read(offer.id, 0, 10_000))
    assert receiver.open(offer) == size == 10_000
    while size < offer.size:
        size = receiver.store(offer.id, size, sender.read(offer.id, size, 10_000))
    assert receiver.install(offer) == ""
    assert new.store.digest(SHARED) == fleet.hub.store.digest(SHARED)
    receiver.open(offer)
    receiver.store(offer.id, 0, b"something else")
    assert receiver.install(offer) == "snapshot_bytes"
    assert sender.read(bytes(32), 0, 10) == b""
    assert sender.make("w77") is None


def test_parts_without_their_end_are_neither_in_a_snapshot_nor_compacted(tmp_path: Path) -> None:
    fleet = fleet_of(tmp_path)
    edge, hub = fleet.edges[0], fleet.hub
    rows = [(n, "cup" * 40, "red", n) for n in range(1, 2 * RECORD_OPS_MAX)]
    edge.write(Insert(THING, list(rows)))
    stream = next(iter(edge.store.vector()))
    whole = edge.store.extract(stream, 0, 1 << 30)
    assert whole is not None
    first = edge.store.extract(stream, 0, 1)
    assert first is not None
    assert len(first.bodies) == 1, "a seal follows the first part"
    hub.store.ingest(first)
    assert hub.store.rows(THING) == {}
    assert sqlite(hub).drop_bodies(hub_heads(hub), 1_000) == 0
    new = newcomer(tmp_path, 9, fleet.members)
    assert sqlite(hub).snapshot([SHARED], tmp_path / "s.snap") == {}
    sqlite(new).install_snapshot(tmp_path / "s.snap")
    new.pull(edge)
    hub.pull(edge)
    assert len(new.store.rows(THING)) == len(rows)
    assert new.store.digest(SHARED) == hub.store.digest(SHARED) == edge.store.digest(SHARED)


def hub_heads(replica: Replica) -> dict[StreamId, int]:
    return {stream: head.seq for stream, head in replica.store.vector().items()}


def publish_stable(fleet: Fleet) -> dict[StreamId, int]:
    """Everything so far is stable; what all hold."""
    delivered, hub = hub_heads(fleet.hub), sqlite(fleet.hub)
    told = Frontier(SHARED, hub.hlc(), tuple(sorted(delivered.items())))
    hub.begin()
    at_once = FrontierRule(every_ms=0, lag_ms=-1_000, records_min=0)
    key = key_of(fleet.hub.me.number)
    assert write_frontier(hub, key, at_once, told, {}, fleet.hub.wall())
    hub.commit()
    fleet.settle()
    return delivered


def collapse(replica: Replica) -> None:
    """All steps, a row at a time."""
    frontier = published(replica.store, SHARED)
    assert frontier is not None
    while not replica.store.collapse(SHARED, frontier.hlc, rows_max=1):
        assert sqlite(replica).verify() == []
    assert replica.store.level(SHARED) == frontier.hlc


def forget(replica: Replica, delivered: dict[StreamId, int]) -> int:
    """Stamps and bodies; how many bodies went."""
    collapse(replica)
    total = 0
    while dropped := replica.store.drop_bodies(delivered, 7):
        assert dropped <= 7
        total += dropped
    return total


def test_replicas_agree_whether_or_not_they_have_collapsed_their_stamps(tmp_path: Path) -> None:
    fleet = fleet_of(tmp_path, 2)
    busy(fleet)
    before = fleet.hub.store.digest(SHARED)
    publish_stable(fleet)
    fleet.assert_equal()
    assert fleet.hub.store.digest(SHARED)[THING.id] != before[THING.id]
    assert not settled(fleet.hub.store, SHARED)
    fleet.hub.store.collapse(SHARED, published(fleet.hub.store, SHARED).hlc, rows_max=1)  # type: ignore[union-attr]
    fleet.assert_equal()
    collapse(fleet.hub)
    assert settled(fleet.hub.store, SHARED)
    fleet.assert_equal()
    fleet.edges[0].write(Put(THING, 7, {"name": "after"}), Remove(LABEL, "4006", "item:1"))
    fleet.settle()
    fleet.assert_equal()
    collapse(fleet.edges[0])
    fleet.assert_equal()


def test_compacted_replicas_agree_and_go_on_agreeing(tmp_path: Path) -> None:
    fleet = fleet_of(tmp_path, 2)
    busy(fleet)
    delivered = publish_stable(fleet)
    dropped = [forget(replica, delivered) for replica in fleet.replicas]
    assert dropped[0] == dropped[1] == dropped[2] > 0
    fleet.assert_equal()
    for replica in fleet.replicas:
        assert sqlite(replica).verify() == []
    stream = next(s for s in delivered if s.node == fleet.edges[0].me.node)
    assert sqlite(fleet.hub).floor(stream) == delivered[stream]
    assert fleet.hub.store.extract(stream, 0, 1 << 20) is None
    fleet.edges[0].write(Put(THING, 7, {"name": "after", "weight_g": 1}))
    fleet.edges[1].write(Put(THING, 7, {"name": "also after"}), Add(LABEL, "4006", "item:1"))
    fleet.edges[1].write(Put(THING, 8, {"name": "made again"}), Remove(LABEL, "4006", "item:1"))
    fleet.settle()
    fleet.assert_equal()
    for replica in fleet.replicas:
        assert sqlite(replica).verify() == []


def test_an_edit_made_below_a_deletion_does_not_wake_the_row_after_compaction(
    tmp_path: Path,
) -> None:
    fleet = fleet_of(tmp_path, 2)
    busy(fleet)
    one, two = fleet.edges
    one.write(Delete(THING, 7))
    two.wall.now_ms += 1_000
    two.write(Put(THING, 7, {"name": "unsent"}))
    fleet.hub.pull(one)
    stable = sqlite(one).hlc()
    assert stable < sqlite(two).hlc()
    two.pull(fleet.hub)
    for replica in fleet.replicas:
        while not replica.store.collapse(SHARED, stable, rows_max=100):
            pass
    fleet.settle()
    fleet.assert_equal()
    assert fleet.hub.store.row(THING, 7) is None


def test_compacted_rows_keep_their_values_when_their_author_is_refused(tmp_path: Path) -> None:
    fleet = fleet_of(tmp_path)
    busy(fleet)
    publish_stable(fleet)
    for replica in fleet.replicas:
        collapse(replica)
    edge = fleet.edges[0]
    kept = fleet.hub.store.row(THING, 9)
    edge.wall.now_ms += 60 * 60_000
    edge.write(Put(THING, 9, {"name": "future"}))
    fleet.settle()
    fleet.assert_equal()
    assert kept is not None
    assert edge.store.row(THING, 9) == kept


def test_a_backup_counts_and_goes_on_in_a_new_epoch(tmp_path: Path) -> None:
    fleet = fleet_of(tmp_path)
    busy(fleet)
    edge = fleet.edges[0]
    sqlite(edge).backup_to(tmp_path / "edge.backup")
    edge.write(Put(THING, 11, {"name": "after the backup"}))
    fleet.settle()
    sqlite(edge).close()
    home = tmp_path / "node2"
    for path in home.iterdir():
        path.rename(tmp_path / f"aside-{path.name}")
    store = SqliteStore.restore(
        tmp_path / "edge.backup", home / "replica.db", CATALOGUE, key_of(2), Wall()
    )
    epoch = store.epoch
    assert epoch > 1
    back = Replica(store, edge.me, Wall())
    back.write(Put(THING, 12, {"name": "after the restore"}))
    assert {stream.epoch for stream in store.vector() if stream.node == edge.me.node} == {1, epoch}
    back.pull(fleet.hub)  # its own records come back
    fleet.hub.pull(back)
    assert store.digest(SHARED) == fleet.hub.store.digest(SHARED)
    row = store.row(THING, 11)
    assert row is not None
    assert row["name"] == "after the backup"
    assert store.verify() == []
    with pytest.raises(Damaged, match="database_exists"):
        SqliteStore.restore(
            tmp_path / "edge.backup", home / "replica.db", CATALOGUE, key_of(2), Wall()
        )
    again = SqliteStore.restore(
        tmp_path / "edge.backup", tmp_path / "b.db", CATALOGUE, key_of(2), Wall(START_MS + 60_000)
    )
    assert again.epoch > epoch
    again.close()


def test_a_spoiled_backup_does_not_count(tmp_path: Path) -> None:
    fleet = fleet_of(tmp_path)
    busy(fleet)
    path = tmp_path / "edge.backup"
    sqlite(fleet.edges[0]).backup_to(path)
    harmed = bytearray(path.read_bytes())
    harmed[2 * 4096 + 100] ^= 1
    path.write_bytes(harmed)
    (tmp_path / "home").mkdir()
    with pytest.raises(Damaged):
        SqliteStore.restore(path, tmp_path / "home" / "r.db", CATALOGUE, key_of(2), Wall())
    assert not (tmp_path / "home" / "r.db").exists()


def test_a_frozen_replica_refuses_to_write_until_a_new_epoch(tmp_path: Path) -> None:
    fleet = fleet_of(tmp_path)
    edge = fleet.edges[0]
    sqlite(edge).freeze()
    with pytest.raises(NotAllowed, match="frozen"):
        edge.write(Put(THING, 1, {"name": "cup"}))
    sqlite(edge).close()
    store = reopen(tmp_path / "node2", 2, Wall())
    assert store.frozen
    assert store.new_epoch("clone", above=7) == 8
    store.begin()
    written = store.write(SHARED, [Put(THING, 1, {"name": "cup"})], Author())
    store.commit()
    assert written is not None
    assert written.stream == StreamId(NodeId(edge.me.node), 8, SHARED)


def test_a_row_is_not_written_through_another_scope(tmp_path: Path) -> None:
    fleet = fleet_of(tmp_path)
    edge = fleet.edges[0]
    other = Scope("w9")
    wide = [member_of(1, "hub", (SHARED, other)), member_of(2, "edge", (SHARED, other))]
    for member in wide:
        fleet.hub.store.enrol(member)
    fleet.hub.write(Put(THING, 1, {"name": "cup"}))
    with pytest.raises(NotAllowed, match="foreign_row"):
        fleet.hub.write(Put(THING, 1, {"name": "mug"}), scope=other)
    edge.write(Put(THING, 1, {"name": "smuggled"}), scope=other)
    fleet.hub.pull(edge)
    row = fleet.hub.store.row(THING, 1)
    assert row is not None
    assert row["name"] == "cup"
    assert [item.code for item in fleet.hub.store.quarantine()] == ["foreign_row"]
    assert sqlite(fleet.hub).verify() == []
