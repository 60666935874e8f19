"""Reads a real order file (ORDERS=), by the headings of the Online Retail data."""

import csv
from pathlib import Path

from tests.demo.orders import COLUMNS, Row

FIRST_ROW = 2  # the headings are row 1


class NotOrders(Exception):
    """The file cannot be read as orders; the text says why."""


def read_rows(path: Path) -> list[Row]:
    """All rows, good and bad: judging them is the site's business. Raises NotOrders."""
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            return _rows(csv.DictReader(file), path)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise NotOrders(f"{path}: {error}") from error


def _rows(reader: "csv.DictReader[str]", path: Path) -> list[Row]:
    missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        raise NotOrders(f"{path}: no column {', '.join(missing)}")
    rows = [
        Row(place, *(cells[name] or "" for name in COLUMNS))
        for place, cells in enumerate(reader, start=FIRST_ROW)
    ]
    if not rows:
        raise NotOrders(f"{path}: no orders in it")
    return rows
