"""Fields that a company adds to its items, partners and documents."""

from typing import Annotated, Literal

from msgspec import Meta

from models.warehouse.commands.base import Base, Code, Text
from models.warehouse.custom import (
    CHOICES_MAX,
    DECIMALS_MAX,
    FIELDS_MAX,
    TEXT_CHARACTERS_MAX,
    About,
    FieldKind,
)
from models.warehouse.texts import ENDS, NO_NUL

FieldCode = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{0,39}" + ENDS)]
Choice = Annotated[str, Meta(min_length=1, max_length=80, pattern=NO_NUL)]
CustomText = Annotated[str, Meta(max_length=TEXT_CHARACTERS_MAX, pattern=NO_NUL)]
CustomValues = Annotated[dict[FieldCode, CustomText | int | None], Meta(max_length=FIELDS_MAX)]
"""Text as text, numbers as numbers or text (decimals exactly as written), dates as YYYY-MM-DD."""
SubjectKind = Literal["item", "partner", "asn", "order"]


class SetField(Base, frozen=True, kw_only=True, tag="set_field"):
    """Define a field, or change the one of this code; what kind it is never changes. `required`:
    it cannot be emptied, and pages show where it is missing."""

    about: About
    field: FieldCode
    kind: FieldKind
    label_en: Text
    label_zh: Text = ""
    decimals: Annotated[int, Meta(ge=0, le=DECIMALS_MAX)] = 0
    choices: Annotated[tuple[Choice, ...], Meta(max_length=CHOICES_MAX)] = ()
    required: bool = False
    sequence: Annotated[int, Meta(ge=0, le=10_000)] = 0


class DropField(Base, frozen=True, kw_only=True, tag="drop_field"):
    """It is neither shown nor asked for any more; what was given stays in its rows."""

    about: About
    field: FieldCode


class SetValues(Base, frozen=True, kw_only=True, tag="set_values"):
    """Values of an item, partner, delivery or order; None empties, what is not named stays."""

    about: SubjectKind
    number: Code
    values: CustomValues
