"""The contract of a store, one situation at a time."""

from collections.abc import Sequence
from pathlib import Path

import msgspec
import pytest

from sync.core.builtin import CONFLICT
from sync.core.catalogue import Table
from sync.core.change import (
    Add,
    Append,
    Delete,
    Grant,
    HandOver,
    Insert,
    Put,
    Remove,
    Spend,
)
from sync.core.errors import NotAllowed
from sync.core.ids import EMPTY_HEAD, NodeId, Scope
from sync.core.record import RECORD_OPS_MAX
from sync.core.state import Entry
from sync.store.protocol import Author, Range, Store
from tests.sync.catalogue import LABEL, LEDGER, PAPER, RIGHT, THING
from tests.sync.contract.stores import STORES
from tests.sync.fleet import SHARED, START_MS, Fleet, MakeStore, Replica, Wall, key_of, member_of

pytestmark = pytest.mark.parametrize("make", STORES)


def fleet_of(make: MakeStore, folder: Path, edges: int = 2) -> Fleet:
    return Fleet(make, folder, edges)


def test_a_committed_row_is_read_back_and_a_rolled_back_one_is_not(
    make: MakeStore, tmp_path: Path
) -> None:
    store = fleet_of(make, tmp_path, 1).hub.store
    store.begin()
    store.write(SHARED, [Put(THING, 7, {"name": "cup"})], Author())
    assert store.row(THING, 7) == {"name": "cup", "colour": "grey", "weight_g": 0}
    store.commit()
    vector = store.vector()
    store.begin()
    store.write(SHARED, [Put(THING, 7, {"name": "mug"}), Put(THING, 8, {})], Author())
    store.rollback()
    assert store.row(THING, 7) == {"name": "cup", "colour": "grey", "weight_g": 0}
    assert store.row(THING, 8) is None
    assert store.vector() == vector


def test_a_write_that_changes_nothing_logs_nothing(make: MakeStore, tmp_path: Path) -> None:
    hub = fleet_of(make, tmp_path, 1).hub
    hub.write(Put(THING, 7, {"name": "cup"}))
    before = hub.store.vector()
    assert hub.write(Put(THING, 7, {"name": "cup", "weight_g": 0})) is None
    assert hub.store.vector() == before


def test_edits_of_different_fields_merge_and_the_later_write_of_one_field_wins(
    make: MakeStore, tmp_path: Path
) -> None:
    fleet = fleet_of(make, tmp_path)
    one, two = fleet.edges
    one.write(Put(THING, 7, {"name": "cup"}))
    fleet.settle()
    one.write(Put(THING, 7, {"name": "mug"}))
    two.wall.now_ms += 10
    two.write(Put(THING, 7, {"name": "beaker", "weight_g": 90}))
    one.write(Put(THING, 7, {"colour": "blue"}))
    fleet.settle()
    fleet.assert_equal()
    assert fleet.hub.store.row(THING, 7) == {"name": "beaker", "colour": "blue", "weight_g": 90}


def test_a_value_that_lost_is_kept_and_its_loss_is_published_by_the_winner(
    make: MakeStore, tmp_path: Path
) -> None:
    fleet = fleet_of(make, tmp_path)
    one, two = fleet.edges
    one.write(Put(THING, 7, {"name": "cup"}))
    fleet.settle()
    one.write(Put(THING, 7, {"name": "mug"}))
    two.wall.now_ms += 10
    two.write(Put(THING, 7, {"name": "beaker"}))
    fleet.settle()
    (loser,) = two.store.losers()
    assert (loser.pk, loser.field, loser.value) == (7, 1, "mug")
    published = [entries_of(replica.store, CONFLICT) for replica in fleet.replicas]
    assert [len(entries) for entries in published] == [1, 1, 1]
    values = dict(zip(CONFLICT.names, published[0][0].values, strict=True))
    assert msgspec.msgpack.decode(values["value"]) == "mug"  # type: ignore[arg-type]
    assert values["stamp"] == loser.stamp


def test_a_sequential_overwrite_is_no_conflict(make: MakeStore, tmp_path: Path) -> None:
    fleet = fleet_of(make, tmp_path)
    one, two = fleet.edges
    one.write(Put(THING, 7, {"name": "cup"}))
    fleet.settle()
    two.write(Put(THING, 7, {"name": "mug"}))
    fleet.settle()
    assert all(not replica.store.losers() for replica in fleet.replicas)


def test_a_clock_far_behind_still_writes_above_what_it_has_seen(
    make: MakeStore, tmp_path: Path
) -> None:
    fleet = fleet_of(make, tmp_path)
    one, two = fleet.edges
    one.write(Put(THING, 7, {"name": "cup"}))
    fleet.settle()
    two.wall.now_ms = 5  # the clock battery died: 1970
    two.write(Put(THING, 7, {"name": "mug"}))
    fleet.settle()
    fleet.assert_equal()
    assert fleet.hub.store.row(THING, 7) == {"name": "mug", "colour": "grey", "weight_g": 0}


