"""Edits made while apart: both shown side by side, and decided by a person."""

from models.warehouse.catalogue import ITEM
from models.warehouse.scopes import company_scope
from sync.core.change import Put
from tests.hub.world import Hub, Site, World


def describe(site: Site, item: int, text: str) -> None:
    site.write(Put(ITEM, item, {"description": text}), scope=company_scope(site.company))


async def apart(hub: Hub) -> tuple[Site, Site, int]:
    """Two sites edit the same field of the same item; Kiel's edit is the later one."""
    bonn, kiel = await hub.enrol("BONN"), await hub.enrol("KIEL")
    tea = bonn.item("TEA", description="Tea")
    await hub.exchange()
    hub.world.clock.now_ms += 1_000
    describe(bonn, tea, "Green tea")
    hub.world.clock.now_ms += 1_000
    describe(kiel, tea, "Black tea")
    await hub.exchange()
    return bonn, kiel, tea


def everywhere(hub: Hub, item: int) -> set[str]:
    rows = [site.store.row(ITEM, item) for site in hub.world.sites.values()]
    return {str(row["description"]) for row in rows if row is not None}


def test_a_conflict_is_shown_once_with_both_values(world: World) -> None:
    async def scenario(hub: Hub) -> None:
        await apart(hub)
        page = await hub.get("/conflicts", open="true")

        (conflict,) = page["items"]
        assert page["open"] == 1
        assert {key: conflict[key] for key in ("table", "row", "field", "state")} == {
            "table": "item",
            "row": "TEA",
            "field": "description",
            "state": "open",
        }
        assert conflict["kept"] == {
            "value": "Black tea", "who": None, "when": "2025-10-09T08:53:22.000Z", "site": "KIEL",
        }  # fmt: skip
        assert conflict["lost"] == {
            "value": "Green tea", "who": None, "when": "2025-10-09T08:53:21.000Z", "site": "BONN",
        }  # fmt: skip
        overview = await hub.get("/overview")
        assert [site["conflicts"] for site in overview["sites"]] == [1, 1]
        assert overview["conflicts"] == 1
        await hub.enrol("LUND")
        counts = [
            len((await hub.get("/conflicts", site=site))["items"])
            for site in ("BONN", "KIEL", "LUND")
        ]
        assert counts == [1, 1, 0]

    world.run(scenario)


def test_taking_the_lost_value_writes_it_anew_for_everyone(world: World) -> None:
    async def scenario(hub: Hub) -> None:
        *_, tea = await apart(hub)
        (conflict,) = (await hub.get("/conflicts"))["items"]
        world.clock.now_ms += 1_000

        decided = await hub.post(f"/conflicts/{conflict['id']}/resolve", {"take": "lost"})
        await hub.exchange()
        again = await hub.post(f"/conflicts/{conflict['id']}/resolve", {"take": "kept"}, 409)

        assert (decided["state"], decided["taken"]) == ("resolved", "lost")
        assert everywhere(hub, tea) == {"Green tea"}
        assert again["code"] == "already_resolved"
        assert (await hub.get("/conflicts", open="true"))["items"] == []

    world.run(scenario)


def test_keeping_the_kept_value_changes_nothing(world: World) -> None:
    async def scenario(hub: Hub) -> None:
        *_, tea = await apart(hub)
        (conflict,) = (await hub.get("/conflicts"))["items"]

        await hub.post(f"/conflicts/{conflict['id']}/resolve", {"take": "kept"})
        await hub.exchange()

        assert everywhere(hub, tea) == {"Black tea"}
        assert (await hub.get("/conflicts"))["open"] == 0

    world.run(scenario)


def test_headquarters_and_a_site_in_conflict_name_the_person(world: World) -> None:
    async def scenario(hub: Hub) -> None:
        bonn = await hub.enrol("BONN")
        tea = bonn.item("TEA", description="Tea")
        await hub.exchange()
        await hub.log_in("ada")
        world.clock.now_ms += 1_000
        describe(bonn, tea, "Green tea")
        world.clock.now_ms += 1_000
        shown = await hub.client.get("/items/TEA")
        await hub.client.patch(
            "/items/TEA",
            json={"description": "HQ tea"},
            headers={"if-match": shown.headers["etag"]},
        )
        await hub.exchange()

        (conflict,) = (await hub.get("/conflicts"))["items"]
        kept, lost = conflict["kept"], conflict["lost"]
        assert (kept["value"], kept["who"], kept["site"]) == ("HQ tea", "ada", "hub")
        assert (lost["value"], lost["site"]) == ("Green tea", "BONN")
        overview = await hub.get("/overview")
        assert [site["conflicts"] for site in overview["sites"]] == [1]

    world.run(scenario)


def test_sites_and_hub_agree_after_edits_everywhere(world: World) -> None:
    async def scenario(hub: Hub) -> None:
        bonn, kiel, _ = await apart(hub)
        scope = company_scope(bonn.company)
        await hub.exchange()
        expected = await hub.writer.run(lambda store: store.digest(scope))
        assert bonn.store.digest(scope) == kiel.store.digest(scope) == expected

    world.run(scenario)


def test_an_edit_by_a_program_is_shown_under_the_name_of_its_key(world: World) -> None:
    async def scenario(hub: Hub) -> None:
        bonn = await hub.enrol("BONN")
        tea = bonn.item("TEA", description="Tea")
        await hub.exchange()
        made = await hub.post("/keys", {"name": "erp", "role": "planner"}, 201)
        world.clock.now_ms += 1_000
        describe(bonn, tea, "Green tea")
        world.clock.now_ms += 1_000
        edited = await hub.client.patch(
            "/items/TEA",
            json={"description": "Black tea"},
            headers={"authorization": f"Bearer {made['key']}", "if-match": "*"},
        )
        assert edited.status_code == 200, edited.text
        await hub.exchange()

        (conflict,) = (await hub.get("/conflicts"))["items"]
        kept = {name: conflict["kept"][name] for name in ("value", "who", "site")}
        assert kept == {"value": "Black tea", "who": "erp", "site": "hub"}

    world.run(scenario)
