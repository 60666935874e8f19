"""What an import of master data refuses to do to what is there, and what it never does twice."""

import pytest

from tests.edge.serving import Served

ITEMS = "code,tracking,cost\nTEA,none,1\nCUP,none,\n"


def loaded(served: Served, kind: str, text: str) -> tuple[int, int, list[tuple[int, str]]]:
    report = served.import_csv(kind, text).json()
    assert report["state"] == "loaded", report
    refused = [(each["row"], each["code"]) for each in report["refused"]]
    return report["loaded"], report["changed"], refused


@pytest.fixture
def stocked(served: Served) -> Served:
    assert loaded(served, "items", ITEMS) == (2, 0, [])
    places = "location,kind,property\nN-1,storage,normal\nN-2,handover,normal\nD-1,dock,normal\n"
    assert loaded(served, "locations", places) == (3, 0, [])
    assert loaded(served, "opening_stock", "location,item,quantity\nN-1,TEA,5\n") == (1, 0, [])
    return served


def test_what_lies_there_keeps_its_place_and_its_kind(stocked: Served) -> None:
    table = (
        "location,kind,property,zone\nN-1,storage,hold,Z\nN-2,storage,hold,Z\n"
        "D-1,storage,normal,Z\n@loss,storage,normal,Z\n"
    )
    assert loaded(stocked, "locations", table) == (
        0, 1, [(5, "reserved_code"), (2, "location_not_empty"), (4, "keeps_kind")],
    )  # fmt: skip
    found = stocked.get("/api/v1/locations?search=N-").json()["items"]
    assert [(row["location"], row["kind"], row["property"], row["zone"]) for row in found] == [
        ("N-1", "storage", "normal", None), ("N-2", "storage", "hold", "Z"),
    ]  # fmt: skip
    table = "code,tracking,description\nTEA,lot,x\nCUP,lot,Cup\n"
    assert loaded(stocked, "items", table) == (0, 1, [(2, "item_has_stock")])


def test_an_empty_cell_changes_nothing(stocked: Served) -> None:
    assert loaded(stocked, "items", "code,tracking,cost\nTEA,,\n") == (0, 0, [])
    assert loaded(stocked, "prices", "item,cost,price\nTEA,,\nCUP,,2.5\n") == (1, 0, [])
    prices = stocked.get("/api/v1/exports/prices").content.decode("utf-8-sig").splitlines()
    assert prices[1:] == ['"CUP","","2.5",""', '"TEA","1","",""']


@pytest.mark.parametrize(
    ("kind", "table", "refused"),
    [
        ("packs", "item,pack,quantity\nPOT,Box,6\nTEA,Box,0\nTEA,Box,6\n",
         [(2, "unknown_item"), (3, "zero_quantity")]),
        ("packs", "item,pack,quantity,gtin\nTEA,Box,6,15000159407234\n", [(2, "bad_check_digit")]),
        ("prices", "item,cost\nPOT,1\n", [(2, "unknown_item")]),
        ("drivers", "driver,carrier\nKIM,NONE\n", [(2, "unknown_carrier")]),
        ("opening_stock", "location,item,quantity,status\nN-1,TEA,1,hold\n",
         [(2, "location_not_allowed")]),
    ],
)  # fmt: skip
def test_a_row_that_does_not_fit_the_site_is_refused_by_itself(
    stocked: Served, kind: str, table: str, refused: list[tuple[int, str]]
) -> None:
    assert loaded(stocked, kind, table)[2] == refused


@pytest.mark.parametrize(
    ("kind", "table", "refused"),
    [
        ("tariffs", "carrier,from,to,weight_fee\nDHL,Paris,Rome,1.2.3\n", "not_an_amount"),
        ("tariffs", "carrier,from,to\nDHL,,Rome\n", "value_missing"),
        ("locations", "location,kind\nX,cellar\n", "unknown_choice"),
        ("assets", "asset,cost,currency\nA,1,Euro\n", "not_a_currency"),
        ("carriers", "carrier,cut_off\nA,25:00\n", "not_a_time"),
        ("partners", "partner,level\nA,-1\n", "negative"),
        ("items", "code,weight_g\nA,-5\n", "not_a_number"),
    ],
)
def test_a_cell_that_cannot_be_read_stops_the_file(
    served: Served, kind: str, table: str, refused: str
) -> None:
    report = served.import_csv(kind, table).json()
    assert (report["state"], [each["code"] for each in report["refused"]]) == ("refused", [refused])
