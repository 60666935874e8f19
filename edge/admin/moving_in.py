"""Moving in from another system: on a stopped site, before its first day or in a quiet hour."""

from collections.abc import Callable
from pathlib import Path

import click
import msgspec
from rich.console import Console
from rich.table import Table

from edge.intake.errors import IntakeError
from edge.intake.greaterwms.findings import MISMATCH, NOTE, REFUSED
from edge.intake.greaterwms.html import page_of
from edge.intake.greaterwms.report import Report
from edge.intake.greaterwms.run import Wish, move_in
from edge.intake.greaterwms.words import LEVELS, STATES, said
from edge.link.hub import load_hub
from edge.opening import INTAKE, open_folder
from edge.store.quants import is_stale, rebuild
from edge.store.recorder import Recorder
from node.errors import OperatorError
from node.lock import holder_of

SHOWN_MAX = 40
Progress = Callable[[str, int], None]


class CannotMoveIn(OperatorError):
    """Nothing was changed; the text says why."""


def move_in_folder(
    folder: Path, wish: Wish, wall_ms: Callable[[], int], progress: Progress
) -> Report:
    """Raises CannotMoveIn, NotASite, FolderBusy."""
    if holder_of(folder):
        raise CannotMoveIn("the site is being served: stop it, move in, and serve it again")
    opened = open_folder(folder, wall_ms)
    try:
        store, site = opened.store, opened.site
        if load_hub(store.connection) is None:
            store.resume()
        recorder = Recorder(store, site, wall_ms)
        if is_stale(store.connection):
            rebuild(store.connection, site.warehouse_id, site.places.virtual)
        return move_in(store, recorder, wish, folder / INTAKE, progress)
    except IntakeError as error:
        raise CannotMoveIn(f"{error.code}: {error.detail}") from error
    finally:
        opened.close()


def show_report(report: Report, as_json: bool, html: Path | None) -> None:
    """On the terminal, or as one JSON object; and as a page."""
    if html is not None:
        html.write_text(page_of(report), encoding="utf-8")
    if as_json:
        click.echo(msgspec.json.encode(report))
        return
    console = Console()
    console.print(_figures(report))
    console.print(_tables(report))
    if report.counts:
        console.print(_counts(report))
    shown = [each for each in report.findings if each.level != NOTE]
    for each in shown[:SHOWN_MAX]:
        where = f"{each.table} row {each.row}" if each.row else each.table
        console.print(f"  {LEVELS[each.level]}: {where}: {said(each.rule)}: ", end="")
        console.print(each.detail, markup=False, highlight=False)
    if len(shown) > SHOWN_MAX:
        console.print(f"  … {len(shown) - SHOWN_MAX} more: see --html FILE or --json")
    console.print("Left behind:")
    for text in report.left_behind:
        console.print(f"  {text}")
    console.print(STATES[report.state])


def closing(report: Report) -> str:
    """What the operator should know in one line."""
    totals = dict.fromkeys((MISMATCH, REFUSED, NOTE), 0)
    for each in report.counts:
        totals[each.level] += each.count
    told = ", ".join(f"{LEVELS[level]} {count}" for level, count in totals.items())
    return f"{report.unexplained} figures differ without a reason; {told}."


def _figures(report: Report) -> Table:
    table = Table(title=f"{report.account}: side by side", title_justify="left")
    table.add_column("figure")
    for name in ("there", "here", "refused", "unexplained"):
        table.add_column(name, justify="right")
    for each in report.figures:
        style = "bold red" if each.unexplained else None
        table.add_row(
            each.name, f"{each.source:,}", f"{each.target:,}", f"{each.refused:,}",
            f"{each.unexplained:,}", style=style,
        )  # fmt: skip
    return table


def _tables(report: Report) -> Table:
    table = Table(title="row by row", title_justify="left")
    table.add_column("table")
    for name in ("read", "imported", "history", "refused"):
        table.add_column(name, justify="right")
    for each in report.tables:
        table.add_row(
            each.table, f"{each.read:,}", f"{each.imported:,}", f"{each.history:,}",
            f"{each.refused:,}",
        )  # fmt: skip
    return table


def _counts(report: Report) -> Table:
    table = Table(title="what was found", title_justify="left")
    for name in ("kind", "what"):
        table.add_column(name)
    table.add_column("how often", justify="right")
    for each in report.counts:
        table.add_row(LEVELS[each.level], said(each.rule), f"{each.count:,}")
    return table
