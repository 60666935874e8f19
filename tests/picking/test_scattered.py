"""Where an item lies in several places, the walk decides."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.picking.errors import NotEnough
from models.picking.layout import Layout, Place
from models.picking.routes import Floor, plan_route
from models.picking.scattered import Offer, choose_places

FLOOR = Floor(Layout((0, 5, 10, 15), (0, 10)))
DEPOT = Place("depot", 0, 0)


def at(x: int, y: int) -> Place:
    return Place(f"{x}-{y:02}", x, y)


def test_an_item_is_taken_where_the_walk_leads_anyway() -> None:
    offers = [Offer("a", at(15, 5), 9), Offer("b", at(15, 6), 9), Offer("b", at(0, 9), 9)]

    taken = choose_places(FLOOR, DEPOT, {"a": 1, "b": 2}, offers)

    assert taken.offers == (Offer("a", at(15, 5), 1), Offer("b", at(15, 6), 2))
    assert taken.route.length == 2 * (15 + 6)


def test_what_one_place_lacks_the_next_one_gives() -> None:
    offers = [Offer("a", at(0, 2), 3), Offer("a", at(0, 4), 3), Offer("a", at(15, 4), 9)]

    taken = choose_places(FLOOR, DEPOT, {"a": 5}, offers)

    assert sum(offer.quantity for offer in taken.offers) == 5
    assert taken.route.length == 8


def test_too_little_is_said_by_name() -> None:
    with pytest.raises(NotEnough, match="item a") as caught:
        choose_places(FLOOR, DEPOT, {"a": 5}, [Offer("a", at(0, 2), 3), Offer("b", at(0, 4), 9)])

    assert caught.value.name == "a"


@given(st.data())
def test_choosing_is_close_to_the_best_choice_there_is(data: st.DataObject) -> None:
    spots = st.builds(at, st.sampled_from((0, 5, 10, 15)), st.integers(1, 9))
    offers = {
        item: data.draw(st.lists(spots, min_size=1, max_size=3, unique=True)) for item in "abcd"
    }
    listed = [Offer(item, place, 1) for item, places in offers.items() for place in places]

    taken = choose_places(FLOOR, DEPOT, dict.fromkeys("abcd", 1), listed)

    best = min(
        plan_route(FLOOR, DEPOT, list(dict.fromkeys(places))).length
        for places in product(*offers.values())
    )
    assert sorted(offer.item for offer in taken.offers) == list("abcd")
    assert best <= taken.route.length <= 2 * best