def test_a_deleted_row_stays_deleted_under_a_concurrent_edit_and_can_be_made_again(
    make: MakeStore, tmp_path: Path
) -> None:
    fleet = fleet_of(make, tmp_path)
    one, two = fleet.edges
    one.write(Put(THING, 7, {"name": "cup"}))
    fleet.settle()
    one.write(Delete(THING, 7))
    two.wall.now_ms += 10
    two.write(Put(THING, 7, {"name": "mug"}))
    fleet.settle()
    fleet.assert_equal()
    assert [replica.store.row(THING, 7) for replica in fleet.replicas] == [None] * 3
    two.write(Put(THING, 7, {"name": "beaker"}))
    fleet.settle()
    fleet.assert_equal()
    expected = {"name": "beaker", "colour": "grey", "weight_g": 0}
    assert [replica.store.row(THING, 7) for replica in fleet.replicas] == [expected] * 3


def test_two_nodes_creating_the_same_row_agree(make: MakeStore, tmp_path: Path) -> None:
    fleet = fleet_of(make, tmp_path)
    one, two = fleet.edges
    two.wall.now_ms += 10
    one.write(Insert(THING, [(7, "cup", "red", 1), (8, "jug", "blue", 2)]))
    two.write(Insert(THING, [(7, "mug", "blue", 3)]))
    one.write(Put(THING, 7, {"weight_g": 4}))
    fleet.settle()
    fleet.assert_equal()
    assert fleet.hub.store.rows(THING) == {
        7: {"name": "mug", "colour": "blue", "weight_g": 3},
        8: {"name": "jug", "colour": "blue", "weight_g": 2},
    }


def test_entries_reach_every_replica_and_its_projection_exactly_once(
    make: MakeStore, tmp_path: Path
) -> None:
    totals = Totals()
    me, other = member_of(1, "hub"), member_of(2)
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    hub = Replica(make(tmp_path / "a", me, key_of(1), Wall(), projection=totals), me, Wall())
    edge = Replica(make(tmp_path / "b", other, key_of(2), Wall()), other, Wall())
    for replica in (hub, edge):
        replica.store.enrol(me)
        replica.store.enrol(other)
    edge.write(
        Append(LEDGER, {"thing_id": 7, "quantity": 3}),
        Append(LEDGER, {"thing_id": 7, "quantity": 4}),
    )
    edge.write(Append(LEDGER, {"thing_id": 8, "quantity": 5}))
    stream = next(iter(edge.store.vector()))
    batch = edge.store.extract(stream, 0, 1 << 20)
    assert batch is not None
    assert hub.store.ingest(batch).records == 2
    again = hub.store.ingest(batch)
    assert (again.code, again.records) == ("", 0)
    assert totals.by_thing == {7: 7, 8: 5}
    assert hub.store.digest(SHARED) == edge.store.digest(SHARED)


def test_ranges_with_a_gap_are_not_stored(make: MakeStore, tmp_path: Path) -> None:
    fleet = fleet_of(make, tmp_path, 1)
    edge = fleet.edges[0]
    for number in range(3):
        edge.write(Put(THING, number, {"name": "cup"}))
    stream = next(iter(edge.store.vector()))
    late = edge.store.extract(stream, 1, 1 << 20)
    assert late is not None
    outcome = fleet.hub.store.ingest(late)
    assert (outcome.code, outcome.head) == ("gap", EMPTY_HEAD)
    assert fleet.hub.store.rows(THING) == {}


@pytest.mark.parametrize("harm", ["body", "order", "seal", "signer", "fork"])
def test_a_tampered_range_freezes_its_stream_and_no_other(
    make: MakeStore, tmp_path: Path, harm: str
) -> None:
    fleet = fleet_of(make, tmp_path)
    bad, good = fleet.edges
    bad.write(Put(THING, 1, {"name": "cup"}))
    fleet.hub.pull(bad)
    bad.write(Put(THING, 2, {"name": "jug"}))
    bad.write(Put(THING, 3, {"name": "mug"}))
    stream = next(stream for stream in bad.store.vector() if stream.node == bad.me.node)
    batch = bad.store.extract(stream, 0 if harm == "fork" else 1, 1 << 20)
    assert batch is not None
    code = fleet.hub.store.ingest(harmed(batch, harm)).code
    assert code in ("seal", "fork", "record_malformed")
    assert fleet.hub.store.ingest(batch).code == "frozen"
    assert fleet.hub.store.vector()[stream].seq == 1
    assert [(item.stream, item.seq) for item in fleet.hub.store.quarantine()] == [(stream, 2)]
    good.write(Put(THING, 9, {"name": "pot"}))
    fleet.hub.pull(good)
    assert set(fleet.hub.store.rows(THING)) == {1, 9}


