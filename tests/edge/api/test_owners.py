"""Two owners keep the same goods under one roof: nothing of the one becomes the other's."""

import csv
from typing import Any

import pytest

from edge.store.check import check
from models.warehouse.catalogue import OWNER
from models.warehouse.scopes import company_scope
from sync.core.catalogue import Value
from sync.core.change import Put
from sync.store.protocol import Author
from tests.edge.serving import Served, Tablet

EAN = "4006381333931"
HERE, THERE, FREE = "A-01-01-1", "A-01-02-1", "A-01-03-1"
OURS, THEIRS = "TEA@ACME", "TEA@NORD"
Stock = dict[tuple[str, str, str], int]


class Floor:
    """A site with one more owner; each of the two has an item TEA of the same barcode."""

    def __init__(self, served: Served) -> None:
        self.served, self._sent = served, 0
        company = served.edge.opened.site.company_id

        def add(recorder: Any) -> None:  # noqa: ANN401
            row: dict[str, Value] = {"company_id": company, "code": "NORD", "name": "Nord Tea"}
            put = Put(OWNER, recorder.ids.new(), row)
            recorder.store.write(company_scope(company), [put], Author())

        served.edge.writer.call(add)
        text = f"code,owner,barcode,tracking\nTEA,,{EAN},none\nTEA,NORD,{EAN},none\n"
        told = served.import_csv("items", text).json()
        assert told["loaded"] == 2, told

    def give(self, kind: str, **fields: object) -> dict[str, Any]:
        """A command; its reply, whatever it is."""
        self._sent += 1
        body = {"type": kind, "command_id": f"owners-{self._sent:04}", **fields}
        answer = self.served.post("/api/v1/commands", body)
        assert answer.status_code == 200, answer.text
        reply: dict[str, Any] = answer.json()
        return reply

    def do(self, kind: str, **fields: object) -> dict[str, Any]:
        """A command that has its effect."""
        reply = self.give(kind, **fields)
        assert reply["level"] in ("ok", "info", "warn"), reply
        return reply

    def stock(self, **query: str) -> Stock:
        """(owner, location, status) → pieces, of what is on hand."""
        asked = "&".join(f"{name}={value}" for name, value in query.items())
        rows = self.served.get(f"/api/v1/stock?{asked}").json()["items"]
        return {(row["owner"], row["location"], row["status"]): row["on_hand"] for row in rows}

    def put(self, ours: int, theirs: int, location: str = HERE) -> None:
        """So many of each in one place."""
        for item, quantity in ((OURS, ours), (THEIRS, theirs)):
            self.do("adjust", item=item, location=location, quantity=quantity, reason="start")

    def order(self, number: str, quantity: int, **fields: object) -> dict[str, Any]:
        """Taken and released."""
        lines = [{"item": "TEA", "quantity": quantity}]
        taken = self.do("take_order", order=number, customer="C", lines=lines, **fields)
        self.do("release_orders", orders=[number])
        return taken

    def check(self) -> None:
        """The books add up."""
        assert self.served.edge.writer.call(_checked) == []


def _checked(recorder: Any) -> list[str]:  # noqa: ANN401
    report = check(recorder.store.connection, recorder.site)
    return [] if report.ok else [str(report)]


@pytest.fixture
def floor(served: Served) -> Floor:
    return Floor(served)


def test_a_delivery_is_of_the_owner_it_names(floor: Floor) -> None:
    lines = [{"item": "TEA", "quantity": 5}]
    floor.do("announce_asn", asn="A1", supplier="S", lines=lines)
    floor.do("announce_asn", asn="A2", supplier="S", owner="NORD", lines=lines)
    unknown = floor.give("announce_asn", asn="A3", supplier="S", owner="OST", lines=lines)
    assert unknown["say"]["key"] == "owner.unknown"
    floor.do("receive", asn="A1", item=EAN, quantity=2)
    floor.do("receive", asn="A2", item="TEA", quantity=5)
    waiting = floor.served.get("/api/v1/work/putaway").json()["items"]
    assert [(task["item"], task["barcodes"], task["quantity"]) for task in waiting] == [
        (OURS, [EAN, "TEA"], 2), (THEIRS, [EAN, "TEA"], 5),
    ]  # fmt: skip
    for task in waiting:  # the goods are named by what is printed on them
        put = {"item": EAN, "quantity": task["quantity"], "location": HERE, "confirm": True}
        floor.do("put_away", task_id=task["task_id"], **put)
    assert floor.stock() == {("ACME", HERE, "available"): 2, ("NORD", HERE, "available"): 5}
    assert floor.stock(owner="NORD") == floor.stock(item=THEIRS)
    assert [floor.served.get(f"/api/v1/asns/{asn}").json()["owner"] for asn in ("A1", "A2")] == [
        "ACME",
        "NORD",
    ]
    floor.check()


