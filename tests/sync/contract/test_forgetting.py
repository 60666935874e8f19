"""What a store forgets, and what it refuses from then on; the same for every store."""

from pathlib import Path

import pytest

from sync.core.change import Add, Append, Delete, Put, Remove
from sync.core.ids import EMPTY_HEAD, StreamId
from sync.core.stability import Frontier, FrontierRule
from sync.core.stamp import unpack_stamp
from sync.store.frontier import DAY_MS, Forgetting, Keep, published, settled, write_frontier
from tests.sync.catalogue import LABEL, LEDGER, THING
from tests.sync.contract.stores import STORES
from tests.sync.fleet import SHARED, START_MS, Fleet, MakeStore, Replica, key_of

pytestmark = pytest.mark.parametrize("make", STORES)
AT_ONCE = FrontierRule(every_ms=0, lag_ms=-1_000, records_min=0)
KEPT_MS = Keep().kept_ms


def clock_of(replica: Replica) -> int:
    """The stamp of the newest record written here."""
    written = replica.write(Append(LEDGER, {"thing_id": 0, "quantity": 1}))
    assert written is not None
    return unpack_stamp(written.stamp)[0]


def publish(hub: Replica, hlc: int) -> bool:
    """Say that everything the hub holds is everywhere, and stable up to here."""
    heads = {stream: head.seq for stream, head in hub.store.vector().items()}
    told = Frontier(SHARED, hlc, tuple(sorted(heads.items())))
    hub.store.begin()
    key = key_of(hub.me.number)
    said = write_frontier(hub.store, key, AT_ONCE, told, heads, hub.wall())
    hub.store.commit()
    hub.store.seal()
    return said


def forget(replica: Replica, *, steps: int = 10_000) -> None:
    """What a program does anew after each start, by the clock of its machine."""
    keep = Keep(rows_max=2, records_max=3)
    hub = replica.me.role == "hub"
    forgetting = Forgetting(replica.store, keep, replica.wall, lambda: 0, hub=hub)
    forgetting.round()
    for _ in range(steps):
        if not forgetting.step():
            return


def busy(fleet: Fleet) -> None:
    one, two = fleet.edges
    for pk in range(1, 8):
        one.write(Put(THING, pk, {"name": "cup", "weight_g": pk}), Add(LABEL, "p", f"x{pk}"))
        two.write(Put(THING, pk, {"colour": "blue"}))
        fleet.settle()
        two.write(Remove(LABEL, "p", f"x{pk}"), Append(LEDGER, {"thing_id": pk, "quantity": 1}))
    one.write(Delete(THING, 3))
    fleet.settle()


def test_equal_vectors_mean_equal_digests_at_every_step_of_forgetting(
    make: MakeStore, tmp_path: Path
) -> None:
    fleet = Fleet(make, tmp_path)
    busy(fleet)
    hlc = clock_of(fleet.hub)
    fleet.settle()
    assert publish(fleet.hub, hlc)
    fleet.settle()
    for replica in fleet.replicas:
        assert not settled(replica.store, SHARED)
        for _ in range(4):
            forget(replica, steps=3)
            fleet.assert_equal()
        forget(replica)
        assert settled(replica.store, SHARED)
        assert replica.store.level(SHARED) == hlc
        fleet.assert_equal()
    fleet.edges[0].write(Put(THING, 3, {"name": "made again"}), Put(THING, 4, {"name": "mug"}))
    fleet.edges[1].write(Add(LABEL, "p", "x4"), Remove(LABEL, "p", "x5"))
    fleet.settle()
    fleet.assert_equal()


def let_pass(fleet: Fleet, for_ms: int) -> dict[StreamId, int]:
    """Time passes, and some work is done; what all held before that is published as stable."""
    for replica in fleet.replicas:
        replica.wall.now_ms += for_ms
    hlc = clock_of(fleet.hub)
    fleet.settle()
    heads = {stream: head.seq for stream, head in fleet.hub.store.vector().items()}
    assert publish(fleet.hub, hlc)
    fleet.settle()
    for replica in fleet.replicas:
        forget(replica)
    return heads


