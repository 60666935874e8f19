"""Every label and list, drawn as PDF, SVG and ZPL, says to a scanner what it was made of."""

import re
from datetime import date

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from edge.papers.desk import LabelFacts, as_pdf, as_svg, as_zpl
from edge.papers.fonts import HanFont, find_font
from edge.papers.sheet import Column, Sheet
from edge.papers.sheet_pdf import sheet_pdf
from edge.papers.sheet_svg import sheet_svg
from edge.papers.wish import LabelKind, Wish
from models.warehouse.barcodes import make_sscc
from models.warehouse.gs1.config import Config
from models.warehouse.gs1.parse import parse
from models.warehouse.labels.label import Unprintable
from models.warehouse.labels.templates import ItemFacts, LocationFacts, UnitFacts
from tests.edge.papers.zpl_picture import drawn, read

TODAY = date(2026, 11, 22)
SSCC = make_sscc("9506000", 1, extension=3) or ""
GTIN = "09506000134352"
TEA = "红茶 Black tea"
LABELS: dict[str, tuple[LabelKind, LabelFacts, list[tuple[str, bytes]]]] = {
    "location": (
        "location",
        LocationFacts("A-01-02-3", "常温 Ambient", "57"),
        [("]d1", b"A-01-02-3"), ("]C0", b"A-01-02-3")],
    ),
    "item": (
        "item",
        ItemFacts("TEA-1", TEA, (("01", GTIN), ("17", "271231"), ("10", "L(1)/a"))),
        [("]d2", b"01" + GTIN.encode() + b"1727123110L(1)/a")],
    ),
    "item without a GTIN": ("item", ItemFacts("TEA-2", TEA, ()), [("]d1", b"TEA-2")]),
    "unit": (
        "unit",
        UnitFacts(SSCC, "Bonn", "Kiel", TEA),
        [("]C1", b"00" + SSCC.encode())],
    ),
    "unit without an SSCC": (
        "unit",
        UnitFacts("B50E0T2Q1P6015", "Bonn", "Kiel", TEA),
        [("]C0", b"B50E0T2Q1P6015")],
    ),
    "unit of one lot": (
        "unit",
        UnitFacts(
            SSCC, "Bonn", "青岛 Kiel", TEA,
            (("02", GTIN), ("37", "20"), ("17", "271231"), ("10", "LOT-7/A")),
        ),
        [
            ("]C1", b"02" + GTIN.encode() + b"3720\x1d17271231"),
            ("]C1", b"10LOT-7/A"),
            ("]C1", b"00" + SSCC.encode()),
        ],
    ),
}  # fmt: skip
FONTS = [find_font(""), None]


def wish(kind: LabelKind, *, copy: bool = False) -> Wish:
    return Wish(kind=kind, code="x", language="zh-Hans", copy=copy)


def pages(body: bytes, dpi: int) -> list[Image.Image]:
    with pypdfium2.PdfDocument(body) as document:
        return [page.render(scale=dpi / 72).to_pil() for page in document]


@pytest.mark.parametrize("name", LABELS)
@pytest.mark.parametrize("font", FONTS, ids=["a font of this machine", "no font"])
def test_a_label_as_pdf_is_read_as_it_was_meant(name: str, font: HanFont | None) -> None:
    kind, facts, said = LABELS[name]
    (page,) = pages(as_pdf(facts, wish(kind, copy=True), TODAY, font), 300)
    assert read(page) == said


@pytest.mark.parametrize("name", LABELS)
@pytest.mark.parametrize("dots_per_mm", [8, 11.8, 23.6])
def test_a_label_in_zpl_is_read_as_it_was_meant(name: str, dots_per_mm: float) -> None:
    kind, facts, said = LABELS[name]
    job = as_zpl(
        facts, wish(kind, copy=True), TODAY,
        size_mm=(148, 210), dots_per_mm=dots_per_mm, font=FONTS[0],
    )  # fmt: skip
    label = drawn(job.decode())
    assert read(label.image) == said
    for command, left, top, right, bottom in label.boxes:
        assert 0 <= left < right <= label.image.width, command
        assert 0 <= top < bottom <= label.image.height, command
    codes = [box for box in label.boxes if box[0] in ("BC", "BX")]
    for at, first in enumerate(codes):
        for other in codes[at + 1 :]:
            assert first[3] <= other[1] or other[3] <= first[1] or first[4] <= other[2]


@pytest.mark.parametrize("name", [name for name, label in LABELS.items() if label[0] != "location"])
def test_what_was_read_is_valid_gs1(name: str) -> None:
    _, facts, said = LABELS[name]
    config = Config(today=TODAY, complete=False)
    found = [parse(data.decode(), config) for kind, data in said if kind in ("]C1", "]d2")]
    assert not (found and isinstance(facts, UnitFacts)) or found[-1].sscc == SSCC
    assert {each.lot for each in found} <= {None, "L(1)/a", "LOT-7/A"}


