"""Staged rows to values. A spoilt cell leaves the field out or refuses the row, and is named."""

import math
import re
from decimal import Decimal
from typing import TypeVar

import msgspec

from edge.intake.greaterwms.findings import NOTE, REFUSED, Findings
from edge.intake.greaterwms.shapes import PREFIXED, SHAPES, TABLES, Row, names_of
from edge.intake.greaterwms.source import Cell, Cells
from edge.intake.greaterwms.staging import Staging

T = TypeVar("T", bound=Row)
_WHERE = re.compile(r" - at `\$\.(\w+)")
KEY_MAX = 1 << 62


class Sheet(msgspec.Struct):
    """One table: its sound rows as values, and all its rows as they were."""

    sound: list[Row] = []
    bodies: dict[int, Cells] = {}
    refused: dict[int, str] = {}


Sheets = dict[str, Sheet]


def read_sheets(staging: Staging, findings: Findings) -> Sheets:
    """All tables."""
    return {table: _sheet(staging, table, findings) for table in TABLES}


def of(sheets: Sheets, table: str, shape: type[T]) -> list[T]:
    """The sound rows of a table."""
    return [row for row in sheets[table].sound if isinstance(row, shape)]


def _sheet(staging: Staging, table: str, findings: Findings) -> Sheet:
    sheet, shape = Sheet(), SHAPES.get(table)
    for cells in staging.rows(table):
        key = cells["id"]
        if not isinstance(key, int) or not 0 <= key < KEY_MAX or key in sheet.bodies:
            findings.add(REFUSED, "bad_key", table, 0, repr(key))
            continue
        sheet.bodies[key] = cells
        if shape is None:
            continue
        row = _row(table, key, cells, shape, findings)
        if isinstance(row, str):
            sheet.refused[key] = row
        else:
            sheet.sound.append(row)
    return sheet


def _row(table: str, key: int, cells: Cells, shape: type[T], findings: Findings) -> T | str:
    """The value, or the reason why there is none."""
    left = {_name(table, name): _plain(value) for name, value in cells.items()}
    columns = frozenset(names_of(shape))
    given = {name: value for name, value in left.items() if name in columns and value is not None}
    while True:
        try:
            return msgspec.convert(given, shape, strict=False)
        except msgspec.ValidationError as error:
            found = _WHERE.search(str(error))
            field = found[1] if found else str(error).rpartition("`")[0].rpartition("`")[2]
            said = f"{field} is {str(left.get(field))[:40]!r}: {str(error).partition(' - ')[0]}"
            if field not in given or field in names_of(shape, required=True):
                findings.add(REFUSED, "bad_value", table, key, said)
                return f"bad_value: {said}"
            findings.add(NOTE, "value_left_out", table, key, said)
            del given[field]


def _name(table: str, column: str) -> str:
    return column.removeprefix(f"{table}_") if table in PREFIXED else column


def _plain(value: Cell) -> Cell | Decimal:
    """Floats that are none are nothing."""
    if isinstance(value, float) and not math.isfinite(value):
        return "not finite"
    return value.strip() if isinstance(value, str) else value
