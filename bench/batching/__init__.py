"""Orders put together into walks: beside proven optima and the best that is known, and on real days
beside walking once for each order."""

from bench.batching import day, literature, zalando
from bench.report import Report

SEARCH_S = 20.0
JOINT_S = 27.0


def run(seed: int) -> Report:
    """The literature where its files lie beside the project, a week in any case."""
    figures, is_real = day.measure(seed)
    targets = {"day_saved_share": ">= 0.3", "day_computing_most_s": "<= 1"}
    notes = [
        f"day_*, week_*: {'real' if is_real else 'generated'} orders of a week; carts of 8 orders, "
        "items in the sequence of their codes; saved: against the shortest walk for each order "
        "alone; first come: carts filled as orders come, walked as well as ours.",
    ]
    if not literature.is_there():
        notes.append("No literature beside the project: a week alone.")
        return Report(figures=figures, targets=targets, notes=tuple(notes))
    figures |= literature.henn_waescher()
    for name, best in (("exact", 4286), ("s_shape", 5325), ("largest_gap", 4719)):
        targets |= {
            f"henn_waescher_{name}": f"== {best}",
            f"henn_waescher_{name}_proven": "== 1",
            f"henn_waescher_{name}_s": "< 1",
        }
    figures["truncated_refused_line"] = literature.truncated_refused_line()
    targets["truncated_refused_line"] = "== 79"
    figures |= literature.muter_oencan(seed, SEARCH_S)
    targets |= {
        "muter_oencan_100": "<= 1523.2",
        "muter_oencan_100_over_savings": "<= 0.955",
    }
    notes.append(
        f"henn_waescher_*: 20 orders; muter_oencan_100: 100 orders, capacity 48, {SEARCH_S:.0f} s "
        "of search; walks are measured again from place to place, loads summed up again."
    )
    if zalando.is_there():
        figures |= zalando.measure(seed, JOINT_S)
        targets |= {"zalando_small_0_over_greedy": "<= 0.87", "zalando_small_0_faults": "== 0"}
        notes.append(
            f"zalando_small_0: {JOINT_S:.0f} s; over the publisher's greedy ({zalando.GREEDY:,}); "
            "straight_in_aisles: by the publisher's later rule of distance."
        )
    return Report(figures=figures, targets=targets, notes=tuple(notes))
