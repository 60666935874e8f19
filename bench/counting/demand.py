"""Units sold per item and open day: of the shop beside the project, or made up in its likeness."""

import csv
import gzip

import numpy as np
from numpy.typing import NDArray

from bench.instances import SHARED

Sales = NDArray[np.int64]
"""Items x open days."""
_FILE = SHARED / "orders" / "online_retail_daily.csv.gz"
SOLD_DAYS_MIN = 30
ITEMS, DAYS = 1_500, 300


def real() -> Sales | None:
    """Items sold on SOLD_DAYS_MIN days or more; a day on which nothing sold at all was closed."""
    if not _FILE.exists():
        return None
    with gzip.open(_FILE, "rt", encoding="utf-8", newline="") as file:
        rows = [(row["sku"], row["day"], int(row["qty"])) for row in csv.DictReader(file)]
    items = {item: number for number, item in enumerate(sorted({row[0] for row in rows}))}
    days = {day: number for number, day in enumerate(sorted({row[1] for row in rows}))}
    sales = np.zeros((len(items), len(days)), dtype=np.int64)
    for item, day, units in rows:
        sales[items[item], days[day]] += units
    return _often_sold(sales)


def generated(chance: np.random.Generator) -> Sales:
    """Many slow items, few fast ones, lumpy days; one item in twenty stops selling on some day."""
    mean = np.exp(chance.normal(0.0, 1.3, ITEMS))
    size = np.exp(chance.normal(-1.0, 0.5, ITEMS))
    sales = chance.negative_binomial(
        size[:, None], (size / (size + mean))[:, None], size=(ITEMS, DAYS)
    ).astype(np.int64)
    ends = np.where(chance.random(ITEMS) < 0.05, chance.integers(60, DAYS, ITEMS), DAYS)
    sales[np.arange(DAYS)[None, :] >= ends[:, None]] = 0
    return _often_sold(sales)


def _often_sold(sales: Sales) -> Sales:
    often: Sales = sales[(sales > 0).sum(axis=1) >= SOLD_DAYS_MIN]
    return often
