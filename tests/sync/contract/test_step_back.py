"""An author whose record was refused has what it would have without it, and nothing less."""

from pathlib import Path

import pytest

from sync.core.change import Append, Insert, Put
from sync.core.ids import EMPTY_HEAD
from sync.core.judge import OpenPolicy, Origin
from sync.core.record import Op
from tests.sync.catalogue import LEDGER, THING
from tests.sync.contract.stores import STORES
from tests.sync.fleet import SHARED, MakeStore, Replica, Wall, key_of, member_of

pytestmark = pytest.mark.parametrize("make", STORES)
REFUSED = "refused"
YEAR_MS = 365 * 24 * 3_600_000


class Strict(OpenPolicy):
    """No edge may use this name; the edge itself does not know the rule."""

    def refuses(self, origin: Origin, op: Op) -> str:
        named = op.table == THING.id and REFUSED in op.values
        return "name_refused" if named and origin.role != "hub" else ""


def replicas(make: MakeStore, folder: Path) -> tuple[Replica, Replica, Replica]:
    """Two hubs that judge, and an edge that is about to be refused."""
    members = [member_of(1, "hub"), member_of(2, "hub"), member_of(3)]
    made = []
    for me in members:
        wall, home = Wall(), folder / f"node{me.number}"
        home.mkdir()
        judge = me.role == "hub"
        policy = Strict() if judge else OpenPolicy()
        store = make(home, me, key_of(me.number), wall, policy=policy, judge=judge)
        for member in members:
            store.enrol(member)
        made.append(Replica(store, me, wall))
    return made[0], made[1], made[2]


def take(to: Replica, source: Replica, author: Replica) -> None:
    """One stream, from one replica to another."""
    source.store.seal()
    (stream,) = [one for one in source.store.vector() if one.node == author.me.node]
    after = to.store.vector().get(stream, EMPTY_HEAD).seq
    batch = source.store.extract(stream, after, 1 << 20)
    assert batch is not None
    assert to.store.ingest(batch).code == ""


def test_a_row_that_the_refused_write_had_covered_comes_back(
    make: MakeStore, tmp_path: Path
) -> None:
    judge, other, edge = replicas(make, tmp_path)
    other.write(Insert(THING, [(7, "cup", "red", 3)]))
    edge.wall.now_ms += 10
    edge.write(Insert(THING, [(7, REFUSED, "blue", 4)]))
    take(edge, other, other)
    take(judge, edge, edge)
    take(edge, judge, judge)
    assert edge.store.row(THING, 7) == {"name": "cup", "colour": "red", "weight_g": 3}
    take(judge, other, other)
    assert edge.store.row(THING, 7) == judge.store.row(THING, 7)
    assert edge.store.digest(SHARED)[THING.id] == judge.store.digest(SHARED)[THING.id]


def test_a_field_that_the_refused_write_had_covered_comes_back(
    make: MakeStore, tmp_path: Path
) -> None:
    judge, other, edge = replicas(make, tmp_path)
    other.write(Insert(THING, [(7, "cup", "red", 3)]))
    for one in (judge, edge):
        take(one, other, other)
    other.wall.now_ms += 10
    other.write(Put(THING, 7, {"name": "mug"}))
    take(edge, other, other)
    edge.wall.now_ms += 20
    edge.write(Put(THING, 7, {"name": REFUSED, "weight_g": 5}))
    take(judge, edge, edge)
    take(edge, judge, judge)
    assert edge.store.row(THING, 7) == {"name": "mug", "colour": "red", "weight_g": 3}
    take(judge, other, other)
    assert edge.store.row(THING, 7) == judge.store.row(THING, 7)
    assert edge.store.digest(SHARED)[THING.id] == judge.store.digest(SHARED)[THING.id]


def test_what_the_judge_has_and_the_author_has_not_comes_with_its_record(
    make: MakeStore, tmp_path: Path
) -> None:
    judge, other, edge = replicas(make, tmp_path)
    other.write(Insert(THING, [(7, "cup", "red", 3)]))
    take(judge, other, other)
    edge.write(Put(THING, 7, {"name": REFUSED}))
    take(judge, edge, edge)
    take(edge, judge, judge)
    assert edge.store.row(THING, 7) is None
    take(edge, other, other)
    assert edge.store.row(THING, 7) == judge.store.row(THING, 7)
    assert edge.store.digest(SHARED)[THING.id] == judge.store.digest(SHARED)[THING.id]


def test_who_had_a_record_before_its_verdict_undoes_it_too(make: MakeStore, tmp_path: Path) -> None:
    judge, other, edge = replicas(make, tmp_path)
    edge.write(Insert(THING, [(7, "cup", "red", 3)]))
    take(judge, edge, edge)
    take(other, edge, edge)
    other.wall.now_ms += YEAR_MS
    edge.wall.now_ms += YEAR_MS
    edge.write(Put(THING, 7, {"name": "mug"}), Append(LEDGER, {"thing_id": 7, "quantity": 1}))
    take(other, edge, edge)
    take(judge, edge, edge)
    assert other.store.row(THING, 7) == {"name": "mug", "colour": "red", "weight_g": 3}
    for replica in (other, edge):
        take(replica, judge, judge)
    for replica in (judge, other, edge):
        assert replica.store.row(THING, 7) == {"name": "cup", "colour": "red", "weight_g": 3}
        assert len(replica.store.entries(LEDGER)) == 1
        assert counted(replica) == counted(judge)
    assert [item.code for item in other.store.quarantine()] == ["future"]
    assert [item.code for item in edge.store.quarantine()] == ["withheld_here"]


def counted(replica: Replica) -> dict[int, int]:
    """The tables' digests."""
    return {table: total for table, total in replica.store.digest(SHARED).items() if total}
