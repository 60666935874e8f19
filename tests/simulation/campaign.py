"""A campaign in a process of its own, where the recording disk can lie beneath the checksums."""

import subprocess
import sys
from pathlib import Path

import msgspec

from tests.simulation.worlds import Outcome

ROOT = Path(__file__).parents[2]


def simulated(first: int, seeds: int, *options: str, hash_seed: int = 0) -> Outcome:
    """What `python -m tests.simulation` finds in these worlds. hash_seed: of Python's hashes."""
    command = [sys.executable, "-m", "tests.simulation", "--json", "--processes", "1"]
    chosen = ["--seed", str(first), "--seeds", str(seeds), *options]
    # A fresh interpreter, and none of the surroundings: PYTHONHASHSEED is read at its start.
    seeded = ["env", f"PYTHONHASHSEED={hash_seed}", *command, *chosen]
    done = subprocess.run(seeded, cwd=ROOT, capture_output=True, check=False)
    assert done.stdout, done.stderr.decode()
    return msgspec.json.decode(done.stdout, type=Outcome)
