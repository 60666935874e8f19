"""A warehouse with a true stock that only a count shows, and records of what was scanned."""

import numpy as np
from numpy.typing import NDArray

from bench.counting.demand import Sales
from bench.counting.knowledge import Knowledge
from models.counting.records import Numbers

# What goes wrong, per item and day or per movement; the product of both is spread over items.
SHRINK_DAY = 0.0004
MISPLACED_DELIVERY = 0.009
SHORT_DELIVERY, SHORT_SHARE_MAX = 0.009, 0.3
MISSCAN_SALE = 0.0009
# Some items, locations and people go wrong more often: gamma with this shape, mean 1.
PRONE_SHAPE = 0.5
OPERATORS, SLOPPY_FACTOR = 8, 6.0
AISLE_LOCATIONS = 20
LEAD_DAYS, COVER_DAYS, SAFETY_DAYS = 5, 25, 8

Rows = NDArray[np.intp]


class World:
    """One location per item. `true` is hidden; `knowledge` is what a scanner has seen. Where it
    `is_even`, no item, location or operator goes wrong more often than another."""

    def __init__(self, sales: Sales, chance: np.random.Generator, *, is_even: bool = False) -> None:
        self.sales, self.chance = sales, chance
        rows = len(sales)
        mean = sales[:, :40].mean(axis=1) + 0.2
        spread = np.sqrt(sales[:, :40].var(axis=1) * LEAD_DAYS)
        self.reorder = np.ceil(mean * (LEAD_DAYS + SAFETY_DAYS) + 0.5 * spread).astype(np.int64)
        self.up_to = self.reorder + np.ceil(mean * COVER_DAYS).astype(np.int64)
        self.true = self.up_to.copy()
        self.recorded = self.up_to.copy()
        self.due: dict[int, tuple[Rows, NDArray[np.int64]]] = {}
        self.is_ordered = np.zeros(rows, dtype=np.bool_)
        self.prone = np.minimum(chance.gamma(PRONE_SHAPE, 1 / PRONE_SHAPE, rows), 8.0)
        aisles = chance.gamma(PRONE_SHAPE, 1 / PRONE_SHAPE, rows // AISLE_LOCATIONS + 1)
        self.aisle = np.arange(rows) // AISLE_LOCATIONS
        self.prone = (self.prone + np.minimum(aisles, 8.0)[self.aisle]) / 2
        self.sloppy = np.where(np.arange(OPERATORS) == 0, SLOPPY_FACTOR, 0.5)
        if is_even:
            self.prone, self.sloppy = np.ones(rows), np.full(OPERATORS, self.sloppy.mean())
        self.knowledge = Knowledge(rows, self.aisle, np.exp(chance.normal(1.0, 1.0, rows)))

    @property
    def is_wrong(self) -> NDArray[np.bool_]:
        """Whose record differs."""
        wrong: NDArray[np.bool_] = self.true != self.recorded
        return wrong

    @property
    def is_out(self) -> NDArray[np.bool_]:
        """Nothing there, which the record does not know."""
        out: NDArray[np.bool_] = (self.true == 0) & (self.recorded > 0)
        return out

    def day(self, number: int) -> None:
        """Deliveries, sales, what goes wrong, new orders."""
        self._receive(number)
        self._sell(number)
        shrunk = self._happens(SHRINK_DAY * self.prone) & (self.true > 0)
        taken = 1 + self.chance.geometric(0.4, len(self.true))
        # Thieves and damage take from what moves: the fuller shelf loses more.
        taken = taken + (0.1 * self.true * self.chance.random(len(self.true))).astype(np.int64)
        self.true = np.where(shrunk, np.maximum(self.true - taken, 0), self.true)
        self._order(number)

    def count(self, rows: Rows, is_random: bool) -> None:
        """The record is put right."""
        self.knowledge.counted(rows, self.recorded[rows], self.true[rows], is_random)
        self.recorded[rows] = self.true[rows]

    def _happens(self, probability: Numbers) -> NDArray[np.bool_]:
        return self.chance.random(len(probability)) < probability

    def _receive(self, number: int) -> None:
        rows, units = self.due.pop(number, (np.zeros(0, np.intp), np.zeros(0, np.int64)))
        if not len(rows):
            return
        came = units.copy()
        short = self._happens(SHORT_DELIVERY * self.prone[rows])
        lacking = units[short] * self.chance.random(short.sum()) * SHORT_SHARE_MAX
        came[short] -= np.ceil(lacking).astype(np.int64)
        # Put into the next location: recorded here, lying there.
        misplaced = self._happens(MISPLACED_DELIVERY * self.prone[rows])
        there = np.where(misplaced, self._beside(rows), rows)
        np.add.at(self.true, there, came)
        self.recorded[rows] += units
        self.is_ordered[rows] = False
        self.knowledge.moved(rows, self.chance.integers(0, OPERATORS, len(rows)))

    def _beside(self, rows: Rows) -> Rows:
        first = rows // AISLE_LOCATIONS * AISLE_LOCATIONS
        step = self.chance.integers(1, 4, len(rows))
        beside: Rows = (first + (rows - first + step) % AISLE_LOCATIONS) % len(self.true)
        return beside

    def _sell(self, number: int) -> None:
        sold = np.minimum(np.minimum(self.sales[:, number], self.true), self.recorded)
        self.knowledge.sold(sold, self.recorded > 0)
        rows = np.flatnonzero(sold)
        operators = self.chance.integers(0, OPERATORS, len(rows))
        misscanned = self._happens(MISSCAN_SALE * self.prone[rows] * self.sloppy[operators])
        units = sold[rows]
        self.recorded[rows] -= units
        # Taken from the next shelf: the sale is booked here, the goods are gone there.
        there = np.where(misscanned, self._beside(rows), rows)
        np.subtract.at(self.true, there, units)
        self.true = np.maximum(self.true, 0)
        self.knowledge.moved(rows, operators)

    def _order(self, number: int) -> None:
        rows = np.flatnonzero((self.recorded <= self.reorder) & ~self.is_ordered)
        self.is_ordered[rows] = True
        self.due[number + LEAD_DAYS] = (rows, self.up_to[rows] - self.recorded[rows])
