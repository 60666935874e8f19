"""What a node may not write: refused before it is recorded, or taken back once it was judged."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from sync.core.catalogue import Table, Value
from sync.core.change import (
    Add,
    Append,
    Change,
    Delete,
    Grant,
    HandOver,
    Insert,
    Put,
    Remove,
    Spend,
)
from sync.core.errors import NotAllowed
from sync.core.ids import NodeId, StreamId
from sync.core.judge import Origin, Policy
from sync.core.messages import Mark
from sync.core.record import Op
from sync.store.protocol import Author, Store
from tests.sync.catalogue import LABEL, LEDGER, PAPER, RIGHT, THING
from tests.sync.contract.stores import STORES
from tests.sync.fleet import SHARED, Fleet, MakeStore, Replica, Wall, key_of, member_of

pytestmark = pytest.mark.parametrize("make", STORES)


class Embargo:
    """Refuses whatever touches this table, from everybody but a hub; spared values may pass."""

    def __init__(self, table: Table, spared: Sequence[Value] = ()) -> None:
        self.table, self.spared = table, spared

    def refuses(self, origin: Origin, op: Op) -> str:
        named = {op.pk, *op.values} & set(self.spared)
        return "embargo" if op.table == self.table.id and origin.role != "hub" and not named else ""


def strict_hub(make: MakeStore, folder: Path, policy: Policy) -> tuple[Replica, Replica]:
    """A hub that knows a rule, and an edge whose older program does not."""
    members = [member_of(1, "hub"), member_of(2)]
    made = []
    for me, rule in zip(members, (policy, None), strict=True):
        home = folder / f"node{me.number}"
        home.mkdir()
        wall = Wall()
        key = key_of(me.number)
        store = make(home, me, key, wall, judge=me.role == "hub", policy=rule)
        for member in members:
            store.enrol(member)
        made.append(Replica(store, me, wall))
    return made[0], made[1]


def exchange(one: Replica, other: Replica) -> None:
    for _ in range(3):
        one.pull(other)
        other.pull(one)


ACTS: list[tuple[Table, list[Change], list[Change]]] = [
    (LABEL, [Add(LABEL, "p", "x")], [Remove(LABEL, "p", "x")]),
    (LABEL, [Add(LABEL, "p", "x")], [Add(LABEL, "p", "x"), Add(LABEL, "q", "y")]),
    (PAPER, [Put(PAPER, 7, {"note": "a"})], [Put(PAPER, 7, {"note": "b", "state": "busy"})]),
    (PAPER, [Put(PAPER, 7, {"note": "a"})], [HandOver(PAPER, 7, 1)]),
    (RIGHT, [Grant(RIGHT, "r", 2, 9)], [Spend(RIGHT, "r", 4)]),
    (RIGHT, [Grant(RIGHT, "r", 2, 9)], [Grant(RIGHT, "r", 1, 4)]),
    (LEDGER, [Append(LEDGER, {"quantity": 1})], [Append(LEDGER, {"quantity": 2})] * 2),
    (THING, [Put(THING, 7, {"name": "a"})], [Put(THING, 7, {"name": "b", "colour": "c"})]),
    (THING, [Put(THING, 7, {"name": "a"})], [Delete(THING, 7)]),
]


@pytest.mark.parametrize("later", [False, True], ids=["alone", "and more behind it"])
@pytest.mark.parametrize(("table", "before", "act"), ACTS)
def test_an_author_takes_back_what_its_hub_withholds(
    make: MakeStore,
    tmp_path: Path,
    table: Table,
    before: list[Change],
    act: list[Change],
    later: bool,
) -> None:
    policy = Embargo(LEDGER if table is not LEDGER else LABEL)
    hub, edge = strict_hub(make, tmp_path, policy)
    edge.write(*before)
    exchange(hub, edge)
    policy.table, policy.spared = table, [8, "z", 33, 10] if later else []
    edge.write(*act)
    if later:
        edge.write(*(LATER[table.id]))
    exchange(hub, edge)
    exchange(hub, edge)
    assert [item.code for item in hub.store.quarantine()] == ["embargo"]
    assert [item.code for item in edge.store.quarantine()] == ["withheld_here"]
    assert hub.store.vector() == edge.store.vector()
    assert counted(hub.store) == counted(edge.store)


LATER: dict[int, list[Change]] = {
    LABEL.id: [Add(LABEL, "p", "z")],
    PAPER.id: [Put(PAPER, 8, {"note": "later"})],
    RIGHT.id: [Grant(RIGHT, "r", 2, 1)],
    LEDGER.id: [Append(LEDGER, {"quantity": 33})],
    THING.id: [Put(THING, 8, {"name": "later"})],
}


def counted(store: Store) -> dict[int, int]:
    return {table: total for table, total in store.digest(SHARED).items() if total}


def test_what_the_policy_refuses_is_not_even_recorded(make: MakeStore, tmp_path: Path) -> None:
    home = tmp_path / "one"
    home.mkdir()
    store = make(home, member_of(2), key_of(2), Wall(), policy=Embargo(THING))
    store.begin()
    for change in (Put(THING, 7, {"name": "a"}), Insert(THING, MANY)):
        with pytest.raises(NotAllowed, match="embargo"):
            store.write(SHARED, [Append(LEDGER, {"quantity": 1}), change], Author())
    store.commit()
    assert (store.vector(), store.entries(LEDGER), store.rows(THING)) == ({}, [], {})


MANY: list[tuple[Value, ...]] = [(n, "cup", "red", n) for n in range(100)]


def test_a_node_that_fell_back_spends_and_owns_nothing_until_it_has_resumed(
    make: MakeStore, tmp_path: Path
) -> None:
    fleet = Fleet(make, tmp_path, 1)
    (edge,) = fleet.edges
    edge.write(Grant(RIGHT, "r", 2, 9), Put(PAPER, 7, {"note": "a"}))
    edge.store.raise_epoch(1, "lost_suffix")  # type: ignore[attr-defined]
    assert edge.store.resuming
    assert not edge.store.frozen
    for change in (Spend(RIGHT, "r", 1), HandOver(PAPER, 7, 1), Put(PAPER, 7, {"note": "b"})):
        with pytest.raises(NotAllowed, match="resuming"):
            edge.write(change)
    edge.write(Append(LEDGER, {"quantity": 1}), Put(THING, 7, {"name": "b"}))
    edge.write(Put(PAPER, 8, {"note": "new"}))
    edge.write(Put(PAPER, 8, {"state": "busy"}), Insert(PAPER, [(9, "open", 0, "new too")]))
    with pytest.raises(NotAllowed, match="resuming"):
        edge.write(HandOver(PAPER, 8, 1))
    edge.store.resume()
    assert edge.write(Spend(RIGHT, "r", 1), Put(PAPER, 7, {"note": "b"})) is not None


def test_a_node_that_fell_back_waits_with_all_documents_while_lost_ones_come_back(
    make: MakeStore, tmp_path: Path
) -> None:
    fleet = Fleet(make, tmp_path, 1)
    (lost,) = fleet.edges
    lost.write(Put(PAPER, 7, {"note": "a"}))
    lost.write(Put(PAPER, 7, {"note": "b"}))
    fleet.hub.pull(lost)
    home = tmp_path / "restored"
    home.mkdir()
    store = make(home, lost.me, key_of(lost.me.number), lost.wall)
    for member in fleet.members:
        store.enrol(member)
    store.raise_epoch(1, "restored")  # type: ignore[attr-defined]
    back = Replica(store, lost.me, lost.wall)
    back.write(Put(PAPER, 8, {"note": "new"}))
    back.pull(fleet.hub)
    for pk in (7, 8, 9):
        with pytest.raises(NotAllowed, match="resuming"):
            back.write(Put(PAPER, pk, {"note": "c"}))
    store.resume()
    back.write(Put(PAPER, 7, {"note": "c"}), Put(PAPER, 8, {"note": "c"}))
    fleet.hub.pull(back)
    assert fleet.hub.store.rows(PAPER) == store.rows(PAPER)
    assert fleet.hub.store.digest(SHARED) == store.digest(SHARED)


def test_new_records_of_a_node_that_fell_back_wait_for_its_old_ones(
    make: MakeStore, tmp_path: Path
) -> None:
    fleet = Fleet(make, tmp_path, 2)
    lost, late = fleet.edges
    lost.write(Put(PAPER, 7, {"note": "a"}))
    fleet.hub.pull(lost)
    late.pull(fleet.hub)
    lost.write(Put(PAPER, 7, {"note": "b"}))
    fleet.hub.pull(lost)
    home = tmp_path / "restored"
    home.mkdir()
    store = make(home, lost.me, key_of(lost.me.number), lost.wall)
    for member in fleet.members:
        store.enrol(member)
    store.raise_epoch(1, "restored")  # type: ignore[attr-defined]
    back = Replica(store, lost.me, lost.wall)
    back.pull(fleet.hub)
    own = StreamId(NodeId(lost.me.node), 1, SHARED)
    store.resume([Mark(own, *fleet.hub.store.vector()[own])])
    back.write(Put(PAPER, 7, {"note": "c"}))

    (new,) = (stream for stream in store.vector() if stream.epoch > 1)
    batch = store.extract(new, 0, 1 << 20)
    assert batch is not None
    early = late.store.ingest(batch)
    assert (early.code, early.records) == ("waiting", 0)
    late.pull(back)
    fleet.hub.pull(back)
    assert late.store.rows(PAPER)[7]["note"] == "c"
    assert late.store.digest(SHARED) == store.digest(SHARED) == fleet.hub.store.digest(SHARED)


def test_a_node_that_runs_twice_writes_nothing_until_a_person_has_looked(
    make: MakeStore, tmp_path: Path
) -> None:
    fleet = Fleet(make, tmp_path, 1)
    (edge,) = fleet.edges
    edge.store.raise_epoch(1, "fork")  # type: ignore[attr-defined]
    assert edge.store.frozen
    with pytest.raises(NotAllowed, match="frozen"):
        edge.write(Append(LEDGER, {"quantity": 1}))
    edge.store.raise_epoch(2, "restored")  # type: ignore[attr-defined]
    assert edge.write(Append(LEDGER, {"quantity": 1})) is not None


def test_a_store_counts_what_was_given_and_taken_and_keeps_it(
    make: MakeStore, tmp_path: Path
) -> None:
    hub, edge = strict_hub(make, tmp_path, Embargo(THING))
    node = edge.me.node
    hub.store.enrol(member_of(2, scopes=(SHARED, "w7")))
    assert hub.store.members()[node].counts == ()
    hub.store.enrol(member_of(2, scopes=("w7",)))
    taken = hub.store.members()[node]
    assert (taken.scopes, taken.counts) == (("w7",), ((SHARED, 2),))
    hub.store.enrol(member_of(2, scopes=("w7", SHARED)))
    assert hub.store.members()[node].counts == ((SHARED, 3),)
    edge.store.introduce(taken)
    assert edge.store.members()[node] == taken
