"""Which identifiers go together: over all codes of a piece, or over one that stands alone."""

from functools import lru_cache
from typing import NamedTuple

from models.warehouse.gs1.faults import Fault
from models.warehouse.gs1.table import Requirement, table

_KEPT = 1_024
# 310n and 320n: net weight in kilograms and pounds.
_WEIGHTS = ("310", "320")


class Breach(NamedTuple):
    """A pair that must not be, or one that must be and is not."""

    fault: Fault
    identifier: str
    others: str


class Together(NamedTuple):
    """What can be said of a set of identifiers before any value is looked at."""

    breach: Breach | None
    weight: str | None


@lru_cache(_KEPT)
def together(names: tuple[str, ...], complete: bool) -> Together:
    """Kept by set of identifiers: a site sees a few dozen of them, again and again.

    complete: what they require must be among them.
    """
    weight = next((name for name in names if len(name) == 4 and name[:3] in _WEIGHTS), None)
    return Together(_excluded(names) or (_missing(names) if complete else None), weight)


def _excluded(names: tuple[str, ...]) -> Breach | None:
    for name in names:
        others = table().identifiers[name].excluded.intersection(names)
        if others:
            return Breach(Fault.EXCLUSIVE_PAIR, name, ",".join(sorted(others)))
    return None


def _missing(names: tuple[str, ...]) -> Breach | None:
    there = frozenset(names)
    for name in names:
        for requirement in table().identifiers[name].required:
            if not _met(requirement, there):
                return Breach(Fault.MISSING_PAIR, name, requirement.text)
    return None


def _met(requirement: Requirement, there: frozenset[str]) -> bool:
    return not there.isdisjoint(requirement.single) or any(
        all(not there.isdisjoint(names) for names in group) for group in requirement.groups
    )
