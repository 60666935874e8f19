"""How the command line tells its results: for people, or as one JSON object; bars on long work."""

from types import TracebackType

import click
import msgspec
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

from node.doctor import Examined


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


def show(result: object, as_json: bool, closing: str) -> None:
    """A struct or a mapping, field by field."""
    if as_json:
        click.echo(msgspec.json.encode(result))
        return
    fields = msgspec.to_builtins(result)
    assert isinstance(fields, dict)
    for name, value in fields.items():
        if isinstance(value, list):
            for each in value:
                click.echo(f"  {name}: {_line(each)}")
        else:
            click.echo(f"  {name:14} {_line(value)}")
    click.echo(closing)


def show_examined(examined: Examined, as_json: bool) -> None:
    """What the doctor found, a line each."""
    if as_json:
        click.echo(msgspec.json.encode(examined))
        return
    for finding in examined.findings:
        click.echo(f"{finding.level:5} {finding.name:12} {finding.detail}")


def _line(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {_line(each)}" for name, each in value.items()) or "-"
    return "-" if value is None else str(value)
