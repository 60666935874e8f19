"""A month from the first day to the check; and an hour a day in the training room."""

import random
import tempfile
import time
from pathlib import Path

from click.testing import CliRunner

from edge.cli import main
from edge.floor.layout import Layout
from tests.edge.serving import Clock
from tests.month.days import Days
from tests.month.house import House, made_at
from tests.month.orders import orders_of
from tests.month.report import Proof, figures_of
from tests.month.training import Exercise, Training, exercises
from tests.month.world import World

LAYOUT = Layout(zones=("A", "B"), aisles=2, bays=8, levels=2, docks=3, packing=2, staging=2)
MONDAY_SIX_MS = 1_793_599_200_000  # 2026-11-02T06:00:00Z


def work(days: int, orders_per_day: int, seed: int, drills: int | None = None) -> Proof:
    """A site in a folder of its own. `drills`: so many exercises, evenly of all dialogues; None:
    all there are."""
    started = time.monotonic()
    chance = random.Random(seed)
    orders = orders_of(days * orders_per_day, chance)
    items = sorted({item for order in orders for item, _ in order.lines})
    with tempfile.TemporaryDirectory() as name:
        folder, clock = Path(name) / "site", Clock(MONDAY_SIX_MS)
        training = Training(Path(name), chance)
        to_do = _some(exercises(), drills)
        with House(folder, clock, made_at(folder, clock, LAYOUT)) as house:
            month = Days(house, World(house, items, chance), chance)
            month.move_in()
            for day in range(days):
                month.day(day + 1, orders[day * orders_per_day : (day + 1) * orders_per_day])
                for exercise in to_do[day::days]:
                    training.drill(exercise)
            figures = figures_of(house)
            month.close()
        checked = CliRunner().invoke(main, ["check", "--data", str(folder)])
    hands = [worker.hand for worker in (*month.people, month.chief)]
    strays = {stray for hand in hands for stray in hand.strays} | training.strays
    return Proof(
        days=days,
        orders=orders_per_day,
        seed=seed,
        seconds=time.monotonic() - started,
        turns=sum(hand.given for hand in hands),
        replies_lost=sum(hand.lost for hand in hands),
        worked=frozenset(month.walked),
        drilled=frozenset(training.walked),
        drills=training.done,
        strays=tuple(sorted(strays)),
        stuck=tuple(each for worker in (*month.people, month.chief) for each in worker.gave_up),
        astray=tuple(training.astray),
        figures=figures,
        check_code=checked.exit_code,
        check_said=checked.output,
    )


def _some(found: list[Exercise], count: int | None) -> list[Exercise]:
    if count is None:
        return found
    return found[:: -(-len(found) // count)] if count else []
