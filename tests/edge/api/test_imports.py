"""Imports over HTTP: dry run, mapping, refusals by row, the same file twice."""

from pathlib import Path
from typing import Any

import pytest

from tests.edge.serving import Served

ITEMS = "code,description\nTEA,Green tea\nCUP,Cup\n"
ORDERS = """order,item,qty,customer
1001,TEA,2,ANN
1001,CUP,1,ANN
1002,TEA,-3,BOB
1003,POT,1,BOB
C1001,TEA,-2,ANN
C9999,TEA,-2,ANN
1004,CUP,1,
"""
WEEK = Path(__file__).parents[4] / "shared/data/orders/week_2011-10-03.csv"


def states(served: Served) -> dict[str, str]:
    rows = served.get("/api/v1/orders").json()["items"]
    return {row["order"]: row["state"] for row in rows}


def test_a_dry_run_tells_all_and_does_nothing(served: Served) -> None:
    served.import_csv("items", ITEMS)
    report = served.import_csv("orders", ORDERS, dry_run="true").json()
    assert (report["state"], report["dry_run"], report["loaded"]) == ("checked", True, 0)
    assert report["mapping"] == {
        "order": "order", "item": "item", "quantity": "qty", "customer": "customer",
    }  # fmt: skip
    assert states(served) == {}


def test_orders_load_but_for_those_refused_with_a_reason(served: Served) -> None:
    served.import_csv("items", ITEMS)
    report = served.import_csv("orders", ORDERS).json()
    counts = {name: report[name] for name in ("rows", "documents", "lines", "loaded", "cancelled")}
    assert counts == {"rows": 7, "documents": 6, "lines": 7, "loaded": 2, "cancelled": 1}
    assert [(row["row"], row["code"]) for row in report["refused"]] == [
        (4, "negative_quantity"), (5, "unknown_item"), (7, "cancels_unknown_order"),
    ]  # fmt: skip
    assert states(served) == {"1001": "cancelled", "1004": "confirmed"}


def test_the_same_file_twice_loads_nothing_twice(served: Served) -> None:
    served.import_csv("items", ITEMS)
    first, second = (served.import_csv("orders", ORDERS).json() for _ in range(2))
    assert (first["loaded"], second["loaded"]) == (2, 0)
    assert second["repeated"] == 3
    stock = "location,item,quantity\nA-01-01-1,TEA,5\n"
    for _ in range(2):
        served.import_csv("opening_stock", stock)
    rows = served.get("/api/v1/stock?item=TEA").json()["items"]
    assert [row["on_hand"] for row in rows] == [5]


def test_one_unreadable_cell_stops_the_whole_file(served: Served) -> None:
    served.import_csv("items", ITEMS)
    table = "order,item,qty\n1,TEA,1\n2,TEA,two\n3,=TEA,1\n4,,1\n"
    report = served.import_csv("orders", table).json()
    assert (report["state"], report["loaded"]) == ("refused", 0)
    assert [(row["row"], row["column"], row["code"]) for row in report["refused"]] == [
        (3, "quantity", "not_a_whole_number"), (4, "item", "formula"), (5, "item", "value_missing"),
    ]  # fmt: skip
    assert states(served) == {}


def test_a_confirmed_mapping_is_used(served: Served) -> None:
    served.import_csv("items", ITEMS)
    table = "nr,thing,n\n1,TEA,1\n"
    mapping = '{"order": "nr", "item": "thing", "quantity": "n"}'
    refused = served.import_csv("orders", table)
    assert (refused.status_code, refused.json()["code"]) == (422, "column_missing")
    assert served.import_csv("orders", table, mapping=mapping).json()["loaded"] == 1


@pytest.mark.parametrize(
    ("fields", "status", "code"),
    [
        ({"kind": "nothing"}, 400, "malformed"),
        ({"kind": "orders", "mapping": "{"}, 400, "bad_mapping"),
        ({"kind": "orders", "mapping": '{"colour": "order"}'}, 422, "unknown_field"),
    ],
)
def test_a_request_that_makes_no_sense_is_refused(
    served: Served, fields: dict[str, str], status: int, code: str
) -> None:
    answer = served.import_csv(text=ORDERS, **fields)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_nothing_is_left_in_the_staging_folder(served: Served) -> None:
    served.import_csv("items", ITEMS)
    served.import_csv("orders", "order,item\n1,TEA\n")
    assert list((served.folder / "intake").iterdir()) == []


@pytest.mark.skipif(not WEEK.exists(), reason="the real order file lies outside the repository")
def test_a_real_week_of_orders(served: Served) -> None:
    text = WEEK.read_text(encoding="utf-8")
    items: dict[str, Any] = served.import_csv("items", text).json()
    orders: dict[str, Any] = served.import_csv("orders", text).json()
    assert (items["rows"], items["loaded"]) == (13_155, 2_099)
    assert (orders["documents"], orders["lines"], orders["loaded"]) == (625, 13_155, 484)
    assert orders["refused_by_code"] == {"cancels_unknown_order": 103, "negative_quantity": 38}
