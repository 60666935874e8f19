"""Makes up a day of orders of the shape of the real ones, from a seed.

Measured on the week of 2011-10-03 (484 good orders, 12,727 lines, 2,099 items): lines per order
1 to 319, median 15, mean 26; units per line 1 to 1,540, median 4, with peaks at pack sizes; the
most wanted item stands in 47 orders, the 500th in 8, half of all items in 3 or fewer. One document
in six is a cancellation, one in twenty a correction of stock with a negative quantity.
"""

import math
import random
from datetime import UTC, datetime, timedelta

from tests.demo.orders import Row

FIRST_NUMBER = 700_001
LINES_MEDIAN, LINES_SIGMA, LINES_MAX = 9.0, 0.95, 80
POPULARITY_EXPONENT = 0.62
PACKS = ((1, 30), (2, 13), (3, 6), (4, 9), (6, 10), (8, 4), (10, 5), (12, 15), (24, 6), (48, 2))
CORRECTION_SHARE, CANCELLATION_SHARE, TAKEN_BACK_SHARE = 0.05, 0.12, 0.02
MORNING = datetime(2026, 3, 2, 6, 30, tzinfo=UTC)
MINUTES = 180

ADJECTIVES = (
    "RED", "BLUE", "IVORY", "RETROSPOT", "VINTAGE", "PAPER", "WOODEN", "GLASS", "TIN", "SKULL",
    "REGENCY", "STRAWBERRY", "CHRISTMAS", "GARDEN", "FELT", "CERAMIC",
)  # fmt: skip
THINGS = (
    "CAKE STAND", "LUNCH BAG", "T-LIGHT HOLDER", "BUNTING", "DOORMAT", "ALARM CLOCK", "TEA TOWEL",
    "JAM JAR", "NOTEBOOK", "HOT WATER BOTTLE", "DRAWER KNOB", "WATERING CAN", "CANDLE", "JIGSAW",
    "STORAGE BOX", "HAND WARMER", "GIFT WRAP", "UMBRELLA",
)  # fmt: skip


class Goods:
    """The range of items, the popular ones first."""

    def __init__(self, chance: random.Random, items: int) -> None:
        self._chance = chance
        self.skus = [f"{20_000 + number * 7}{chance.choice(('', '', '', 'A', 'B'))}"
                     for number in range(items)]  # fmt: skip
        chance.shuffle(self.skus)
        self._names = {sku: f"{chance.choice(ADJECTIVES)} {chance.choice(THINGS)}"
                       for sku in self.skus}  # fmt: skip
        self._weights = [1 / (rank + 12) ** POPULARITY_EXPONENT for rank in range(items)]

    def some(self, count: int) -> list[str]:
        """Skus of one order; now and then one comes twice, as in the real file."""
        return self._chance.choices(self.skus, self._weights, k=count)

    def name(self, sku: str) -> str:
        """What it is called."""
        return self._names[sku]


def make_rows(seed: int, orders: int, items: int) -> list[Row]:
    """A day with so many good orders, and bad documents in the shares of the real week."""
    chance = random.Random(seed)
    goods = Goods(chance, items)
    rows: list[Row] = []
    number = FIRST_NUMBER
    good: list[str] = []
    while len(good) < orders:
        moment = MORNING + timedelta(minutes=MINUTES * len(good) / orders)
        kind = chance.random()
        if kind < CORRECTION_SHARE:
            _add(rows, goods, str(number), moment, "", [(goods.some(1)[0], -chance.randint(1, 90))])
        elif kind < CORRECTION_SHARE + CANCELLATION_SHARE:
            lines = [(sku, -chance.randint(1, 4)) for sku in goods.some(chance.randint(1, 5))]
            _add(rows, goods, f"C{number}", moment, _customer(chance), lines)
        else:
            lines = [(sku, _units(chance)) for sku in goods.some(_lines(chance))]
            _add(rows, goods, str(number), moment, _customer(chance), lines)
            good.append(str(number))
        number += 1
    for order in chance.sample(good, k=round(orders * TAKEN_BACK_SHARE)):
        last = MORNING + timedelta(minutes=MINUTES)
        _add(rows, goods, f"C{order}", last, _customer(chance), [(goods.some(1)[0], -1)])
    return rows


def _add(
    rows: list[Row],
    goods: Goods,
    order: str,
    moment: datetime,
    customer: str,
    lines: list[tuple[str, int]],
) -> None:
    for sku, quantity in lines:
        cells = (order, sku, goods.name(sku), str(quantity), moment.isoformat(), "1.25", customer)
        rows.append(Row(len(rows) + 2, *cells, "United Kingdom"))


def _lines(chance: random.Random) -> int:
    drawn = chance.lognormvariate(math.log(LINES_MEDIAN), LINES_SIGMA)
    return min(max(1, round(drawn)), LINES_MAX)


def _units(chance: random.Random) -> int:
    sizes, weights = zip(*PACKS, strict=True)
    return int(chance.choices(sizes, weights)[0]) * chance.choice((1, 1, 1, 1, 1, 1, 1, 2, 5))


def _customer(chance: random.Random) -> str:
    return str(12_000 + chance.randrange(6_000))
