"""Computers and hubs that are turned away, at every hub of the company."""

import msgspec
import pytest

from edge.opening import DATABASE
from hub.store.away import revoked_nodes
from models.warehouse import ids
from sync.store.sqlite import Options
from sync.store.sqlite.open import open_reader
from tests.browser.company import Company
from tests.browser.programs import HUB, Json, told
from tests.hub.company import Region, eventually, node_of, records_of
from tests.hub.test_hubs import FLOOR, count, fails, on_hand, peers
from tests.hub.world import Hub, World, enrol_body


def turned_away(hub: Company) -> set[str]:
    """As this hub knows it, read beside the program that serves it."""
    connection = open_reader(hub.hub.folder / "hub.db", Options())
    try:
        return {ids.show(node) for node in revoked_nodes(connection)}
    finally:
        connection.close()


def rows_of(hub: Company) -> list[Json]:
    """Sites as a hub shows them."""
    return msgspec.convert(hub.office.get("/overview")["sites"], list[Json])


def refusals(hub: Company) -> set[tuple[object, object]]:
    """Who was refused at the door, and why."""
    rows = msgspec.convert(hub.office.get("/quarantine")["items"], list[Json])
    return {(row["node"], row["code"]) for row in rows}


def is_revoked(hub: Company, node: str) -> bool:
    """Turn away a computer of EAST; false while this hub has not heard of it yet."""
    try:
        hub.office.post(f"/sites/EAST/nodes/{node}/revoke", {})
    except AssertionError as refused:
        if "no_such_node" not in str(refused):
            raise
        return False
    return True


@pytest.mark.slow
def test_a_hub_that_is_turned_away_is_not_heard_and_what_it_told_stays(
    company: Company, region: Region
) -> None:
    north = company.open_site("NORTH", "North", "Europe/Berlin", *FLOOR)
    east = region.open_site("EAST", "East", "Europe/Riga", *FLOOR)
    company.add_item("TEA", "Tea")
    for branch in (north, east):
        branch.office.until("/items", item="TEA", description="Tea")
        count(branch, 5)
    everything = {"NORTH": 5, "EAST": 5}
    eventually(lambda: on_hand(company.office.get("/stock", item="TEA")), everything)
    author = node_of(east.program.folder / DATABASE)
    told_before = records_of(company.hub.folder / "hub.db", author)

    node = str(peers(company)["node"])
    told_by_hand = fails("revoke-hub", ids.show(12345), "--data", str(company.hub.folder))
    company.office.post(f"/hubs/{node}/revoke", {})
    company.office.until("/hubs", name="region", state="offline")
    region.office.until("/hubs", name="hub", state="offline", reason="revoked")
    count(east, 7)
    count(north, 7)
    eventually(lambda: on_hand(region.office.get("/stock", item="TEA")), {"NORTH": 5, "EAST": 12})
    eventually(lambda: on_hand(company.office.get("/stock", item="TEA")), {"NORTH": 12, "EAST": 5})
    company.hub.stop()
    company.hub.start()
    eventually(lambda: rows_of(company)[1]["link"], "live")

    assert "no_such_hub" in told_by_hand
    assert peers(company)["revoked_at"] is not None
    assert records_of(company.hub.folder / "hub.db", author) == told_before
    assert told(HUB, "check", "--data", str(company.hub.folder))["ok"] is True


@pytest.mark.slow
def test_a_computer_turned_away_at_one_hub_is_turned_away_by_the_hub_it_is_behind(
    company: Company, region: Region
) -> None:
    east = region.open_site("EAST", "East", "Europe/Riga", *FLOOR)
    eventually(lambda: [row["code"] for row in rows_of(company)], ["EAST"])
    node = ids.show(node_of(east.program.folder / DATABASE))
    eventually(lambda: is_revoked(company, node), wanted=True)
    for hub in (company, region):
        eventually(lambda: turned_away(hub), {node})  # noqa: B023
    eventually(lambda: refusals(region), {(node, "revoked")})
    (computer,) = msgspec.convert(region.office.get("/sites/EAST")["nodes"], list[Json])
    assert computer["revoked_at"] is not None


def test_who_was_turned_away_does_not_come_in_by_another_code(world: World) -> None:
    async def scenario(hub: Hub) -> None:
        bonn = await hub.enrol("BONN")
        await hub.exchange()
        await hub.post(f"/sites/BONN/nodes/{ids.show(bonn.node)}/revoke", {}, 204)
        await hub.post(f"/sites/BONN/nodes/{ids.show(bonn.node)}/revoke", {}, 204)
        site = {"site": {"code": "BONN", "name": "Bonn", "time_zone": "Europe/Berlin"}}
        issued = await hub.post("/enrolments", site, 201)
        problem = await hub.post("/enrol", enrol_body(bonn, issued["code"]), 409)
        unknown = await hub.post(f"/hubs/{ids.show(bonn.node)}/revoke", {}, 404)
        assert (problem["code"], unknown["code"]) == ("revoked", "no_such_hub")

    world.run(scenario)


def test_what_a_computer_wrote_before_reaches_the_hub_by_way_of_another(world: World) -> None:
    async def scenario(hub: Hub) -> None:
        bonn = await hub.enrol("BONN")
        await hub.exchange()
        bonn.move(bonn.item("TEA"), 4, "supplier", "A-01")
        await hub.post(f"/sites/BONN/nodes/{ids.show(bonn.node)}/revoke", {}, 204)
        # As another hub would hand it on: the line itself is shut.
        outcomes = await hub.exchange(bonn)
        assert outcomes == []
        assert (await hub.get("/items"))["items"][0]["code"] == "TEA"

    world.run(scenario)
