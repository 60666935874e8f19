"""Items called CODE@OWNER."""

import pytest

from models.warehouse.owners import partings, plain
from models.warehouse.rules.rule import Subject, When, holds


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("TEA", []),
        ("TEA@NORD", [("TEA", "NORD")]),
        ("A@B@C", [("A@B", "C"), ("A", "B@C")]),
        ("@NORD", []),
        ("TEA@", []),
        ("", []),
    ],
)
def test_a_name_is_parted_wherever_a_sign_stands(text: str, parts: list[tuple[str, str]]) -> None:
    assert partings(text) == parts


def test_the_code_alone_is_what_stands_before_the_owner() -> None:
    assert [plain("TEA@NORD", owner) for owner in ("NORD", "OST", None)] == [
        "TEA", "TEA@NORD", "TEA@NORD",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("when", "held"),
    [
        (When(item="TEA"), True),
        (When(item="TEA@NORD"), True),
        (When(item="TEA@ACME"), False),
        (When(owner="NORD"), True),
        (When(owner="ACME"), False),
        (When(item="TEA", owner="ACME"), False),
    ],
)
def test_a_rule_may_ask_for_the_item_the_owner_or_both(when: When, held: bool) -> None:
    assert holds(when, Subject("TEA@NORD", owner="NORD")) is held
