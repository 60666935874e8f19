"""Walks through one and two blocks: how short, beside a solver that tries all and rules of thumb,
and how fast, beside nearest neighbour and 2-opt."""

import random

from bench.report import Report
from bench.routing import lengths, speed

CASES = 2_000
PICKS = (10, 30, 60)


def run(seed: int) -> Report:
    """Everything on generated floors; one instance of the literature where its file lies beside."""
    chance = random.Random(seed)
    figures = lengths.measure_optimal(chance, CASES)
    targets = {f"{name}_block_optimal_share": "== 1" for name in lengths.BLOCKS.values()}
    figures |= lengths.measure_saved(chance, PICKS)
    figures |= speed.measure(chance, PICKS)
    targets |= {f"nearest_time_vs_one_block_{picks}": "> 1" for picks in PICKS}
    targets |= {f"nearest_time_vs_two_blocks_{picks}": "> 1" for picks in PICKS}
    notes = [
        f"Optimal: {CASES:,} odd floors each with one and two blocks and up to 7 places, beside "
        "Held and Karp's solver of the bench; walks are measured again from place to place.",
        "x_over_ours_n: metres of another walk over ours on floors of 10 aisles, 46 m deep, with n "
        "picks; alphabetical: in the sequence of the locations' codes.",
        "nearest_time_vs_*: nearest neighbour and 2-opt over the same places, time over time.",
    ]
    literature = lengths.of_literature()
    if literature is None:
        notes.append("No literature beside the project: generated floors alone.")
    else:
        figures["goeke_schneider_m5_c30_a7"] = literature
        targets["goeke_schneider_m5_c30_a7"] = "== 94"
    return Report(figures=figures, targets=targets, notes=tuple(notes))
