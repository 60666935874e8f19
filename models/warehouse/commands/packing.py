"""The kinds of carton that packing may propose: set one, drop one."""

from typing import Annotated

from msgspec import Meta

from models.warehouse.commands.base import Base, Code, Whole

LENGTH_MM_MAX = 10_000
Length = Annotated[int, Meta(ge=1, le=LENGTH_MM_MAX)]


class SetCarton(Base, frozen=True, kw_only=True, tag="set_carton"):
    """A kind of carton by its inside, new or changed; `weight_g_max` is of the content."""

    carton: Code
    length_mm: Length
    width_mm: Length
    height_mm: Length
    weight_g_max: Whole | None = None
    tare_g: Whole = 0


class DropCarton(Base, frozen=True, kw_only=True, tag="drop_carton"):
    """A kind of carton is not used any more."""

    carton: Code
