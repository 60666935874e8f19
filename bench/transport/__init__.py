"""Goods on the road: milk runs beside the best that is known, and transfers between twelve
warehouses against their bound."""

import numpy as np

from bench.report import Report
from bench.transport import milk_runs, transfers

ABOVE_PERCENT_MAX = 0.3
OWN_ABOVE_PERCENT_MAX = 10


def run(seed: int) -> Report:
    """The literature where its files lie beside the project, made-up runs and transfers always."""
    chance = np.random.default_rng(seed)
    literature = milk_runs.of_literature()
    figures: dict[str, float] = {}
    targets: dict[str, str] = {}
    for case in [*literature, milk_runs.made_up(chance)]:
        figures |= milk_runs.measure(case, seed)
        if case.best is not None:
            targets[f"{case.name}_own_above_percent"] = f"<= {OWN_ABOVE_PERCENT_MAX}"
            targets[f"{case.name}_pyvrp_above_percent"] = f"<= {ABOVE_PERCENT_MAX}"
    figures |= transfers.measure(chance)
    for sites, items in transfers.SIZES:
        name = f"transfers_{sites}_x_{items}"
        targets |= {f"{name}_cost_over_bound": "<= 1.02", f"{name}_broken": "== 0"}
    targets["transfers_12_x_2000_s"] = "< 20"
    notes = [
        f"Milk runs: {milk_runs.SECONDS:.0f} s each; own: our planner without PyVRP. Routes are "
        "driven again and each stop is found once.",
        "generated: made-up stops with hours, deliveries and collections; own_above_percent of "
        "it is over PyVRP's length. Transfers are made up; bound: what fractions would cost.",
    ]
    if not literature:
        notes.append("No literature beside the project: made-up milk runs alone.")
    if not milk_runs.has_solver():
        notes.append("pyvrp is not installed (pip install '.[planning]'): our planner alone.")
        targets = {name: target for name, target in targets.items() if "_pyvrp_" not in name}
    return Report(figures=figures, targets=targets, notes=tuple(notes))
