"""Quantities as people count them: in boxes and pieces. The base unit is what is booked."""

from collections.abc import Iterable
from typing import NamedTuple

from models.warehouse.commands.base import Entered


class PackSize(NamedTuple):
    """A kind of pack: what it is called, and the base units in it."""

    name: str
    quantity: int


def in_packs(quantity: int, packs: Iterable[PackSize]) -> list[tuple[int, PackSize]]:
    """As many of the largest packs as fit, then of the next; what is left is of no pack."""
    found = []
    for pack in sorted(packs, key=lambda each: -each.quantity):
        count = quantity // pack.quantity if pack.quantity > 1 else 0
        if count:
            found.append((count, pack))
            quantity -= count * pack.quantity
    return found


def said_in_packs(quantity: int, packs: Iterable[PackSize]) -> str | None:
    """`2 × Box + 3`; None where no pack fits in it."""
    found = in_packs(quantity, packs)
    if not found:
        return None
    rest = quantity - sum(count * pack.quantity for count, pack in found)
    parts = [f"{count} × {pack.name}" for count, pack in found]
    return " + ".join([*parts, str(rest)] if rest else parts)


def entered_more(
    before: Entered | None, quantity_before: int, pack: PackSize | None, pieces: int
) -> Entered | None:
    """How the quantity was entered after one more scan: in packs as long as all of it was scanned
    in packs of one kind, else in base units (None)."""
    if pack is None or pack.quantity == 1 or pieces % pack.quantity:
        return None
    packs = pieces // pack.quantity
    if not quantity_before:
        return Entered(quantity=packs, uom=pack.name)
    if before is None or before.uom != pack.name:
        return None
    return Entered(quantity=before.quantity + packs, uom=pack.name)


def share_of(entered: Entered | None, whole: int, part: int) -> Entered | None:
    """How a part of what was entered reads in the same packs; None where it breaks one."""
    if entered is None:
        return None
    each = whole // entered.quantity
    return Entered(quantity=part // each, uom=entered.uom) if part % each == 0 else None
