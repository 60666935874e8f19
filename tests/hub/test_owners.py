"""Owners of stock: made and renamed at headquarters, their items told apart by CODE@OWNER."""

import pytest

from models.warehouse.catalogue import ITEM, OWNER
from models.warehouse.scopes import company_scope
from sync.core.catalogue import Value
from sync.core.change import Put
from sync.store.protocol import Author
from tests.hub.floor import Floor
from tests.hub.test_transfers import between, settled
from tests.hub.world import Hub, World

ANY = {"if-match": "*"}


def test_an_owner_made_here_reaches_every_site_and_is_renamed_there_too(world: World) -> None:
    async def scenario(hub: Hub) -> None:
        bonn = await hub.enrol("BONN")
        made = await hub.post("/owners", {"code": "NORD", "name": "Nord Tea"}, 201)
        again = await hub.post("/owners", {"code": "NORD"}, 409)
        await hub.exchange()
        names = {row["code"]: row["name"] for row in bonn.store.rows(OWNER).values()}
        assert (names, again["code"]) == ({"ACME": "Acme", "NORD": "Nord Tea"}, "code_taken")

        tag = (await hub.client.get("/owners/NORD")).headers["etag"]
        new = {"code": "NORTH", "name": "North"}
        edited = await hub.client.patch("/owners/NORD", json=new, headers={"if-match": tag})
        late = await hub.client.patch("/owners/NORTH", json=new, headers={"if-match": tag})
        used = await hub.client.patch("/owners/NORTH", json={"code": "ACME"}, headers=ANY)
        await hub.exchange()
        assert edited.json() == {**made, **new}
        assert [late.json()["code"], used.json()["code"]] == ["changed_meanwhile", "code_taken"]
        names = {row["code"]: row["name"] for row in bonn.store.rows(OWNER).values()}
        assert names == {"ACME": "Acme", "NORTH": "North"}
        acts = [(row["act"], row["subject"], row["detail"]) for row in await _trail(hub)]
        assert acts[:2] == [("owner_edited", "NORD", "NORTH"), ("owner_added", "NORD", "")]

    world.run(scenario)


async def _trail(hub: Hub) -> list[dict[str, object]]:
    found: list[dict[str, object]] = (await hub.get("/audit"))["items"]
    return found


def test_two_owners_of_one_code_are_told_apart_by_their_ids(world: World) -> None:
    """As two headquarters make them while apart."""

    async def scenario(hub: Hub) -> None:
        bonn = await hub.enrol("BONN")
        made = await hub.post("/owners", {"code": "NORD"}, 201)
        other: dict[str, Value] = {"company_id": bonn.company, "code": "NORD", "name": "Other"}
        put = Put(OWNER, bonn.new_id.new(), other)
        bonn.store.begin()
        bonn.store.write(company_scope(bonn.company), [put], Author())
        bonn.store.commit()
        assert await hub.exchange() == []
        asked = (await hub.client.get("/owners/NORD")).json()
        assert (asked["code"], made["id"] in asked["ids"]) == ("ambiguous_code", True)
        item = await hub.post("/items", {"code": "TEA", "owner": "NORD"}, 409)
        assert item["code"] == "ambiguous_owner"
        url = f"/owners/{made['id']}"
        renamed = await hub.client.patch(url, json={"code": "SUD"}, headers=ANY)
        assert (renamed.status_code, renamed.json()["id"]) == (200, made["id"])
        assert (await hub.client.get("/owners/NORD")).json()["name"] == "Other"
        assert (await hub.client.get("/owners/OST")).status_code == 404

    world.run(scenario)


@pytest.mark.parametrize("code", ["", "A@B", " A", "A ", "A\n", "A" * 21])
def test_a_code_that_could_not_be_named_is_no_owners(world: World, code: str) -> None:
    async def scenario(hub: Hub) -> None:
        assert (await hub.post("/owners", {"code": code}, 400))["code"] == "malformed"

    world.run(scenario)


