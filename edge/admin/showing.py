"""How the command line tells its results: for people, or as one JSON object; bars on long work."""

from types import TracebackType

import click
import msgspec
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

from edge.intake.report import Report

REFUSED_SHOWN = 20


class Bar:
    """A progress bar on standard error; silent where nobody watches or JSON was asked for."""

    def __init__(self, quiet: bool) -> None:
        console = Console(stderr=True)
        self._bars = Progress(
            TextColumn("{task.description:20}"),
            BarColumn(),
            MofNCompleteColumn(),
            console=console,
            transient=True,
            disable=quiet or not console.is_terminal,
        )
        self._tasks: dict[str, TaskID] = {}

    def progress(self, name: str, done: int, total: int) -> None:
        """So much of so much."""
        self._bars.update(self._task(name), completed=done, total=total)

    def count(self, name: str, done: int) -> None:
        """So much, of nobody knows how much."""
        self._bars.update(self._task(name), completed=done)

    def __enter__(self) -> "Bar":
        self._bars.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bars.stop()

    def _task(self, name: str) -> TaskID:
        if name not in self._tasks:
            self._tasks[name] = self._bars.add_task(name, total=None)
        return self._tasks[name]


def show(result: msgspec.Struct, as_json: bool, closing: str) -> None:
    """A result, field by field."""
    if as_json:
        click.echo(msgspec.json.encode(result))
        return
    for name, value in msgspec.to_builtins(result).items():
        if isinstance(value, list):
            for each in value:
                click.echo(f"  {name}: {_line(each)}")
        else:
            click.echo(f"  {name:14} {_line(value)}")
    click.echo(closing)


def show_report(report: Report, as_json: bool) -> None:
    """What became of an import."""
    if as_json:
        click.echo(msgspec.json.encode(report))
        return
    click.echo(f"{report.file}: {report.rows} rows, {report.documents} documents, "
               f"{report.lines} lines")  # fmt: skip
    for field, heading in report.mapping.items():
        click.echo(f"  {field:14} <- {heading}")
    for refusal in report.refused[:REFUSED_SHOWN]:
        click.echo(
            f"  row {refusal.row} {refusal.column}: {refusal.code} {refusal.value!r}"
            f" {refusal.document}"
        )
    if report.refused_rows:
        codes = ", ".join(f"{code} {count}" for code, count in report.refused_by_code.items())
        click.echo(f"  refused: {report.refused_rows} rows ({codes})")
    said = {
        "checked": "Checked; nothing was loaded. Run again without --dry-run.",
        "refused": "Nothing was loaded: cells above cannot be read.",
        "loaded": f"Loaded {report.loaded}, cancelled {report.cancelled}, "
        f"known before {report.repeated}.",
    }
    click.echo(said[report.state])


def _line(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {_line(each)}" for name, each in value.items()) or "-"
    return "-" if value is None else str(value)
