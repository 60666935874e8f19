"""Figures across sites: right, dated, and null where nothing is known."""

from hub.store.cursor import show_cursor
from models.warehouse.catalogue import ATTACHMENT
from sync.core.change import Put
from tests.hub.world import START_MS, Hub, World

HOUR_MS = 3_600_000


def test_stock_is_shown_by_item_and_site(world: World) -> None:
    async def scenario(hub: Hub) -> None:
        bonn, kiel = await hub.enrol("BONN"), await hub.enrol("KIEL")
        tea = bonn.item("TEA", description="Green tea")
        await hub.exchange()
        bonn.move(tea, 50, "supplier", "A-01")
        kiel.move(tea, 7, "supplier", "HOLD")
        bonn.move(tea, 5, "A-01", "customer")
        bonn.move(tea, 3, "A-01", "transit")
        bonn.reserve(tea, 10)
        await hub.exchange()
        hub.live(bonn)
        hub.live(kiel)

        page = await hub.get("/stock")

        as_of = "2025-10-09T08:53:20.000Z"
        assert page == {
            "items": [
                {
                    "item": "TEA",
                    "owner": "ACME",
                    "description": "Green tea",
                    "base_uom": "each",
                    "decimals": 0,
                    "total": {"on_hand": 49, "allocated": 10, "available": 32, "in_transit": 3},
                    "sites": [
                        {
                            "site": "BONN", "on_hand": 42, "allocated": 10, "available": 32,
                            "in_transit": 3, "as_of": as_of, "stale": False,
                        },
                        {
                            "site": "KIEL", "on_hand": 7, "allocated": 0, "available": 0,
                            "in_transit": 0, "as_of": as_of, "stale": False,
                        },
                    ],
                }
            ],
            "next_cursor": None,
            "coverage": {"sites": 2, "fresh": 2},
            "as_of": as_of,
        }  # fmt: skip

    world.run(scenario)


def test_a_site_never_heard_of_is_unknown_not_zero(world: World) -> None:
    async def scenario(hub: Hub) -> None:
        bonn = await hub.enrol("BONN")
        await hub.enrol("MOON")
        tea = bonn.item("TEA")
        bonn.move(tea, 50, "supplier", "A-01")
        await hub.exchange(bonn)
        hub.live(bonn)

        page = await hub.get("/stock", item="tea")
        overview = await hub.get("/overview")

        (line,) = page["items"]
        assert line["total"]["on_hand"] == 50
        assert [site["on_hand"] for site in line["sites"]] == [50, None]
        assert page["coverage"] == overview["coverage"] == {"sites": 2, "fresh": 1}
        moon = overview["sites"][1]
        assert (moon["link"], moon["orders_open"], moon["on_hand_units"], moon["waiting_ops"]) == (
            "never", None, None, None,
        )  # fmt: skip

    world.run(scenario)


def test_what_was_fresh_becomes_stale_and_keeps_its_date(world: World) -> None:
    async def scenario(hub: Hub) -> None:
        bonn = await hub.enrol("BONN")
        await hub.exchange()
        hub.live(bonn)
        seen = []
        for later_ms, connected in (
            (0, True), (29_999, True), (30_000, True), (15 * 60_000, True), (30_000, False),
        ):  # fmt: skip
            world.clock.now_ms = START_MS + later_ms
            if not connected:
                hub.program.watch.down(bonn.warehouse, "connection_lost")
            row = (await hub.get("/overview"))["sites"][0]
            seen.append((row["link"], row["stale"], row["as_of"]))

        at = "2025-10-09T08:53:20.000Z"
        assert seen == [
            ("live", False, at), ("live", False, at), ("delayed", False, at),
            ("stale", True, at), ("offline", True, at),
        ]  # fmt: skip

    world.run(scenario)


