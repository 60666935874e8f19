"""What a scan costs at a big site: beside an empty command, and as the site grows tenfold."""

from bench.floor.measures import PUBLISHED, measure
from bench.report import Report

SIZES = (100_000, 1_000_000)
ROUNDS = 7
GROWTH_MOST = "<= 1.3"


def run(seed: int) -> Report:
    """Two sites side by side; about four minutes, half of it making the big one."""
    small, big = SIZES
    figures = measure(seed, (small, big), ROUNDS)
    return Report(
        figures={**figures, **PUBLISHED},
        targets={
            "scan_p50_vs_empty": "<= 2",
            "scan_p99_vs_empty": "<= 2",
            "scan_p50_growth": GROWTH_MOST,
            "scan_p99_growth": GROWTH_MOST,
            "receive_p50_growth": GROWTH_MOST,
            "receive_p99_growth": GROWTH_MOST,
            "putaway_p50_growth": GROWTH_MOST,
            "putaway_p99_growth": GROWTH_MOST,
            "wave_growth": GROWTH_MOST,
            "written_mib_per_1000_scans": "< 6",
            "written_kib_by_reads": "== 0",
        },
        notes=(
            f"Sites of {small:,} and {big:,} quants of 5,000 items, one edge program each, FULL, "
            "8 clients; growth: the big site divided by the small one, in rounds taken in turn.",
            "scan: confirm_pick. empty: a confirm_pick of a task that nobody made, refused after "
            "one look-up: it takes the same way and only commits its reply.",
            "receive: a receipt with its putaway proposal. putaway: into the location proposed, by "
            "its code. wave: 1,000 orders of 3 lines allocated by 5 commands. list: the page of "
            "stock.",
            "written: write_bytes of the small site's program in /proc, checkpoints included.",
            "greaterwms_published_*: not measured here and on another machine; "
            "facts/greaterwms.md, section 11.",
        ),
    )
