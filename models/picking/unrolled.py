"""Steps between classes as one straight function: in a loop over a table, looking up what to add
took two thirds of a walk's time."""

from collections.abc import Callable, Iterable, Sequence
from math import inf
from typing import cast

from models.picking.classes import Arc

Row = list[float]
Step = Callable[[Sequence[float], Sequence[float]], Row]
"""(least length by class, prices by number) → least length by class after the step."""


def unrolled(steps: Iterable[Arc], size: int, prices: int, *, may_stay: bool) -> Step:
    """`steps`: (class before, class after, number of a price); `may_stay`: nothing need be walked.
    What comes at the same price into the same class is compared first and added to once."""
    into: list[dict[int, list[int]]] = [{} for _ in range(size)]
    for before, after, price in steps:
        into[after].setdefault(price, []).append(before)
    lines = [
        "def step(row, prices):",
        f" {', '.join(f'row{state}' for state in range(size))} = row",
        f" {', '.join(f'price{number}' for number in range(prices))} = prices",
    ]
    for state, by_price in enumerate(into):
        lines.append(f" to{state} = {f'row{state}' if may_stay else 'inf'}")
        for price, (first, *others) in by_price.items():
            lines.append(f" least = row{first}")
            lines += [f" if row{other} < least: least = row{other}" for other in others]
            lines.append(f" least += price{price}")
            lines.append(f" if least < to{state}: to{state} = least")
    lines.append(f" return [{', '.join(f'to{state}' for state in range(size))}]")
    made: dict[str, object] = {"inf": inf}
    exec("\n".join(lines), made)  # noqa: S102 - nothing but the numbers of our own table
    return cast(Step, made["step"])
