"""Daily demand to forecast: real where its file lies beside the project, generated otherwise."""

import csv
import gzip
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from bench.instances import SHARED
from models.demand.closing import closed_days
from models.demand.history import HORIZON_D, DemandHistory, Floats

DAILY, LINES = "orders/online_retail_daily.csv.gz", "orders/online_retail_lines.csv.gz"
FIRST_DAY, LAST_DAY = date(2010, 12, 1), date(2011, 11, 10)
SOLD_DAYS_MIN, LIVED_D_MIN = 20, 112
GENERATED_ITEMS = 400


class Series(NamedTuple):
    """Items of one site over the same days; `price` of one unit. `lines`: of the whole site a day,
    of all items and not only these. `origins`: how many days are known each time."""

    asked: Floats
    first_day: date
    price: Floats
    lines: npt.NDArray[np.int64]
    origins: tuple[int, ...]
    is_real: bool

    def known(self, days: int) -> DemandHistory:
        """What was known after so many days; closed days ahead as the weeks before say."""
        items = tuple(f"{row:05d}" for row in range(self.asked.shape[0]))
        closed = closed_days(self.lines[:days])
        return DemandHistory(items, self.first_day, self.asked[:, :days], closed)

    def ahead(self, days: int) -> Floats:
        """What came then."""
        return self.asked[:, days : days + HORIZON_D]


def real() -> Series | None:
    """As facts have it: origins 2011-09-15 and 2011-10-13, items with twenty days of demand before
    the first of them that had begun to sell 112 days before."""
    if not (SHARED / DAILY).exists():
        return None
    days = (LAST_DAY - FIRST_DAY).days + 1
    units: dict[str, Floats] = {}
    with gzip.open(SHARED / DAILY, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            at = (date.fromisoformat(row["day"]) - FIRST_DAY).days
            units.setdefault(row["sku"], np.zeros(days))[at] += float(row["qty"])
    names = sorted(units)
    asked = np.array([units[name] for name in names])
    first = days - 2 * HORIZON_D
    begun = (asked > 0).argmax(axis=1)
    kept = ((asked[:, :first] > 0).sum(axis=1) >= SOLD_DAYS_MIN) & (begun < first - LIVED_D_MIN)
    prices = _prices()
    price = np.array(
        [prices.get(name, 2.0) for name, is_in in zip(names, kept, strict=True) if is_in]
    )
    lines = (asked > 0).sum(axis=0)
    return Series(asked[kept], FIRST_DAY, price, lines, (first, first + HORIZON_D), is_real=True)


def generated(seed: int) -> Series:
    """Lumpy demand with a week in it, closed on Saturdays, at levels that drift."""
    chance = np.random.default_rng(seed)
    days = 360
    shape = (GENERATED_ITEMS, days)
    drift = np.exp(np.cumsum(chance.normal(0, 0.01, shape), axis=1))
    week = np.array([1.3, 1.1, 1.0, 1.0, 0.9, 0.0, 0.6])[(np.arange(days) + 2) % 7]
    often = np.clip(chance.uniform(0.05, 0.6, (GENERATED_ITEMS, 1)) * drift * week, 0, 1)
    size = np.exp(chance.uniform(0, 3.5, (GENERATED_ITEMS, 1)))
    units = 1 + chance.negative_binomial(1.5, 1.5 / (1.5 + size), shape)
    asked = np.where(chance.random(shape) < often, units, 0).astype(np.float64)
    origins = (days - 2 * HORIZON_D, days - HORIZON_D)
    price = np.full(GENERATED_ITEMS, 2.0)
    return Series(asked, date(2025, 1, 1), price, (asked > 0).sum(axis=0), origins, is_real=False)


def _prices() -> dict[str, float]:
    """Median unit price by item."""
    paid: dict[str, list[float]] = {}
    with gzip.open(SHARED / LINES, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["unit_price"] and float(row["unit_price"]) > 0:
                paid.setdefault(row["sku"].upper(), []).append(float(row["unit_price"]))
    return {name: float(np.median(prices)) for name, prices in paid.items()}


def months(asked: Floats, first_day: date) -> Floats:
    """[items, whole calendar months]."""
    days = [first_day + timedelta(days=day) for day in range(asked.shape[1] + 1)]
    starts = [at for at, day in enumerate(days) if day.day == 1]
    return np.add.reduceat(asked[:, : starts[-1]], starts[:-1], axis=1)
