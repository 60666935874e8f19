"""Check digits, GTINs and SSCCs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.warehouse.barcodes import (
    as_gtin,
    as_sscc,
    check_digit,
    clean,
    gtin_forms,
    holds,
    make_sscc,
    named_by,
    next_sscc,
    sscc_range,
    upc_a,
)


@pytest.mark.parametrize(
    "code", ["4006381333931", "96385074", "036000291452", "00693570007182", "340123450000000017"]
)
def test_known_codes_hold(code: str) -> None:
    assert holds(code)
    assert not holds(code[:-1] + str((int(code[-1]) + 1) % 10))


@given(st.text("0123456789", min_size=7, max_size=17), st.integers(0, 16), st.integers(1, 9))
def test_a_wrong_digit_is_always_found(digits: str, place: int, by: int) -> None:
    code = digits + check_digit(digits)
    place %= len(code)
    wrong = code[:place] + str((int(code[place]) + by) % 10) + code[place + 1 :]
    assert holds(code)
    assert not holds(wrong)


@pytest.mark.parametrize(
    ("element", "named"),
    [
        ("item:7", ("item", 7)),
        (f"item:{(1 << 63) - 1}", ("item", (1 << 63) - 1)),
        (f"item:{1 << 63}", None),
        ("item:²", None),
        ("item:" + "9" * 5_000, None),
        ("item:", None),
        ("item", None),
    ],
)
def test_what_an_element_names(element: str, named: tuple[str, int] | None) -> None:
    assert named_by(element) == named


def test_what_the_scanner_adds_is_taken_away() -> None:
    assert clean(" ]E04006381333931\n") == "4006381333931"
    assert as_gtin("4006381333931") == "04006381333931"
    assert as_gtin("4006381333932") is None
    assert as_sscc("00340123450000000017") == "340123450000000017"
    assert as_sscc("PALLET-1") is None
    assert not holds("٤٠٠٦٣٨١٣٣٣٩٣١")


def test_ssccs_count_up_within_their_range_and_stop_at_its_end() -> None:
    first = next_sscc("4012345", None)
    assert first == "040123450000000016"
    second = next_sscc("4012345", first)
    assert second == "040123450000000023"
    lowest, highest = sscc_range("4012345")
    assert lowest <= first < second <= highest
    head = "0401234567890"
    last = next_sscc("401234567890", f"{head}9998{check_digit(head + '9998')}")
    assert last == f"{head}9999{check_digit(head + '9999')}"
    assert next_sscc("401234567890", last) is None


@pytest.mark.parametrize(
    ("upc_e", "expected"),
    [
        ("04252614", "042100005264"),
        ("01234505", "012000003455"),
        ("01234531", "012300000451"),
        ("01234543", "012340000053"),
        ("01234565", "012345000065"),
        ("11234565", None),
        ("0123456", None),
        ("0123456A", None),
    ],
)
def test_a_upc_e_is_written_out(upc_e: str, expected: str | None) -> None:
    found = upc_a(upc_e)
    assert (found and found[:-1]) == (expected and expected[:-1])


def test_a_gtin_is_known_by_every_length_it_may_be_written_in() -> None:
    assert gtin_forms("00000096385074") == (
        "00000096385074",
        "0000096385074",
        "000096385074",
        "96385074",
    )
    assert gtin_forms("04006381333931") == ("04006381333931", "4006381333931")
    assert gtin_forms("14006381333938") == ("14006381333938",)


def test_an_sscc_is_made_of_its_parts_or_not_at_all() -> None:
    assert make_sscc("4012345", 1) == "040123450000000016"
    assert make_sscc("401234567890", 9_999, extension=3) is not None
    assert make_sscc("401234567890", 10_000, extension=3) is None


def test_nothing_longer_than_any_key_has_a_check_digit() -> None:
    assert not holds("0" * 21)
    assert holds("0" * 20)
