"""Random work and random exchange on every store: whatever the order, the replicas agree."""

import random
from pathlib import Path

import pytest

from sync.core.change import Add, Append, Change, Delete, Grant, HandOver, Put, Remove, Spend
from sync.core.errors import NotAllowed
from tests.sync.catalogue import LABEL, LEDGER, PAPER, RIGHT, THING
from tests.sync.contract.stores import STORES
from tests.sync.fleet import SHARED, Fleet, MakeStore, Replica

ROUNDS = 20
STEPS = 120


@pytest.mark.parametrize("make", STORES)
def test_replicas_agree_after_any_storm(make: MakeStore, tmp_path: Path, seed: int) -> None:
    for number in range(ROUNDS):
        chance = random.Random(f"{seed}/{number}")
        folder = tmp_path / str(number)
        folder.mkdir()
        storm(Fleet(make, folder, edges=3), chance)


def storm(fleet: Fleet, chance: random.Random) -> None:
    fleet.hub.write(Grant(RIGHT, "r", 1, 50))
    for _ in range(STEPS):
        one = chance.choice(fleet.replicas)
        one.wall.now_ms += chance.randrange(-20, 40)
        if chance.random() < 0.7:
            work(one, chance)
        else:
            one.pull(chance.choice(fleet.replicas), bytes_max=chance.choice((1, 500, 1 << 20)))
    fleet.settle()
    fleet.assert_equal()
    for replica in fleet.replicas[1:]:
        assert replica.store.rows(THING) == fleet.hub.store.rows(THING)
        assert replica.store.rows(PAPER) == fleet.hub.store.rows(PAPER)
        assert not replica.store.quarantine()
        spent = 50 - sum(replica.store.rights(RIGHT, "r", m.number) for m in fleet.members)
        assert 0 <= spent <= 50
    fleet.hub.pull(fleet.hub)
    totals = [sum(int(e.values[1] or 0) for e in r.store.entries(LEDGER)) for r in fleet.replicas]
    assert len(set(totals)) == 1


def work(one: Replica, chance: random.Random) -> None:
    pk = chance.randrange(6)
    changes: list[Change] = [
        Put(THING, pk, {"name": chance.choice("abc"), "weight_g": chance.randrange(4)}),
        Put(THING, pk, {"colour": chance.choice("xyz")}),
        Put(THING, pk, {"name": chance.choice("abc")}),
        Delete(THING, pk),
        Append(LEDGER, {"thing_id": pk, "quantity": chance.randrange(9)}),
        Add(LABEL, chance.choice("pq"), chance.choice("st")),
        Remove(LABEL, chance.choice("pq"), chance.choice("st")),
        Put(PAPER, one.me.number * 100 + pk, {"note": chance.choice("abc")}),
        HandOver(PAPER, chance.randrange(1, 5) * 100 + pk, chance.randrange(1, 5)),
        Put(
            PAPER,
            chance.randrange(1, 5) * 100 + pk,
            {"note": chance.choice("abc"), "state": "done"},
        ),
        Grant(RIGHT, "r", chance.randrange(1, 5), chance.randrange(1, 5)),
        Spend(RIGHT, "r", chance.randrange(1, 4)),
    ]
    chosen = chance.choices(changes, k=chance.randrange(1, 4))
    if any(isinstance(c, Grant) and c.to_number == one.me.number for c in chosen):
        return
    if any(
        isinstance(c, Put) and c.table is PAPER and not _may_write(one, int(c.pk)) for c in chosen
    ):
        return
    try:
        one.write(*chosen, scope=SHARED)
    except NotAllowed:
        assert one.store.quarantine() == []


def _may_write(one: Replica, pk: int) -> bool:
    """Only its creator makes a paper: ids carry the number of the node."""
    return pk // 100 == one.me.number or pk in one.store.rows(PAPER)
