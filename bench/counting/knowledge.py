"""What a warehouse's own scans and counts tell of each record; nothing of the true stock."""

import numpy as np
from numpy.typing import NDArray

from models.counting.drift import Drift
from models.counting.learning import DAY_WEIGHT
from models.counting.records import Known, Numbers, Records, known_from

Rows = NDArray[np.intp]
Units = NDArray[np.int64]


class Knowledge:
    """One row per record."""

    def __init__(self, rows: int, aisle: Rows, value: Numbers) -> None:
        self.names = [str(row) for row in range(rows)]
        self.keys = [[f"item {row}", f"aisle {aisle[row]}"] for row in range(rows)]
        self.value = value
        self.moves, self.counts, self.wrong = np.zeros(rows), np.zeros(rows), np.zeros(rows)
        self.silent = np.zeros(rows)
        self.running_mean, self.running_square = np.ones(rows), np.full(rows, 4.0)
        self.mean, self.square = self.running_mean.copy(), self.running_square.copy()
        self.operator = np.zeros(rows, dtype=np.intp)
        self.sums = Drift()
        self.random_counts: list[tuple[int, int]] = []

    @property
    def known(self) -> Known:
        """From the random counts so far."""
        return known_from(self.random_counts)

    def sold(self, units: Units, is_listed: NDArray[np.bool_]) -> None:
        """An open day; what the record says is out could not sell, and that says nothing."""
        weight = np.where(is_listed, DAY_WEIGHT, 0.0)
        self.running_mean += weight * (units - self.running_mean)
        self.running_square += weight * (np.square(units) - self.running_square)
        is_sold = units > 0
        self.silent = np.where(is_sold, 0.0, self.silent + is_listed)
        self.mean = np.where(is_sold, self.running_mean, self.mean)
        self.square = np.where(is_sold, self.running_square, self.square)

    def moved(self, rows: Rows, operators: Rows) -> None:
        """Each once."""
        self.moves[rows] += 1
        self.operator[rows] = operators

    def counted(self, rows: Rows, recorded: Units, found: Units, is_random: bool) -> None:
        """And the record put right."""
        usual = self.known.wrong_share
        is_wrong = recorded != found
        for row, wrong in zip(rows.tolist(), is_wrong.tolist(), strict=True):
            self.sums.counted([*self.keys[row], f"operator {self.operator[row]}"], usual, wrong)
        self.counts[rows] += 1
        self.wrong[rows] += is_wrong
        self.moves[rows] = 0
        self.silent[rows] = 0
        if is_random:
            self.random_counts += zip(recorded.tolist(), found.tolist(), strict=True)

    def records(self, recorded: Units) -> Records:
        """For the judge."""
        drift = [
            self.sums.of([*keys, f"operator {operator}"])
            for keys, operator in zip(self.keys, self.operator.tolist(), strict=True)
        ]
        return Records(
            items=self.names,
            locations=self.names,
            recorded=recorded.astype(np.float64),
            moves=self.moves.copy(),
            counts=self.counts.copy(),
            wrong=self.wrong.copy(),
            silent_days=self.silent.copy(),
            demand_mean=self.mean.copy(),
            demand_variance=np.maximum(self.square - np.square(self.mean), 0.0),
            value=self.value,
            drift=np.array(drift),
        )
