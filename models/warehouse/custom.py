"""Custom fields: what a value of each kind may be, how it is kept and how it is shown.

A value is kept as text in one form: whole numbers as digits, decimals as a whole number of their
last place (12.50 with two decimals is 1250), dates as YYYY-MM-DD. Equal values have equal texts.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Literal

import msgspec

from models.warehouse.quantity import QUANTITY_MAX

About = Literal["item", "partner", "document"]
FieldKind = Literal["text", "integer", "decimal", "date", "choice"]
Given = str | int | None

FIELDS_MAX = 100
"""For each of items, partners and documents."""
CHOICES_MAX = 200
TEXT_CHARACTERS_MAX = 2_000
DECIMALS_MAX = 6
_DECIMAL = re.compile(r"(-?)([0-9]{1,15})(?:\.([0-9]{1,6}))?")
_WHOLE = re.compile(r"-?[0-9]{1,15}")


class CustomField(msgspec.Struct, frozen=True, gc=False):
    """A field as it is defined. `choices` only for kind choice, `decimals` only for decimal."""

    about: About
    code: str
    kind: FieldKind
    decimals: int = 0
    choices: tuple[str, ...] = ()
    required: bool = False
    label_en: str = ""
    label_zh: str = ""
    sequence: int = 0

    @property
    def key(self) -> str:
        """How its row is called."""
        return f"{self.about}:{self.code}"


class FieldValue(msgspec.Struct, frozen=True, kw_only=True):
    """A value with what a page needs to show it. None: nothing was given."""

    field: str
    label_en: str
    label_zh: str
    kind: FieldKind
    required: bool
    value: str | int | None


class BadValue(ValueError):
    """Not a value of this field; `reason` is a stable word."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def canonical(field: CustomField, given: Given) -> str | None:
    """The text to keep; None empties. Raises BadValue."""
    if given is None or given == "":
        if field.required:
            raise BadValue("required")
        return None
    if field.kind == "text":
        if not isinstance(given, str) or len(given) > TEXT_CHARACTERS_MAX or "\0" in given:
            raise BadValue("not_text")
        return given
    if field.kind == "integer":
        return str(_whole(given))
    if field.kind == "decimal":
        return str(_scaled(given, field.decimals))
    if field.kind == "date":
        return _day(given)
    if given not in field.choices:
        raise BadValue("not_a_choice")
    return str(given)


def shown(field: CustomField, kept: str | None) -> str | int | None:
    """The kept text as the API says it: whole numbers as numbers, decimals as text. What an older
    definition of the field left behind is shown as it is."""
    if kept is None:
        return None
    if field.kind == "integer" and _WHOLE.fullmatch(kept):
        return int(kept)
    if field.kind != "decimal" or not field.decimals or not _WHOLE.fullmatch(kept):
        return kept
    sign, digits = ("-", kept[1:]) if kept.startswith("-") else ("", kept)
    padded = digits.zfill(field.decimals + 1)
    return f"{sign}{padded[: -field.decimals]}.{padded[-field.decimals :]}"


FIELD_COLUMNS = (
    *("about", "code", "kind", "decimals", "choices", "required", "label_en", "label_zh"),
    "sequence",
)
"""Of a field's row, as `field_of` takes them."""


def field_of(row: Sequence[Any]) -> CustomField:
    """A field from its row."""
    about, code, kind, decimals, choices, required, label_en, label_zh, sequence = row
    return CustomField(
        about,
        code,
        kind,
        decimals or 0,
        read_choices(choices),
        bool(required),
        label_en or "",
        label_zh or "",
        sequence or 0,
    )


def row_of(field: CustomField) -> dict[str, str | int]:
    """The fields of its row."""
    values = msgspec.structs.asdict(field)
    choices = msgspec.json.encode(list(dict.fromkeys(field.choices))).decode()
    return {**values, "choices": choices, "required": int(field.required), "status": "active"}


def fault(known: CustomField | None, wanted: CustomField) -> str | None:
    """Why a field cannot be defined so; None if it can. Values that were given keep their meaning,
    so neither kind nor decimals ever change."""
    if known is not None and (known.kind, known.decimals) != (wanted.kind, wanted.decimals):
        return "keeps_kind"
    if (wanted.kind == "choice") != bool(wanted.choices):
        return "choices_for_choice"
    if wanted.decimals and wanted.kind != "decimal":
        return "decimals_for_decimal"
    return None


def read_choices(text: str | None) -> tuple[str, ...]:
    """Choices as they are kept; none where they cannot be read."""
    try:
        return tuple(msgspec.json.decode(text or "[]", type=tuple[str, ...]))
    except (msgspec.MsgspecError, RecursionError):
        return ()


def values_shown(fields: Iterable[CustomField], kept: dict[str, str | None]) -> list[FieldValue]:
    """All fields in their order, each with its value; `kept` by the field's key."""
    return [
        FieldValue(
            field=field.code,
            label_en=field.label_en or field.code,
            label_zh=field.label_zh or field.label_en or field.code,
            kind=field.kind,
            required=field.required,
            value=shown(field, kept.get(field.key)),
        )
        for field in sorted(fields, key=lambda field: (field.sequence, field.code))
    ]


def _whole(given: str | int) -> int:
    if isinstance(given, bool) or (isinstance(given, str) and not _WHOLE.fullmatch(given)):
        raise BadValue("not_a_whole_number")
    number = int(given)
    if abs(number) > QUANTITY_MAX:
        raise BadValue("too_large")
    return number


def _scaled(given: str | int, decimals: int) -> int:
    """Exact: no float on the way."""
    match = _DECIMAL.fullmatch(str(given))
    if match is None or isinstance(given, bool):
        raise BadValue("not_a_number")
    sign, whole, part = match[1], match[2], (match[3] or "").rstrip("0")
    if len(part) > decimals:
        raise BadValue("too_many_decimals")
    number = int(whole + part.ljust(decimals, "0"))
    if number > QUANTITY_MAX:
        raise BadValue("too_large")
    return -number if sign else number


def _day(given: str | int) -> str:
    try:
        day = date.fromisoformat(str(given))
    except ValueError:
        raise BadValue("not_a_date") from None
    if day.isoformat() != given:
        raise BadValue("not_a_date")
    return str(given)
