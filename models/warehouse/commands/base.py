"""What all commands share: their id, their parts, and the bounds of their fields."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from models.warehouse.owners import OWNER_CHARACTERS_MAX, SIGN
from models.warehouse.quantity import QUANTITY_MAX
from models.warehouse.texts import ENDS, NO_NUL

CODE_CHARACTERS_MAX = 80
SHARED_CHARACTERS_MAX = CODE_CHARACTERS_MAX - len(SIGN) - OWNER_CHARACTERS_MAX
"""Of a code that several owners use, so that it can be named with its owner wherever a code can."""
TEXT_CHARACTERS_MAX = 200
LINES_MAX = 2_000
ORDERS_MAX = 200

CommandId = Annotated[str, Meta(min_length=8, max_length=64, pattern=rf"^[0-9A-Za-z_.:-]+{ENDS}")]
Code = Annotated[str, Meta(min_length=1, max_length=CODE_CHARACTERS_MAX, pattern=NO_NUL)]
Text = Annotated[str, Meta(max_length=TEXT_CHARACTERS_MAX, pattern=NO_NUL)]
Skill = Annotated[str, Meta(min_length=1, max_length=40, pattern=rf"^[^\x00+]*{ENDS}")]
"""Such as forklift, cold, dangerous goods; a `+` joins the skills that one task demands."""
Quantity = Annotated[int, Meta(ge=-QUANTITY_MAX, le=QUANTITY_MAX)]
"""Signed on purpose: a senseless quantity is a worker's mistake, so a reply and not a 400."""
Moment = Annotated[datetime, Meta(tz=True)]
Whole = Annotated[int, Meta(ge=0, le=QUANTITY_MAX)]


class Base(Struct, frozen=True, kw_only=True, tag_field="type", forbid_unknown_fields=True):
    """Common to all: the id that makes a retry harmless, and when the person scanned."""

    command_id: CommandId
    scanned_at: Moment | None = None


class Part(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something inside a command."""


class Entered(Part, frozen=True, kw_only=True):
    """How a quantity was entered: so many of a pack, by the pack's name."""

    quantity: Annotated[int, Meta(ge=1, le=QUANTITY_MAX)]
    uom: Annotated[str, Meta(min_length=1, max_length=TEXT_CHARACTERS_MAX, pattern=NO_NUL)]
