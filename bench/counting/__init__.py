"""What to count next: how many wrong records and unknown stock-outs our proposals find, beside as
many counts by lot, in a world whose true stock nobody sees."""

import numpy as np

from bench.counting import demand, lifts
from bench.report import Report

SEEDS, EVEN_SEEDS = 20, 5


def run(seed: int) -> Report:
    """Real daily demand where its file lies beside the project, generated demand otherwise."""
    sales = demand.real()
    is_real = sales is not None
    if sales is None:
        sales = demand.generated(np.random.default_rng(seed))
    figures = lifts.measure(sales, [seed + number for number in range(SEEDS)])
    figures |= lifts.measure_even(sales, [seed + number for number in range(EVEN_SEEDS)])
    targets = {
        "discrepancies_lift": ">= 2",
        "stock_outs_lift": ">= 8",
        "wrong_records_share": "<= 0.2",
        "unknown_stock_outs_share": "<= 0.05",
    }
    notes = (
        f"{'Real daily demand' if is_real else 'GENERATED daily demand: no file beside'}, "
        f"{sales.shape[0]:,} items, {sales.shape[1]} open days, {SEEDS} seeds of shrink, "
        "misplacement, mis-scans and short deliveries.",
        f"At {len(lifts.MOMENTS)} moments each queue names {lifts.COUNTS_SHARE:.0%} of the "
        "records, its one count in ten by lot included; lift: found over what as many counts by "
        "lot find on average of the same records. low and high: the worst and the best seed.",
        "Until then the world is counted by lot alone, so both judge the same records; a sale that "
        "finds an empty shelf is lost and nobody reports it.",
        "Some items, aisles and one operator go wrong more often than others; lift_even: "
        f"{EVEN_SEEDS} seeds of a world in which none does. most_share: the worst moment of all.",
    )
    return Report(figures=figures, targets=targets, notes=notes)
