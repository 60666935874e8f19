"""The seed that is printed is the seed that every test and every worker had."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.tidy.tree import ROOT

# Fails on purpose, in both workers, and says what it was given.
PLANTED = """
import pytest

@pytest.mark.parametrize("case", range(8))
def test_planted(case: int, seed: int, rng, pytestconfig, worker_id: str) -> None:
    pytest.fail(f"{worker_id} had {seed} {pytestconfig.option.hypothesis_seed}", pytrace=False)
"""


def run(folder: Path, *arguments: str) -> str:
    planted = folder / "test_planted.py"
    planted.write_text(PLANTED)
    command = [sys.executable, "-m", "pytest", "-p", "tests.conftest", "-p", "no:cacheprovider"]
    places = ["-c", str(ROOT / "pyproject.toml"), "--rootdir", str(folder), str(planted)]
    result = subprocess.run(
        [*command, *places, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 1, result.stdout + result.stderr
    return result.stdout


@pytest.mark.parametrize("arguments", [("-n", "2"), ("-n", "0", "--seed", "7")])
def test_every_worker_has_the_seed_of_the_header_and_a_failure_repeats_it(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    said = run(tmp_path, *arguments)
    header = re.search(r"^seed: (\d+) \(repeat with: make test SEED=(\d+)\)$", said, re.MULTILINE)
    assert header is not None
    seed = header[1]
    workers = set(re.findall(r"^(\w+) had (\d+) (\d+)$", said, re.MULTILINE))
    names = {"gw0", "gw1"} if "2" in arguments else {"master"}
    assert workers == {(name, seed, seed) for name in names}
    repeats = re.findall(r"^repeat with: .* --seed (\d+)$", said, re.MULTILINE)
    assert repeats == [seed] * 5
    assert header[2] == seed
    assert "--seed" not in arguments or seed == "7"
