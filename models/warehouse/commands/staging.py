"""Packed goods are set ready where they will be fetched."""

from models.warehouse.commands.base import Base, Code


class Stage(Base, frozen=True, kw_only=True, tag="stage"):
    """One package, or all packages of an order, to a staging location."""

    location: Code
    unit: Code | None = None
    order: Code | None = None
