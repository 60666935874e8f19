"""Packs of an item: boxes and layers that are counted by one scan."""

from typing import Annotated

from msgspec import Meta

from models.warehouse.commands.base import TEXT_CHARACTERS_MAX, Base, Code, Whole
from models.warehouse.quantity import QUANTITY_MAX
from models.warehouse.texts import NO_NUL

PackName = Annotated[str, Meta(min_length=1, max_length=TEXT_CHARACTERS_MAX, pattern=NO_NUL)]
PackQuantity = Annotated[int, Meta(ge=1, le=QUANTITY_MAX)]


class SetPack(Base, frozen=True, kw_only=True, tag="set_pack"):
    """So many base units of an item are a pack of this name, known by its GTIN."""

    item: Code
    pack: PackName
    quantity: PackQuantity
    gtin: Code | None = None
    weight_g: Whole | None = None
    length_mm: Whole | None = None
    width_mm: Whole | None = None
    height_mm: Whole | None = None


class DropPack(Base, frozen=True, kw_only=True, tag="drop_pack"):
    """An item does not come in such packs any more."""

    item: Code
    pack: PackName