def test_goods_nobody_announced_are_of_the_owner_named_with_them(floor: Floor) -> None:
    open_ = floor.give("receive", item="TEA", quantity=1, supplier="S")
    assert (open_["outcome"], open_["say"]["args"]["names"]) == (
        "ambiguous", f"{OURS} / {THEIRS}",
    )  # fmt: skip
    blind = floor.do("receive", item=THEIRS, quantity=1, supplier="S")["data"]["asn"]
    floor.do("receive", asn=blind, item=EAN, quantity=2)
    assert floor.stock() == {("NORD", "DOCK-1", "available"): 3}


def test_an_order_gets_stock_of_its_owner_alone(floor: Floor) -> None:
    floor.put(ours=10, theirs=3)
    taken = floor.order("O1", 5, owner="NORD")
    assert taken["data"]["lines"] == [{"line": 1, "promised": 3, "short": 2}]
    assert floor.stock() == {("ACME", HERE, "available"): 10, ("NORD", HERE, "available"): 3}
    order = floor.served.get("/api/v1/orders/O1").json()
    assert (order["owner"], order["lines"][0]["item"], order["lines"][0]["allocated"]) == (
        "NORD", THEIRS, 3,
    )  # fmt: skip
    assert floor.order("O2", 4)["data"]["lines"][0]["promised"] == 4  # the first owner's
    assert floor.served.get("/api/v1/orders/O2").json()["owner"] == "ACME"
    mixed = [{"item": OURS, "quantity": 1}, {"item": THEIRS, "quantity": 1}]
    refused = floor.do("take_order", order="O3", customer="C", owner="NORD", lines=mixed)
    assert refused["data"]["refused"] == [
        {"line": 1, "item": OURS, "quantity": 1, "reason": "other_owner"}
    ]


def test_picked_packed_shipped_and_come_back_it_is_the_same_owners(
    floor: Floor, tablet: Tablet
) -> None:
    floor.put(ours=10, theirs=3)
    floor.order("O1", 3, owner="NORD")
    (pick,) = tablet.call("POST", "/api/v1/work/pick/claim", {"limit": 10}).json()["items"]
    assert pick["item"] == THEIRS
    wrong = {"type": "confirm_pick", "command_id": "pick-wrong", "task_id": pick["task_id"],
             "location": HERE, "item": OURS, "quantity": 3}  # fmt: skip
    said = tablet.call("POST", "/api/v1/commands", wrong).json()
    assert said["outcome"] == "wrong_item"
    right = {**wrong, "command_id": "pick-right", "item": EAN}
    assert tablet.call("POST", "/api/v1/commands", right).json()["outcome"] == "document_done"
    floor.do("pack", order="O1", lines=[{"item": "TEA", "quantity": 3}])
    floor.do("ship", order="O1", carrier="DHL")
    floor.do("deliver", order="O1", lines=[{"item": "TEA", "delivered": 3}])
    assert floor.stock() == {("ACME", HERE, "available"): 10}
    floor.do(
        "return_goods", order="O1", item=EAN, quantity=2, disposition="restock", reason="unwanted"
    )
    assert floor.stock() == {
        ("ACME", HERE, "available"): 10, ("NORD", "DOCK-1", "available"): 2,
    }  # fmt: skip
    floor.check()


def test_what_lies_together_is_moved_counted_and_corrected_by_owner(floor: Floor) -> None:
    floor.put(ours=10, theirs=3)
    one = floor.give("move", item=EAN, quantity=2, from_location=HERE, to_location=THERE)
    assert one["outcome"] == "ambiguous"
    floor.do("move", item=THEIRS, quantity=2, from_location=HERE, to_location=THERE)
    floor.do("move", item=EAN, quantity=1, from_location=THERE, to_location=FREE)
    assert floor.stock(owner="NORD") == {
        ("NORD", HERE, "available"): 1, ("NORD", THERE, "available"): 1,
        ("NORD", FREE, "available"): 1,
    }  # fmt: skip
    unclear = floor.give("count_location", location=HERE, lines=[{"item": EAN, "quantity": 11}])
    assert unclear["outcome"] == "ambiguous"
    lines = [{"item": OURS, "quantity": 9}, {"item": THEIRS, "quantity": 2}]
    assert floor.do("count_location", location=HERE, lines=lines)["data"]["differences"] == 2
    alone = floor.do("count_location", location=FREE, lines=[{"item": EAN, "quantity": 1}])
    assert alone["data"] | {"count": ""} == {"count": "", "verdict": "post", "differences": 0}
    lost = {"quantity": -1, "reason": "broken", "location": THERE}
    floor.do("adjust", item="TEA", **lost)  # only theirs lie there
    assert floor.give("adjust", item="TEA", **{**lost, "quantity": 1})["outcome"] == "ambiguous"
    assert floor.stock(location=THERE) == {}
    floor.check()


