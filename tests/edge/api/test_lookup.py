"""Any page accepts any scan: GS1 codes name an item or a unit, and say more about it."""

from urllib.parse import quote

from tests.edge.serving import Served

GS = "\x1d"
ITEMS = "code,description,barcode\nTEA,Green tea,5000159407236\n"
LABEL = f"]C1010500015940723610L-7{GS}17271231"


def test_an_element_string_finds_the_item_by_its_shorter_barcode(served: Served) -> None:
    served.import_csv("items", ITEMS)
    found = served.get(f"/api/v1/lookup/{quote(LABEL)}").json()
    assert (found["kind"], found["item"]["item"]) == ("item", "TEA")
    assert found["label"] == {
        "gtin": "05000159407236",
        "sscc": None,
        "lot": "L-7",
        "serial": None,
        "expiry": "2027-12-31",
        "quantity": None,
    }


def test_one_code_of_a_pallet_label_is_enough_to_find_its_content(served: Served) -> None:
    served.import_csv("items", ITEMS)
    found = served.get(f"/api/v1/lookup/{quote(']C102050001594072363712')}").json()
    assert (found["item"]["item"], found["label"]["quantity"]) == ("TEA", 12)


def test_a_bad_check_digit_finds_nothing(served: Served) -> None:
    served.import_csv("items", ITEMS)
    bad = LABEL.replace("7236", "7237")
    assert served.get(f"/api/v1/lookup/{quote(bad)}").json()["kind"] == "unknown"
