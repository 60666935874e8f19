"""Imports over HTTP: dry run, mapping, refusals by row, the same file twice."""

from pathlib import Path
from typing import Any

import pytest

from edge.store.errors import CommandFailed
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


UNREADABLE = "order,item,qty\n1,TEA,1\n2,TEA,two\n3,=TEA,1\n4,,1\n2,TEA,5\n,TEA,1\n1,CUP,2\n"


def test_an_unreadable_cell_keeps_its_order_out_and_no_other(served: Served) -> None:
    served.import_csv("items", "code\nTEA\nCUP\n")
    for dry_run, state, loaded in (("true", "checked", 0), ("false", "loaded", 1)):
        report = served.import_csv("orders", UNREADABLE, dry_run=dry_run).json()
        assert (report["state"], report["loaded"]) == (state, loaded)
        assert (report["documents"], report["lines"], report["refused_rows"]) == (4, 7, 5)
        assert [(row["row"], row["column"], row["code"]) for row in report["refused"]] == [
            (3, "quantity", "not_a_whole_number"), (4, "item", "formula"),
            (5, "item", "value_missing"), (7, "order", "value_missing"),
            (6, "order", "unreadable_line"),
        ]  # fmt: skip
    assert states(served) == {"1": "confirmed"}
    assert len(served.get("/api/v1/orders/1").json()["lines"]) == 2


def test_a_file_of_which_nothing_can_be_read_is_refused(served: Served) -> None:
    report = served.import_csv("items", "code,weight_g\nTEA,much\n").json()
    assert (report["state"], report["loaded"]) == ("refused", 0)


def test_an_unreadable_cell_keeps_a_row_of_master_data_out(served: Served) -> None:
    report = served.import_csv("items", "code,weight_g\nTEA,much\nCUP,200\nPOT,\n").json()
    assert (report["state"], report["loaded"]) == ("loaded", 2)
    refused = [(row["row"], row["column"], row["code"]) for row in report["refused"]]
    assert refused == [(2, "weight_g", "not_a_number")]
    assert {row["item"] for row in served.get("/api/v1/items").json()["items"]} == {"CUP", "POT"}


def test_opening_stock_goes_in_whole_or_not_at_all(served: Served) -> None:
    """The mended file would book the rest once more."""
    served.import_csv("items", ITEMS)
    table = "location,item,quantity\nA-01-01-1,TEA,5\nA-01-02-1,TEA,{}\n"
    report = served.import_csv("opening_stock", table.format("many")).json()
    assert (report["state"], report["loaded"]) == ("refused", 0)
    assert served.import_csv("opening_stock", table.format(7)).json()["loaded"] == 2
    rows = served.get("/api/v1/stock?item=TEA").json()["items"]
    assert sorted(row["on_hand"] for row in rows) == [5, 7]


TARIFFS = "carrier,from,to,weight_fee\nDHL,Bonn,Kiel,1.5\n"


@pytest.mark.parametrize(
    ("items", "currency"),
    [
        ("code,cost,currency\nTEA,1,EUR\nCUP,2,EUR\n", "EUR"),
        ("code,cost,currency\nTEA,1,EUR\nCUP,2,CNY\n", ""),
        ("code\nTEA\n", ""),
    ],
)
def test_a_tariff_without_a_currency_has_that_of_the_site_if_there_is_one(
    served: Served, items: str, currency: str
) -> None:
    served.import_csv("items", items)
    report = served.import_csv("tariffs", TARIFFS).json()
    assert (report["loaded"], report["currency"]) == (1, currency)
    (tariff,) = served.get("/api/v1/tariffs").json()["items"]
    assert tariff["currency"] == (currency or None)
    own = TARIFFS.replace("weight_fee", "weight_fee,currency").replace("1.5", "1.5,USD")
    assert served.import_csv("tariffs", own).json()["currency"] == ""


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


def test_what_fails_among_many_is_tried_again_by_itself(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorder = served.edge.writer.recorder
    record = recorder.record
    failed: list[Any] = []

    def sometimes(command: Any, actor: Any) -> Any:  # noqa: ANN401
        if getattr(command, "quantity", 0) == 3 and not failed:
            failed.append(command)
            raise CommandFailed("the first time")
        return record(command, actor)

    served.import_csv("items", ITEMS)
    monkeypatch.setattr(recorder, "record", sometimes)
    rows = "".join(f"A-01-01-1,TEA,{quantity}\n" for quantity in range(1, 9))
    report = served.import_csv("opening_stock", f"location,item,quantity\n{rows}").json()
    assert (report["loaded"], report["refused_rows"], len(failed)) == (8, 0, 1)
    (stock,) = served.get("/api/v1/stock?item=TEA").json()["items"]
    assert stock["on_hand"] == sum(range(1, 9))
