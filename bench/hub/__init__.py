"""A hub taking what edges recorded: its store alone, and the real program while people ask it."""

import random
import tempfile
from pathlib import Path

from bench.hub import ingest, line
from bench.report import Report

TARGETS = {
    "verified_ingest_vs_raw_insert": ">= 0.25",
    "store_catch_up_vs_raw_insert": ">= 0.10",
    "line_catch_up_s": "<= 120",
    "line_catch_up_grown_rss_mib": "<= 256",
    "query_p99_during_vs_idle": "<= 2",
}
NOTES = (
    "Store: entries of a ledger, ten a record, a thousand records a seal at most, WAL, NORMAL, in "
    "this process. Raw INSERT: the rows alone, a thousand a transaction.",
    "Line: 600,000 movements of one edge, ten a record, over a real WebSocket into the real hub "
    "program (FULL, judged, projected), while one client asks /overview, /stock?item= and /orders "
    "in turn over HTTP, 20 ms after each answer. The edge runs at idle priority: it stands for "
    "another machine. Idle: as many queries before, with 20,000 movements held, and after, with "
    "620,000, taken together. Peak RSS: VmHWM of the hub.",
)


def run(seed: int) -> Report:
    """All measures, each in a temporary folder of its own."""
    figures: dict[str, float] = {}
    for measure in (ingest.verified, ingest.catch_up, line.catch_up):
        with tempfile.TemporaryDirectory(prefix="holdfast-bench-") as folder:
            name = f"{measure.__module__}.{measure.__name__}"
            figures |= measure(Path(folder), random.Random(f"{seed}/{name}"))
    return Report(figures=figures, targets=TARGETS, notes=NOTES)
