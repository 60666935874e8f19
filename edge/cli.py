"""holdfast-edge: make a site, serve it, look after it."""

import json
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar, get_args

import click
import msgspec

from edge import config as settings
from edge.admin.moving_command import greaterwms
from edge.admin.speaking_command import edi, plugins, webhook
from edge.intake.names import Kind
from edge.opening import damaged
from models.warehouse.people.roles import FOR_KEYS, FOR_PEOPLE
from node.clock import wall_clock_ms
from node.command_line import HELP, Door, Either, data_option, json_option, made_to_last
from node.http.listening import listen
from sync.store.sqlite import Damaged

if TYPE_CHECKING:
    from edge.admin.asking import Office

T = TypeVar("T")

data = data_option("site", settings.default_folder, "holdfast-data", f"{settings.PREFIX}_FOLDER")


@click.group("holdfast-edge", cls=Door, context_settings=HELP)
@click.version_option(package_name="holdfast")
def main() -> None:
    """One warehouse on one computer: it does its whole job with the line down.

    A first site, alone, in three steps:

    \b
      holdfast-edge init --data site --company ACME --warehouse NORTH
      holdfast-edge serve --data site
      holdfast-edge enrol-device --data site    (type the code into the tablet)

    Exit codes: 0 all well, 1 something is wrong and said so, 2 wrong usage.
    """


@main.command()
@data
@click.option("--company", default="HOME", show_default=True, help="Code of the company.")
@click.option("--warehouse", default="MAIN", show_default=True, help="Code of the warehouse.")
@click.option("--name", default="", help="Name of the warehouse; its code if left out.")
@click.option("--time-zone", default="UTC", show_default=True, help="Such as Europe/London.")
@click.option("--zones", default="A,B", show_default=True, help="Storage zones, by comma.")
@click.option("--aisles", type=click.IntRange(1, 99), default=4, show_default=True)
@click.option("--bays", type=click.IntRange(1, 999), default=20, show_default=True)
@click.option("--levels", type=click.IntRange(1, 20), default=3, show_default=True)
@click.option("--manager", default="Manager", show_default=True, help="Name of the first person.")
@click.option("--hub", default="", help="Address of headquarters, such as https://hub.example.")
@click.option("--enrol", "code", default="", help="The one-time code headquarters issued.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to serve on.")
@click.option("--port", type=click.IntRange(0, 65_535), default=8080, show_default=True)
@json_option
def init(folder: Path, as_json: bool, zones: str, **given: Any) -> None:  # noqa: ANN401
    """Make a new site: keys, database, locations, a first person and a first API key.

    With --hub and --enrol the site joins headquarters: company, code, name and time zone then come
    from there. Badge, PIN and API key are shown this once. A site that exists is never touched.
    """
    if bool(given["hub"]) != bool(given["code"]):
        raise click.UsageError("--hub and --enrol belong together")
    from edge.admin.making import Wish, make_site
    from edge.floor.layout import Layout
    from node.showing import show

    layout = Layout(
        zones=tuple(zone.strip() for zone in zones.split(",") if zone.strip()),
        aisles=given.pop("aisles"),
        bays=given.pop("bays"),
        levels=given.pop("levels"),
    )
    made = make_site(folder, Wish(layout=layout, **given), wall_clock_ms)
    show(made, as_json, "The site is made. Write badge, PIN and key down: they are shown once.")


@main.command()
@data
@click.option("--host", default=None, help="Address to serve on (over the settings).")
@click.option("--port", type=click.IntRange(0, 65_535), default=None, help="0 takes a free one.")
@click.option("--hub", default=None, help="Address of headquarters (over the settings).")
@json_option
def serve(folder: Path, host: str | None, port: int | None, hub: str | None, as_json: bool) -> None:
    """Serve the site until stopped (Ctrl-C or SIGTERM).

    Prints one line with the address when it is ready. Logs go to standard error, one JSON object a
    line. A damaged database is set aside, never deleted and never replaced by an empty one.
    """
    flags = {"http.host": host, "http.port": port, "link.hub": hub}
    config = settings.read(folder, flags)
    bound = listen(config.http.host, config.http.port)
    with made_to_last():
        from edge.app import build
        from node.logs import start_logs
        from node.serving import serve_until_stopped

    start_logs(config.log.level)
    try:
        sys.exit(serve_until_stopped(bound, lambda: build(config), config.http, as_json=as_json))
    except Damaged as error:
        raise damaged(config.path, error, wall_clock_ms()) from error


@main.command()
@data
@json_option
def check(folder: Path, as_json: bool) -> None:
    """Prove the site: file, signed log, ledger, stock, orders, photos. Works while it is served.

    Replays the ledger of movements and compares; verifies every hash and signature of the log, and
    that each photo and paper is still what it was. Repairs nothing. Exit code 1 when something does
    not hold.
    """
    from edge.admin.checking import check_folder
    from node.showing import Bar, show

    with Bar(as_json) as bar:
        checked = check_folder(folder, bar.progress)
    show(checked, as_json, "All of it holds." if checked.ok else "Something does not hold.")
    sys.exit(0 if checked.ok else 1)


