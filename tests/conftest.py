"""What every test may ask for: the run's seed, golden files, and hypothesis set up alike."""

import os
import random
import shlex
from pathlib import Path
from typing import Protocol

import hypothesis
import pytest

from tests.golden import Golden

SEED_MAX = 2**32 - 1
# Enough to see a pattern; every failure repeats with the same seed.
REPEATS_SHOWN_MAX = 5

# No deadline: the machine is shared, and no test is timed.
hypothesis.settings.register_profile("house", print_blob=True, deadline=None)
# The same examples in each CI run: chance is for the machine where someone can look at it.
hypothesis.settings.register_profile("ci", derandomize=True, print_blob=True, deadline=None)


class Worker(Protocol):
    """What is used of an xdist worker, a package without types."""

    config: pytest.Config
    workerinput: dict[str, object]


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("holdfast")
    group.addoption("--seed", type=int, default=None, help="repeat a run (default: a new seed)")
    group.addoption("--update-golden", action="store_true", help="write golden files anew")
    group.addoption("--pictures", type=Path, default=None, help="folder for pictures of screens")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Settle the seed before hypothesis reads it; an xdist worker takes the one it was handed."""
    if config.option.seed is None:
        drawn = random.SystemRandom().randint(0, SEED_MAX)
        config.option.seed = getattr(config, "workerinput", {}).get("seed", drawn)
    if not 0 <= config.option.seed <= SEED_MAX:
        raise pytest.UsageError(f"--seed {config.option.seed} is not between 0 and {SEED_MAX}")
    hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "house")
    if config.option.hypothesis_seed is None:
        config.option.hypothesis_seed = str(config.option.seed)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Worker) -> None:
    """The seed that was drawn here is the seed of every worker."""
    node.workerinput["seed"] = node.config.option.seed


def pytest_report_header(config: pytest.Config) -> str:
    return f"seed: {config.option.seed} (repeat with: make test SEED={config.option.seed})"


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """A failure names the command that repeats it."""
    failed = [*terminalreporter.getreports("failed"), *terminalreporter.getreports("error")]
    for report in failed[:REPEATS_SHOWN_MAX]:
        command = ["python", "-m", "pytest", report.nodeid, "--seed", str(config.option.seed)]
        terminalreporter.write_line(f"repeat with: {shlex.join(command)}")


@pytest.fixture(scope="session")
def seed(pytestconfig: pytest.Config) -> int:
    """The seed of this run: the only source of chance a test may use."""
    value = pytestconfig.option.seed
    assert isinstance(value, int)
    return value


@pytest.fixture
def rng(seed: int, request: pytest.FixtureRequest) -> random.Random:
    """Chance of this test alone: the same whichever tests run before it."""
    return random.Random(f"{seed}:{request.node.nodeid}")


@pytest.fixture
def golden(pytestconfig: pytest.Config, request: pytest.FixtureRequest) -> Golden:
    """Compares with files in the folder `golden` beside the test; see tests/golden.py."""
    folder = Path(request.path).parent / "golden"
    return Golden(folder, update=bool(pytestconfig.option.update_golden))
