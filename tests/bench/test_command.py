"""python -m bench: exit codes, the last line, and what it says of a name it does not know."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import bench
from bench.__main__ import benches, main, title

PLANTED = '''"""A planted bench."""
from bench.report import Report

def run(seed: int) -> Report:
    return Report(figures={"seed": float(seed)}, targets={"seed": "<= 10"})
'''


@pytest.fixture
def planted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A folder of benches with `good` (a module), `packed` (a package) and a helper of theirs."""
    (tmp_path / "good.py").write_text(PLANTED)
    (tmp_path / "helper.py").write_text('"""Nothing to run."""\n')
    (tmp_path / "packed").mkdir()
    (tmp_path / "packed" / "__init__.py").write_text(PLANTED)
    monkeypatch.setattr(bench, "__path__", [str(tmp_path)])
    yield
    for name in ("good", "packed"):
        sys.modules.pop(f"bench.{name}", None)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


@pytest.mark.usefixtures("planted")
@pytest.mark.parametrize("name", ["good", "packed"])
def test_a_bench_prints_a_table_and_last_its_line_of_json(name: str) -> None:
    result = run(name, "--seed", "7")
    assert result.exit_code == 0
    assert f"bench {name}, seed 7" in result.stdout
    assert json.loads(result.stdout.splitlines()[-1])["bench"] == name


@pytest.mark.usefixtures("planted")
def test_a_missed_target_ends_with_exit_code_1() -> None:
    result = run("good", "--seed", "11", "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["missed"] == ["seed"]


@pytest.mark.usefixtures("planted")
def test_without_a_seed_a_new_one_is_drawn_and_reported() -> None:
    line = json.loads(run("good", "--json").stdout)
    assert line["figures"] == {"seed": line["seed"]}


@pytest.mark.usefixtures("planted")
def test_an_unknown_name_is_answered_with_those_that_exist() -> None:
    result = run("gone")
    assert result.exit_code == 2
    assert "no bench 'gone'; there are: good, packed" in result.stderr


@pytest.mark.usefixtures("planted")
def test_without_a_name_the_benches_are_listed_with_their_titles() -> None:
    result = run()
    assert result.exit_code == 0
    assert "  good         A planted bench." in result.stdout.splitlines()


@pytest.mark.parametrize("name", benches())
def test_every_bench_of_the_house_can_be_imported_and_has_a_title(name: str) -> None:
    assert title(name)