def test_two_owners_have_an_item_each_under_one_code(world: World) -> None:
    async def scenario(hub: Hub) -> None:
        bonn = await hub.enrol("BONN")
        await hub.post("/owners", {"code": "NORD"}, 201)
        unknown = await hub.post("/items", {"code": "TEA", "owner": "OST"}, 422)
        ours = await hub.post("/items", {"code": "TEA", "description": "ours"}, 201)
        theirs = await hub.post("/items", {"code": "TEA", "owner": "NORD", "barcodes": ["1"]}, 201)
        again = await hub.post("/items", {"code": "TEA", "owner": "NORD"}, 409)
        assert [unknown["code"], again["code"]] == ["unknown_owner", "code_taken"]
        assert [ours["owner"], theirs["owner"]] == ["ACME", "NORD"]

        both = (await hub.client.get("/items/TEA")).json()
        assert (both["code"], both["owners"]) == ("ambiguous_code", ["ACME", "NORD"])
        field = {"description": "theirs"}
        edited = await hub.client.patch("/items/TEA@NORD", json=field, headers=ANY)
        assert edited.json() == {**theirs, **field}
        listed = (await hub.get("/owners"))["items"]
        assert [(row["code"], row["is_first"], row["items"]) for row in listed] == [
            ("ACME", True, 1), ("NORD", False, 1),
        ]  # fmt: skip
        await hub.exchange()
        rows = {row["owner_id"]: row["description"] for row in bonn.store.rows(ITEM).values()}
        assert sorted(map(str, rows.values())) == ["ours", "theirs"] and bonn.owner in rows

    world.run(scenario)


def test_stock_of_an_owner_is_listed_alone(world: World) -> None:
    async def scenario(hub: Hub) -> None:
        bonn = await hub.enrol("BONN")
        await hub.post("/owners", {"code": "NORD"}, 201)
        await hub.post("/items", {"code": "TEA"}, 201)
        await hub.post("/items", {"code": "TEA", "owner": "NORD"}, 201)
        await hub.exchange()
        pieces = {bonn.owner: 4}
        for item, row in bonn.store.rows(ITEM).items():
            assert isinstance(item, int)
            assert isinstance(row["owner_id"], int)
            bonn.move(item, pieces.get(row["owner_id"], 3), "supplier", "A-01")
        await hub.exchange()
        hub.live(bonn)
        for query, shown in (({}, {"ACME": 4, "NORD": 3}), ({"owner": "NORD"}, {"NORD": 3})):
            lines = (await hub.get("/stock", **query))["items"]
            assert {line["owner"]: line["total"]["on_hand"] for line in lines} == shown

    world.run(scenario)


def test_a_code_of_several_owners_leaves_room_for_the_owner(world: World) -> None:
    async def scenario(hub: Hub) -> None:
        await hub.post("/owners", {"code": "NORD"}, 201)
        for code, status in (("A" * 59, 201), ("B" * 60, 422)):
            await hub.post("/items", {"code": code}, 201)
            await hub.post("/items", {"code": code, "owner": "NORD"}, status)

    world.run(scenario)


def test_goods_of_an_owner_stay_theirs_on_the_road(world: World) -> None:
    """The owner is made at headquarters; both sites have a TEA of the first owner beside theirs."""

    async def scene(hub: Hub, bonn: Floor, kiel: Floor) -> None:
        await hub.post("/owners", {"code": "NORD"}, 201)
        await hub.post("/items", {"code": "TEA", "owner": "NORD"}, 201)
        await settled(hub, bonn, kiel)
        theirs = {"location": "A-01-01-1", "item": "TEA@NORD", "reason": "start"}
        assert bonn.do("adjust", quantity=9, **theirs).done
        lines = [{"item": "TEA", "quantity": 9}]
        assert bonn.do("make_transfer", transfer="T1", to="KIEL", owner="NORD", lines=lines).done
        bonn.send("T1")
        await settled(hub, bonn, kiel)
        assert kiel.do("receive", asn="T1", item="TEA", quantity=6).done
        assert kiel.do("close_receipt", asn="T1", confirm=True).done
        await settled(hub, bonn, kiel)
        lost = {"transfer": "T1", "item": "TEA", "quantity": 3, "verdict": "lost"}
        assert kiel.do("settle_transfer", **lost).done
        await settled(hub, bonn, kiel)

        ((nord,),) = kiel.rows("SELECT id FROM owner WHERE code = 'NORD'")
        for floor in (bonn, kiel):
            for table in ("transfer", "transfer_line"):
                assert {*floor.rows(f"SELECT owner_id FROM {table}")} == {(nord,)}
        assert {*kiel.rows("SELECT owner_id FROM asn")} == {(nord,)}
        assert {*kiel.rows("SELECT owner_id FROM movement")} == {(nord,)}
        assert kiel.rows("SELECT owner_id, sum(quantity) FROM quant GROUP BY 1") == [(nord, 6)]
        assert bonn.rows("SELECT quantity FROM quant") == [(100,)]
        lines_told = (await hub.get("/stock", owner="NORD"))["items"]
        assert [line["total"]["in_transit"] for line in lines_told] == [0]

    between(world, scene)
