"""A small working day over HTTP: from the announcement to the carrier."""

from tests.edge.serving import Served, Tablet

ITEMS = "code,description,barcode\nTEA,Green tea,5000159407236\nCUP,Cup,\n"


def test_goods_come_in_and_go_out(served: Served, tablet: Tablet) -> None:
    report = served.import_csv("items", ITEMS).json()
    assert (report["state"], report["loaded"]) == ("loaded", 2)
    asn = {"asn": "ASN-1", "supplier": "LEAF", "lines": [{"item": "TEA", "quantity": 10}]}
    served.command("announce_asn", "announce", **asn)
    served.command("arrive_asn", "arrive", asn="ASN-1", dock="DOCK-1")

    work = served.get("/api/v1/work/receive").json()
    assert [line["item"] for line in work["items"][0]["lines"]] == ["TEA"]
    assert work["items"][0]["lines"][0]["barcodes"] == ["5000159407236"]
    served.command("receive", "receive", asn="ASN-1", item="5000159407236", quantity=10)
    served.command("close_receipt", "close", asn="ASN-1", confirm=True)

    tasks = served.get("/api/v1/work/putaway").json()["items"]
    assert [(task["item"], task["quantity"]) for task in tasks] == [("TEA", 10)]
    served.command(
        "put_away", "put", task_id=tasks[0]["task_id"], item="TEA", quantity=10,
        location=tasks[0]["to_location"],
    )  # fmt: skip
    stock = served.get("/api/v1/stock?item=TEA").json()["items"]
    assert [(row["on_hand"], row["available"]) for row in stock] == [(10, 10)]

    order = {"order": "SO-1", "customer": "ANN", "lines": [{"item": "TEA", "quantity": 4}]}
    served.command("take_order", "order", **order)
    served.command("release_orders", "release", orders=["SO-1"])
    claim = tablet.call("POST", "/api/v1/work/pick/claim", {"limit": 10}).json()
    assert claim["order"] == "SO-1"
    assert claim == {**tablet.call("GET", "/api/v1/work/pick").json()}
    (pick,) = claim["items"]
    confirm = {
        "type": "confirm_pick",
        "command_id": "pick-1-by-tablet",
        "task_id": pick["task_id"],
        "location": pick["location"],
        "item": "TEA",
        "quantity": 4,
    }
    picked = tablet.call("POST", "/api/v1/commands", confirm).json()
    assert picked["outcome"] == "document_done"
    assert served.get("/api/v1/work").json()["counts"] == {
        "receive": 0, "putaway": 0, "pick": 0, "pack": 1, "ship": 0,
    }  # fmt: skip
    served.command("pack", "pack", order="SO-1")
    assert [row["order"] for row in served.get("/api/v1/work/ship").json()["items"]] == ["SO-1"]
    served.command("ship", "ship", order="SO-1", carrier="DHL")
    done = served.get("/api/v1/orders/SO-1").json()
    assert (done["state"], done["carrier"], done["lines"][0]["shipped"]) == ("shipped", "DHL", 4)
    assert served.get("/api/v1/stock?item=TEA").json()["items"][0]["on_hand"] == 6


def test_two_pickers_never_hold_the_same_task(served: Served, tablet: Tablet) -> None:
    served.import_csv("items", ITEMS)
    stock = "location,item,quantity\nA-01-01-1,TEA,50\nA-01-02-1,CUP,50\n"
    assert served.import_csv("opening_stock", stock).json()["loaded"] == 2
    for number in (1, 2):
        lines = [{"item": "TEA", "quantity": 1}, {"item": "CUP", "quantity": 1}]
        served.command("take_order", f"o-{number}", order=f"SO-{number}", customer="A", lines=lines)
    served.command("release_orders", "release", orders=["SO-1", "SO-2"])
    worker = served.post("/api/v1/people", {"name": "Bo", "pin": "1234"}).json()
    other = Tablet(served)
    other.enrol()
    other.log_in(worker["badge"], "1234")

    claims = [
        each.call("POST", "/api/v1/work/pick/claim", {"limit": 10}).json()
        for each in (tablet, other, tablet)
    ]
    orders = [claim["order"] for claim in claims]
    assert orders == ["SO-1", "SO-2", "SO-1"]
    assert not {task["task_id"] for task in claims[0]["items"]} & {
        task["task_id"] for task in claims[1]["items"]
    }


def test_any_code_is_looked_up(served: Served) -> None:
    served.import_csv("items", ITEMS)
    served.import_csv("opening_stock", "location,item,quantity\nA-01-01-1,TEA,5\n")
    lines = [{"item": "TEA", "quantity": 1}]
    served.command("take_order", "order", order="SO-9", customer="A", lines=lines)
    served.command("announce_asn", "asn", asn="ASN-9", supplier="S", lines=lines)
    kinds = {
        code: served.get(f"/api/v1/lookup/{code}").json()["kind"]
        for code in ("TEA", "5000159407236", "A-01-01-1", "SO-9", "ASN-9", "nothing")
    }
    assert kinds == {
        "TEA": "item",
        "5000159407236": "item",
        "A-01-01-1": "location",
        "SO-9": "order",
        "ASN-9": "asn",
        "nothing": "unknown",
    }


def test_pages_of_a_list_join_without_gap_or_repeat(served: Served) -> None:
    table = "code\n" + "".join(f"ITEM-{number:03}\n" for number in range(25))
    assert served.import_csv("items", table).json()["loaded"] == 25
    found, cursor = [], ""
    while True:
        page = served.get(f"/api/v1/items?limit=10{cursor}").json()
        found += [item["item"] for item in page["items"]]
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"
    assert found == [f"ITEM-{number:03}" for number in range(25)]
