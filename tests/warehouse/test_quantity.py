"""Quantities: exact at the door, exact on the way out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.warehouse.quantity import QUANTITY_MAX, QuantityError, of_packs, to_base, to_text


@pytest.mark.parametrize(
    ("text", "decimals", "base"),
    [
        ("5", 0, 5),
        (" 5.0 ", 0, 5),
        ("33.60", 2, 3360),
        ("0.167", 3, 167),
        ("1e2", 0, 100),
        ("-4", 0, -4),
        (str(QUANTITY_MAX), 0, QUANTITY_MAX),
    ],
)
def test_text_becomes_base_units(text: str, decimals: int, base: int) -> None:
    assert to_base(text, decimals) == base


@pytest.mark.parametrize(
    ("text", "decimals"),
    [("", 0), ("five", 0), ("1.5", 0), ("0.1234", 3), ("NaN", 0), ("Infinity", 2),
     (str(QUANTITY_MAX + 1), 0), ("1000000000000", 1), ("1e400", 0)],
)  # fmt: skip
def test_what_is_not_a_quantity_is_refused_and_never_rounded(text: str, decimals: int) -> None:
    with pytest.raises(QuantityError):
        to_base(text, decimals)


@given(st.integers(-QUANTITY_MAX, QUANTITY_MAX), st.integers(0, 6))
def test_there_and_back_is_the_same(base: int, decimals: int) -> None:
    assert to_base(to_text(base, decimals), decimals) == base


def test_the_float_cases_that_others_get_wrong_are_exact() -> None:
    assert to_base("3140", 2) - to_base("3106.4", 2) == to_base("33.6", 2)
    assert of_packs(6, to_base("0.167", 3)) == to_base("1.002", 3)
