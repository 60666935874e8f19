"""Sessions over files instead of dictionaries."""

import random
from pathlib import Path
from typing import cast

import pytest

from sync.core.change import Append, Put
from sync.store.memory import MemoryStore
from sync.store.sqlite import SqliteStore
from tests.sync.catalogue import LEDGER, THING
from tests.sync.contract.stores import make_sqlite
from tests.sync.fleet import SHARED, Wall, key_of, member_of
from tests.sync.session.pair import Line, Station, assert_equal


def stations(folder: Path, kinds: str) -> tuple[Station, Station]:
    """Hub and edge: m in memory, s in a file."""
    wall = Wall()
    members = [member_of(1, "hub"), member_of(2)]
    made = []
    for kind, member in zip(kinds, members, strict=True):
        store = None
        if kind == "s":
            home = folder / str(member.number)
            home.mkdir()
            judge = member.role == "hub"
            file = make_sqlite(home, member, key_of(member.number), wall, judge=judge)
            assert isinstance(file, SqliteStore)
            # The same protocol and the same extras; stations only know them by one name.
            store = cast(MemoryStore, file)
        made.append(Station(member, wall, members, store=store))
    return made[0], made[1]


@pytest.mark.parametrize("kinds", ["ss", "ms", "sm"])
def test_all_kinds_of_stores_understand_each_other(
    kinds: str, tmp_path: Path, rng: random.Random
) -> None:
    hub, edge = stations(tmp_path, kinds)
    for number in range(1, 60):
        edge.write(
            Put(THING, number, {"name": f"thing {number}", "weight_g": number}),
            Append(LEDGER, {"thing_id": number, "quantity": 1}),
        )
        hub.write(Put(THING, number, {"name": f"other {number}"}))
    line = Line(edge, hub, edge.wall, rng)
    line.advance(20_000)
    assert_equal(hub, edge)
    assert not line.low.alarms() + line.high.alarms()
    assert "digest_equal" in line.low.kinds() + line.high.kinds()
    for number in range(60, 80):
        edge.name(number, "later")
        line.durable(line.low)
    line.advance(1_000)
    assert_equal(hub, edge)
    assert hub.store.digest(SHARED)
