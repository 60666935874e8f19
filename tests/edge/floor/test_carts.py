"""So many orders go onto a cart as its slots, weight and volume allow."""

from pathlib import Path

import pytest

from edge.floor.carts import BY_HAND, cart_of
from edge.floor.claiming import next_orders
from edge.floor.draft import SiteSettings
from edge.store.recorder import Actor
from models.warehouse.rules.rule import RuleError, read
from tests.edge.site import TestSite

KILO = 1_000
LITRE = 1_000_000


@pytest.fixture
def site(tmp_path: Path) -> TestSite:
    """Four orders of one item of a kilogram and a litre: 2, 5, 1 and 1 pieces."""
    site = TestSite(tmp_path)
    site.add_item("BAG", weight_g=KILO, length_mm=100, width_mm=100, height_mm=100)
    site.stock("BAG", "A-01-01-1", 50)
    for number, pieces in (("O-1", 2), ("O-2", 5), ("O-3", 1), ("O-4", 1)):
        site.order(number, ("BAG", pieces))
        site.release(number)
    return site


def taken(site: TestSite, **says: int) -> list[str]:
    """Orders of the next cart."""
    if says:
        assert site.do("set_rule", says={"kind": "cart", **says}).say.key == "rule.set"
    cart = cart_of(site.reader, SiteSettings(cart_slots=3))
    found = next_orders(site.reader, site.recorder.now(Actor(1, 1)), cart, 99)
    return site.reader.orders_of(found)


@pytest.mark.parametrize(
    ("says", "orders"),
    [
        ({}, ["O-1", "O-2", "O-3"]),  # as many slots as the site is set to
        ({"slots": 2}, ["O-1", "O-2"]),
        ({"slots": 4, "weight_g_max": 4 * KILO}, ["O-1", "O-3", "O-4"]),
        ({"slots": 4, "weight_g_max": 3 * KILO}, ["O-1", "O-3"]),
        ({"slots": 4, "volume_mm3_max": 8 * LITRE}, ["O-1", "O-2", "O-3"]),
        ({"slots": 4, "slot_volume_mm3": 2 * LITRE}, ["O-1", "O-2"]),  # five litres: three slots
        ({"slots": 4, "weight_g_max": KILO}, ["O-1"]),  # too heavy, and somebody has to
    ],
)
def test_a_cart_takes_what_it_holds(
    site: TestSite, says: dict[str, int], orders: list[str]
) -> None:
    assert taken(site, **says) == orders


def test_without_a_cart_it_is_one_order(site: TestSite) -> None:
    found = next_orders(site.reader, site.recorder.now(Actor(1, 1)), BY_HAND, 99)
    assert site.reader.orders_of(found) == ["O-1"]


def test_goods_without_weight_or_measures_fill_slots_alone(site: TestSite) -> None:
    site.add_item("DOT")
    site.stock("DOT", "A-01-02-1", 9)
    for number in ("D-1", "D-2"):
        site.order(number, ("DOT", 3), priority=9)
        site.release(number)
    assert taken(site, slots=3, weight_g_max=1) == ["D-1", "D-2"]


def test_a_cart_has_no_conditions() -> None:
    with pytest.raises(RuleError, match="no conditions"):
        read(1, 1, '{"item": "TEA"}', '{"kind": "cart", "slots": 2}')
