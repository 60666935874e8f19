"""Text of a cell to a value: numbers as people and spreadsheets write them, dates, codes."""

import re
import unicodedata
from datetime import date, datetime
from zoneinfo import ZoneInfo

from edge.intake.columns import Column, Shape, fold
from edge.intake.reading import BAD
from edge.intake.several import parts
from models.warehouse.commands import CODE_CHARACTERS_MAX, TEXT_CHARACTERS_MAX
from models.warehouse.custom import BadValue, CustomField, canonical
from models.warehouse.money import MoneyError, to_micro
from models.warehouse.quantity import QUANTITY_MAX

Value = str | int | date | datetime | tuple[str, ...]

_WHOLE = re.compile(r"^[+-]?\d+(?:\.0+)?$")
_GROUPED = re.compile(r"^[+-]?\d{1,3}(?:[,' ]\d{3})+(?:\.\d+)?$")
_DECIMAL = re.compile(r"^(\d{1,24})(?:\.(\d+))?$")
_CURRENCY = re.compile(r"^[A-Z]{3}$")
_PERCENT = "%％"
_BETWEEN_TIMES = re.compile(r"[\s,;，；、|｜]+")
_TIME = re.compile(r"^([01]?[0-9]|2[0-3]):([0-5][0-9])(?::00)?$")
_DATE = re.compile(r"^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T ].*)?$")
_LONG_FRACTION = re.compile(r"(\.\d{6})\d+")


class BadCell(Exception):
    """A cell that cannot be read. `code` is stable."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read_cell(text: str, column: Column, zone: ZoneInfo) -> Value | None:
    """The value, None for an empty cell; raises BadCell."""
    shape = column.shape
    if text.startswith(BAD):
        raise BadCell(text[len(BAD) :])
    text = text.strip()
    if not text:
        return None
    if shape in (Shape.QUANTITY, Shape.WHOLE, Shape.PERCENT):
        number = _whole(text.rstrip(_PERCENT) if shape is Shape.PERCENT else text)
        if shape is not Shape.QUANTITY and number < 0:
            raise BadCell("negative")
        return number
    if shape is Shape.DATE:
        return _date(text)
    if shape is Shape.MOMENT:
        return _moment(text, zone)
    if shape is Shape.CHOICE:
        return _choice(text, column)
    if shape in (Shape.SEVERAL, Shape.TIMES):
        return _several(text, column)
    if column.custom is not None:
        return _custom(text, column.custom)
    return _of_one_form(text, shape)


def _of_one_form(text: str, shape: Shape) -> Value:
    if shape is Shape.MEASURE:
        return _measure(text)
    if shape is Shape.MONEY:
        return _money(text)
    if shape is Shape.CURRENCY:
        return _currency(text)
    if shape is Shape.TIME:
        return _time(text)
    return _text(text, CODE_CHARACTERS_MAX if shape is Shape.CODE else TEXT_CHARACTERS_MAX)


def _text(text: str, characters_max: int) -> str:
    if any(unicodedata.category(letter) == "Cc" for letter in text):
        raise BadCell("control_character")
    if len(text) > characters_max:
        raise BadCell("too_long")
    return text


def _choice(text: str, column: Column) -> str:
    found = column.choices.get(fold(text))
    if found is None:
        raise BadCell("unknown_choice")
    return found


def _several(text: str, column: Column) -> tuple[str, ...]:
    if column.shape is Shape.TIMES:
        return tuple(_time(part) for part in _BETWEEN_TIMES.split(text) if part)
    if column.choices:
        return tuple(_choice(part, column) for part in parts(text))
    return tuple(_text(part, CODE_CHARACTERS_MAX) for part in parts(text))


def _custom(text: str, field: CustomField) -> str | None:
    """In the one form that values of the field are kept in."""
    if any(unicodedata.category(letter) == "Cc" for letter in text):
        raise BadCell("control_character")
    try:
        return canonical(field, text)
    except BadValue as bad:
        raise BadCell(bad.reason) from bad


def _measure(text: str) -> int:
    """A weight or a size as scales give it, to the nearest whole unit, halves up."""
    match = _DECIMAL.match(_plain(text))
    if match is None:
        raise BadCell("not_a_number")
    number = _whole(match[1])
    return number + (match[2][:1] >= "5" if match[2] else False)


def _money(text: str) -> int:
    """In millionths; more decimals than are kept are refused, never rounded."""
    plain = _plain(text).lstrip("¥$€£ ")
    if "." in plain:
        whole, _, part = plain.partition(".")
        plain = f"{whole}.{part.rstrip('0') or '0'}"
    try:
        return to_micro(plain)
    except MoneyError:
        raise BadCell("not_an_amount") from None


def _currency(text: str) -> str:
    code = unicodedata.normalize("NFKC", text).upper()
    if not _CURRENCY.match(code):
        raise BadCell("not_a_currency")
    return code


def _time(text: str) -> str:
    match = _TIME.match(unicodedata.normalize("NFKC", text))
    if match is None:
        raise BadCell("not_a_time")
    return f"{match[1]:0>2}:{match[2]}"


def _plain(text: str) -> str:
    """Digits of any width, with the marks between thousands taken away."""
    plain = unicodedata.normalize("NFKC", text).replace("\u2212", "-").strip()
    return re.sub(r"[,' ]", "", plain) if _GROUPED.match(plain) else plain


def _whole(text: str) -> int:
    plain = _plain(text)
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
