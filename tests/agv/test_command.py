"""The command line: each command once, with its exit code."""

import sys
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner, Result

from agv.cli import main


def call(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


def test_settings_are_written_once(tmp_path: Path) -> None:
    file = tmp_path / "agv.toml"
    assert call("init", "--config", str(file)).exit_code == 0
    again = call("init", "--config", str(file))
    assert again.exit_code == 1
    assert "--force" in again.output
    assert call("init", "--force", "--config", str(file)).exit_code == 0


def test_a_whole_robot_passes_its_selftest() -> None:
    result = call("selftest", "--simulated", "--json")
    told = msgspec.json.decode(result.stdout)
    assert result.exit_code == 0
    assert told["good"]
    assert len(told["parts"]) == 9


def test_a_ride_is_the_same_for_the_same_seed(tmp_path: Path) -> None:
    words = ("simulate", "--seconds", "8", "--seed", "3", "--json")
    first = call(*words, "--record", str(tmp_path / "ride.html"))
    assert first.exit_code == 0
    assert first.stdout == call(*words).stdout
    page = (tmp_path / "ride.html").read_text(encoding="utf-8")
    assert "/*RECORDING*/null" not in page
    assert '"frames"' in page
    assert "src=" not in page


def test_a_track_is_printed_on_the_sheets_it_needs(tmp_path: Path) -> None:
    file = tmp_path / "track.html"
    result = call("track", str(file), "--track", "ring", "--json")
    count = msgspec.json.decode(result.stdout)["sheets"]
    page = file.read_text(encoding="utf-8")
    assert page.count("<svg") == count > 20
    assert page.count("100 mm") == 1


def test_running_without_settings_says_what_to_do(tmp_path: Path) -> None:
    result = call("run", "--config", str(tmp_path / "none.toml"))
    assert result.exit_code == 1
    assert "holdfast-agv init" in result.output


@pytest.mark.parametrize(
    "words",
    [
        ("fly",),
        ("simulate", "--track", "sea"),
        (
            "run",
            "--no",
        ),
    ],
)
def test_wrong_usage_is_two(words: tuple[str, ...]) -> None:
    assert call(*words).exit_code == 2


def test_running_where_there_are_no_pins_says_so_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "agv.toml"
    call("init", "--config", str(file))
    monkeypatch.setitem(sys.modules, "lgpio", None)
    result = call("run", "--config", str(file))
    assert result.exit_code == 1
    assert "lgpio is not installed" in result.output
    assert result.output.count("\n") == 1
