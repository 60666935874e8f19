"""The list of lost values does not grow for ever."""

from pathlib import Path

from sync.core.change import Put
from sync.store.sqlite import SqliteStore
from sync.store.sqlite.losers import forget_losers, has_losers
from tests.sync.catalogue import THING
from tests.sync.contract.stores import make_sqlite
from tests.sync.fleet import START_MS, Fleet


def test_a_lost_value_is_forgotten_when_its_time_is_over(tmp_path: Path) -> None:
    fleet = Fleet(make_sqlite, tmp_path)
    one, two = fleet.edges
    one.write(Put(THING, 7, {"name": "cup", "colour": "red"}))
    fleet.settle()
    for age_ms, field in ((0, "name"), (5, "colour")):
        one.wall.now_ms = START_MS + 1_000 + age_ms
        two.wall.now_ms = START_MS + 2_000
        one.write(Put(THING, 7, {field: "lost"}))
        two.write(Put(THING, 7, {field: "won"}))
        fleet.settle()
    assert isinstance(two.store, SqliteStore)
    connection = two.store.connection
    assert len(two.store.losers()) == 2

    oldest_ms = START_MS + 1_000
    assert not has_losers(connection, oldest_ms)
    assert has_losers(connection, oldest_ms + 1)
    forget_losers(connection, oldest_ms + 1)
    assert [loser.field for loser in two.store.losers()] == [2]
