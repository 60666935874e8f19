"""Stock is the same wherever its changes stand: fresh, carried over, or some of both."""

import pytest

from hub.check.report import Report, check_file
from hub.keys import load_keys
from hub.store import projection, sql
from tests.hub.world import QUICK, Hub, World

EVERYTHING = "SELECT item_id, sum(quantity) FROM site_stock GROUP BY item_id, location_id"


@pytest.mark.parametrize("fresh_max", [0, 3, 4, 1_000])
def test_stock_is_the_same_however_often_changes_are_carried_over(
    world: World, monkeypatch: pytest.MonkeyPatch, fresh_max: int
) -> None:
    monkeypatch.setattr(projection, "FRESH_MAX", fresh_max)

    async def scenario(hub: Hub) -> None:
        bonn = await hub.enrol("BONN")
        tea, salt = bonn.item("TEA"), bonn.item("SALT")
        for quantity in (5, 7, 9):
            bonn.move(tea, quantity, "supplier", "A-01")
            await hub.exchange()
        bonn.move(salt, 4, "supplier", "A-01")
        bonn.move(tea, 6, "A-01", "customer")
        await hub.exchange()
        hub.live(bonn)

        items = (await hub.get("/stock"))["items"]

        assert [(item["item"], item["total"]["on_hand"]) for item in items] == [
            ("SALT", 4),
            ("TEA", 15),
        ]

    world.run(scenario)
    report = look(world)
    assert (report.ok, report.quants) == (True, 5)


def test_what_has_left_a_place_leaves_no_row_once_it_is_carried_over(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(projection, "FRESH_MAX", 0)

    async def scenario(hub: Hub) -> None:
        bonn = await hub.enrol("BONN")
        tea = bonn.item("TEA")
        bonn.move(tea, 5, "supplier", "A-01")
        await hub.exchange()
        bonn.move(tea, 5, "A-01", "supplier")
        await hub.exchange()

        found = await hub.program.readers.run(lambda connection: sql.rows(connection, EVERYTHING))

        assert found == []

    world.run(scenario)


def look(world: World) -> Report:
    keys = load_keys(world.config.path)
    return check_file(world.config.database, keys.signing, lambda *_: None, QUICK)
