"""A hub taking what edges recorded: fully verified, against raw INSERTs of the same rows."""

import random
import tempfile
from pathlib import Path

from bench.hub.ingest import catch_up, verified
from bench.report import Report

TARGETS = {
    "verified_ingest_vs_raw_insert": ">= 0.25",
    "catch_up_vs_raw_insert": ">= 0.10",
    "query_p99_during_vs_quiet": "<= 2",
}
NOTES = (
    "Entries of a ledger, ten a record, a thousand records a seal at most; WAL, NORMAL, one "
    "process. Raw INSERT: the rows alone, a thousand a transaction. Catch-up: 600,000 operations "
    "of one edge; queries read 200 rows through a read connection every 2 ms.",
)


def run(seed: int) -> Report:
    """Both measures in one temporary folder."""
    figures: dict[str, float] = {}
    with tempfile.TemporaryDirectory(prefix="holdfast-bench-") as name:
        for measure in (verified, catch_up):
            folder = Path(name) / measure.__name__
            folder.mkdir()
            figures |= measure(folder, random.Random(f"{seed}/{measure.__name__}"))
    return Report(figures=figures, targets=TARGETS, notes=NOTES)