@main.group("import", cls=Either, usual="file", no_args_is_help=False)
def import_() -> None:
    """Load a list from CSV or XLSX (import FILE --kind …), or move in from another system.

    \b
      holdfast-edge import orders.csv --kind orders
      holdfast-edge import greaterwms db.sqlite3
    """


import_.add_command(greaterwms)
for command in (webhook, edi, plugins):
    main.add_command(command)


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
    the mapping. Tables that GreaterWMS wrote are recognised. A cell that cannot be read stops the
    whole file; an order with a negative quantity or an unknown item is refused by itself. The same
    file twice loads nothing twice.
    """
    from edge.admin.telling import show_report
    from node.showing import Bar

    mapping = {}
    for pair in pairs:
        field, found, heading = pair.partition("=")
        if not found:
            raise click.BadParameter(f"{pair!r} is not FIELD=HEADING", param_hint="--map")
        mapping[field.strip()] = heading.strip()
    office = _office(folder)
    with Bar(as_json) as bar:
        report = office.import_file(file, kind, mapping, bar.count, dry_run=dry_run)
    show_report(report, as_json)
    sys.exit(1 if report.state == "refused" else 0)


@main.command()
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


@main.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@data
@json_option
def backup(file: Path, folder: Path, as_json: bool) -> None:
    """Write a verified, signed copy of the database to FILE (and FILE.json, and a folder blobs).

    Works while the site is being served. The copy counts only after it was opened and checked. The
    node's keys are not in it: keep node.key and pepper.key of the data folder in a safe place.
    """
    from edge.admin.backing import back_up
    from node.showing import Bar, show

    with Bar(as_json) as bar:
        manifest = back_up(folder, file, wall_clock_ms(), bar.progress)
    show(manifest, as_json, f"{file} is a good backup.")


@main.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@data
@json_option
def restore(file: Path, folder: Path, as_json: bool) -> None:
    """Install the backup FILE of this site. Present files are set aside, never deleted.

    The site goes on in a new epoch and pulls from its hub what it wrote after the backup was made.
    """
    from edge.admin.backing import restore as put_back
    from node.showing import Bar, show

    with Bar(as_json) as bar:
        restored = put_back(folder, file, wall_clock_ms, bar.progress)
    show(restored, as_json, "Restored. Serve the site; it pulls the rest from its hub.")


@main.command()
@data
@json_option
def doctor(folder: Path, as_json: bool) -> None:
    """Look at the machine: SQLite, disk, clock, port, keys, pages. Exit code 1 if one is bad."""
    from edge.admin.doctor import subject
    from node.doctor import examine
    from node.showing import show_examined

    examined = examine(subject(settings.read(folder)), wall_clock_ms)
    show_examined(examined, as_json)
    sys.exit(0 if examined.ok else 1)


@main.command("enrol-device")
@data
@json_option
def enrol_device(folder: Path, as_json: bool) -> None:
    """Print a one-time code for a tablet; good for ten minutes and for one device."""
    code = _office(folder).enrolment_code()
    click.echo(json.dumps({"code": code}) if as_json else code)


@main.command("add-person")
@click.argument("name")
@click.option(
    "--role",
    type=click.Choice([role.value for role in FOR_PEOPLE]),
    default="worker",
    show_default=True,
)
@click.option("--language", type=click.Choice(["en", "zh-Hans"]), default="en", show_default=True)
@click.option("--badge", default=None, help="Made up if left out.")
@click.option("--pin", default=None, help="Four to twelve digits; made up if left out.")
@data
@json_option
def add_person(folder: Path, as_json: bool, **given: Any) -> None:  # noqa: ANN401
    """Add someone who may log in. Badge and PIN are shown this once."""
    from edge.api.people_shapes import NewPerson
    from node.showing import show

    wish = _wish(given, NewPerson)
    show(_office(folder).add_person(wish), as_json, "Write badge and PIN down.")


@main.command("add-key")
@click.argument("name")
@click.option(
    "--role",
    type=click.Choice([role.value for role in FOR_KEYS]),
    default="supervisor",
    show_default=True,
)
@data
@json_option
def add_key(folder: Path, as_json: bool, **given: Any) -> None:  # noqa: ANN401
    """Make an API key for a program. It is shown this once; only its hash is kept."""
    from edge.api.people_shapes import NewKey
    from node.showing import show

    wish = _wish(given, NewKey)
    show(_office(folder).add_key(wish), as_json, "Write the key down.")


@main.command("sscc-prefix")
@click.argument("prefix")
@data
def sscc_prefix(folder: Path, prefix: str) -> None:
    """Set the GS1 company prefix that numbers of boxes (SSCC) begin with, while nobody serves.

    Each site needs a range of its own: where several share a prefix, append digits that tell them
    apart. Without one, boxes get numbers that are no SSCC.
    """
    from edge.admin.numbering import set_prefix

    set_prefix(folder, prefix, wall_clock_ms)
    click.echo(f"Boxes are numbered from {prefix} on.")


def _office(folder: Path) -> "Office":
    from edge.admin.asking import Office

    return Office(settings.read(folder), wall_clock_ms)


def _wish(given: dict[str, Any], kind: type[T]) -> T:
    try:
        return msgspec.convert(given, kind)
    except msgspec.ValidationError as error:
        raise click.UsageError(str(error)) from error


if __name__ == "__main__":
    main()
