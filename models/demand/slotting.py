"""Fast items belong near packing: which two should change places, and what walking that saves."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

SWAPS_MAX = 20
CANDIDATES_MAX = 400
PAIRS_MAX = 2_000
GAIN_M_MIN = 20.0
"""Metres a day below which moving goods is not worth the work."""


@dataclass(frozen=True)
class Slot:
    """An item at the place it is picked from. `walk_m`: from there to packing; `fits`: items change
    places only among locations of the same word (size class, property)."""

    item: str
    location: str
    picks_per_day: float
    walk_m: float
    fits: str = ""


@dataclass(frozen=True)
class Swap:
    """Two items that change places, the faster first. `gain_m`: metres saved on a day."""

    fast: Slot
    slow: Slot
    gain_m: float


def walk_m(place: tuple[int, int], packing: tuple[int, int]) -> float:
    """Along and across the aisles, in metres, of coordinates in millimetres."""
    return (abs(place[0] - packing[0]) + abs(place[1] - packing[1])) / 1_000


def swaps(slots: Sequence[Slot]) -> list[Swap]:
    """The best first, each item once. A walk is there and back, so a swap saves two times the
    difference of the walks for each pick that one item has more than the other."""
    found: list[Swap] = []
    for fits in sorted({slot.fits for slot in slots}):
        found += _among([slot for slot in slots if slot.fits == fits])
    found.sort(key=lambda swap: (-swap.gain_m, swap.fast.item))
    taken: set[str] = set()
    chosen = []
    for swap in found:
        if not taken & {swap.fast.location, swap.slow.location}:
            taken |= {swap.fast.location, swap.slow.location}
            chosen.append(swap)
    return chosen[:SWAPS_MAX]


def _among(slots: list[Slot]) -> list[Swap]:
    """Fast items that lie far away against places nearer by; each with its best partners."""
    order = sorted(slots, key=lambda slot: -slot.picks_per_day * slot.walk_m)
    fast = order[:CANDIDATES_MAX]
    near = sorted(slots, key=lambda slot: slot.walk_m)[:CANDIDATES_MAX]
    picks = np.subtract.outer(_picks(fast), _picks(near))
    metres = np.subtract.outer(_walks(fast), _walks(near))
    gains = np.where((picks > 0) & (metres > 0), 2 * picks * metres, 0.0)
    best = np.argsort(-gains, axis=None, kind="stable")[:PAIRS_MAX]
    return [
        Swap(fast[i], near[j], round(float(gains[i, j]), 1))
        for i, j in (divmod(int(pair), len(near)) for pair in best)
        if gains[i, j] >= GAIN_M_MIN
    ]


def _picks(slots: list[Slot]) -> list[float]:
    return [slot.picks_per_day for slot in slots]


def _walks(slots: list[Slot]) -> list[float]:
    return [slot.walk_m for slot in slots]
