"""A label says what it was made of, and nothing written on it becomes a command."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.warehouse.barcodes import make_sscc
from models.warehouse.gs1.config import GS, Config
from models.warehouse.gs1.faults import Gs1Error
from models.warehouse.gs1.parse import parse
from models.warehouse.gs1.reading import Element
from models.warehouse.labels.code128 import modules
from models.warehouse.labels.label import Code, Label, Symbol, Text, Unprintable
from models.warehouse.labels.templates import (
    BAR_MM,
    ItemFacts,
    LocationFacts,
    UnitFacts,
    item_label,
    location_label,
    symbols_of,
    unit_label,
)
from models.warehouse.labels.zpl import Picture, zpl
from tests.warehouse.labels.printer import fields

CONFIG = Config(today=date(2026, 11, 22))
SSCC = make_sscc("9506000", 1, extension=3) or ""
ITEM = ("01", "09506000134352")
PALLET = (("02", "09506000134352"), ("15", "271231"), ("37", "20"), ("10", "LOT-7/A"))
TEXT = st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=30)


def drawn(text: Text, scale: float) -> Picture:
    return Picture(8, (b"\xaa",) * round(text.height_mm * scale))


def printed(label: Label) -> list[tuple[str, str]]:
    return fields(zpl(label, 8, drawn))


def of_part(part: Text | Code) -> tuple[str, str]:
    ((command, text),) = printed(Label(100, 50, (part,)))
    return command, text


@given(TEXT)
def test_any_text_is_printed_as_it_stands(text: str) -> None:
    assert of_part(Text(1, 1, 3, 90, text)) == ("A0", text)


@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=25))
def test_a_code_is_read_as_it_was_given_or_refused(data: str) -> None:
    for symbol, command in (
        (Symbol.CODE_128, "BC"),
        (Symbol.DATA_MATRIX, "BX"),
        (Symbol.QR, "BQ"),
    ):
        code = Code(1, 1, symbol, data, height_mm=10)
        if set(data) & set("^~"):
            with pytest.raises(Unprintable):
                printed(Label(100, 50, (code,)))
        else:
            assert of_part(code) == (command, data)


@given(st.lists(st.text("0123456789ABz-", min_size=1, max_size=12), min_size=1, max_size=4))
def test_element_strings_keep_their_separators(values: list[str]) -> None:
    data = GS.join(values)
    wanted = "{F}" + "{F}".join(values)
    assert of_part(Code(1, 1, Symbol.GS1_128, data, height_mm=10)) == ("BC", wanted)
    assert of_part(Code(1, 1, Symbol.GS1_DATA_MATRIX, data)) == ("BX", wanted)


@pytest.mark.parametrize("data", ["", "a\x00", "\x1d1", "caf\u00e9"])
def test_what_no_code_can_carry_is_refused(data: str) -> None:
    for symbol in (Symbol.CODE_128, Symbol.DATA_MATRIX, Symbol.QR):
        with pytest.raises(Unprintable):
            printed(Label(100, 50, (Code(1, 1, symbol, data, height_mm=10),)))


def test_digits_go_in_pairs() -> None:
    assert modules("00" + SSCC, gs1=True) == (1 + 1 + 10 + 1) * 11 + 13
    assert modules("12345", gs1=False) == (1 + 2 + 1 + 1 + 1) * 11 + 13


def test_characters_the_printer_lacks_are_drawn() -> None:
    command, dots = of_part(Text(1, 1, 2, 30, "\u7ea2\u8336"))
    assert (command, dots) == ("GF", "AA" * 16)


def test_a_location_label_names_its_place_three_times() -> None:
    label = location_label(LocationFacts("A-01-2", "Ambient", "57"))
    assert printed(label) == [
        ("BX", "A-01-2"),
        ("A0", "A-01-2"),
        ("A0", "Ambient"),
        ("BC", "A-01-2"),
        ("A0", "57"),
    ]


def test_an_item_label_is_read_as_the_item_it_names() -> None:
    facts = ItemFacts(
        "TEA-1",
        "Black tea",
        (ITEM, ("17", "271231"), ("10", "L1")),
    )
    codes = [text for command, text in printed(item_label(facts, CONFIG)) if command == "BX"]
    assert codes == ["{F}" + "010950600013435217271231" + "10L1"]
    said = parse(codes[0].replace("{F}", GS), CONFIG)
    assert (said.gtin, said.lot, said.expiry) == (ITEM[1], "L1", date(2027, 12, 31))


def test_a_unit_label_has_its_sscc_lowest_and_bars_high_enough() -> None:
    label = unit_label(UnitFacts(SSCC, "Bonn", "Kiel", "Black tea", PALLET), CONFIG)
    codes = [part for part in label.parts if isinstance(part, Code)]
    assert max(codes, key=lambda code: code.y_mm).data == "00" + SSCC
    assert {code.height_mm for code in codes} == {BAR_MM}
    assert all(code.y_mm + code.height_mm < label.height_mm for code in codes)
    said = [text for command, text in printed(label) if command == "BC"]
    assert parse(said[-1].replace("{F}", GS), Config(today=CONFIG.today)).sscc == SSCC
    assert "".join(said[:-1]).replace("{F}", "") == "".join(n + v for n, v in PALLET)


def test_a_label_that_would_not_hold_is_not_made() -> None:
    with pytest.raises(Gs1Error):
        unit_label(UnitFacts(SSCC[:-1] + str((int(SSCC[-1]) + 1) % 10), "", "", ""), CONFIG)
    with pytest.raises(Gs1Error):
        item_label(ItemFacts("TEA-1", "", (("10", "L1"),)), CONFIG)


def test_elements_are_shared_out_whole() -> None:
    for wide, symbols in ((91, 3), (134, 2), (400, 1)):
        groups = symbols_of(PALLET, wide)
        assert [element for group in groups for element in group] == list(PALLET)
        assert len(groups) == symbols
    assert symbols_of((), 91) == []


def test_more_symbols_take_a_larger_label_and_too_many_are_refused() -> None:
    def facts(*elements: Element) -> UnitFacts:
        return UnitFacts(SSCC, "Bonn", "Kiel", "Black tea", elements)

    assert unit_label(facts(), CONFIG).width_mm == 105
    assert unit_label(facts(*PALLET), CONFIG).width_mm == 148
    with pytest.raises(Unprintable):
        unit_label(facts(*PALLET, *((f"24{n}", "X" * 30) for n in (0, 1))), CONFIG)