@pytest.mark.parametrize("name", LABELS)
def test_a_look_at_a_label_draws_each_dark_square_once(name: str) -> None:
    kind, facts, said = LABELS[name]
    picture = as_svg(facts, wish(kind), TODAY).decode()
    assert picture.count("<path") == len(said)
    assert "<script" not in picture


def test_a_name_with_markup_in_it_stays_a_name() -> None:
    facts = LocationFacts("A-1", '<script>alert(1)</script>"&')
    picture = as_svg(facts, wish("location"), TODAY).decode()
    assert "<script" not in picture and "&lt;script" in picture


def test_a_code_no_symbol_can_carry_is_refused_in_every_form() -> None:
    facts = LocationFacts("", "")
    with pytest.raises(Unprintable):
        as_pdf(facts, wish("location"), TODAY, None)
    with pytest.raises(Unprintable):
        as_svg(facts, wish("location"), TODAY)
    with pytest.raises(Unprintable):
        as_zpl(facts, wish("location"), TODAY, size_mm=(100, 50), dots_per_mm=8, font=None)


@given(st.text("ABMW0123456789-/.", min_size=1, max_size=24))
def test_a_code_for_people_is_never_cut(code: str) -> None:
    facts = LocationFacts(code, "")
    body = as_pdf(facts, wish("location"), TODAY, None)
    with pypdfium2.PdfDocument(body) as document:
        assert document[0].get_textpage().get_text_range().strip() == code
        page = document[0].render(scale=2).to_pil()
    edge = page.convert("L").crop((560, 0, page.width, page.height))
    assert edge.getextrema() == (255, 255)
    assert f">{code}<" in as_svg(facts, wish("location"), TODAY).decode()


def a_sheet(rows: int) -> Sheet:
    return Sheet(
        title="拣货单",
        number="SO-2026/1",
        head=(("客户", "青岛 Bay Stores"), ("Due", "2026-11-22 14:00")),
        columns=(Column("库位", 0.3), Column("品名", 0.5), Column("数量", 0.2, right=True)),
        rows=tuple((f"A-{at:04}", f"{TEA} {'long ' * (at % 9)}", str(at)) for at in range(rows)),
        foot=("拣货人、日期",),
        page="{page}/{pages}",
    )


@pytest.mark.parametrize("rows", [0, 1, 28, 29, 30, 500])
@pytest.mark.parametrize("font", FONTS, ids=["a font of this machine", "no font"])
def test_a_list_keeps_every_row_over_its_pages(rows: int, font: HanFont | None) -> None:
    body = sheet_pdf(a_sheet(rows), font)
    assert sheet_pdf(a_sheet(rows), font) == body
    with pypdfium2.PdfDocument(body) as document:
        texts = [page.get_textpage().get_text_range() for page in document]
        first = document[0].render(scale=3).to_pil()
    assert read(first) == [("]Q1", b"SO-2026/1")]
    found = re.findall(r"A-\d{4}", "".join(texts))
    assert found == [f"A-{at:04}" for at in range(rows)]
    assert all(f"{at}/{len(texts)}" in text for at, text in enumerate(texts, 1))
    assert "拣货单" in texts[0] and "拣货人" in texts[-1]


@pytest.mark.parametrize("rows", [0, 29, 100])
def test_the_picture_of_a_list_has_the_pages_and_the_words_of_its_pdf(rows: int) -> None:
    pages = sheet_svg(a_sheet(rows), FONTS[0]).split("<g ")[1:]
    with pypdfium2.PdfDocument(sheet_pdf(a_sheet(rows), FONTS[0])) as document:
        printed = len(document)
    words = [re.findall("<text [^>]*>([^<]*)</text>", page) for page in pages]
    assert len(pages) == printed
    found = [word for page in words for word in page if re.fullmatch(r"A-\d{4}", word)]
    assert found == [f"A-{at:04}" for at in range(rows)]
    assert words[-1][-2:] == ["拣货人、日期", f"SO-2026/1   {printed}/{printed}"]
    assert "<path" in pages[0]


@pytest.mark.skipif(FONTS[0] is None, reason="no font with Chinese on this machine")
def test_chinese_letters_go_along_in_the_file() -> None:
    with_font, without = (sheet_pdf(a_sheet(1), font) for font in FONTS)
    assert b"FontFile2" in with_font and b"STSong" not in with_font
    assert b"STSong-Light" in without


@pytest.mark.skipif(FONTS[0] is None, reason="no font with Chinese on this machine")
def test_the_second_paper_has_its_own_letters() -> None:
    first, second = (
        as_pdf(LocationFacts("A-1", zone), wish("location"), TODAY, FONTS[0])
        for zone in ("红茶", "青岛")
    )
    with pypdfium2.PdfDocument(second) as document:
        assert "青岛" in document[0].get_textpage().get_text_range()
    assert first != second
