"""From SIGKILL to ready again: edge and hub with a year of records, beside loading libraries."""

import statistics
import tempfile
from collections.abc import Callable
from pathlib import Path

from bench.repeats import interleave, ratio
from bench.report import Report
from bench.restart.nodes import Node, floor_s
from bench.restart.year import Pair, make

RECORDS = 600_000
ROUNDS = 50
COMMANDS = 20
"""Written and acknowledged right before each kill: there is a log to recover from."""

TARGETS = {
    "edge_ready_p99_s": "< 2",
    "hub_ready_p99_s": "< 2",
    "edge_ready_vs_libraries": "<= 2.5",
    "hub_ready_vs_libraries": "<= 2.5",
}
NOTES = (
    f"Each of {ROUNDS} rounds kills (SIGKILL) the edge and the hub and starts them again, while "
    f"the other one runs and they are on the line; {COMMANDS} commands right before each kill.",
    f"ready: from the start of the process to the first 200 of /readyz. Both hold {RECORDS:,} "
    "records of one site.",
    'libraries: python -c "import litestar, apsw" in the same round.',
)


def run(seed: int) -> Report:
    """One site and its headquarters. The seed changes nothing: there is nothing by chance."""
    with tempfile.TemporaryDirectory(prefix="holdfast-bench-") as name:
        pair = make(Path(name), RECORDS)
        try:
            seconds = interleave(
                {
                    "libraries": lambda _: floor_s(),
                    "edge": _again(pair, pair.edge),
                    "hub": _again(pair, pair.hub),
                },
                rounds=ROUNDS,
            )
        finally:
            pair.kill()
    figures = {"libraries_s": statistics.median(seconds["libraries"])}
    for program in ("edge", "hub"):
        taken = sorted(seconds[program])
        figures[f"{program}_ready_p50_s"] = statistics.median(taken)
        figures[f"{program}_ready_p99_s"] = taken[-1 - len(taken) // 100]
        beside = ratio(seconds[program], seconds["libraries"])
        figures.update(beside.figures(f"{program}_ready_vs_libraries"))
    return Report(figures=figures, targets=TARGETS, notes=NOTES)


def _again(pair: Pair, node: Node) -> Callable[[int], float]:
    """Work, a kill, a start."""

    def restarted(number: int) -> float:
        for each in range(COMMANDS):
            pair.work(f"restart-{node.program}-{number}-{each}")
        node.kill()
        return node.start()

    return restarted
