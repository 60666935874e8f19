"""Acknowledged scans over HTTP: beside an empty request, one commit each, and SQLite alone."""

import contextlib
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.http_load import Job, load
from bench.load_job import Outcome
from bench.repeats import Ratio, ratio
from bench.scan.heard import hear
from bench.scan.site import KEY, make
from bench.scan.written import written

CONNECTIONS = 64
FEW = 8  # devices of a small site
FEW_SCANS = 2_000
SCANS = {"group": 4_000, "single": 1_000, "again": 2_000}
EMPTY_S = 2.0
COMMANDS = "/api/v1/commands"
HEADERS = {"authorization": f"Bearer {KEY}"}


def measure(seed: int, rounds: int) -> dict[str, float]:
    """Ratios of rounds in turn, and the medians behind them."""
    scans: dict[str, list[Outcome]] = {name: [] for name in ("empty", *SCANS)}
    with contextlib.ExitStack() as stack:
        ports, bodies, processes = {}, {}, {}
        for mode, count in SCANS.items():
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            more = FEW_SCANS if mode == "group" else 0
            bodies[mode] = make(folder, count * (rounds + 1) + more, seed)
            if mode == "again":
                hear(folder, bodies[mode])
            ports[mode], processes[mode] = stack.enter_context(_served(folder, mode))
        for number in range(rounds + 1):
            empty = load(Job(ports["group"], "/api/v1/ping", HEADERS, CONNECTIONS, EMPTY_S))
            taken = {"empty": empty}
            for mode, count in SCANS.items():
                chosen = bodies[mode][number * count : (number + 1) * count]
                job = Job(ports[mode], COMMANDS, HEADERS, CONNECTIONS, bodies=chosen)
                taken[mode] = load(job)
            for name, outcome in taken.items():
                if number:  # the first round warms up
                    scans[name].append(outcome)
        before = written(processes["group"])
        few = load(Job(ports["group"], COMMANDS, HEADERS, FEW, bodies=bodies["group"][-FEW_SCANS:]))
        by_few = (written(processes["group"]) - before) / FEW_SCANS
    return {
        **_figures(scans),
        "few_scans_p50_ms": few.p50_ms,
        "few_scans_p99_ms": few.p99_ms,
        "few_scans_written_mib": by_few * 1_000 / 2**20,
    }


def _figures(scans: dict[str, list[Outcome]]) -> dict[str, float]:
    rates = {name: [one.per_s for one in outcomes] for name, outcomes in scans.items()}
    tails = {name: [one.p99_ms for one in outcomes] for name, outcomes in scans.items()}
    ratios: dict[str, Ratio] = {
        "scan_vs_empty_get": ratio(rates["group"], rates["empty"]),
        "scan_statements_alone_vs_empty_get": ratio(rates["again"], rates["empty"]),
        "scan_vs_single_commits": ratio(rates["group"], rates["single"]),
        "scan_p99_vs_single_commits": ratio(tails["group"], tails["single"]),
    }
    figures: dict[str, float] = {}
    for name, found in ratios.items():
        figures.update(found.figures(name))
    for name, outcomes in scans.items():
        figures[f"{name}_per_s"] = statistics.median(rates[name])
        figures[f"{name}_p50_ms"] = statistics.median(one.p50_ms for one in outcomes)
        figures[f"{name}_p99_ms"] = statistics.median(tails[name])
    return figures


@contextlib.contextmanager
def _served(folder: Path, mode: str) -> Iterator[tuple[int, int]]:
    """Port and process."""
    command = [sys.executable, "-m", "bench.scan.server", str(folder), mode]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        port = process.stdout.readline()
        assert port, f"the {mode} server did not start"
        try:
            yield int(port), process.pid
        finally:
            process.terminate()
