"""A campaign in a process of its own, where the recording disk can lie beneath the checksums."""

import subprocess
import sys
from pathlib import Path

import msgspec

from tests.simulation.worlds import Outcome

ROOT = Path(__file__).parents[2]


def simulated(first: int, seeds: int, *options: str) -> Outcome:
    """What `python -m tests.simulation` finds in these worlds."""
    command = [sys.executable, "-m", "tests.simulation", "--json", "--processes", "1"]
    chosen = ["--seed", str(first), "--seeds", str(seeds), *options]
    done = subprocess.run([*command, *chosen], cwd=ROOT, capture_output=True, check=False)
    assert done.stdout, done.stderr.decode()
    return msgspec.json.decode(done.stdout, type=Outcome)
