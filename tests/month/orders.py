"""Orders of a month: real ones where they are at hand, else made of the same shape."""

import csv
import random
from pathlib import Path
from typing import NamedTuple

REAL = Path(__file__).parents[3] / "shared/data/orders/week_2011-10-03.csv"
ITEMS_MAX = 40
LINES_MAX = 6
QUANTITY_MAX = 12


class Order(NamedTuple):
    """Item code and quantity by line."""

    number: str
    customer: str
    lines: tuple[tuple[str, int], ...]


def orders_of(count: int, chance: random.Random) -> list[Order]:
    """Numbered anew, so that any month has orders enough; quantities bounded by the shelves."""
    shapes = _real() if REAL.exists() else _made(chance)
    return [
        Order(f"SO-{number}", customer, lines)
        for number, (customer, lines) in enumerate(chance.choices(shapes, k=count))
    ]


def _real() -> list[tuple[str, tuple[tuple[str, int], ...]]]:
    found: dict[str, dict[str, int]] = {}
    customers: dict[str, str] = {}
    known: dict[str, None] = {}
    with REAL.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            code, quantity = row["sku"].strip(), int(row["qty"])
            if quantity <= 0 or (code not in known and len(known) >= ITEMS_MAX):
                continue
            known.setdefault(code)
            lines = found.setdefault(row["order_id"], {})
            if len(lines) < LINES_MAX:
                lines[code] = min(quantity, QUANTITY_MAX)
                customers[row["order_id"]] = row["customer"] or "UNNAMED"
    return [(customers[number], tuple(lines.items())) for number, lines in found.items() if lines]


def _made(chance: random.Random) -> list[tuple[str, tuple[tuple[str, int], ...]]]:
    items = [f"I{number:03}" for number in range(ITEMS_MAX)]
    return [
        (
            f"C{chance.randrange(30)}",
            tuple(
                (item, chance.randint(1, QUANTITY_MAX))
                for item in chance.sample(items, chance.randint(1, LINES_MAX))
            ),
        )
        for _ in range(200)
    ]
