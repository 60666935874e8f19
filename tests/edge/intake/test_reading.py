"""Tables as people send them: encodings, delimiters, spreadsheets; and as attackers do."""

import io
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from edge.intake import bounds
from edge.intake.errors import IntakeError
from edge.intake.reading import BAD, read_rows

TABLE = [["order", "item", "qty"], ["1", "A", "2"]]


def write(folder: Path, body: bytes, name: str = "t.csv") -> list[list[str]]:
    file = folder / name
    file.write_bytes(body)
    return list(read_rows(file, name))


def workbook(rows: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    body = io.BytesIO()
    book.save(body)
    return body.getvalue()


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    text = "\r\n".join(delimiter.join(row) for row in TABLE)
    assert write(tmp_path, text.encode()) == TABLE


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("订单号,数量\n茶,1\n", "utf-8"),
        ("订单号,数量\n茶,1\n", "utf-8-sig"),
        ("订单号,数量\n绿茶杯子,1\n", "gb18030"),
        ("订单号,数量\n茶,1\n", "utf-16"),
        ("order,naïve café\nÅngström,1\n", "cp1252"),
    ],
)
def test_the_encoding_is_found(tmp_path: Path, text: str, encoding: str) -> None:
    rows = write(tmp_path, text.encode(encoding))
    assert rows == [line.split(",") for line in text.splitlines()]


def test_a_workbook_reads_like_its_table(tmp_path: Path) -> None:
    body = workbook(
        [
            ["order", "item", "qty", "due"],
            [569239, "0042", 3.0, datetime(2026, 11, 22)],  # noqa: DTZ001 - as Excel has it
            ["A", 1.5, True, date(2026, 1, 2)],
        ]
    )
    assert write(tmp_path, body, "t.xlsx") == [
        ["order", "item", "qty", "due"],
        ["569239", "0042", "3", "2026-11-22"],
        ["A", "1.5", "true", "2026-01-02"],
    ]


def test_a_share_is_read_as_it_is_shown(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    for place, (value, form) in enumerate(
        [(0.05, "0%"), (0.125, "0.0%"), (1, "0%"), (0.07, "0%"), (0.05, "0.00")], start=1
    ):
        book.active.cell(1, place, value).number_format = form
    body = io.BytesIO()
    book.save(body)
    assert write(tmp_path, body.getvalue(), "upload") == [["5%", "12.5%", "100%", "7%", "0.05"]]


def test_formulas_and_nul_are_marked_and_our_own_quote_is_taken_off(tmp_path: Path) -> None:
    assert write(tmp_path, b"a,b,c,d\n=1+1,x\0y,'=text,'plain\n")[1] == [
        f"{BAD}formula", f"{BAD}nul", "=text", "'plain",
    ]  # fmt: skip
    rows = write(tmp_path, workbook([["a", "b"], ["=SUM(1,2)", "x"]]), "t.xlsx")
    assert rows[1] == [f"{BAD}formula", "x"]


def bomb() -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (30 << 20))
    return body.getvalue()


def with_entities() -> bytes:
    body = io.BytesIO(workbook([["a"]]))
    with zipfile.ZipFile(body, "a") as archive:
        archive.writestr("xl/evil.xml", b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x/>')
    return body.getvalue()


def many_parts() -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        for part in range(bounds.ZIP_ENTRIES_MAX + 1):
            archive.writestr(f"{part}.xml", b"")
    return body.getvalue()


@pytest.mark.parametrize(
    ("body", "name", "code"),
    [
        (b"", "t.csv", "empty_file"),
        (bomb(), "t.xlsx", "overcompressed"),
        (with_entities(), "t.xlsx", "entities"),
        (many_parts(), "t.xlsx", "too_many_parts"),
        (b"PK\x03\x04 broken", "t.xlsx", "not_a_workbook"),
        (workbook([["a"]])[:-200], "t.xlsx", "not_a_workbook"),
        (b"\xd0\xcf\x11\xe0 old excel", "t.xls", "not_a_workbook"),
        (b"," * (bounds.COLUMNS_MAX + 1) + b"x", "t.csv", "too_many_columns"),
        (b'a,b\n"' + b"x" * 200_000 + b'",1\n', "t.csv", "not_a_table"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_hostile_file_is_refused(tmp_path: Path, body: bytes, name: str, code: str) -> None:
    with pytest.raises(IntakeError) as caught:
        write(tmp_path, body, name)
    assert caught.value.code == code


def test_bounds_hold_at_the_bound_and_one_past_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("edge.intake.reading.CELLS_MAX", 6)
    assert len(write(tmp_path, b"a,b\nc,d\ne,f\n")) == 3
    with pytest.raises(IntakeError, match="too_many_cells"):
        write(tmp_path, b"a,b\nc,d\ne,f\ng\n")
    monkeypatch.setattr("edge.intake.bounds.FILE_BYTES_MAX", 5)
    assert write(tmp_path, b"a,b\nc") == [["a", "b"], ["c"]]
    with pytest.raises(IntakeError, match="file_too_large"):
        write(tmp_path, b"a,b\ncd")