def test_orders_are_counted_and_listed(world: World) -> None:
    async def scenario(hub: Hub) -> None:
        bonn = await hub.enrol("BONN")
        tea = bonn.item("TEA")
        bonn.order("D-1", tea, 5, due_at_ms=START_MS - HOUR_MS)
        world.clock.now_ms += 1
        bonn.order("D-2", tea, 6, due_at_ms=START_MS + HOUR_MS)
        world.clock.now_ms += 1
        bonn.order("D-3", tea, 7, due_at_ms=START_MS + 100 * HOUR_MS)
        bonn.order("D-4", tea, 7, state="cancelled")
        await hub.exchange()

        row = (await hub.get("/overview"))["sites"][0]
        listed = [
            [order["order"] for order in (await hub.get("/orders", **query))["items"]]
            for query in (
                {"state": "open"}, {"state": "late"}, {"state": "cancelled"}, {"site": "BONN"},
                {"order": "D-2"},
            )
        ]  # fmt: skip

        counts = [row[f"orders_{name}"] for name in ("open", "due", "late")]
        assert (counts, row["lines_open"]) == ([3, 2, 1], 3)
        assert listed == [
            ["D-3", "D-2", "D-1"], ["D-1"], ["D-4"], ["D-4", "D-3", "D-2", "D-1"], ["D-2"],
        ]  # fmt: skip

    world.run(scenario)


def test_pages_go_on_where_they_ended(world: World) -> None:
    async def scenario(hub: Hub) -> None:
        bonn = await hub.enrol("BONN")
        items = [bonn.item(f"I-{number:02}") for number in range(7)]
        for number, item in enumerate(items):
            world.clock.now_ms += 1
            bonn.order(f"D-{number}", item, 1)
            bonn.move(item, 1, "supplier", "A-01")
        await hub.exchange()
        for path, name in (("/stock", "item"), ("/orders", "order"), ("/items", "code")):
            found, cursor = [], None
            while True:
                query: dict[str, object] = {"cursor": cursor} if cursor else {}
                page = await hub.get(path, limit=3, **query)
                found += [row[name] for row in page["items"]]
                cursor = page["next_cursor"]
                if cursor is None:
                    break
            assert len(found) == len(set(found)) == 7, path

        beyond = show_cursor(("", (1 << 64) - 1))
        for path, wrong in (("/stock", "nonsense"), ("/items", beyond)):
            refused = await hub.client.get(path, params={"cursor": wrong})
            assert (refused.status_code, refused.json()["code"]) == (400, "bad_cursor")

    world.run(scenario)


def test_stock_in_a_location_not_heard_of_is_unknown_until_it_is(world: World) -> None:
    async def scenario(hub: Hub) -> None:
        bonn = await hub.enrol("BONN")
        tea = bonn.item("TEA")
        late = bonn.new_id.new()
        bonn.places["B-01"] = late
        bonn.move(tea, 4, "supplier", "B-01")
        await hub.exchange()
        before = (await hub.get("/overview"))["sites"][0]["on_hand_units"]

        bonn.locate("B-01", late)
        bonn.move(tea, 2, "supplier", "A-01")
        await hub.exchange()
        world.clock.now_ms += 2_000

        assert (before, (await hub.get("/overview"))["sites"][0]["on_hand_units"]) == (None, 6)

    world.run(scenario)


def test_headquarters_knows_of_photos_and_says_where_they_are(world: World) -> None:
    async def scenario(hub: Hub) -> None:
        bonn, kiel = await hub.enrol("BONN"), await hub.enrol("KIEL")
        tea = bonn.item("TEA")
        order = bonn.order("D-1", tea, 5)
        photo = {
            **bonn.named(), "document": "order", "document_id": order, "item_id": tea,
            "hash": "ab" * 32, "kind": "jpeg", "bytes": 9, "purpose": "damage", "note": "wet",
            "at_ms": START_MS,
        }  # fmt: skip
        bonn.write(Put(ATTACHMENT, bonn.new_id.new(), photo))
        paper = {**photo, "document": "unit", "document_id": 5, "item_id": None, "kind": "pdf"}
        bonn.write(Put(ATTACHMENT, bonn.new_id.new(), paper))
        await hub.exchange()

        page = await hub.get("/attachments", limit=1)
        (newest,) = page["items"]
        assert (newest["document"], newest["number"], newest["kind"]) == ("unit", None, "pdf")
        rest = await hub.get("/attachments", cursor=page["next_cursor"])
        (detail,) = (await hub.get("/orders/D-1"))["items"]
        assert rest["items"] == detail["attachments"]
        (shown,) = rest["items"]
        assert {name: value for name, value in shown.items() if name != "id"} == {
            "site": "BONN", "document": "order", "number": "D-1", "item": "TEA", "kind": "jpeg",
            "bytes": 9, "hash": "ab" * 32, "purpose": "damage", "note": "wet",
            "at": "2025-10-09T08:53:20.000Z", "by": None,
        }  # fmt: skip
        assert (await hub.get("/attachments", site=kiel.code))["items"] == []

    world.run(scenario)
