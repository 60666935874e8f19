"""Robots of the sites as headquarters shows them: with their age, stopped by a word."""

import json

from hub.store.robots import SILENT_MS
from models.warehouse.catalogue import FLEET_VIEW, FLEET_WORD, ROBOT_VIEW
from sync.core.catalogue import Value
from sync.core.change import Put
from tests.hub.site import Site
from tests.hub.world import Hub, World


def tell(site: Site, robots: int = 2, **more: Value) -> None:
    """A site with robots says how they are."""
    now = site.clock()
    named = site.named()
    whole = {
        **named, "as_of_ms": now, "map_version": "m1", "map": '{"nodes":[]}', "waiting": 3, **more,
    }  # fmt: skip
    site.write(
        Put(FLEET_VIEW, site.new_id.new(), whole),
        *(
            Put(
                ROBOT_VIEW,
                site.new_id.new(),
                {**named, "serial": f"R{n}", "state": "driving", "route": "A B", "as_of_ms": now,
                 "gone": int(n > 2)},
            )
            for n in range(1, robots + 1)
        ),
    )  # fmt: skip


def test_robots_of_each_site_are_shown_with_their_age(world: World) -> None:
    async def scenario(hub: Hub) -> None:
        bonn, kiel = await hub.enrol("BONN"), await hub.enrol("KIEL")
        tell(bonn, robots=3, blocked=json.dumps([{"segment": "A-B"}]))
        await hub.exchange(bonn, kiel)
        hub.live(bonn)
        page = await hub.get("/robots")
        (shown,) = page["items"]
        assert (shown["site"], shown["stale"], shown["waiting"]) == ("BONN", False, 3)
        assert shown["blocked"] == [{"segment": "A-B"}]
        assert [(robot["serial"], robot["route"]) for robot in shown["robots"]] == [
            ("R1", ["A", "B"]), ("R2", ["A", "B"]),
        ]  # fmt: skip
        assert await hub.get("/robots/BONN/map") == {"nodes": []}

    world.run(scenario)


def test_a_site_that_says_nothing_more_is_stale(world: World) -> None:
    async def scenario(hub: Hub) -> None:
        bonn = await hub.enrol("BONN")
        tell(bonn)
        await hub.exchange(bonn)
        hub.live(bonn)
        world.clock.now_ms += SILENT_MS
        hub.live(bonn)
        assert not (await hub.get("/robots"))["items"][0]["stale"]
        world.clock.now_ms += 1
        hub.live(bonn)
        assert (await hub.get("/robots"))["items"][0]["stale"]

    world.run(scenario)


def test_what_was_said_to_them_is_shown_until_and_after_it_is_obeyed(world: World) -> None:
    async def scenario(hub: Hub) -> None:
        bonn = await hub.enrol("BONN")
        tell(bonn)
        command = {"type": "pause_robots", "command_id": "stop-robots-1"}
        await hub.post("/sites/BONN/commands", command, 202)
        word = bonn.new_id.new()
        values: dict[str, Value] = {
            **bonn.named(), "word": "pause", "command_id": "stop-robots-1",
            "said_at_ms": bonn.clock(),
        }  # fmt: skip
        bonn.write(Put(FLEET_WORD, word, values))
        await hub.exchange(bonn)
        (said,) = (await hub.get("/robots"))["items"][0]["words"]
        assert (said["word"], said["obeyed_at"]) == ("pause", None)
        assert said["by"]
        bonn.write(Put(FLEET_WORD, word, {"obeyed_at_ms": bonn.clock()}))
        await hub.exchange(bonn)
        (said,) = (await hub.get("/robots"))["items"][0]["words"]
        assert said["obeyed_at"] is not None

    world.run(scenario)