def floors(replica: Replica, heads: dict[StreamId, int]) -> dict[StreamId, int]:
    return {stream: replica.store.floor(stream) for stream in heads}


def test_bodies_go_once_they_are_old_everywhere_and_copied(make: MakeStore, tmp_path: Path) -> None:
    fleet = Fleet(make, tmp_path)
    busy(fleet)
    heads = let_pass(fleet, 0)
    let_pass(fleet, KEPT_MS - 1)
    for replica in fleet.replicas:
        assert floors(replica, heads) == dict.fromkeys(heads, 0)
    let_pass(fleet, 1)
    for replica in fleet.replicas:
        assert floors(replica, heads) == heads
        assert all(replica.store.extract(stream, 0, 1) is None for stream in heads if heads[stream])
    fleet.edges[0].write(Put(THING, 4, {"name": "mug"}))
    fleet.settle()
    fleet.assert_equal()


@pytest.mark.parametrize("error_ms", [-START_MS, 10 * 365 * DAY_MS])
def test_a_record_stays_its_time_whatever_its_authors_clock_said(
    make: MakeStore, tmp_path: Path, error_ms: int
) -> None:
    fleet = Fleet(make, tmp_path)
    one = fleet.edges[0]
    one.wall.now_ms += error_ms
    one.write(Append(LEDGER, {"thing_id": 1, "quantity": 1}))
    one.wall.now_ms -= error_ms
    busy(fleet)
    heads = let_pass(fleet, 0)
    for replica in fleet.replicas:
        assert floors(replica, heads) == dict.fromkeys(heads, 0)
    let_pass(fleet, KEPT_MS)
    for replica in fleet.replicas:
        assert floors(replica, heads) == heads
    fleet.assert_equal()


@pytest.mark.parametrize("leap_ms", [-START_MS, 10 * 365 * DAY_MS])
def test_a_clock_that_leaps_here_drops_nothing_early_and_keeps_nothing_for_ever(
    make: MakeStore, tmp_path: Path, leap_ms: int
) -> None:
    fleet = Fleet(make, tmp_path)
    one = fleet.edges[0]
    busy(fleet)
    one.wall.now_ms += leap_ms
    heads = let_pass(fleet, 0)
    one.wall.now_ms -= leap_ms
    forget(one)
    assert floors(one, heads) == dict.fromkeys(heads, 0)
    let_pass(fleet, DAY_MS)
    assert floors(one, heads) == dict.fromkeys(heads, 0)
    let_pass(fleet, KEPT_MS)
    let_pass(fleet, DAY_MS)
    assert all(one.store.floor(stream) >= seq for stream, seq in heads.items())


def test_what_is_remembered_of_ages_stays_small(make: MakeStore, tmp_path: Path) -> None:
    fleet = Fleet(make, tmp_path)
    busy(fleet)
    for _ in range(100):
        let_pass(fleet, DAY_MS)
    for replica in fleet.replicas:
        assert 0 < len(replica.store.stages(SHARED)) < 40 * 100


def test_a_record_nobody_has_heard_of_yet_holds_the_stable_clock(
    make: MakeStore, tmp_path: Path
) -> None:
    fleet = Fleet(make, tmp_path)
    busy(fleet)
    hub, one = fleet.hub, fleet.edges[0]
    delivered = {stream: head.seq for stream, head in hub.store.vector().items()}
    written = one.write(Put(THING, 4, {"name": "mug"}))
    hub.pull(one)
    told = Frontier(SHARED, clock_of(hub), tuple(sorted(delivered.items())))
    hub.store.begin()
    assert write_frontier(hub.store, key_of(1), AT_ONCE, told, {}, hub.wall())
    hub.store.commit()
    frontier = published(hub.store, SHARED)
    assert frontier is not None
    assert written is not None
    assert frontier.hlc == unpack_stamp(written.stamp)[0] - 1


