"""What simulated nodes write: every kind of change, on few rows, so that they meet."""

import random
from collections.abc import Callable

from sync.core.catalogue import Value
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
from sync.store.protocol import Store
from tests.simulation.policy import FORBIDDEN
from tests.sync.catalogue import LABEL, LEDGER, PAPER, RIGHT, THING

PKS = 8
RIGHT_PK = "r"
RIGHTS_OPENED = 12
OWN_IDS = 1_000
STATES = ("open", "busy", "done")


def changes(store: Store, number: int, numbers: list[int], chance: random.Random) -> list[Change]:
    """One transaction of the node `number`; it may turn out not to be allowed."""
    makers = chance.choices(
        (_things, _entries, _labels, _papers, _rights), weights=(4, 3, 1, 2, 1), k=1
    )
    made: list[Change] = []
    for _ in range(chance.choice((1, 1, 2, 3))):
        made += makers[0](store, number, numbers, chance)
    return made


Maker = Callable[[Store, int, list[int], random.Random], list[Change]]


def _things(store: Store, number: int, numbers: list[int], chance: random.Random) -> list[Change]:
    pk = chance.randrange(PKS)
    kind = chance.randrange(6)
    if kind == 0:
        return [Delete(THING, pk)]
    if kind == 1:
        return [Insert(THING, [(pk, chance.choice("abc"), "red", chance.randrange(9))])]
    values: dict[str, Value] = {
        "name": chance.choice(("a", "b", "c", "d", "e", FORBIDDEN)),
        "colour": chance.choice("xyz"),
        "weight_g": kind,
    }
    names = chance.sample(sorted(values), k=chance.randrange(1, 3))
    return [Put(THING, pk, {name: values[name] for name in names})]


def _entries(store: Store, number: int, numbers: list[int], chance: random.Random) -> list[Change]:
    values = {"thing_id": chance.randrange(PKS), "quantity": chance.randrange(1, 50)}
    return [Append(LEDGER, dict(values))]


def _labels(store: Store, number: int, numbers: list[int], chance: random.Random) -> list[Change]:
    kind = chance.choice((Add, Remove))
    return [kind(LABEL, chance.choice("pq"), chance.choice("stu"))]


def _papers(store: Store, number: int, numbers: list[int], chance: random.Random) -> list[Change]:
    """Only its creator makes a paper; anybody may try to write or hand over one that exists."""
    own = number * OWN_IDS + chance.randrange(4)
    known = sorted(store.rows(PAPER))
    if not known or chance.random() < 0.4:
        return [Put(PAPER, own, {"note": chance.choice("abc")})]
    pk = chance.choice(known)
    if chance.random() < 0.3:
        return [HandOver(PAPER, pk, chance.choice(numbers))]
    return [Put(PAPER, pk, {"note": chance.choice("abc"), "state": chance.choice(STATES)})]


def _rights(store: Store, number: int, numbers: list[int], chance: random.Random) -> list[Change]:
    to = chance.choice(numbers)
    if to != number and chance.random() < 0.5:
        return [Grant(RIGHT, RIGHT_PK, to, chance.randrange(1, 6))]
    return [Spend(RIGHT, RIGHT_PK, chance.randrange(1, 4))]
