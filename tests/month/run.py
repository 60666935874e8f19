"""A month from the first day to the check."""

import random
import tempfile
from pathlib import Path
from typing import NamedTuple

from click.testing import CliRunner

from edge.cli import main
from tests.edge.serving import Clock, Served, make
from tests.month.orders import orders_of
from tests.month.site import STATES, Month


class Proof(NamedTuple):
    """What came of it: `missing` are states of document tables that nothing stood in."""

    outcomes: dict[str, int]
    missing: dict[str, list[str]]
    check_code: int
    check_said: str


def work(days: int, orders_per_day: int, seed: int) -> Proof:
    """A site in a folder of its own."""
    chance = random.Random(seed)
    orders = orders_of(days * orders_per_day, chance)
    items = sorted({item for order in orders for item, _ in order.lines})
    with tempfile.TemporaryDirectory() as name:
        clock = Clock()
        folder = Path(name) / "bare"
        made = make(folder, clock)
        with Served((folder, made), Path(name) / "site", clock) as served:
            month = Month(served, items, chance)
            for day in range(days):
                month.day(orders[day * orders_per_day : (day + 1) * orders_per_day])
        checked = CliRunner().invoke(main, ["check", "--data", str(served.folder)])
    missing = {
        name: sorted(set(states.order) - month.seen[name]) for name, states in STATES.items()
    }
    return Proof(dict(month.outcomes), missing, checked.exit_code, checked.output)