def test_a_kit_is_of_one_owner_with_all_its_parts(floor: Floor) -> None:
    told = floor.served.import_csv("items", "code,owner\nBOX,NORD\nSET,NORD\nCUP,\n").json()
    assert told["loaded"] == 3
    foreign = floor.give("set_kit_part", kit="SET", item="CUP", quantity=1)
    assert foreign["say"]["key"] == "kit.other_owner"
    floor.do("set_kit_part", kit="SET", item="TEA", quantity=2)  # theirs, as the kit is
    floor.do("set_kit_part", kit="SET", item="BOX", quantity=1)
    floor.put(ours=10, theirs=4)
    floor.do("adjust", item="BOX", location=HERE, quantity=2, reason="start")
    floor.do("make_kit_order", order="K1", item="SET", quantity=3)
    floor.do("release_kit_order", order="K1")
    reserved = floor.served.get(f"/api/v1/stock?location={HERE}").json()["items"]
    assert {(row["item"], row["allocated"]) for row in reserved} == {
        (OURS, 0), (THEIRS, 4), ("BOX", 2),
    }  # fmt: skip
    floor.check()


def test_an_import_names_owners_and_what_was_exported_can_be_read_again(floor: Floor) -> None:
    floor.put(ours=10, theirs=3)
    orders = "order,item,quantity,customer,owner\nO1,TEA,2,C,NORD\nO2,TEA,2,C,\nO3,TEA,1,C,OST\n"
    told = floor.served.import_csv("orders", orders).json()
    assert (told["loaded"], told["refused_by_code"]) == (2, {"unknown_owner": 1})
    asns = "asn,supplier,item,quantity,owner\nA1,S,TEA,2,NORD\nA1,S,TEA,2,ACME\n"
    told = floor.served.import_csv("asns", asns).json()
    assert told["refused_by_code"] == {"several_owners": 1}
    listed = floor.served.get("/api/v1/exports/orders?form=csv").text.lstrip("\ufeff").splitlines()
    rows = list(csv.DictReader(listed))
    assert [(row["order"], row["item"], row["owner"]) for row in rows] == [
        ("O1", THEIRS, "NORD"), ("O2", OURS, "ACME"),
    ]  # fmt: skip
    items = floor.served.get("/api/v1/exports/items?form=csv").text
    again = floor.served.import_csv("items", items).json()
    assert (again["loaded"], again["changed"], again["refused"]) == (0, 0, [])


def test_lists_and_look_ups_tell_owners_apart(floor: Floor) -> None:
    floor.put(ours=10, theirs=3)
    items = floor.served.get("/api/v1/items?limit=1").json()
    more = floor.served.get(f"/api/v1/items?limit=1&cursor={items['next_cursor']}").json()
    rows = [*items["items"], *more["items"]]
    assert [(row["item"], row["owner"], row["on_hand"]) for row in rows] == [
        (OURS, "ACME", 10), (THEIRS, "NORD", 3),
    ]  # fmt: skip
    for code in ("TEA", EAN):
        found = floor.served.get(f"/api/v1/lookup/{code}").json()
        assert [row["item"] for row in found["stock"]] == [OURS, THEIRS]
    assert floor.served.get(f"/api/v1/lookup/{THEIRS}").json()["item"]["owner"] == "NORD"


def test_a_new_item_may_have_a_code_that_another_owner_uses(floor: Floor) -> None:
    used = floor.give("create_item", item="TEA", owner="NORD")
    assert used["say"]["key"] == "item.code_used"
    floor.do("create_item", item="MUG", owner="NORD")
    assert floor.served.get("/api/v1/lookup/MUG").json()["item"]["item"] == "MUG"
    floor.do("create_item", item="MUG")
    assert floor.served.get("/api/v1/lookup/MUG@NORD").json()["item"]["item"] == "MUG@NORD"
