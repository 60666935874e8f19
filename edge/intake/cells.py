"""Text of a cell to a value: numbers as people and spreadsheets write them, dates, codes."""

import re
import unicodedata
from datetime import date, datetime
from zoneinfo import ZoneInfo

from edge.intake.columns import Shape
from edge.intake.reading import BAD
from models.warehouse.commands import CODE_CHARACTERS_MAX, TEXT_CHARACTERS_MAX
from models.warehouse.quantity import QUANTITY_MAX

Value = str | int | date | datetime

_WHOLE = re.compile(r"^[+-]?\d+(?:\.0+)?$")
_GROUPED = re.compile(r"^[+-]?\d{1,3}(?:[,' ]\d{3})+(?:\.0+)?$")
_DATE = re.compile(r"^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T ].*)?$")
_LONG_FRACTION = re.compile(r"(\.\d{6})\d+")


class BadCell(Exception):
    """A cell that cannot be read. `code` is stable."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read_cell(text: str, shape: Shape, zone: ZoneInfo) -> Value | None:
    """The value, None for an empty cell; raises BadCell."""
    if text.startswith(BAD):
        raise BadCell(text[len(BAD) :])
    text = text.strip()
    if not text:
        return None
    if shape in (Shape.QUANTITY, Shape.WHOLE):
        number = _whole(text)
        if shape is Shape.WHOLE and number < 0:
            raise BadCell("negative")
        return number
    if shape is Shape.DATE:
        return _date(text)
    if shape is Shape.MOMENT:
        return _moment(text, zone)
    return _text(text, CODE_CHARACTERS_MAX if shape is Shape.CODE else TEXT_CHARACTERS_MAX)


def _text(text: str, characters_max: int) -> str:
    if any(unicodedata.category(letter) == "Cc" for letter in text):
        raise BadCell("control_character")
    if len(text) > characters_max:
        raise BadCell("too_long")
    return text


def _whole(text: str) -> int:
    plain = unicodedata.normalize("NFKC", text).replace("\u2212", "-").strip()
    if _GROUPED.match(plain):
        plain = re.sub(r"[,' ]", "", plain)
    if not _WHOLE.match(plain):
        raise BadCell("not_a_whole_number")
    if len(plain) > 24:
        raise BadCell("out_of_range")
    number = int(plain.partition(".")[0])
    if abs(number) > QUANTITY_MAX:
        raise BadCell("out_of_range")
    return number


def _date(text: str) -> date:
    found = _DATE.match(unicodedata.normalize("NFKC", text))
    if found is None:
        # 03/10/2011 means two different days on two sides of an ocean.
        raise BadCell("not_a_date")
    try:
        return date(*(int(part) for part in found.groups()))
    except ValueError:
        raise BadCell("not_a_date") from None


def _moment(text: str, zone: ZoneInfo) -> datetime:
    try:
        moment = datetime.fromisoformat(_LONG_FRACTION.sub(r"\1", text))
    except ValueError:
        day = _date(text)
        moment = datetime(day.year, day.month, day.day, tzinfo=zone)
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=zone)
