"""Goods sold by weight: shares, what the scale knows better, plausible bands, labels."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.warehouse.catch import Held, Taken, grams, is_plausible, share, taken, without
from models.warehouse.gs1.reading import Measure


@given(st.integers(1, 1_000), st.integers(0, 10**9), st.data())
def test_however_it_is_divided_nothing_of_the_weight_is_lost(
    quantity: int, weight_g: int, data: st.DataObject
) -> None:
    held, carried = Held(quantity, weight_g), 0
    while held.quantity:
        part = data.draw(st.integers(1, held.quantity))
        carried += share(held, part)
        held = without(held, part)
        assert held.weight_g >= 0
    assert (held.weight_g, carried) == (0, weight_g)


@pytest.mark.parametrize(
    ("held", "quantity", "weighed_g", "wanted"),
    [
        (Held(3, 1_000), 1, None, Taken(333, 0)),
        (Held(3, 1_000), 3, None, Taken(1_000, 0)),
        (Held(3, 1_000), 1, 300, Taken(300, 0)),
        (Held(3, 1_000), 3, 990, Taken(990, -10)),
        (Held(3, 1_000), 3, 1_010, Taken(1_010, 10)),
        (Held(3, 1_000), 2, 1_100, Taken(1_100, 434)),
    ],
)
def test_what_was_weighed_counts_and_the_rest_keeps_a_weight_it_can_have(
    held: Held, quantity: int, weighed_g: int | None, wanted: Taken
) -> None:
    found = taken(held, quantity, weighed_g)
    assert found == wanted
    left = held.weight_g + found.found_g - found.carried_g
    assert left >= 0
    assert (left == 0) == (quantity == held.quantity)


@pytest.mark.parametrize(
    ("weighed_g", "piece_g", "quantity", "plausible"),
    [
        (750, 1_000, 1, True), (749, 1_000, 1, False), (1_250, 1_000, 1, True),
        (1_251, 1_000, 1, False), (3_600, 1_000, 3, True), (5, None, 9, True), (5, 0, 9, True),
    ],
)  # fmt: skip
def test_the_band_is_a_quarter_to_either_side(
    weighed_g: int, piece_g: int | None, quantity: int, plausible: bool
) -> None:
    assert is_plausible(weighed_g, piece_g, quantity, 25) is plausible


@pytest.mark.parametrize(
    ("measure", "wanted"),
    [
        (Measure(1_250, 3, "kg"), 1_250),
        (Measure(125, 2, "kg"), 1_250),
        (Measure(1, 0, "kg"), 1_000),
        (Measure(12_345, 4, "kg"), 1_235),
        (Measure(100, 2, "lb"), 454),
        (Measure(999_999, 0, "lb"), 453_591_916),
    ],
)
def test_a_label_weighs_in_whole_grams(measure: Measure, wanted: int) -> None:
    assert grams(measure) == wanted
