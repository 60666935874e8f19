"""Messages as documents: what is understood, and every fault with its segment."""

from contextlib import suppress
from datetime import date, datetime
from random import Random
from zoneinfo import ZoneInfo

import pytest

from edge.edi.documents import Document, Fault, Line, Nested, understood
from edge.edi.loading import understand
from edge.edi.reading import Unreadable, read
from tests.edge.edi.samples import DESPATCH, GLN, ORDER, interchange, message

LONDON = ZoneInfo("Europe/London")


def only(text: str) -> Document | list[Fault]:
    (found,) = read(text.encode("latin-1")).messages
    return understood(found, LONDON)


def test_an_order_is_understood() -> None:
    assert only(interchange(message("ORDERS", *ORDER))) == Document(
        kind="ORDERS",
        reference="M1",
        segment=3,
        number="PO-4711",
        partner=GLN,
        due_at=datetime(2026, 12, 1, 23, 59, 59, tzinfo=LONDON),
        expected_on=None,
        lines=(
            Line(9, 1, ("0765432109874", "TEA"), 48),
            Line(14, 2, ("MUG",), 3),
        ),
        again=False,
    )


def test_a_despatch_advice_is_understood_package_by_package() -> None:
    found = only(interchange(message("DESADV", *DESPATCH, release="D:01B:UN")))
    assert isinstance(found, Document)
    assert (found.number, found.partner, found.expected_on) == (
        "DEL-9", "TEAHOUSE", date(2026, 12, 1),
    )  # fmt: skip
    assert found.lines == (
        Line(12, 1, ("0765432109874",), 40, "L-77", date(2027, 12, 31), "340123450000000017"),
        Line(18, 2, ("MUG",), 6),
    )


PALLET, CARTON = "340123450000000017", "340123450000000024"
NESTED = (
    *("BGM+351+DEL-9+9", "NAD+SU+TEAHOUSE::9", "CPS+1"),
    *("CPS+2+1", "GIN+BJ+" + PALLET),
    *("CPS+3+2", "GIN+BJ+" + CARTON, "LIN+1", "PIA+5+TEA:SA", "QTY+12:6"),
    *("CPS+4+2", "LIN+2", "PIA+5+MUG:SA", "QTY+12:4"),
    *("CPS+5+1", "LIN+3", "PIA+5+MUG:SA", "QTY+12:1"),
)


def test_packages_lie_in_each_other_as_the_supplier_says() -> None:
    found = only(interchange(message("DESADV", *NESTED)))
    assert isinstance(found, Document)
    assert found.nested == (Nested(CARTON, PALLET),)
    assert [(line.codes, line.unit) for line in found.lines] == [
        (("TEA",), CARTON), (("MUG",), PALLET), (("MUG",), None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("CPS+3+2", "CPS+3+7", "unknown_package"),
        ("CPS+3+2", "CPS+2+1", "package_twice"),
        ("GIN+BJ+" + CARTON, "GIN+BJ+" + PALLET, "unit_elsewhere"),
        ("CPS+4+2", "GIN+BJ+9", "several_units"),
    ],
)
def test_packages_that_cannot_be_so_are_faults(old: str, new: str, code: str) -> None:
    segments = [new if each == old else each for each in NESTED]
    found = only(interchange(message("DESADV", *segments)))
    assert isinstance(found, list)
    assert code in {fault.code for fault in found}


def changed(old: str, *new: str) -> str:
    segments = [each for segment in ORDER for each in (new if segment == old else (segment,))]
    return interchange(message("ORDERS", *segments))


