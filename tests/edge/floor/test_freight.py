"""Tariffs, drivers, assets, prices and the site's address as rows."""

from typing import Any

import pytest

from models.warehouse.replies import Outcome
from tests.edge.site import TestSite

LANE = {"carrier": "DHL", "from_city": "Paris", "to_city": "上海"}


@pytest.fixture
def dhl(site: TestSite) -> TestSite:
    site.do("set_carrier", carrier="DHL", name="DHL")
    return site


def kept(site: TestSite, columns: str, table: str) -> list[tuple[Any, ...]]:
    return site.store.connection.execute(f"SELECT {columns} FROM {table} ORDER BY id").fetchall()


def test_a_tariff_is_set_changed_and_dropped(dhl: TestSite) -> None:
    fees = "from_city, to_city, weight_fee_micro, volume_fee_micro, minimum_micro, currency, status"
    dhl.do("set_tariff", **LANE, weight_fee="1.25", minimum="15", currency="EUR")
    dhl.do("set_tariff", **{**LANE, "from_city": "PARIS "}, weight_fee="2", volume_fee="0.000001")
    assert kept(dhl, fees, "tariff") == [("PARIS", "上海", 2_000_000, 1, 0, None, "active")]
    assert dhl.do("drop_tariff", **LANE).outcome is Outcome.LINE_DONE
    assert kept(dhl, "status", "tariff") == [("dropped",)]


@pytest.mark.parametrize(
    ("kind", "asked", "outcome", "key"),
    [
        ("set_tariff", {**LANE, "carrier": "X"}, Outcome.UNKNOWN_CODE, "carrier.unknown"),
        ("drop_tariff", LANE, Outcome.GONE, "tariff.unknown"),
        ("drop_driver", {"driver": "D"}, Outcome.GONE, "driver.unknown"),
        ("drop_asset", {"asset": "A"}, Outcome.GONE, "asset.unknown"),
        ("set_driver", {"driver": "D", "name": "Kim", "carrier": "X"}, Outcome.UNKNOWN_CODE,
         "carrier.unknown"),
        ("set_site_address", {"fields": {}}, Outcome.STALE_STEP, "edit.nothing"),
    ],
)  # fmt: skip
def test_what_is_not_there_is_said(
    dhl: TestSite, kind: str, asked: dict[str, Any], outcome: Outcome, key: str
) -> None:
    reply = dhl.do(kind, **asked)
    assert (reply.outcome, reply.say.key) == (outcome, key)


def test_a_driver_keeps_the_number_as_it_is_written(dhl: TestSite) -> None:
    dhl.do("set_driver", driver="KIM", name="Kim", phone="013-8000", plate="沪A 1")
    dhl.do("set_driver", driver="KIM", name="Kim", phone="+86 138-0013", carrier="DHL")
    assert kept(dhl, "code, phone, plate, carrier_id IS NULL", "driver") == [
        ("KIM", "+86 138-0013", None, 0)
    ]
    dhl.do("drop_driver", driver="KIM")
    assert kept(dhl, "status", "driver") == [("dropped",)]


def test_an_asset_is_entered_once_under_its_code(site: TestSite) -> None:
    site.do("set_asset", asset="FT-1", name="Truck", cost="30000")
    site.do("set_asset", asset="FT-1", name="Fork truck", quantity=2, cost="29999.99")
    assert kept(site, "code, name, quantity, cost_micro", "asset") == [
        ("FT-1", "Fork truck", 2, 29_999_990_000)
    ]
    site.do("drop_asset", asset="FT-1")
    assert kept(site, "status", "asset") == [("dropped",)]


def test_the_address_of_the_site_is_one_row(site: TestSite) -> None:
    site.do("set_site_address", fields={"city": "Paris", "manager": "Ann"})
    site.do("set_site_address", fields={"city": "Lyon"})
    assert kept(site, "city, manager", "site_address") == [("Lyon", "Ann")]


def test_an_item_has_a_cost_and_a_price(site: TestSite) -> None:
    site.do("edit_item", item="TEA", fields={"cost": "1.5", "price": "2.000001", "currency": "EUR"})
    site.do("create_item", item="NEW", fields={"price": "0.1"})
    site.do("edit_item", item="TEA", fields={"cost": None})
    found = site.store.connection.execute(
        "SELECT code, cost_micro, price_micro, currency FROM item WHERE code IN ('TEA','NEW')"
        " ORDER BY code"
    ).fetchall()
    assert found == [("NEW", None, 100_000, None), ("TEA", None, 2_000_001, "EUR")]
