"""What simulated nodes write: every kind of change, on few rows, so that they meet."""

import random
from typing import NamedTuple

from sync.core.catalogue import Catalogue, Table, Value
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
from tests.simulation.schemas import VISIT
from tests.sync.catalogue import LABEL, LEDGER, PAPER, RIGHT, THING

PKS = 8
RIGHT_PK = "r"
RIGHTS_OPENED = 12
OWN_IDS = 1_000
STATES = ("open", "busy", "done")


def changes(
    store: Store,
    catalogue: Catalogue,
    number: int,
    numbers: list[int],
    chance: random.Random,
    *,
    alone: bool = True,
) -> list[Change]:
    """One transaction of the node `number`; it may turn out not to be allowed.

    alone: the node was never put back nor copied. Two images may spend the same rights and write
    the same owned row, and neither merge has an answer to that.
    """
    makers = chance.choices(
        (_things, _entries, _labels, _papers, _rights), weights=(4, 3, 1, 2 * alone, alone), k=1
    )
    at = _At(store, catalogue, number, numbers, chance)
    made: list[Change] = []
    for _ in range(chance.choice((1, 1, 2, 3))):
        made += makers[0](at)
    return made


class NewPapers:
    """Papers that a node has made since it was put back: these it may write, resuming or not."""

    def __init__(self) -> None:
        self._epoch, self._pks = 0, list[int]()

    def change(self, epoch: int, chance: random.Random) -> list[Change]:
        """One more, or a write to one of them."""
        if self._epoch != epoch:
            self._epoch, self._pks = epoch, []
        if not self._pks or chance.random() < 0.5:
            self._pks.append(chance.randrange(1 << 32, 1 << 48))
        return [Put(PAPER, chance.choice(self._pks), {"note": chance.choice("abc")})]


class _At(NamedTuple):
    """Where something is written."""

    store: Store
    catalogue: Catalogue
    number: int
    numbers: list[int]
    chance: random.Random

    def table(self, table: Table) -> Table:
        """A table as this node's version knows it."""
        return self.catalogue.by_id[table.id]


def _things(at: _At) -> list[Change]:
    thing, pk = at.table(THING), at.chance.randrange(PKS)
    kind = at.chance.randrange(6)
    if kind == 0:
        return [Delete(thing, pk)]
    if kind == 1:
        row = (pk, at.chance.choice("abc"), "red", at.chance.randrange(9), at.chance.choice("lmn"))
        return [Insert(thing, [row[: len(thing.names) + 1]])]
    values: dict[str, Value] = {
        "name": at.chance.choice(("a", "b", "c", "d", "e", FORBIDDEN)),
        "colour": at.chance.choice("xyz"),
        "weight_g": kind,
    }
    if "shelf" in thing.names:
        values["shelf"] = at.chance.choice("lmn")
    names = at.chance.sample(sorted(values), k=at.chance.randrange(1, 3))
    return [Put(thing, pk, {name: values[name] for name in names})]


def _entries(at: _At) -> list[Change]:
    """Those who know it also count visits."""
    ledger, pk = at.table(LEDGER), at.chance.randrange(PKS)
    values: dict[str, Value] = {"thing_id": pk, "quantity": at.chance.randrange(1, 50)}
    if "reason" in ledger.names:
        values["reason"] = at.chance.choice("gh")
    made: list[Change] = [Append(ledger, values)]
    if VISIT.id in at.catalogue.by_id:
        made.append(Append(VISIT, {"thing_id": pk}))
    return made


def _labels(at: _At) -> list[Change]:
    kind = at.chance.choice((Add, Remove))
    return [kind(LABEL, at.chance.choice("pq"), at.chance.choice("stu"))]


def _papers(at: _At) -> list[Change]:
    """Only its creator makes a paper; anybody may try to write or hand over one that exists."""
    own = at.number * OWN_IDS + at.chance.randrange(4)
    known = sorted(at.store.rows(PAPER))
    if not known or at.chance.random() < 0.4:
        return [Put(PAPER, own, {"note": at.chance.choice("abc")})]
    pk = at.chance.choice(known)
    if at.chance.random() < 0.3:
        return [HandOver(PAPER, pk, at.chance.choice(at.numbers))]
    return [Put(PAPER, pk, {"note": at.chance.choice("abc"), "state": at.chance.choice(STATES)})]


def _rights(at: _At) -> list[Change]:
    to = at.chance.choice(at.numbers)
    if to != at.number and at.chance.random() < 0.5:
        return [Grant(RIGHT, RIGHT_PK, to, at.chance.randrange(1, 6))]
    return [Spend(RIGHT, RIGHT_PK, at.chance.randrange(1, 4))]
