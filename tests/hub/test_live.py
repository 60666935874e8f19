"""Open pages are bounded, and nothing the hub serves is described in outdated words."""

import warnings
from pathlib import Path

import apsw
import msgspec
import pytest

from hub.config import Http
from hub.store import sql
from node.http.problems import Problem
from tests.hub.world import Hub, World


def test_no_more_pages_listen_than_the_settings_allow(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.config = msgspec.structs.replace(world.config, http=Http(port=0, streams_max=1))

    async def scenario(hub: Hub) -> None:
        broadcast, missed = hub.program.feed.broadcast, hub.program.feed.missed(None)
        first = broadcast.stream(missed).iterator
        await anext(first)  # type: ignore[arg-type]
        with pytest.raises(Problem, match="too_many_streams"):
            broadcast.stream(missed)

    world.run(scenario)


def test_the_routes_use_no_words_that_the_framework_gives_up(world: World) -> None:
    async def scenario(hub: Hub) -> None:
        assert hub.program.litestar.routes

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        world.run(scenario)


def test_a_page_in_one_step_is_what_its_rows_are() -> None:
    connection = apsw.Connection(":memory:")
    connection.execute("CREATE TABLE row(id INTEGER PRIMARY KEY, a, b, c)")
    wide = [(1, (1 << 62) + 7, 'Täst "1"\n', None), (2, -5, "", 0.5), (3, 0, "z", "x")]
    connection.executemany("INSERT INTO row VALUES (?, ?, ?, ?)", wide)
    statement = "SELECT id, a, b, c FROM row WHERE id > ? ORDER BY b DESC, id LIMIT 3"

    assert sql.page(connection, 4, statement, (0,)) == sql.rows(connection, statement, (0,))
    assert sql.page(connection, 4, statement, (3,)) == []