@pytest.mark.parametrize(
    ("text", "code", "segment"),
    [
        (interchange(message("INVOIC", *ORDER)), "unknown_message", 0),
        (interchange(message("ORDERS", *ORDER, release="D:16A:UN")), "unknown_release", 0),
        (changed("BGM+220+PO-4711+9", "BGM+380+PO-4711+9"), "unknown_document", 3),
        (changed("BGM+220+PO-4711+9", "BGM+220+PO-4711+1"), "not_original", 3),
        (changed("BGM+220+PO-4711+9", "BGM+220++9"), "no_number", 3),
        (changed("BGM+220+PO-4711+9"), "no_number", 3),
        (changed(f"NAD+BY+{GLN}::9"), "no_partner", 3),
        (changed("DTM+2:20261201:102", "DTM+2:20261301:102"), "bad_date", 5),
        (changed("DTM+2:20261201:102", "DTM+2:2026121:102"), "bad_date", 5),
        (changed("DTM+2:20261201:102", "DTM+2:20261201:999"), "bad_date", 5),
        (changed("DTM+2:20261201:102", "DTM+2::999"), "bad_date", 5),
        (changed("IMD+F++:::Tea", "XYZ+1"), "unknown_segment", 11),
        (changed("QTY+21:48:PCE", "QTY+21:48:KGM"), "unknown_unit", 12),
        (changed("QTY+21:48:PCE", "QTY+21:4.5"), "bad_quantity", 12),
        (changed("QTY+21:48:PCE", "QTY+21:-4"), "bad_quantity", 12),
        (changed("QTY+21:48:PCE", "QTY+21:" + "9" * 30), "bad_quantity", 12),
        (changed("QTY+21:48:PCE", "QTY+21:٤٨"), "bad_charset", -1),
        (changed("QTY+21:48:PCE", "QTY+21:0"), "no_quantity", 9),
        (changed("QTY+21:48:PCE"), "no_quantity", 9),
        (changed("QTY+21:48:PCE", "QTY+21:48", "QTY+21:48"), "quantity_twice", 13),
        (changed("PIA+5+MUG:BP", "PIA+5+MUG:ZZZ"), "no_item", 14),
        (changed("LIN+2", "LIN+x"), "bad_line_number", 14),
        (changed("LIN+2", "LIN+1"), "line_number_twice", 3),
        (changed("PIA+1+TEA:SA", "PIA+1+" + "T" * 81 + ":SA"), "too_long", 10),
        (interchange(message("ORDERS", *ORDER[:6], "UNS+S")), "no_lines", 3),
    ],
)
def test_a_fault_is_named_with_its_segment(text: str, code: str, segment: int) -> None:
    try:
        body = text.encode("latin-1")
    except UnicodeEncodeError:
        assert code == "bad_charset"
        return
    found = understand(body, LONDON)
    assert found.documents == []
    assert (code, segment) in [(fault.code, fault.segment) for fault in found.faults]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "unknown_charset"),
        ("hello", "unknown_charset"),
        ("UNB+UNOZ:3+A+B+260105:0800+1'UNZ+0+1'", "unknown_charset"),
        ("x" + interchange(message("ORDERS", *ORDER)), "no_envelope"),
        (interchange(message("ORDERS", *ORDER))[:-3], "not_edifact"),
        (interchange(message("ORDERS", *ORDER)).replace("UNZ+1+IC1'", ""), "cut_off"),
        (interchange(message("ORDERS", *ORDER)).replace("UNZ+1", "UNZ+2"), "wrong_count"),
        (interchange(message("ORDERS", *ORDER)).replace("UNT+18", "UNT+19"), "wrong_count"),
        (interchange(message("ORDERS", *ORDER)).replace("UNZ+1+IC1", "UNZ+1+X"), "wrong_reference"),
        (interchange(message("ORDERS", *ORDER)).replace("18+M1", "18+M2"), "wrong_reference"),
        (interchange(message("ORDERS", *ORDER), message("ORDERS", *ORDER)), "reference_twice"),
        (interchange("BGM+220+X+9'"), "outside"),
        (interchange("UNH+1+ORDERS:D:96A:UN'" * 2), "no_end"),
        (interchange("UNH+1+ORDERS:D:96A:UN'"), "no_end"),
        (interchange("UNA+x'"), "outside"),
        (interchange("unh+1'"), "not_edifact"),
        ("UNA++.? '" + interchange("")[9:], "not_edifact"),
        ("UNB+UNOC:../../x+A+B+260105:0800+1'UNZ+0+2'", "wrong_reference"),
        (interchange("", reference=""), "no_sender"),
    ],
)
def test_a_file_that_is_broken_is_refused_as_a_whole(text: str, code: str) -> None:
    with pytest.raises(Unreadable) as refused:
        understand(text.encode(), LONDON)
    assert refused.value.code == code


def test_whatever_comes_ends_in_documents_or_in_a_reason(seed: int) -> None:
    random = Random(seed)
    good = interchange(message("ORDERS", *ORDER), message("DESADV", *DESPATCH, reference="M2"))
    for _ in range(1_000):
        text = bytearray(good.encode("latin-1"))
        for _ in range(random.randint(1, 4)):
            at = random.randrange(len(text))
            match random.randint(0, 2):
                case 0:
                    text[at] = random.randrange(256)
                case 1:
                    del text[at : at + random.randint(1, 40)]
                case _:
                    text[at:at] = random.choice((b"'", b"+", b":", b"?", b"UNH+", b"\0", b"''"))
        with suppress(Unreadable):
            found = understand(bytes(text), LONDON)
            told = {fault.message for fault in found.faults}
            assert len(found.documents) + len(told) == len(found.interchange.messages)
