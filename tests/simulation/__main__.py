"""`python -m tests.simulation --seeds 10000`: worlds one after the other; exit 1 at a violation.

One world in twenty runs on SQLite over a disk that loses and tears what was not synced.
`--bug NAME` plants a deliberate bug first; then exit 1 is what is hoped for.
"""

import argparse
import collections
import os
import sys
import time
from hashlib import blake2b

import msgspec
from rich.progress import track

from tests.simulation.bugs import BUGS
from tests.simulation.files import SqliteDisk
from tests.simulation.worlds import Outcome, disk_of, passed


def main() -> int:
    """The campaign."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1, help="the first")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--bug", choices=sorted(BUGS), default="")
    parser.add_argument("--json", action="store_true", help="one line, no progress bar")
    chosen = parser.parse_args()
    jobs = [(seed, chosen.bug) for seed in range(chosen.seed, chosen.seed + chosen.seeds)]
    outcome, started = Outcome(), time.perf_counter()
    faults: collections.Counter[str] = collections.Counter()
    shapes: collections.Counter[str] = collections.Counter()
    traces = blake2b(digest_size=16)
    results = passed(jobs, min(chosen.processes, max(1, len(jobs) // 4)))
    for (seed, bug), result in zip(
        track(jobs, description="worlds", disable=chosen.json), results, strict=True
    ):
        if isinstance(result, str):
            outcome.violations.append(result)
            break
        outcome.seeds += 1
        outcome.sqlite_seeds += disk_of(seed, bug) is SqliteDisk
        outcome.virtual_s += result.virtual_ms / 1000
        outcome.records += result.records
        shapes[result.shape] += 1
        traces.update(result.trace)
        faults.update(result.faults)
    outcome.faults, outcome.shapes = dict(sorted(faults.items())), dict(sorted(shapes.items()))
    outcome.trace = traces.hexdigest()
    if chosen.json:
        sys.stdout.write(msgspec.json.encode(outcome).decode() + "\n")
    else:
        _tell(outcome, time.perf_counter() - started)
    return 1 if outcome.violations else 0


def _tell(outcome: Outcome, seconds: float) -> None:
    sys.stdout.write(
        f"{outcome.seeds} worlds ({outcome.sqlite_seeds} on SQLite), "
        f"{outcome.virtual_s / 3600:.1f} simulated hours, {outcome.records} records, "
        f"{outcome.seeds / seconds:.1f} worlds/s, "
        f"shapes {outcome.shapes}, faults {outcome.faults}, trace {outcome.trace}, "
        f"{len(outcome.violations)} violations\n"
    )
    for violation in outcome.violations:
        sys.stdout.write(violation + "\n")


if __name__ == "__main__":
    sys.exit(main())
