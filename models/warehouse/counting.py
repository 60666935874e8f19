"""What a count of a location means: differences to the book, and who must look again.

A difference is believed when two people find the same; then a supervisor posts it, unless it is
within what the site lets pass by itself.
"""

from collections.abc import Mapping
from enum import Enum
from typing import NamedTuple


class Kind(NamedTuple):
    """What is counted together in a location: one item, one lot (0: none), whatever its unit."""

    item_id: int
    lot_id: int


class Verdict(Enum):
    """What follows a pass of a count."""

    POST = "post"
    RECOUNT = "recount"
    REVIEW = "review"


def differences(book: Mapping[Kind, int], counted: Mapping[Kind, int]) -> dict[Kind, int]:
    """Counted less booked, in base units, where they differ; what was not counted is not there."""
    kinds = sorted(book.keys() | counted.keys())
    found = {kind: counted.get(kind, 0) - book.get(kind, 0) for kind in kinds}
    return {kind: difference for kind, difference in found.items() if difference}


def judge(
    found: Mapping[Kind, int], before: Mapping[Kind, int] | None, tolerance_units: int
) -> Verdict:
    """`found` are the differences of this pass, `before` those of the pass before it."""
    if not found:
        return Verdict.POST
    if before is None or dict(before) != dict(found):
        return Verdict.RECOUNT
    largest = max(abs(difference) for difference in found.values())
    return Verdict.POST if largest <= tolerance_units else Verdict.REVIEW
