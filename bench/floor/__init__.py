"""What a scan costs at a big site: beside an empty command, and as the site grows tenfold."""

from bench.floor.measures import KINDS, PUBLISHED, measure
from bench.report import Report

SIZES = (100_000, 1_000_000)
ROUNDS = 5
SHARES = ("p50", "p99")
GROWTH_MOST = "<= 1.3"


def run(seed: int) -> Report:
    """Two sites side by side; about ten minutes, most of it making them."""
    small, big = SIZES
    figures = measure(seed, (small, big), ROUNDS)
    return Report(
        figures={**figures, **PUBLISHED},
        targets={
            "scan_p50_vs_empty": "<= 2",
            "scan_p99_vs_empty": "<= 2",
            "talk_p50_vs_empty": "<= 2",
            "talk_p99_vs_empty": "<= 2",
            **{f"{kind}_{share}_growth": GROWTH_MOST for kind in KINDS for share in SHARES},
            "wave_growth": GROWTH_MOST,
            "written_mib_per_1000_scans": "< 6",
            "written_mib_per_1000_talks": "< 6",
            "written_kib_by_reads": "== 0",
        },
        notes=(
            f"Sites of {small:,} and {big:,} quants of 5,000 items, one edge program each, FULL, "
            "8 clients; growth: the big site divided by the small one, in rounds taken in turn.",
            "scan: confirm_pick, each of another order. talk: what people scan in the dialogue of "
            "picking, order by order, location and goods in turn. empty: a confirm_pick of a task "
            "that nobody made, refused after one look-up: it takes the same way and only commits "
            "its reply. sql_alone: a copy of the small site where the same requests only give "
            "SQLite again what recording gave it: no program that keeps these rows is nearer to 1.",
            "receive: a receipt with its putaway proposal. putaway: into the location proposed, by "
            "its code. wave: 1,000 orders of 3 lines allocated by 5 commands; the mean of three "
            "in each round, sites in turn: together they fill the log, so that either site carries "
            "some of it over. list: the page of stock.",
            "written: write_bytes of the small site's program in /proc, mean of the rounds, "
            "checkpoints included where they fell; `python -m bench scan` says what bare SQLite "
            "writes for the rows of a scan (bare_1024_by_8_mib).",
            "greaterwms_published_*: not measured here and on another machine; "
            "facts/greaterwms.md, section 11.",
        ),
    )
