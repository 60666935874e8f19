"""Custom values: what each kind takes, how it is kept, and that showing it gives it back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.warehouse.custom import (
    TEXT_CHARACTERS_MAX,
    BadValue,
    CustomField,
    FieldKind,
    Given,
    canonical,
    read_choices,
    shown,
    values_shown,
)


def field(kind: FieldKind, **more: object) -> CustomField:
    return CustomField("item", "f", kind, **{"decimals": 2, "choices": ("red", "blue"), **more})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "value", "kept", "back"),
    [
        ("text", "x" * TEXT_CHARACTERS_MAX, "x" * TEXT_CHARACTERS_MAX, "x" * TEXT_CHARACTERS_MAX),
        ("integer", 42, "42", 42),
        ("integer", "-007", "-7", -7),
        ("decimal", "12.5", "1250", "12.50"),
        ("decimal", 12, "1200", "12.00"),
        ("decimal", "12.500000", "1250", "12.50"),
        ("decimal", "-0.05", "-5", "-0.05"),
        ("decimal", "0.00", "0", "0.00"),
        ("date", "2026-02-28", "2026-02-28", "2026-02-28"),
        ("choice", "red", "red", "red"),
        ("text", "", None, None),
        ("integer", None, None, None),
    ],
)
def test_a_value_that_fits_is_kept_in_one_form(
    kind: FieldKind, value: Given, kept: str | None, back: Given
) -> None:
    assert canonical(field(kind), value) == kept
    assert shown(field(kind), kept) == back


@pytest.mark.parametrize(
    ("kind", "value", "reason"),
    [
        ("text", "x" * (TEXT_CHARACTERS_MAX + 1), "not_text"),
        ("text", "a\0b", "not_text"),
        ("text", 5, "not_text"),
        ("integer", "4.0", "not_a_whole_number"),
        ("integer", "four", "not_a_whole_number"),
        ("integer", True, "not_a_whole_number"),
        ("integer", 10**12 + 1, "too_large"),
        ("decimal", "1.005", "too_many_decimals"),
        ("decimal", "1,5", "not_a_number"),
        ("decimal", "1e3", "not_a_number"),
        ("decimal", "10000000000.01", "too_large"),
        ("date", "2026-02-29", "not_a_date"),
        ("date", "28.02.2026", "not_a_date"),
        ("date", "20260228", "not_a_date"),
        ("choice", "green", "not_a_choice"),
    ],
)
def test_a_value_that_does_not_fit_says_why(kind: FieldKind, value: Given, reason: str) -> None:
    with pytest.raises(BadValue) as refused:
        canonical(field(kind), value)
    assert refused.value.reason == reason


def test_what_is_required_cannot_be_emptied() -> None:
    for value in (None, ""):
        with pytest.raises(BadValue, match="required"):
            canonical(field("text", required=True), value)


@given(st.integers(-(10**12), 10**12), st.integers(0, 6))
def test_a_decimal_shown_and_given_again_is_the_same(scaled: int, decimals: int) -> None:
    kind = field("decimal", decimals=decimals)
    assert canonical(kind, str(shown(kind, str(scaled)))) == str(scaled)


def test_fields_come_in_their_order_each_with_its_value() -> None:
    second = CustomField("item", "a", "text", label_en="A", sequence=2)
    first = CustomField(
        "item", "b", "integer", label_en="B", label_zh="乙", sequence=1, required=True
    )
    rows = values_shown([second, first], {"item:a": "x", "item:gone": "y"})
    assert [(row.field, row.label_zh, row.required, row.value) for row in rows] == [
        ("b", "乙", True, None), ("a", "A", False, "x"),
    ]  # fmt: skip


@pytest.mark.parametrize("text", [None, "", "{", "[1]", "{}"])
def test_choices_nobody_can_read_are_none(text: str | None) -> None:
    assert read_choices(text) == ()
