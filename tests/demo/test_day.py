"""Whole days with real programs: one with a cut line, one with nodes killed at random moments."""

import json
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from tests.demo import figures, kill

ROOT = Path(__file__).resolve().parents[2]
MINUTES_MAX = 4
ORDERS, ROUNDS = 16, 3

pytestmark = pytest.mark.slow


def run(module: str, *arguments: str) -> tuple[str, str]:
    """Standard output and error of a module of ours."""
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=MINUTES_MAX * 60,
        check=False,
    )
    assert done.stdout, done.stderr
    return done.stdout, done.stderr


def test_a_day_with_a_cut_line_is_proved_and_its_last_line_is_the_agreed_object(seed: int) -> None:
    out, err = run(
        "tests.demo", "--once", "--any-ports", "--size", str(ORDERS), "--offline", "1",
        "--seed", str(seed),
    )  # fmt: skip
    last = out.strip().splitlines()[-1]
    told = msgspec.json.decode(last, type=figures.Figures)
    assert list(json.loads(last)) == list(figures.Figures.__struct_fields__), err
    assert told.good, out
    assert told.orders == ORDERS
    assert told.conflicts_shown >= 3
    assert told.units_shipped > 0
    assert told.ops_while_offline > 0
    assert "The day is proved." in out


def test_nodes_killed_at_random_moments_lose_nothing_that_was_acknowledged(seed: int) -> None:
    out, err = run("tests.demo.kill", "--rounds", str(ROUNDS), "--seed", str(seed))
    told = msgspec.json.decode(out.strip().splitlines()[-1], type=kill.Figures)
    wrong = (told.lost, told.duplicated, told.negative_stock, told.ledgers_not_ok)
    assert wrong == (0, 0, 0, 0), err
    assert told.converged, err
    assert told.rounds == ROUNDS
    assert told.acknowledged > 0
