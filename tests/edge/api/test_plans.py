"""No scan and no page walks through history: the plan of every statement of a working day.

Columns have no declared type and ids are integers: SQLite would have to convert the column before
it compares, and so leaves its index. A join is written `= +other.id`: nothing is converted.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import apsw

from tests.edge.serving import Served, Tablet

BIG = (
    "movement", "task", "reservation", "dn", "dn_line", "asn", "asn_line", "quant", "item",
    "item_pack", "barcode", "handling_unit", "lot", "location", "stored_reply", "s_log", "s_seal",
    "kit_order", "moved_row",
)  # fmt: skip
PAGES = (
    "/work", "/work/receive", "/work/putaway", "/work/pack", "/work/ship", "/stock",
    "/stock?item=TEA", "/stock?location=A-01-01-1", "/lookup/TEA", "/lookup/A-01-01-1",
    "/lookup/5000159407236", "/lookup/SO-1", "/lookup/ASN-1", "/lookup/nothing", "/items",
    "/items?search=T", "/locations", "/orders", "/orders?state=picking", "/orders/SO-1", "/asns",
    "/asns?state=closed", "/asns/ASN-1", "/attachments?document=asn&number=ASN-1",
    "/attachments?document=count&number=0000000000000", "/exceptions", "/keys",
    "/history", "/history?number=SO-1", "/history?item=TEA", "/history?table=goods",
    "/history/accounts",
    "/carriers", "/tariffs", "/drivers", "/assets", "/partners", "/site/address",
    "/rules", "/channels", "/cartons", "/custom-fields",
    "/sync", "/readyz", "/metrics",
)  # fmt: skip
KIT_PAGES = ("/kit-orders", "/kit-orders?state=draft", "/kit-orders/K-1")
READING = ("SELECT", "WITH", "UPDATE", "DELETE")
Bindings = Any
"""As apsw hands them over: a tuple, a dictionary or nothing."""


@contextmanager
def traced() -> Iterator[dict[str, Bindings]]:
    """Every statement of every connection opened inside, with the values it last had."""
    seen: dict[str, Bindings] = {}

    def keep(_: apsw.Cursor, statement: str, bindings: Bindings) -> bool:
        seen[statement] = bindings
        return True

    def follow(connection: apsw.Connection) -> None:
        connection.exec_trace = keep

    apsw.connection_hooks.append(follow)
    try:
        yield seen
    finally:
        apsw.connection_hooks.remove(follow)


def a_day(served: Served, tablet: Tablet) -> None:
    """Goods come in, are counted, picked, packed and leave; a second order waits."""
    served.import_csv("items", "code,description,barcode\nTEA,Tea,5000159407236\nCUP,Cup,\n")
    served.import_csv("opening_stock", "location,item,quantity\nA-01-01-1,CUP,50\n")
    line = {"item": "TEA", "quantity": 10}
    served.command("announce_asn", "announce", asn="ASN-1", supplier="LEAF", lines=[line])
    served.command("arrive_asn", "arrive", asn="ASN-1", dock="DOCK-1")
    served.command("receive", "receive", asn="ASN-1", item="TEA", quantity=10)
    served.command("close_receipt", "close", asn="ASN-1", confirm=True)
    (put,) = served.get("/api/v1/work/putaway").json()["items"]
    where = {"task_id": put["task_id"], "location": put["to_location"]}
    served.command("put_away", "put", item="TEA", quantity=10, **where)
    served.command(
        "move", "move", item="CUP", from_location="A-01-01-1", to_location="A-01-02-1", quantity=5
    )
    served.command(
        "adjust", "adjust", item="CUP", location="A-01-02-1", quantity=-1, reason="broken"
    )
    for number in (1, 2, 3):
        lines = [{"item": "TEA", "quantity": 2}, {"item": "CUP", "quantity": 1}]
        served.command("take_order", f"o-{number}", order=f"SO-{number}", customer="A", lines=lines)
    served.command("release_orders", "release", orders=["SO-1", "SO-2"])
    served.command("cancel_order", "cancel", order="SO-3", reason="changed")
    for pick in tablet.call("POST", "/api/v1/work/pick/claim", {"limit": 10}).json()["items"]:
        names = ("task_id", "location", "item", "quantity")
        confirm = {"type": "confirm_pick", "command_id": f"pick-{pick['task_id']}"}
        confirm |= {name: pick[name] for name in names}
        assert tablet.call("POST", "/api/v1/commands", confirm).json()["level"] == "ok"
    served.command("pack", "pack", order="SO-1", unit="BOX-1")
    served.command("set_kit_part", "part", kit="TEA", item="CUP")
    served.command("make_kit_order", "kits", order="K-1", item="TEA", quantity=2)
    goods_leave(served, tablet)


def goods_leave(served: Served, tablet: Tablet) -> None:
    """A second order is packed in a dialogue; both are staged, loaded, sent and signed for."""
    served.command("set_carrier", "carrier", carrier="DHL", name="DHL")
    served.command("plan_shipment", "plan", shipment="SH-1", carrier="DHL", dock="DOCK-1")
    for number, (dialogue, code) in enumerate(
        (("packing", "TEA"), ("staging", "SO-1"), ("loading", "SH-1"), ("delivery", "SO-1"))
    ):
        for turn in (
            {"type": "open_dialogue", "dialogue": dialogue},
            {"type": "scan", "code": code},
            {"type": "choose", "option": "leave"},
        ):
            body = {**turn, "command_id": f"leave-{number}-{turn['type']}"}
            assert tablet.call("POST", "/api/v1/commands", body).status_code == 200
    served.command("stage", "stage", order="SO-1", location="STAGE-1")
    served.command("load_unit", "load", shipment="SH-1", unit="BOX-1")
    served.command("depart_shipment", "depart", shipment="SH-1")
    served.command("deliver", "deliver", order="SO-1")


def test_no_statement_of_a_day_walks_through_a_big_table(serve: Callable[..., Served]) -> None:
    with traced() as seen:
        served = serve()
        tablet = Tablet(served)
        tablet.enrol()
        tablet.log_in()
        a_day(served, tablet)
        assert tablet.call("GET", "/api/v1/work/pick").status_code == 200
        for path in (*PAGES, *KIT_PAGES):
            prefix = "" if path in ("/readyz", "/metrics") else "/api/v1"
            assert served.get(f"{prefix}{path}").status_code == 200, path
    connection = served.edge.opened.store.read_connection()
    read = [each for each in seen.items() if each[0].lstrip().startswith(READING)]
    plans = [
        (str(step[3]), statement)
        for statement, bindings in read
        for step in connection.execute(f"EXPLAIN QUERY PLAN {statement}", bindings).fetchall()
    ]
    connection.close()
    walks = [(step, statement) for step, statement in plans if is_walk(step, statement)]
    assert len(read) > 100
    assert walks == []


def is_walk(step: str, statement: str) -> bool:
    """Whether a step goes through all of a big table, also under a short name of it, or makes an
    index of its own to find its way."""
    if "AUTOMATIC" in step:
        return True
    if not step.startswith("SCAN ") or "USING INDEX" in step:
        return False
    name = step.split()[1]
    return name in BIG or any(f" {table} {name} " in f"{statement} " for table in BIG)
