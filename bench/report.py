"""What a bench says: figures, the targets they are held to, a table and one line of JSON."""

import math
import re
from collections.abc import Callable, Mapping
from operator import eq, ge, gt, le, lt

import msgspec
from rich.console import Console
from rich.table import Table

COMPARISONS: Mapping[str, Callable[[float, float], bool]] = {
    ">=": ge,
    "<=": le,
    ">": gt,
    "<": lt,
    "==": eq,
}
_TARGET = re.compile(r"(>=|<=|==|>|<)\s*(-?\d[\d_]*(?:\.\d+)?(?:e-?\d+)?)")
LOW, HIGH = "_low", "_high"


class BadTarget(ValueError):
    """A target that is not a comparison with a number, such as `>= 0.95`."""


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """Figures by name (unit last: `scan_p99_ms`), and targets for some of them.

    A figure with spread has two more beside it: `x_low` and `x_high` over the repeats.
    `notes` are sentences a reader needs to judge the figures: machine, sizes, what was compared.
    """

    figures: dict[str, float]
    targets: dict[str, str] = {}
    notes: tuple[str, ...] = ()

    def missed(self) -> list[str]:
        """Names of the targets not met; a figure that is absent or not a number meets none."""
        return [name for name, target in self.targets.items() if not self._met(name, target)]

    def _met(self, name: str, target: str) -> bool:
        comparison, limit = read_target(target)
        figure = self.figures.get(name, math.nan)
        return math.isfinite(figure) and comparison(figure, limit)


def read_target(text: str) -> tuple[Callable[[float, float], bool], float]:
    """`>= 0.95` as a comparison and its limit."""
    match = _TARGET.fullmatch(text.strip())
    if match is None:
        raise BadTarget(f"{text!r} is no target; write a comparison and a number: '>= 0.95'")
    return COMPARISONS[match[1]], float(match[2])


def json_line(bench: str, seed: int, report: Report) -> str:
    """The last line of a bench; a figure that is not a number is null."""
    return msgspec.json.encode(
        {
            "bench": bench,
            "seed": seed,
            "figures": report.figures,
            "targets": report.targets,
            "missed": report.missed(),
        }
    ).decode()


def show(bench: str, seed: int, report: Report, console: Console) -> None:
    """The table for people: one row per figure, its spread beside it, missed targets marked."""
    table = Table(title=f"bench {bench}, seed {seed}", title_justify="left")
    for heading in ("figure", "value", "spread", "target", ""):
        table.add_column(heading, justify="left" if heading == "figure" else "right")
    missed = set(report.missed())
    for name in _rows(report):
        target = report.targets.get(name, "")
        verdict = "" if not target else "MISSED" if name in missed else "met"
        table.add_row(
            name,
            _number(report.figures.get(name)),
            _spread(report.figures, name),
            target,
            verdict,
            style="bold red" if name in missed else "",
        )
    console.print(table)
    for note in report.notes:
        console.print(note, style="dim", highlight=False)


def _rows(report: Report) -> list[str]:
    """Figures in the order given, without the ends of spreads; then targets without a figure."""
    figures = report.figures
    ends = {name + end for name in figures for end in (LOW, HIGH)}
    absent = [name for name in report.targets if name not in figures]
    return [name for name in figures if name not in ends] + absent


def _spread(figures: Mapping[str, float], name: str) -> str:
    if name + LOW not in figures or name + HIGH not in figures:
        return ""
    return f"{_number(figures[name + LOW])} to {_number(figures[name + HIGH])}"


def _number(value: float | None) -> str:
    """Three digits that mean something: 12,345 / 123 / 12.3 / 0.123."""
    if value is None or math.isnan(value):
        return "-"
    if math.isinf(value) or abs(value) >= 100 or value == int(value):
        return f"{value:,.0f}"
    return f"{value:.3g}"