def harmed(batch: Range, harm: str) -> Range:
    bodies = list(batch.bodies)
    seal = batch.seal
    if harm == "body":
        bodies[0] = bodies[0][:-1] + bytes((bodies[0][-1] ^ 1,))
    elif harm == "order":
        bodies.reverse()
    elif harm == "fork":
        bodies[0] = bodies[0].replace(b"cup", b"cap")
    else:
        seal = type(seal)(seal.seq, bytes(64) if harm == "seal" else seal.signature[::-1])
    return msgspec.structs.replace(batch, bodies=tuple(bodies), seal=seal)


def test_unknown_nodes_and_foreign_scopes_are_refused_and_shown(
    make: MakeStore, tmp_path: Path
) -> None:
    fleet = fleet_of(make, tmp_path, 1)
    edge = fleet.edges[0]
    edge.write(Put(THING, 1, {"name": "cup"}), scope=Scope("w9"))
    batch = edge.store.extract(next(iter(edge.store.vector())), 0, 1 << 20)
    assert batch is not None
    assert fleet.hub.store.ingest(batch).code == "scope"
    stranger = msgspec.structs.replace(batch, stream=batch.stream._replace(node=NodeId(5)))
    assert fleet.hub.store.ingest(stranger).code == "unknown_node"
    assert [item.code for item in fleet.hub.store.quarantine()] == ["scope", "unknown_node"]
    assert fleet.hub.store.vector() == {}


def test_a_record_from_the_future_is_withheld_everywhere_and_its_author_steps_back(
    make: MakeStore, tmp_path: Path
) -> None:
    fleet = fleet_of(make, tmp_path)
    odd, other = fleet.edges
    odd.write(Put(THING, 7, {"name": "cup"}))
    fleet.settle()
    odd.wall.now_ms += 5 * 60_000 + 1
    odd.write(
        Put(THING, 7, {"name": "future"}),
        Put(THING, 8, {"name": "new"}),
        Append(LEDGER, {"thing_id": 7, "quantity": 3}),
    )
    fleet.settle()
    fleet.assert_equal()
    assert [len(replica.store.entries(LEDGER)) for replica in fleet.replicas] == [1] * 3
    for replica in fleet.replicas:
        assert replica.store.rows(THING) == {7: {"name": "cup", "colour": "grey", "weight_g": 0}}
    other.write(Put(THING, 7, {"name": "present"}))
    fleet.settle()
    odd.wall.now_ms = START_MS
    odd.write(Put(THING, 7, {"colour": "blue"}))
    fleet.settle()
    fleet.assert_equal()
    assert fleet.hub.store.row(THING, 7) == {"name": "present", "colour": "blue", "weight_g": 0}
    assert fleet.hub.store.quarantine()[0].code == "future"
    assert [item.code for item in odd.store.quarantine()] == ["withheld_here"]


def test_a_record_exactly_at_the_bound_is_taken(make: MakeStore, tmp_path: Path) -> None:
    fleet = fleet_of(make, tmp_path, 1)
    fleet.edges[0].wall.now_ms += 5 * 60_000
    fleet.edges[0].write(Put(THING, 7, {"name": "cup"}))
    fleet.settle()
    assert set(fleet.hub.store.rows(THING)) == {7}


def test_only_the_owner_writes_and_ownership_moves_by_hand_over(
    make: MakeStore, tmp_path: Path
) -> None:
    fleet = fleet_of(make, tmp_path)
    one, two = fleet.edges
    one.write(Put(PAPER, 5, {"note": "first"}))
    fleet.settle()
    with pytest.raises(NotAllowed, match="not_owner"):
        two.write(Put(PAPER, 5, {"note": "mine"}))
    one.write(HandOver(PAPER, 5, to_number=two.me.number))
    with pytest.raises(NotAllowed, match="not_owner"):
        one.write(Put(PAPER, 5, {"note": "still mine"}))
    fleet.settle()
    two.write(Put(PAPER, 5, {"note": "second", "state": "busy"}))
    fleet.settle()
    fleet.assert_equal()
    assert fleet.hub.store.row(PAPER, 5) == {"state": "busy", "revision": 0, "note": "second"}


def test_a_write_under_a_later_fence_waits_for_the_hand_over(
    make: MakeStore, tmp_path: Path
) -> None:
    fleet = fleet_of(make, tmp_path)
    one, two = fleet.edges
    one.write(Put(PAPER, 5, {"note": "first"}))
    one.write(HandOver(PAPER, 5, to_number=two.me.number))
    two.pull(one)
    two.write(Put(THING, 1, {"name": "cup"}))
    two.write(Put(PAPER, 5, {"note": "second"}))
    outcomes = fleet.hub.pull(two)  # two relays nothing of one: its own streams come first
    assert [outcome.code for outcome in outcomes[:1]] == ["waiting"]
    assert outcomes[0].records == 1
    fleet.settle()
    fleet.assert_equal()
    assert fleet.hub.store.row(PAPER, 5) == {"state": "open", "revision": 0, "note": "second"}


