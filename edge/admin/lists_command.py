"""`import` and `export`: lists of a site in and out, as files."""

import sys
from functools import partial
from pathlib import Path
from typing import Literal, get_args

import click

from edge.admin.moving_command import greaterwms
from edge.admin.reaching import data, office
from edge.intake.names import Kind
from node.clock import wall_clock_ms
from node.command_line import Either, json_option


@click.group("import", cls=Either, usual="file", no_args_is_help=False)
def import_() -> None:
    """Load a list from CSV or XLSX (import FILE --kind …), or move in from another system.

    \b
      holdfast-edge import orders.csv --kind orders
      holdfast-edge import greaterwms db.sqlite3
    """


import_.add_command(greaterwms)


@import_.command("file")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--kind",
    type=click.Choice(get_args(Kind)),
    required=True,
    help="What the file holds.",
)
@click.option("--dry-run", is_flag=True, help="Check the file and load nothing.")
@click.option(
    "--map",
    "pairs",
    multiple=True,
    metavar="FIELD=HEADING",
    help="Which column is which, where the guess is wrong. May be repeated.",
)
@data
@json_option
def import_file(
    file: Path, kind: str, dry_run: bool, pairs: tuple[str, ...], folder: Path, as_json: bool
) -> None:
    """Load a list from CSV or XLSX: orders, items, deliveries, opening stock, prices, tariffs …

    Columns are guessed from their headings (English or Chinese); begin with --dry-run and look at
    the mapping. Tables that GreaterWMS wrote are recognised. A cell that cannot be read keeps its
    row out, and the order or delivery it is a line of; of opening stock it stops the whole file,
    for the mended file would book the rest again; of rules, channels, cartons and custom fields
    anything refused does, for they work together. An order with a negative quantity or an unknown
    item is refused by itself. The same file twice loads nothing twice.
    """
    from edge.admin.telling import show_report
    from node.showing import Bar

    mapping = {}
    for pair in pairs:
        field, found, heading = pair.partition("=")
        if not found:
            raise click.BadParameter(f"{pair!r} is not FIELD=HEADING", param_hint="--map")
        mapping[field.strip()] = heading.strip()
    served = office(folder)
    with Bar(as_json) as bar:
        report = served.import_file(file, kind, mapping, bar.count, dry_run=dry_run)
    show_report(report, as_json)
    sys.exit(1 if report.state == "refused" else 0)


@click.command()
@click.argument("kind", type=click.Choice(get_args(Kind)), required=False)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), required=False)
@click.option(
    "--report",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write a database for analysts instead of a list.",
)
@click.option("--language", type=click.Choice(["en", "zh-Hans"]), default="en", show_default=True)
@data
@json_option
def export(
    kind: str | None,
    file: Path | None,
    report: Path | None,
    language: Literal["en", "zh-Hans"],
    folder: Path,
    as_json: bool,
) -> None:
    """Write the list KIND to FILE (.csv or .xlsx), or a database for analysts with --report.

    Works while the site is being served. A list can be read again with `import`; texts that a
    spreadsheet would run get an apostrophe, which the import takes away. A report opens with any
    SQLite tool; `datasette REPORT -m REPORT.metadata.json` shows what each column means.
    """
    if (report is None) != (kind is not None and file is not None) or (report and kind):
        raise click.UsageError("say a KIND and a FILE, or --report FILE")
    from node.showing import Bar, show

    if report is not None:
        from edge.export.report import write_report

        with Bar(as_json) as bar:
            reported = write_report(folder, report, wall_clock_ms(), bar.count)
        show(reported, as_json, f"{report} is written.")
        return
    from edge.export.files import write_list

    assert kind is not None
    assert file is not None
    with Bar(as_json) as bar:
        written = write_list(folder, kind, file, language, partial(bar.count, "rows"))
    show(written, as_json, f"{file} is written.")


COMMANDS = (import_, export)
