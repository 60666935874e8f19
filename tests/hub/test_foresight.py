"""What sites foresee as headquarters shows it: by urgency, with its age, settled by a command."""

from typing import Any

from tests.edge.floor.test_foresight import BECAUSE, OUTLOOK
from tests.hub.floor import Floor
from tests.hub.world import Hub, World


async def site(world: World, hub: Hub, code: str) -> Floor:
    return await hub.admit(Floor(world.folder, world.clock), code)


def propose(floor: Floor, item: str, urgent_on: str | None, **more: object) -> None:
    assert floor.do("create_item", item=item).done
    said = {
        "item": item, "kind": "reorder", "quantity": 40, "urgent_on": urgent_on,
        "because": BECAUSE, **more,
    }  # fmt: skip
    assert floor.do("propose", proposals=[said]).done


def test_proposals_of_all_sites_come_by_urgency_and_page_by_page(world: World) -> None:
    async def scenario(hub: Hub) -> None:
        bonn, kiel = await site(world, hub, "BONN"), await site(world, hub, "KIEL")
        propose(bonn, "TEA", "2026-02-03")
        propose(bonn, "CUP", None, kind="dead_stock")
        propose(kiel, "JAM", "2026-01-09")
        await hub.exchange()

        seen, cursor = [], None
        for _ in range(3):
            more: dict[str, Any] = {"cursor": cursor} if cursor else {}
            page = await hub.get("/foresight/proposals", limit=1, **more)
            seen += [(row["site"], row["item"], row["kind"]) for row in page["items"]]
            cursor = page["next_cursor"]

        assert (seen, cursor) == (
            [("KIEL", "JAM", "reorder"), ("BONN", "TEA", "reorder"), ("BONN", "CUP", "dead_stock")],
            None,
        )
        of_bonn = await hub.get("/foresight/proposals", site="BONN", kind="dead_stock")
        assert [row["item"] for row in of_bonn["items"]] == ["CUP"]

    world.run(scenario)


def test_one_comes_with_its_picture_and_the_age_of_its_site(world: World) -> None:
    async def scenario(hub: Hub) -> None:
        bonn = await site(world, hub, "BONN")
        propose(bonn, "TEA", "2026-02-03")
        await hub.exchange()
        hub.live(bonn)

        (row,) = (await hub.get("/foresight/proposals"))["items"]
        whole = await hub.get(f"/foresight/proposals/{row['id']}")

        assert (row["because"]["asked"], row["because"]["on_hand"]) == ([], 10)
        assert whole["because"]["asked"] == [3.0, None, 4.0]
        assert (whole["site"], whole["stale"]) == ("BONN", False)
        assert whole["as_of"] is not None
        for unknown in ("nonsense", "0000000000000"):
            answer = await hub.client.get(f"/foresight/proposals/{unknown}")
            assert answer.status_code == 404

    world.run(scenario)


def test_what_headquarters_takes_is_recorded_at_the_site_and_leaves_the_list(world: World) -> None:
    async def scenario(hub: Hub) -> None:
        bonn = await site(world, hub, "BONN")
        propose(bonn, "TEA", "2026-02-03")
        await hub.exchange()
        (row,) = (await hub.get("/foresight/proposals"))["items"]

        body = {"command_id": "take-0001", "type": "accept_proposal", "proposal": row["id"]}
        await hub.post("/sites/BONN/commands", body, 202)
        await hub.exchange()
        bonn.obey()
        await hub.exchange()

        assert bonn.rows("SELECT state, accepted FROM proposal") == [("accepted", 40)]
        assert (await hub.get("/foresight/proposals"))["items"] == []
        taken = await hub.get(f"/foresight/proposals/{row['id']}")
        assert (taken["state"], taken["accepted"]) == ("accepted", 40)

    world.run(scenario)


def test_the_work_to_come_is_shown_site_by_site(world: World) -> None:
    async def scenario(hub: Hub) -> None:
        bonn = await site(world, hub, "BONN")
        await site(world, hub, "KIEL")
        assert bonn.do("propose", outlook=OUTLOOK).done
        await hub.exchange()

        page = await hub.get("/foresight/workload")

        assert [(one["site"], one["outlook"] is None) for one in page["items"]] == [
            ("BONN", False), ("KIEL", True),
        ]  # fmt: skip
        assert page["items"][0]["outlook"]["loads"] == OUTLOOK["loads"]

    world.run(scenario)
