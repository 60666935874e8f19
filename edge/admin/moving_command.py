"""`import greaterwms`: what it takes and how it asks."""

import sys
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click

from edge.admin.reaching import data
from node.clock import wall_clock_ms
from node.command_line import json_option


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--account", default=None, help="Which one, where the database has several.")
@click.option(
    "--time-zone", default="Asia/Shanghai", show_default=True, help="What its times are in."
)
@click.option("--html", type=click.Path(dir_okay=False, path_type=Path), help="Report as a page.")
@click.option("--dry-run", is_flag=True, help="Report and ask nothing.")
@click.option("--yes", is_flag=True, help="Move in without asking.")
@data
@json_option
def greaterwms(
    file: Path,
    account: str | None,
    time_zone: str,
    html: Path | None,
    dry_run: bool,
    yes: bool,
    folder: Path,
    as_json: bool,
) -> None:
    """Move in from GreaterWMS: FILE is its SQLite database. The site must not be served meanwhile.

    First everything is tried and undone again, and reported: figures side by side, and every
    mismatch, duplicate, orphan and negative by table and row. Then, asked or with --yes, it is
    done: items, locations, partners, people, freight, stock, open deliveries and orders at the
    step where they stood, printed codes, history. What is not sound is listed and left out. FILE
    is copied and never written; done twice, nothing changes. Exit code 1: nothing was moved.
    """
    from edge.admin.moving_in import closing, move_in_folder, show_report
    from edge.intake.greaterwms.run import Wish
    from node.showing import Bar

    try:
        ZoneInfo(time_zone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise click.BadParameter("no such time zone", param_hint="--time-zone") from error
    if dry_run and yes:
        raise click.UsageError("--dry-run and --yes exclude each other")

    def once(*, write: bool) -> str:
        with Bar(as_json) as bar:
            wish = Wish(file, account, time_zone, write)
            report = move_in_folder(folder, wish, wall_clock_ms, bar.count)
        show_report(report, as_json, html)
        click.echo(closing(report), err=True)
        return report.state

    if once(write=yes) != "checked" or dry_run:
        return
    if as_json or not sys.stdin.isatty():
        click.echo("Nothing was written. Run it again with --yes to move in.", err=True)
    elif click.confirm("Move in now?"):
        once(write=True)
