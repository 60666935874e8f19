"""What scanners send and people type is read as what it is, or refused with what is wrong."""

import contextlib
import random
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.gs1.samples import valid_values
from bench.gs1.verdicts import CLASSES
from models.warehouse.gs1.config import GS, LENGTH_MAX, Config
from models.warehouse.gs1.faults import Fault, Gs1Error
from models.warehouse.gs1.parse import parse, parse_piece
from models.warehouse.gs1.reading import Carrier, Measure, Reading
from models.warehouse.gs1.writer import bracketed, element_string

TODAY = date(2026, 11, 22)
CONFIG = Config(today=TODAY)
LOOSE = Config(today=TODAY, complete=False)
GTIN = "09506000134352"
SSCC = "340123450000000017"
ITEM = ("01", GTIN)
LOT = Reading(Carrier.ELEMENT_STRING, (ITEM, ("10", "ABC")), GTIN, lot="ABC")
PALLET = Reading(Carrier.SSCC, (("00", SSCC),), sscc=SSCC)


def plain(gtin: str) -> Reading:
    return Reading(Carrier.GTIN, (("01", gtin),), gtin)


def fault_of(text: str, config: Config = CONFIG) -> tuple[Fault, str, int]:
    with pytest.raises(Gs1Error) as caught:
        parse(text, config)
    return caught.value.fault, caught.value.identifier, caught.value.position


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"]C101{GTIN}10ABC", LOT),
        (f"]d2{GS}01{GTIN}10ABC", LOT),
        (f"]Q301{GTIN}{GS}10ABC{GS}", LOT),
        (f"]e001{GTIN}10ABC\r\n", LOT),
        (f"]J101{GTIN}10ABC\x00\x00\x16", LOT),
        (f" 01{GTIN}10ABC", LOT),
        (f"\ufeff]C101{GTIN}\u200b10A\u200dBC", LOT),
        (f"(01){GTIN}(10)ABC", LOT),
        (f"(01) {GTIN} (10) ABC", LOT),
        (f"]C101{GTIN}01{GTIN}10ABC", LOT),
        ("4006381333931", plain("04006381333931")),
        ("]E04006381333931", plain("04006381333931")),
        ("]E3400638133393112", plain("04006381333931")),
        ("96385074", plain("00000096385074")),
        ("036000291452", plain("00036000291452")),
        ("]I114006381333938", plain("14006381333938")),
        ("04252614", plain("00042100005264")),
        (SSCC, PALLET),
        (f"]C100{SSCC}", Reading(Carrier.ELEMENT_STRING, (("00", SSCC),), sscc=SSCC)),
    ],
)
def test_a_code_is_read_in_whatever_way_it_is_sent(text: str, expected: Reading) -> None:
    assert parse(text, CONFIG) == expected


def test_everything_a_warehouse_works_with_is_typed() -> None:
    text = f"]C101{GTIN}112601001528022917270100310300123410L-1{GS}21S/9{GS}3012"
    assert parse(text, CONFIG) == Reading(
        Carrier.ELEMENT_STRING,
        (
            ITEM,
            ("11", "260100"),
            ("15", "280229"),
            ("17", "270100"),
            ("3103", "001234"),
            ("10", "L-1"),
            ("21", "S/9"),
            ("30", "12"),
        ),
        GTIN,
        lot="L-1",
        serial="S/9",
        expiry=date(2027, 1, 31),
        best_before=date(2028, 2, 29),
        production=date(2026, 1, 31),
        count=12,
        weight=Measure(1234, 3, "kg"),
    )
    assert parse(f"01{GTIN}3201000250", CONFIG).weight == Measure(250, 1, "lb")
    assert parse(f"01{GTIN}400PO-1", CONFIG).value("400") == "PO-1"


@pytest.mark.parametrize(
    ("digits", "expected"),
    [
        ("770101", date(1977, 1, 1)),
        ("760101", date(2076, 1, 1)),
        ("260228", date(2026, 2, 28)),
        ("000200", date(2000, 2, 29)),
        ("271100", date(2027, 11, 30)),
    ],
)
def test_the_century_is_the_nearer_one_and_day_zero_the_last(digits: str, expected: date) -> None:
    assert parse(f"01{GTIN}17{digits}", CONFIG).expiry == expected


def test_a_year_fifty_behind_belongs_to_the_next_century() -> None:
    late = Config(today=date(2099, 6, 1))
    assert parse(f"01{GTIN}17490101", late).expiry == date(2149, 1, 1)
    assert parse(f"01{GTIN}17500101", late).expiry == date(2050, 1, 1)


def test_the_day_of_an_expiry_minute_is_the_expiry() -> None:
    assert parse(f"01{GTIN}70032705102359", CONFIG).expiry == date(2027, 5, 10)


