"""The rule of patterns finds what it must and leaves alone what is right."""

import re

import pytest

from models.warehouse.texts import ENDS, NO_NUL
from tests.tidy.patterns import check_patterns


@pytest.mark.parametrize(
    "code",
    [
        'Code = Annotated[str, Meta(pattern="^[a-z]+$")]',
        'Code = Annotated[str, Meta(min_length=1, pattern=r"^[0-9]{4}$")]',
        'Code = Annotated[str, PathParameter(pattern=rf"^{LETTER}+$")]',
        'Code = Annotated[str, QueryParameter(pattern=FIRST + "[a-z]$")]',
        'Code = Annotated[str, Meta(pattern="^[a-z]" "+$")]',
    ],
)
def test_a_pattern_that_ends_in_a_dollar_is_found(code: str) -> None:
    assert [finding.line for finding in check_patterns("x.py", f"\n{code}\n")] == [2]


@pytest.mark.parametrize(
    "code",
    [
        'Code = Annotated[str, Meta(pattern=rf"^[a-z]+{ENDS}")]',
        'Code = Annotated[str, Meta(pattern=r"^[0-9]{4}" + ENDS)]',
        "Code = Annotated[str, Meta(pattern=NO_NUL)]",
        'LINE = re.compile("^[a-z]+$")',
        "Code = Annotated[str, Meta(max_length=4)]",
    ],
)
def test_others_are_left_alone(code: str) -> None:
    assert check_patterns("x.py", code) == []


@pytest.mark.parametrize(("text", "fits"), [("ab", True), ("ab\n", False), ("a\nb", False)])
def test_nothing_follows_the_end(text: str, fits: bool) -> None:
    assert bool(re.search(f"^[a-z]+{ENDS}", text)) is fits


@pytest.mark.parametrize(("text", "fits"), [("a\x1db", True), ("a\x00b", False), ("", True)])
def test_nul_is_nobodys_character(text: str, fits: bool) -> None:
    assert bool(re.search(NO_NUL, text)) is fits
