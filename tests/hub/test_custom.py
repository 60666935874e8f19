"""Custom fields at headquarters: defined once, given under a tag, met by what sites give."""

import pytest

from models.warehouse.catalogue import CUSTOM_FIELD, CUSTOM_VALUE, DOCUMENT_VALUE
from models.warehouse.scopes import company_scope
from sync.core.catalogue import Value
from sync.core.change import Put
from tests.hub.site import Site
from tests.hub.world import Hub, World

COLOUR: dict[str, object] = {
    "kind": "choice",
    "label_en": "Colour",
    "label_zh": "颜色",
    "choices": ["red", "blue"],
}
PRICE: dict[str, object] = {"kind": "decimal", "label_en": "Price", "decimals": 2, "sequence": 1}


async def define(hub: Hub, key: str, body: dict[str, object]) -> tuple[int, str]:
    response = await hub.client.put(f"/custom-fields/{key}", json=body)
    told = response.json()
    return response.status_code, str(told["code"])


def give(site: Site, item: int, field: str, value: str) -> None:
    """As the site's own command writes it."""
    named: dict[str, Value] = {"company_id": site.company, "subject_id": item, "field": field}
    put = Put(CUSTOM_VALUE, f"{item}:{field}", {**named, "value": value})
    site.write(put, scope=company_scope(site.company))


def test_a_field_and_its_values_reach_every_site(world: World) -> None:
    async def scenario(hub: Hub) -> None:
        bonn = await hub.enrol("BONN")
        assert await define(hub, "item/colour", COLOUR) == (200, "colour")
        assert await define(hub, "item/price", PRICE) == (200, "price")
        given = {"colour": "red", "price": "12.5"}
        made = await hub.post("/items", {"code": "TEA", "custom": given}, 201)
        assert made["custom"] == {"colour": "red", "price": "12.50"}
        await hub.exchange()

        assert sorted(bonn.store.rows(CUSTOM_FIELD)) == ["item:colour", "item:price"]
        kept = {row["field"]: row["value"] for row in bonn.store.rows(CUSTOM_VALUE).values()}
        assert kept == {"item:colour": "red", "item:price": "1250"}
        listed = (await hub.get("/custom-fields"))["items"]
        assert [(field["code"], field["label_zh"]) for field in listed] == [
            ("colour", "颜色"), ("price", ""),
        ]  # fmt: skip
        assert (await hub.client.delete("/custom-fields/item/price")).status_code == 204
        assert (await hub.get("/items/TEA"))["custom"] == {"colour": "red"}

    world.run(scenario)


def test_a_value_changes_the_tag_and_one_that_does_not_fit_changes_nothing(world: World) -> None:
    async def scenario(hub: Hub) -> None:
        await define(hub, "partner/rating", {"kind": "integer", "label_en": "R", "required": True})
        await hub.post("/partners", {"code": "P1", "name": "P"}, 201)
        tag = (await hub.client.get("/partners/P1")).headers["etag"]

        async def edit(custom: dict[str, object]) -> tuple[int, str]:
            response = await hub.client.patch(
                "/partners/P1", json={"name": "Q", "custom": custom}, headers={"if-match": tag}
            )
            return response.status_code, str(response.json()["code"])

        assert await edit({"nothing": 1}) == (422, "unknown_field")
        assert await edit({"rating": "five"}) == (422, "not_a_whole_number")
        assert await edit({"rating": None}) == (422, "required")
        assert (await hub.get("/partners/P1"))["name"] == "P"
        assert await edit({"rating": 5}) == (200, "P1")
        assert await edit({"rating": 6}) == (412, "changed_meanwhile")
        assert (await hub.get("/partners/P1"))["custom"] == {"rating": 5}

    world.run(scenario)


@pytest.mark.parametrize(
    ("key", "body", "status", "code"),
    [
        ("item/colour", {**COLOUR, "kind": "text", "choices": []}, 422, "keeps_kind"),
        ("item/size", {**COLOUR, "choices": []}, 422, "choices_for_choice"),
        ("item/size", {**PRICE, "kind": "integer"}, 422, "decimals_for_decimal"),
        ("item/Size", PRICE, 400, "malformed"),
        ("shelf/size", PRICE, 400, "malformed"),
        ("item/size", {**PRICE, "kind": "colour"}, 400, "malformed"),
    ],
)
def test_a_definition_that_makes_no_sense_is_refused(
    world: World, key: str, body: dict[str, object], status: int, code: str
) -> None:
    async def scenario(hub: Hub) -> None:
        assert await define(hub, "item/colour", COLOUR) == (200, "colour")
        assert await define(hub, key, body) == (status, code)
        assert (await hub.client.delete("/custom-fields/item/size")).status_code == 404

    world.run(scenario)


def test_two_sites_that_give_one_value_apart_are_both_shown(world: World) -> None:
    async def scenario(hub: Hub) -> None:
        bonn, kiel = await hub.enrol("BONN"), await hub.enrol("KIEL")
        await define(hub, "item/origin", {"kind": "text", "label_en": "Origin"})
        tea = bonn.item("TEA")
        await hub.exchange()
        give(bonn, tea, "item:origin", "Assam")
        world.clock.now_ms += 1_000
        give(kiel, tea, "item:origin", "Ceylon")
        for _ in range(3):
            await hub.exchange()

        assert (await hub.get("/items/TEA"))["custom"] == {"origin": "Ceylon"}
        for site in (bonn, kiel):
            (row,) = site.store.rows(CUSTOM_VALUE).values()
            assert row["value"] == "Ceylon"
        conflicts = (await hub.get("/conflicts"))["items"]
        assert [
            (one["field"], one["kept"]["value"], one["lost"]["value"]) for one in conflicts
        ] == [("value", "Ceylon", "Assam")]

    world.run(scenario)


def test_an_order_shows_what_its_site_says_of_it(world: World) -> None:
    async def scenario(hub: Hub) -> None:
        bonn = await hub.enrol("BONN")
        await define(hub, "document/seal", {"kind": "text", "label_en": "Seal"})
        order = bonn.order("D-1", bonn.item("TEA"), 5)
        row = {**bonn.named(), "document_id": order, "field": "document:seal", "value": "S-1"}
        bonn.write(Put(DOCUMENT_VALUE, bonn.new_id.new(), row))
        await hub.exchange()

        (detail,) = (await hub.get("/orders/D-1"))["items"]
        assert [(one["field"], one["value"]) for one in detail["custom"]] == [("seal", "S-1")]

    world.run(scenario)
