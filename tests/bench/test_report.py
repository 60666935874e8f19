"""Targets are read and judged at their bounds; the JSON line is what scripts rely on."""

import io
import json
import math

import pytest
from rich.console import Console

from bench.report import BadTarget, Report, json_line, read_target, show


@pytest.mark.parametrize(
    ("target", "met", "missed"),
    [
        (">= 0.95", 0.95, 0.949),
        ("<=35", 35, 35.1),
        ("> 0", 0.1, 0),
        ("< 2.5e3", 2499, 2500),
        ("== 0", 0, 1),
        (">= -1_000", -1000, -1001),
    ],
)
def test_a_target_is_judged_at_its_bound_and_one_past_it(
    target: str, met: float, missed: float
) -> None:
    assert Report(figures={"x": met}, targets={"x": target}).missed() == []
    assert Report(figures={"x": missed}, targets={"x": target}).missed() == ["x"]


@pytest.mark.parametrize("figures", [{}, {"x": math.nan}, {"x": math.inf}])
def test_a_figure_that_is_absent_or_no_number_meets_no_target(figures: dict[str, float]) -> None:
    assert Report(figures=figures, targets={"x": ">= 0"}).missed() == ["x"]


@pytest.mark.parametrize("text", ["", "0.95", "=> 1", ">= fast", ">= 1 ms", "!= 3"])
def test_a_target_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(BadTarget, match="is no target"):
        read_target(text)


def test_the_line_of_json_holds_everything_a_script_needs() -> None:
    report = Report(
        figures={"rate": 2.0, "p99_ms": 7.5, "broken": math.nan},
        targets={"rate": ">= 3", "p99_ms": "<= 8"},
    )
    line = json_line("scan", 7, report)
    assert "\n" not in line
    assert json.loads(line) == {
        "bench": "scan",
        "seed": 7,
        "figures": {"rate": 2.0, "p99_ms": 7.5, "broken": None},
        "targets": {"rate": ">= 3", "p99_ms": "<= 8"},
        "missed": ["rate"],
    }


def test_the_table_shows_spread_target_and_verdict_in_one_row() -> None:
    report = Report(
        figures={"ratio": 0.5, "ratio_low": 0.4, "ratio_high": 0.61, "rows": 12345},
        targets={"ratio": ">= 0.9", "gone": "> 0"},
        notes=("against plain SQLite",),
    )
    out = io.StringIO()
    show("sync", 7, report, Console(file=out, width=100))
    lines = out.getvalue().splitlines()
    cells = [[cell.strip() for cell in line.split("│")[1:-1]] for line in lines if "│" in line]
    assert cells == [
        ["ratio", "0.5", "0.4 to 0.61", ">= 0.9", "MISSED"],
        ["rows", "12,345", "", "", ""],
        ["gone", "-", "", "> 0", "MISSED"],
    ]
    assert lines[0].strip() == "bench sync, seed 7"
    assert lines[-1] == "against plain SQLite"
