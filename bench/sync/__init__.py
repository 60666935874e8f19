"""Replication against plain SQLite: writes, merges, extraction, bytes per change and per row."""

import random
import tempfile
from pathlib import Path

from bench.report import Report
from bench.sync.measures import batch_of_a_thousand, bulk_writes, local_writes, snapshot, wire

TARGETS = {
    "bulk_write_vs_plain": ">= 0.40",
    "full_merge_vs_plain": ">= 0.30",
    "batch_apply_vs_plain_time": "<= 3.5",
    "batch_extract_vs_plain_time": "<= 0.05",
    "wire_raw_bytes_per_change": "<= 35",
    "wire_zstd_bytes_per_change": "<= 11",
    "wire_zstd_stream_of_tens_bytes_per_change": "<= 17",
    "metadata_bytes_per_row": "<= 60",
    "snapshot_vs_replay": ">= 40",
}
NOTES = (
    "Each ratio is taken round by round against plain SQLite in the same run: same rows, same "
    "transaction sizes, WAL, synchronous=NORMAL. Write and merge figures are speeds (higher is "
    "better), batch figures are times (lower is better).",
    "metadata: bytes of clocks, unknown fields and scope in a row after four edits of two fields "
    "each on average; snapshot: install of a file against ingesting every record.",
)


def run(seed: int) -> Report:
    """All measures in one temporary folder."""
    figures: dict[str, float] = {}
    with tempfile.TemporaryDirectory(prefix="holdfast-bench-") as name:
        for measure in (bulk_writes, local_writes, batch_of_a_thousand, wire, snapshot):
            folder = Path(name) / measure.__name__
            folder.mkdir()
            figures |= measure(folder, random.Random(f"{seed}/{measure.__name__}"))
    return Report(figures=figures, targets=TARGETS, notes=NOTES)
