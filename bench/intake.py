"""How long a hundred thousand rows take on their way in and out, through the command line."""

import csv
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from bench.report import Report

ROWS = 100_000
WALL_S_MAX = 60
LINES_PER_ORDER = 5
START = "from edge.cli import main; main()"


def run(seed: int) -> Report:
    """Items, opening stock and orders in; items and the report out. Each is a program of its own:
    its start is in the figure."""
    chance = random.Random(seed)
    figures: dict[str, float] = {}
    with tempfile.TemporaryDirectory(prefix="bench-intake-") as name:
        folder = Path(name)
        site = folder / "site"
        _call("init", "--data", site, "--warehouse", "NORTH", "--aisles", 10)
        for kind, file in _files(folder, chance):
            told = _timed(figures, kind, "import", file, "--kind", kind, "--data", site, "--json")
            assert json.loads(told)["refused_rows"] == 0, told
        for form in ("csv", "xlsx"):
            target = folder / f"out.{form}"
            _timed(figures, f"items_{form}_out", "export", "items", target, "--data", site)
        _timed(figures, "report_out", "export", "--report", folder / "report.db", "--data", site)
    return Report(
        figures=figures,
        targets={name: f"<= {WALL_S_MAX}" for name in figures if name.endswith("wall_s")},
        notes=(
            f"{ROWS:,} rows each; orders have {LINES_PER_ORDER} lines. The wall figure waits for "
            "the disk and for whoever else uses the machine, the CPU figure does not.",
        ),
    )


def _files(folder: Path, chance: random.Random) -> Iterable[tuple[str, Path]]:
    """A table of each kind; every row is good."""
    places = [
        f"{zone}-{aisle:02}-{bay:02}-{level}"
        for zone in "AB"
        for aisle in range(1, 11)
        for bay in range(1, 21)
        for level in range(1, 4)
    ]
    items = (
        (f"I{n:06}", f"Thing {n} 商品", "each", n % 5_000 + 1, f"{n % 97}.{n % 100:02}", "EUR")
        for n in range(ROWS)
    )
    heads: tuple[str, ...] = ("code", "description", "base_uom", "weight_g", "cost", "currency")
    yield "items", _table(folder / "items.csv", heads, items)
    stock = ((places[n % len(places)], f"I{n:06}", n % 50 + 1) for n in range(ROWS))
    heads = ("location", "item", "quantity")
    yield "opening_stock", _table(folder / "stock.csv", heads, stock)
    orders = (
        (f"O{n // LINES_PER_ORDER}", f"I{chance.randrange(ROWS):06}", 1, f"C{n % 500}")
        for n in range(ROWS)
    )
    heads = ("order", "item", "quantity", "customer")
    yield "orders", _table(folder / "orders.csv", heads, orders)


def _table(file: Path, headings: Sequence[str], rows: Iterable[Sequence[object]]) -> Path:
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(headings)
        writer.writerows(rows)
    return file


def _timed(figures: dict[str, float], name: str, *words: object) -> str:
    begun, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    told = _call(*words)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    figures[f"{name}_wall_s"] = time.perf_counter() - begun
    figures[f"{name}_cpu_s"] = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return told


def _call(*words: object) -> str:
    done = subprocess.run(
        [sys.executable, "-c", START, *map(str, words)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return done.stdout