@pytest.mark.parametrize("substitute", ["<GS>", "{GS}", "^", "~", "|", "\\F"])
def test_a_separator_is_read_only_where_the_scanner_sends_it(substitute: str) -> None:
    text = f"{substitute}01{GTIN}10ABC{substitute}21X"
    reading = parse(text, Config(today=TODAY, separators=(substitute,)))
    assert (reading.lot, reading.serial) == ("ABC", "X")
    with pytest.raises(Gs1Error):
        parse(text, CONFIG)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("4006381333932", (Fault.BAD_CHECK_DIGIT, "01", 0)),
        ("340123450000000018", (Fault.BAD_CHECK_DIGIT, "00", 0)),
        (f"]C101{GTIN[:-1]}3", (Fault.BAD_CHECK_DIGIT, "01", 2)),
        (f"]C101{GTIN}0412", (Fault.BAD_GS1, "04", 16)),
        (f"]C101{GTIN}3108000001", (Fault.BAD_GS1, "3108", 16)),
        (f"]C101{GTIN}17271232", (Fault.BAD_DATE, "17", 18)),
        (f"]C101{GTIN}1727", (Fault.BAD_GS1, "17", 18)),
        (f"]C101{GTIN}10" + "A" * 21, (Fault.BAD_GS1, "10", 18)),
        (f"]C101{GTIN}10AB$C", (Fault.BAD_CHARACTER, "10", 20)),
        (f"]C101{GTIN}17é71231", (Fault.BAD_CHARACTER, "17", 18)),
        (f"]C101{GTIN}$", (Fault.BAD_CHARACTER, "", 16)),
        (f"]C101{GTIN}172712E1", (Fault.BAD_CHARACTER, "17", 22)),
        (f"]C101{GTIN}10A{GS}{GS}21B", (Fault.BAD_GS1, "", 20)),
        (f"]C101{GTIN}10A{GS}10B", (Fault.REPEATED, "10", 22)),
        ("]C110ABC", (Fault.MISSING_PAIR, "10", 0)),
        (f"]C101{GTIN}3712", (Fault.EXCLUSIVE_PAIR, "01", 0)),
        (f"(01){GTIN}(10)A(B)", (Fault.BAD_GS1, "10", 23)),
        (f"(01){GTIN}(10)AB$", (Fault.BAD_CHARACTER, "10", 24)),
        ("(1)23", (Fault.BAD_GS1, "", 0)),
        ("]C1", (Fault.BAD_GS1, "", 0)),
        ("", (Fault.BAD_GS1, "", 0)),
        ("]C001" + GTIN, (Fault.BAD_GS1, "", 0)),
        ("]E0340123450000000017", (Fault.BAD_GS1, "", 0)),
        ("1" * (LENGTH_MAX + 1), (Fault.TOO_LONG, "", LENGTH_MAX)),
        ("91" * (LENGTH_MAX // 2), (Fault.BAD_GS1, "91", 2)),
    ],
)
def test_a_bad_code_is_refused_with_identifier_and_position(
    text: str, expected: tuple[Fault, str, int]
) -> None:
    assert fault_of(text) == expected


def test_eight_digits_that_are_an_ean_and_a_upc_leave_both() -> None:
    with pytest.raises(Gs1Error) as caught:
        parse("01234565", CONFIG)
    assert caught.value.fault is Fault.AMBIGUOUS
    assert caught.value.candidates == (plain("00000001234565"), plain("00012345000065"))


def test_pairs_are_checked_over_all_codes_of_a_piece() -> None:
    content = f"]C102{GTIN}10ABC{GS}3712"
    assert fault_of(content) == (Fault.MISSING_PAIR, "37", 0)
    assert parse(content, LOOSE).count == 12
    both = parse_piece([f"]C100{SSCC}", content], CONFIG)
    assert (both.sscc, both.content, both.count, both.lot) == (SSCC, GTIN, 12, "ABC")
    with pytest.raises(Gs1Error, match="repeated in \\(10\\)"):
        parse_piece([f"01{GTIN}10A", f"01{GTIN}10B"], CONFIG)
    with pytest.raises(Gs1Error, match="exclusive_pair"):
        parse_piece([f"01{GTIN}", content], LOOSE)


@pytest.mark.parametrize("name", CLASSES)
def test_a_broken_string_is_refused_for_what_is_broken(name: str, rng: random.Random) -> None:
    for _ in range(50):
        broken = CLASSES[name](rng)
        with pytest.raises(Gs1Error) as caught:
            parse(broken.text, CONFIG)
        assert caught.value.fault in broken.faults, broken.text


@given(st.integers(0, 2**32))
def test_what_is_written_is_read_back(number: int) -> None:
    elements = tuple(valid_values(random.Random(number)).items())
    assert parse("]C1" + element_string(elements, CONFIG), CONFIG).elements == elements
    assert parse(bracketed(elements, CONFIG), CONFIG).elements == elements


_CODE = st.text(st.sampled_from("0123456789()]CdEIQ\x1d^/?%=&ABé \u200b\x00\\"), max_size=80)
_LINK = st.builds("https://{}/01/{}".format, _CODE, _CODE)


@given(st.one_of(st.text(max_size=600), _CODE, _CODE.map("]C1{}".format), _LINK))
def test_any_text_is_read_or_refused_by_the_one_error(text: str) -> None:
    with contextlib.suppress(Gs1Error):
        assert parse(text, LOOSE).elements
