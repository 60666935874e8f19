"""What a site's own movements and counts tell of each record, one event after the other."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from models.counting.drift import Drift
from models.counting.records import Known, Numbers, Records, known_from

DAY_WEIGHT = 1 / 20
"""A day's weight in the mean demand of a record, about a month back."""
FIRST_MEAN, FIRST_SQUARE = 1.0, 4.0
"""Demand of a record that nobody has seen sell."""


class Key(NamedTuple):
    """A record: an item in a location, by row ids."""

    item: int
    location: int


class Here(NamedTuple):
    """A record as it stands: base units on record, and the worth of one."""

    key: Key
    recorded: int
    value: float


class _Past:
    """Of one record. Days are open days of the site, counted from its first."""

    __slots__ = (
        "day",
        "mean",
        "moves",
        "operator",
        "quiet_since",
        "recorded",
        "running_mean",
        "running_square",
        "units",
    )

    def __init__(self, day: int) -> None:
        self.moves = self.recorded = self.operator = self.units = 0
        self.day = self.quiet_since = day
        self.running_mean, self.running_square = FIRST_MEAN, FIRST_SQUARE
        self.mean = FIRST_MEAN, FIRST_SQUARE

    def sold(self, day: int, units: int) -> None:
        """More of the same day adds up; days between without a sale lower the mean."""
        if day > self.day:
            self.close(day - 1)
        self.units += units
        self.quiet_since = day

    def close(self, day: int) -> None:
        """Into the running mean: the day open so far, then silent days up to `day`."""
        units = self.units
        self.running_mean += DAY_WEIGHT * (units - self.running_mean)
        self.running_square += DAY_WEIGHT * (units * units - self.running_square)
        if units:
            self.mean = self.running_mean, self.running_square
        left = (1 - DAY_WEIGHT) ** max(0, day - self.day)
        self.running_mean *= left
        self.running_square *= left
        self.units, self.day = 0, day + 1


class Learning:
    """Hears of movements and counts in the sequence in which they happened."""

    def __init__(self) -> None:
        self._past: dict[Key, _Past] = {}
        self._items: dict[int, tuple[int, int]] = {}
        self._drift = Drift()
        self._random: list[tuple[int, int]] = []
        self._day, self._date = 0, ""

    @property
    def known(self) -> Known:
        """Of the whole site."""
        return known_from(self._random)

    def on(self, date: str) -> None:
        """The date of what is told next, by YYYY-MM-DD at the site; any with movements is open."""
        if date > self._date:
            self._day, self._date = self._day + 1, date

    def came(self, key: Key, units: int, operator: int) -> None:
        """Into a location. What had run out could not sell, which says nothing."""
        past = self._of(key)
        if past.recorded <= 0:
            if past.day < self._day:
                past.close(past.day)
            past.day = past.quiet_since = self._day
        past.recorded += units
        past.moves, past.operator = past.moves + 1, operator

    def went(self, key: Key, units: int, operator: int, *, is_sale: bool) -> None:
        """Out of a location."""
        past = self._of(key)
        past.recorded -= units
        past.moves, past.operator = past.moves + 1, operator
        if is_sale:
            past.sold(self._day, units)

    def counted(self, key: Key, recorded: int, found: int, *, is_random: bool) -> None:
        """A settled count; the record is put right by movements, which are told as well."""
        past, is_wrong = self._of(key), recorded != found
        self._drift.counted(_keys(key, past.operator), self.known.wrong_share, is_wrong)
        counts, wrong = self._items.get(key.item, (0, 0))
        self._items[key.item] = counts + 1, wrong + is_wrong
        past.moves, past.quiet_since = 0, self._day
        if is_random:
            self._random.append((recorded, found))

    def records(self, rows: Sequence[Here]) -> Records:
        """For the judge, with names by the number of the row."""
        pasts = [self._past.get(row.key) or _Past(self._day) for row in rows]
        moments = [past.mean for past in pasts]
        means = np.array([mean for mean, _ in moments], dtype=np.float64)
        squares = np.array([square for _, square in moments], dtype=np.float64)
        names = [str(number) for number in range(len(rows))]
        tried = [self._items.get(row.key.item, (0, 0)) for row in rows]
        return Records(
            items=names,
            locations=names,
            recorded=_numbers(row.recorded for row in rows),
            moves=_numbers(past.moves for past in pasts),
            counts=_numbers(counts for counts, _ in tried),
            wrong=_numbers(wrong for _, wrong in tried),
            silent_days=_numbers(self._day - past.quiet_since for past in pasts),
            demand_mean=means,
            demand_variance=np.maximum(squares - np.square(means), 0.0),
            value=_numbers(row.value for row in rows),
            drift=_numbers(
                self._drift.of(_keys(row.key, past.operator))
                for row, past in zip(rows, pasts, strict=True)
            ),
        )

    def _of(self, key: Key) -> _Past:
        known = self._past.get(key)
        if known is None:
            known = self._past[key] = _Past(self._day)
        return known


def _keys(key: Key, operator: int) -> tuple[str, str, str]:
    return f"item {key.item}", f"location {key.location}", f"operator {operator}"


def _numbers(values: Iterable[float]) -> Numbers:
    return np.array(list(values), dtype=np.float64)
