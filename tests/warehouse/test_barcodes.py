"""Check digits, GTINs and SSCCs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.warehouse.barcodes import (
    as_gtin,
    as_sscc,
    check_digit,
    clean,
    holds,
    next_sscc,
    sscc_range,
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