def test_what_stamps_decide_is_refused_below_the_stable_clock_and_the_rest_counts(
    make: MakeStore, tmp_path: Path
) -> None:
    fleet = Fleet(make, tmp_path)
    busy(fleet)
    hub, one, two = fleet.hub, *fleet.edges
    hub.wall.now_ms += 1_000
    assert publish(hub, clock_of(hub))
    one.pull(hub)
    forget(one)
    before = hub.store.row(THING, 4)
    two.write(
        Put(THING, 4, {"name": "late"}),
        Add(LABEL, "q", "late"),
        Append(LEDGER, {"thing_id": 4, "quantity": 77}),
    )
    fleet.settle()
    assert [item.code for item in hub.store.quarantine()] == ["past"]
    assert [item.code for item in two.store.quarantine()] == ["withheld_here"]
    for replica in fleet.replicas:
        fleet.assert_equal()
        forget(replica)
        assert replica.store.row(THING, 4) == before
        assert replica.store.elements(LABEL, "q") == set()
        assert 77 in [entry.values[1] for entry in replica.store.entries(LEDGER)]
    fleet.assert_equal()


def test_a_withheld_record_stays_as_long_as_those_around_it(
    make: MakeStore, tmp_path: Path
) -> None:
    """A hub put back from a backup asks for it again, or it could take nothing behind it."""
    fleet = Fleet(make, tmp_path)
    one = fleet.edges[0]
    one.wall.now_ms += 10 * 60_000
    one.write(Put(THING, 1, {"name": "dated ahead"}))
    fleet.settle()
    assert [item.code for item in fleet.hub.store.quarantine()] == ["future"]
    assert publish(fleet.hub, clock_of(fleet.hub))
    fleet.settle()
    (stream,) = (at for at in fleet.hub.store.vector() if at.node == one.me.node)
    for replica in fleet.replicas:
        forget(replica)
        assert replica.store.floor(stream) == 0


def test_a_hub_put_back_finds_nothing_late_that_all_had_before(
    make: MakeStore, tmp_path: Path
) -> None:
    fleet = Fleet(make, tmp_path)
    busy(fleet)
    hub, one = fleet.hub, fleet.edges[0]
    assert publish(hub, clock_of(hub))
    fleet.settle()
    home = tmp_path / "restored"
    home.mkdir()
    store = make(home, hub.me, key_of(hub.me.number), hub.wall, judge=True)
    for member in fleet.members:
        store.enrol(member)
    fleet.replicas[0] = restored = Replica(store, hub.me, hub.wall)
    own = next(stream for stream in one.store.vector() if stream.node == hub.me.node)
    words = one.store.extract(own, 0, 1 << 20)
    assert words is not None
    restored.store.ingest(words)
    assert published(restored.store, SHARED) is not None
    fleet.settle()
    assert restored.store.quarantine() == []
    fleet.assert_equal()


def test_a_frontier_counts_only_where_all_it_names_is_held(make: MakeStore, tmp_path: Path) -> None:
    fleet = Fleet(make, tmp_path)
    busy(fleet)
    one, two = fleet.edges
    one.write(Put(THING, 4, {"name": "mug"}))
    fleet.hub.pull(one)
    publish(fleet.hub, clock_of(fleet.hub))
    hub_stream = next(s for s in fleet.hub.store.vector() if s.node == fleet.hub.me.node)
    held = two.store.vector().get(hub_stream, EMPTY_HEAD)
    batch = fleet.hub.store.extract(hub_stream, held.seq, 1 << 20)
    assert batch is not None
    two.store.ingest(batch)
    assert published(two.store, SHARED) is not None
    forget(two)
    assert two.store.level(SHARED) == 0
    fleet.settle()
    forget(two)
    assert two.store.level(SHARED) > 0
    fleet.assert_equal()