def test_a_state_never_falls_without_a_new_revision(make: MakeStore, tmp_path: Path) -> None:
    hub = fleet_of(make, tmp_path, 1).hub
    hub.write(Put(PAPER, 5, {"state": "done"}))
    with pytest.raises(NotAllowed, match="status_falls"):
        hub.write(Put(PAPER, 5, {"state": "busy"}))
    hub.write(Put(PAPER, 5, {"state": "busy", "revision": 1}))
    assert hub.store.row(PAPER, 5) == {"state": "busy", "revision": 1, "note": None}


def test_an_addition_wins_over_a_removal_that_has_not_seen_it(
    make: MakeStore, tmp_path: Path
) -> None:
    fleet = fleet_of(make, tmp_path)
    one, two = fleet.edges
    one.write(Add(LABEL, "4006", "item:1"), Add(LABEL, "4006", "item:2"))
    fleet.settle()
    one.write(Remove(LABEL, "4006", "item:1"), Remove(LABEL, "4006", "item:2"))
    two.write(Add(LABEL, "4006", "item:1"))
    fleet.settle()
    fleet.assert_equal()
    assert [r.store.elements(LABEL, "4006") for r in fleet.replicas] == [{"item:1"}] * 3


def test_rights_are_spent_only_where_they_are_held(make: MakeStore, tmp_path: Path) -> None:
    fleet = fleet_of(make, tmp_path)
    one, two = fleet.edges
    hub = fleet.hub
    hub.write(Grant(RIGHT, "w1:7", hub.me.number, 10))
    hub.write(Grant(RIGHT, "w1:7", one.me.number, 6), Grant(RIGHT, "w1:7", two.me.number, 4))
    fleet.settle()
    one.write(Spend(RIGHT, "w1:7", 5))
    with pytest.raises(NotAllowed, match="no_rights_left"):
        one.write(Spend(RIGHT, "w1:7", 2))
    one.write(Grant(RIGHT, "w1:7", two.me.number, 1))
    fleet.settle()
    two.write(Spend(RIGHT, "w1:7", 5))
    fleet.settle()
    fleet.assert_equal()
    for replica in fleet.replicas:
        assert [replica.store.rights(RIGHT, "w1:7", m.number) for m in fleet.members] == [0, 0, 0]


def test_a_transaction_beyond_one_record_is_cut_and_takes_effect_whole(
    make: MakeStore, tmp_path: Path
) -> None:
    fleet = fleet_of(make, tmp_path, 1)
    edge = fleet.edges[0]
    rows = [(number, "cup", "red", number) for number in range(1, RECORD_OPS_MAX + 2)]
    edge.write(Insert(THING, list(rows)))
    stream = next(iter(edge.store.vector()))
    assert edge.store.vector()[stream].seq == 2
    fleet.settle()
    fleet.assert_equal()
    assert len(fleet.hub.store.rows(THING)) == RECORD_OPS_MAX + 1


def test_a_relay_passes_on_the_original_bytes(make: MakeStore, tmp_path: Path) -> None:
    fleet = fleet_of(make, tmp_path)
    one, two = fleet.edges
    one.write(Put(THING, 7, {"name": "cup"}))
    stream = next(iter(one.store.vector()))
    original = one.store.extract(stream, 0, 1 << 20)
    fleet.settle()
    relayed = two.store.extract(stream, 0, 1 << 20)
    assert original is not None and relayed is not None
    assert (relayed.bodies, relayed.seal) == (original.bodies, original.seal)


def test_the_clock_starts_above_what_was_committed(make: MakeStore, tmp_path: Path) -> None:
    hub = fleet_of(make, tmp_path, 1).hub
    first = hub.write(Put(THING, 7, {"name": "cup"}))
    hub.wall.now_ms = START_MS - 1_000_000
    second = hub.write(Put(THING, 7, {"name": "mug"}))
    assert first is not None and second is not None
    assert second.stamp > first.stamp


class Totals:
    """Counts quantities by thing."""

    def __init__(self) -> None:
        self.by_thing: dict[int, int] = {}

    def project(self, table: Table, entries: Sequence[Entry]) -> None:
        assert table.name == "entry"
        for entry in entries:
            thing, quantity = entry.values
            assert isinstance(thing, int) and isinstance(quantity, int)
            self.by_thing[thing] = self.by_thing.get(thing, 0) + quantity


def entries_of(store: Store, table: Table) -> list[Entry]:
    return store.entries(table)
