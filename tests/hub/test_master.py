"""Items and partners: edited at headquarters, under a tag, for every site."""

from models.warehouse.catalogue import BARCODE, ITEM, PARTNER
from tests.hub.world import Hub, World


def test_an_item_made_here_reaches_every_site(world: World) -> None:
    async def scenario(hub: Hub) -> None:
        bonn = await hub.enrol("BONN")
        made = await hub.post(
            "/items", {"code": "TEA", "description": "Tea", "barcodes": ["4006381333931"]}, 201
        )
        again = await hub.post("/items", {"code": "TEA"}, 409)
        await hub.post("/partners", {"code": "S-1", "name": "Supplier", "kind": "supplier"}, 201)
        await hub.exchange()

        ((item, row),) = bonn.store.rows(ITEM).items()
        assert (row["code"], row["description"], row["tracking"]) == ("TEA", "Tea", "none")
        assert bonn.store.elements(BARCODE, "4006381333931") == {f"item:{item}"}
        assert [row["code"] for row in bonn.store.rows(PARTNER).values()] == ["S-1"]
        assert (made["code"], made["barcodes"], again["code"]) == (
            "TEA", ["4006381333931"], "code_taken",
        )  # fmt: skip

    world.run(scenario)


def test_an_edit_needs_the_tag_of_what_was_read(world: World) -> None:
    async def scenario(hub: Hub) -> None:
        await hub.post("/items", {"code": "TEA", "barcodes": ["1", "2"]}, 201)
        tag = (await hub.client.get("/items/TEA")).headers["etag"]

        async def edit(body: object, match: str | None) -> tuple[int, str | None]:
            headers = {"if-match": match} if match else {}
            response = await hub.client.patch("/items/TEA", json=body, headers=headers)
            return response.status_code, response.json().get("code")

        assert await edit({"description": "A"}, None) == (428, "if_match_required")
        assert await edit({"description": "A"}, tag) == (200, "TEA")
        assert await edit({"description": "B"}, tag) == (412, "changed_meanwhile")
        assert await edit({"code": "B"}, tag) == (400, "malformed")
        tag = (await hub.client.get("/items/TEA")).headers["etag"]
        assert await edit({"barcodes": ["2", "3"]}, tag) == (200, "TEA")
        row = (await hub.get("/items", search="te"))["items"][0]
        assert (row["description"], row["barcodes"]) == ("A", ["2", "3"])

    world.run(scenario)


def test_what_is_sold_by_weight_is_settled_before_anything_of_it_lies_anywhere(
    world: World,
) -> None:
    async def scenario(hub: Hub) -> None:
        bonn = await hub.enrol("BONN")
        refused = await hub.post("/items", {"code": "HAM", "catch_weight": True}, 422)
        made = await hub.post("/items", {"code": "HAM", "catch_weight": True, "weight_g": 9}, 201)
        await hub.exchange()
        ((item, row),) = bonn.store.rows(ITEM).items()
        assert isinstance(item, int)

        async def edit(body: object) -> tuple[int, str]:
            headers = {"if-match": "*"}
            response = await hub.client.patch("/items/HAM", json=body, headers=headers)
            return response.status_code, str(response.json()["code"])

        assert (refused["code"], made["catch_weight"], row["catch_weight"]) == (
            "needs_weight",
            1,
            1,
        )
        assert await edit({"weight_g": None}) == (422, "needs_weight")
        bonn.move(item, 5, "supplier", "A-01")
        await hub.exchange()
        assert await edit({"catch_weight": False}) == (409, "has_stock")
        bonn.move(item, 5, "A-01", "customer")
        await hub.exchange()
        assert await edit({"catch_weight": False}) == (200, "HAM")

    world.run(scenario)
