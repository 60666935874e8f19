"""Commands go down as ledger entries, answers come up; the site decides."""

import msgspec

from models.warehouse.catalogue import ANSWERED, ORDERED
from sync.core.change import Append
from tests.hub.world import Hub, Site, World

RELEASE = {"command_id": "c-0000001", "type": "release_orders", "orders": ["D-1"]}


def obey(site: Site, outcome: str) -> None:
    """Answer whatever headquarters has asked."""
    for entry in site.store.entries(ORDERED):
        values = dict(zip(ORDERED.names, entry.values, strict=True))
        level = "ok" if outcome == "done" else "block"
        reply = msgspec.json.encode({"level": level, "say": {"key": "x", "args": {}}}).decode()
        site.write(
            Append(
                ANSWERED,
                {
                    "warehouse_id": site.warehouse,
                    "command_id": values["command_id"],
                    "outcome": outcome,
                    "reply": reply,
                    "at_ms": site.clock(),
                },
            )
        )


def test_a_command_goes_down_and_its_answer_comes_up(world: World) -> None:
    async def scenario(hub: Hub) -> None:
        bonn, kiel = await hub.enrol("BONN"), await hub.enrol("KIEL")
        sent = await hub.post("/sites/BONN/commands", RELEASE, 202)
        twice = await hub.post("/sites/BONN/commands", RELEASE, 202)
        await hub.exchange()
        received = len(bonn.store.entries(ORDERED)), len(kiel.store.entries(ORDERED))
        obey(bonn, "done")
        await hub.exchange()

        fate = await hub.get("/sites/BONN/commands/c-0000001")

        assert sent == twice == {"command_id": "c-0000001", "state": "sent"}
        assert received == (1, 0)
        assert (fate["state"], fate["type"], fate["reply"]["level"]) == (
            "done", "release_orders", "ok",
        )  # fmt: skip

    world.run(scenario)


def test_a_site_may_refuse(world: World) -> None:
    async def scenario(hub: Hub) -> None:
        bonn = await hub.enrol("BONN")
        await hub.post("/sites/BONN/commands", RELEASE, 202)
        await hub.exchange()
        obey(bonn, "refused")
        await hub.exchange()

        assert (await hub.get("/sites/BONN/commands/c-0000001"))["state"] == "refused"
        assert (await hub.get("/sites/BONN"))["commands"][0]["state"] == "refused"

    world.run(scenario)


def test_a_command_id_stands_for_one_body(world: World) -> None:
    async def scenario(hub: Hub) -> None:
        await hub.enrol("BONN")
        await hub.post("/sites/BONN/commands", RELEASE, 202)

        other = await hub.post("/sites/BONN/commands", {**RELEASE, "orders": ["D-2"]}, 409)
        malformed = await hub.post("/sites/BONN/commands", {**RELEASE, "more": 1}, 400)
        nobody = await hub.post("/sites/MOON/commands", RELEASE, 404)

        assert (other["code"], malformed["code"], nobody["code"]) == (
            "command_id_reused", "malformed", "no_such_site",
        )  # fmt: skip

    world.run(scenario)
