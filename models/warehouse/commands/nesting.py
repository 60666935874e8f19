"""Handling units that lie in handling units."""

from models.warehouse.commands.base import Base, Code


class NestUnit(Base, frozen=True, kw_only=True, tag="nest_unit"):
    """A unit with all that is in it goes into another one that stands beside it; one whose code is
    new is a new pallet."""

    unit: Code
    into: Code


class TakeOutUnit(Base, frozen=True, kw_only=True, tag="take_out_unit"):
    """A unit is taken out of the one it lies in, and stands beside it."""

    unit: Code


class PutAwayUnit(Base, frozen=True, kw_only=True, tag="put_away_unit"):
    """A unit that waits to be put away lies in a location now, with all that is in it."""

    unit: Code
    location: Code
    confirm: bool = False
