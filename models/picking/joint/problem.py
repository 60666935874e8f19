"""Orders to choose from, places to choose from, and what batches and pick lists may hold."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Lengths = NDArray[np.float64]
"""Between the depot (0) and the places of a zone (1, 2, …), in walking direction."""
Indices = NDArray[np.intp]


class Bounds(NamedTuple):
    """`positions_min`: so many positions at least are picked; a pick list is of one zone."""

    positions_min: int
    orders_max: int
    volume_max: float


class Joint:
    """`zones`: of each place the zone; `lengths`: per zone, its places in ascending sequence;
    `volumes`: of the goods of each place; `orders`: of each order, per position, the places that
    have it, each of which can be taken once."""

    def __init__(
        self,
        zones: Sequence[int],
        lengths: Sequence[Lengths],
        volumes: Sequence[float],
        orders: Sequence[Sequence[Sequence[int]]],
        bounds: Bounds,
    ) -> None:
        self.bounds = bounds
        self.lengths = lengths
        self.zone = np.array(zones, dtype=np.intp)
        self.volume = np.array(volumes)
        self.of_zone: list[Indices] = [np.flatnonzero(self.zone == z) for z in range(len(lengths))]
        self.local = np.zeros(len(zones), dtype=np.intp)
        for places in self.of_zone:
            self.local[places] = np.arange(1, len(places) + 1)
        self.orders = [[list(places) for places in positions] for positions in orders]
        self.sizes = np.array([len(positions) for positions in orders])
        # Offers of all positions as one table; the last place is none, and never to be had.
        self.nowhere = len(zones)
        offers = [places for positions in orders for places in positions]
        widest = max(len(places) for places in offers)
        self.offers: Indices = np.array(
            [[*places, *[self.nowhere] * (widest - len(places))] for places in offers],
            dtype=np.intp,
        )
        self.first: Indices = np.concatenate(([0], np.cumsum(self.sizes)[:-1])).astype(np.intp)
