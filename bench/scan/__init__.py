"""How fast a scan is recorded: beside raw SQLite in one process, and over HTTP under load."""

from bench.report import Report
from bench.scan import commits, http, parts, slow_disk, written

ROUNDS = 5


def run(seed: int) -> Report:
    """Both parts; all ratios come from rounds taken in turn."""
    figures = {
        **commits.measure(seed, ROUNDS),
        **slow_disk.measure(seed),
        **http.measure(seed, ROUNDS),
        **parts.measure(seed),
        **written.measure(seed),
    }
    return Report(
        figures=figures,
        targets={
            "commit_full_vs_raw": ">= 0.90",
            "commit_normal_vs_raw": ">= 0.50",
            "scan_vs_empty_get": ">= 0.4",
            "scan_vs_single_commits": ">= 2.5",
            "scan_p99_vs_single_commits": "< 1",
        },
        notes=(
            "commit_*: one movement and its stock, a commit each; p50 of raw SQLite / p50 of ours. "
            "Raw: the same row and the same balance, as many fsyncs. Logged: raw, and 200 bytes "
            "into a plain log; no store that keeps a changelog in the file can be faster. "
            "plus_<ms>: each fsync so much longer.",
            "scan_*: acknowledged confirm_pick over HTTP, 64 connections, FULL, one process.",
            "empty: authenticated GET /api/v1/ping of the same server. statements_alone, again: "
            "the same requests and commits; SQLite is given what recording gave it, nothing else.",
            "record_us: processor time of a scan in one process, in batches of 64, no HTTP; "
            "record_sql_us: the same statements and values by SQLite alone.",
            "single: the same handler, one transaction per request in a thread pool.",
            "few_*: 8 connections. written, bare_<page>_by_<group>: MiB on disk per 1,000 scans, "
            "checkpoints included; bare: what SQLite alone needs for its rows, and its time.",
        ),
    )
