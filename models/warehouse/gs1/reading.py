"""What a code says: its elements, and those of them a warehouse works with."""

import enum
from datetime import date

import msgspec

Element = tuple[str, str]
"""An application identifier and its value."""
Values = dict[str, str]
"""Value by identifier, in the order read: what the readers hand on."""


class Carrier(enum.StrEnum):
    """How the code was written."""

    ELEMENT_STRING = "element_string"
    GTIN = "gtin"
    SSCC = "sscc"
    DIGITAL_LINK = "digital_link"


class Measure(msgspec.Struct, frozen=True):
    """`value` times ten to the minus `decimals`, in that unit."""

    value: int
    decimals: int
    unit: str


class Reading(msgspec.Struct, frozen=True):
    """A valid code. All elements in the order read; the rest are views of them, typed.

    `gtin` has 14 digits. `content` is the GTIN of what a unit holds (02), `count` how many (37) or,
    of a variable item, 30. `expiry` is 17 or the day of 7003, `weight` the net weight.
    """

    carrier: Carrier
    elements: tuple[Element, ...]
    gtin: str | None = None
    sscc: str | None = None
    content: str | None = None
    lot: str | None = None
    serial: str | None = None
    expiry: date | None = None
    best_before: date | None = None
    production: date | None = None
    count: int | None = None
    weight: Measure | None = None
    repaired: bool = False
    """A separator was missing, and master data said where."""

    def value(self, identifier: str) -> str | None:
        """The value of any identifier."""
        return dict(self.elements).get(identifier)
