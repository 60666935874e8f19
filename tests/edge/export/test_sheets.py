"""What people write into a list can never run in a spreadsheet, and is read back as it was."""

import random
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from edge.export.safe import safe_text
from edge.export.sheets import TooManyRows, write_table
from edge.export.workbook import Cell
from edge.intake.reading import read_rows

STARTS = (
    "=",
    "+",
    "-",
    "@",
    "＝",
    "＋",
    "－",
    "＠",
    "'=",
    "''+",
    " =",
    "\u3000@",
    "'",
    "",
    "0",
    "1E5",
)
ENDS = ("1+1", "cmd|' /C calc'!A0", "SUM(A1)", 'HYPERLINK("x")', "1", "0138", "商品", "2026-01-02")
HOSTILE = 10_000


def hostile(seed: int) -> list[str]:
    chance = random.Random(seed)
    middles = ("", "-", '"', ",", ";", "'", "\u2028", "=")
    return [
        chance.choice(STARTS) + chance.choice(middles) + chance.choice(ENDS) + str(number)
        for number in range(HOSTILE)
    ]


def test_no_text_of_ten_thousand_is_a_formula(tmp_path: Path) -> None:
    texts = hostile(1)
    file = tmp_path / "t.xlsx"
    write_table(file, "xlsx", ["text"], ([text] for text in texts), lambda _: None)
    book = openpyxl.load_workbook(file)
    column = [row[0] for row in book.worksheets[0].iter_rows(min_row=2)]
    assert len(column) == HOSTILE
    assert {cell.data_type for cell in column} == {"s"}
    assert [cell.value for cell in column] == [safe_text(text) for text in texts]
    runs = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
    assert [cell.value for cell in column if str(cell.value).strip().startswith(runs)] == []


def test_what_was_written_is_read_as_it_was(tmp_path: Path) -> None:
    texts = [text for text in hostile(2) if text == text.strip()]
    for form in ("csv", "xlsx"):
        file = tmp_path / f"t.{form}"
        rows: Iterator[list[Cell]] = ([text, number] for number, text in enumerate(texts))
        write_table(file, "csv" if form == "csv" else "xlsx", ["a", "b"], rows, lambda _: None)
        read = list(read_rows(file, file.name))
        assert read == [["a", "b"], *([text, str(number)] for number, text in enumerate(texts))]


def test_characters_that_no_workbook_holds_are_replaced(tmp_path: Path) -> None:
    file = tmp_path / "t.xlsx"
    rows: list[list[Cell]] = [["x\x1dy"], ["<&\r\n \ud800"], [10**20], [Decimal("-1.5")], [None]]
    write_table(file, "xlsx", ["a"], [*rows, ["end"]], lambda _: None)
    column = [row[0].value for row in openpyxl.load_workbook(file).worksheets[0].iter_rows()]
    assert column == [
        "a", "x\ufffdy", "<&\r\n \ufffd", "100000000000000000000", -1.5, None, "end",
    ]  # fmt: skip


def test_columns_beyond_z_have_two_letters(tmp_path: Path) -> None:
    file = tmp_path / "t.xlsx"
    headings = [str(place) for place in range(60)]
    write_table(file, "xlsx", headings, [list(range(60))], lambda _: None)
    sheet = openpyxl.load_workbook(file).worksheets[0]
    assert (sheet["AA1"].value, sheet["BH1"].value, sheet["BH2"].value) == ("26", "59", 59)


def test_a_list_that_no_sheet_holds_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("edge.export.sheets.ROWS_MAX", 2)
    file = tmp_path / "t.csv"
    assert write_table(file, "csv", ["a"], [[1], [2]], lambda _: None) == 2
    with pytest.raises(TooManyRows):
        write_table(file, "csv", ["a"], [[1], [2], [3]], lambda _: None)
