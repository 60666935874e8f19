"""Acknowledged means durable: thousands of power cuts, and proof that the check can fail."""

import subprocess
import sys
from pathlib import Path

import msgspec

from tests.powerloss.cuts import Tally

CUTS = 2_000
CUTS_PLANTED = 200
ROOT = Path(__file__).parents[2]


def cuts_made(seed: int, cuts: int, *options: str) -> Tally:
    """A campaign in a process of its own: the recording disk must lie beneath the checksums."""
    command = [sys.executable, "-m", "tests.powerloss", "--cuts", str(cuts), "--seed", str(seed)]
    done = subprocess.run([*command, *options], cwd=ROOT, capture_output=True, check=False)
    assert done.stdout, done.stderr.decode()
    return msgspec.json.decode(done.stdout, type=Tally)


def test_no_power_cut_loses_or_spoils_anything(seed: int) -> None:
    tally = cuts_made(seed, CUTS)
    assert tally.cuts == CUTS
    assert tally.clean, tally


def test_a_commit_that_does_not_sync_is_found_out(seed: int) -> None:
    assert cuts_made(seed, CUTS_PLANTED, "--durability", "normal").lost > 0


def test_a_directory_that_is_not_synced_is_found_out(seed: int) -> None:
    assert cuts_made(seed, CUTS_PLANTED, "--no-directory-sync").unopenable > 0
