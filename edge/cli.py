"""holdfast-edge: make a site, serve it, look after it."""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import msgspec
import structlog

from edge import config as settings
from edge.admin import backing, making
from edge.admin.asking import AskError, Office
from edge.admin.checking import check_folder
from edge.admin.doctor import examine
from edge.admin.showing import Bar, show, show_report
from edge.api import shapes
from edge.app import PAGES, build, wall_clock_ms
from edge.config import Config
from edge.floor.layout import Layout
from edge.link.hub import EnrolmentFailed
from edge.opening import NotASite, damage_text, set_aside
from node.config import ConfigError
from node.http.protocol import Limits
from node.http.serve import address_of, listen, server_for
from node.keys import KeyFileError
from node.lock import FolderBusy
from node.logs import LEVELS, start_logs
from sync.core.errors import SyncError
from sync.store.sqlite import Damaged

EXPECTED = (
    AskError,
    backing.BackupError,
    ConfigError,
    EnrolmentFailed,
    FolderBusy,
    KeyFileError,
    making.CannotMake,
    NotASite,
    SyncError,
    OSError,
)
"""What an operator can act on: told in one line, exit code 1."""

data_option = click.option(
    "--data",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=lambda: settings.default_folder() or "holdfast-data",
    show_default="$HOLDFAST_EDGE_FOLDER or ./holdfast-data",
    help="The data folder of the site.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Answer with one JSON object.")


class _Door(click.Group):
    """The CLI's door: what is expected is one line, the rest is a fault of ours; both exit 1."""

    def invoke(self, context: click.Context) -> Any:  # noqa: ANN401
        try:
            return super().invoke(context)
        except EXPECTED as error:
            click.echo(f"holdfast-edge: {error}", err=True)
            sys.exit(1)
        except (click.exceptions.Exit, click.ClickException, click.Abort):
            raise
        except Exception as error:
            start_logs()
            structlog.get_logger("cli").error("failed", exc_info=error)
            sys.exit(1)


@click.group(cls=_Door, context_settings={"help_option_names": ["-h", "--help"]})
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
@data_option
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
    layout = Layout(
        zones=tuple(zone.strip() for zone in zones.split(",") if zone.strip()),
        aisles=given.pop("aisles"),
        bays=given.pop("bays"),
        levels=given.pop("levels"),
    )
    made = making.make_site(folder, making.Wish(layout=layout, **given), wall_clock_ms)
    show(made, as_json, "The site is made. Write badge, PIN and key down: they are shown once.")


@main.command()
@data_option
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
    start_logs(level=LEVELS[config.log.level])
    sys.exit(_serve(config, as_json))


def _serve(config: Config, as_json: bool) -> int:
    http = config.http
    bound = listen(http.host, http.port)
    edge = build(config)
    address = address_of(bound, secure=bool(http.tls_certificate))
    edge.port = bound.getsockname()[1]

    def started() -> None:
        edge.opened.lock.tell(address)
        edge.announce()
        ready = {"ready": True, "address": address, "pid": os.getpid()}
        site = edge.opened.site
        click.echo(json.dumps(ready) if as_json else f"{site.code} {site.name} is at {address}")
        sys.stdout.flush()

    limits = Limits(
        receive_s=http.receive_s,
        connections_per_address=http.connections_per_address,
        concurrency=http.concurrency,
    )
    server = server_for(
        edge.asgi,
        limits,
        on_started=started,
        on_stopping=edge.stopping,
        tls_certificate=http.tls_certificate,
        tls_key=http.tls_key,
    )
    edge.on_fatal = server.stop
    server.run(sockets=[bound])
    if isinstance(edge.failed, Damaged):
        aside = set_aside(config.path, wall_clock_ms())
        raise NotASite(damage_text(edge.failed.detail, aside))
    return 1 if edge.failed is not None or not server.started else 0


@main.command()
@data_option
@json_option
def check(folder: Path, as_json: bool) -> None:
    """Prove the site: file, signed log, ledger, stock, orders. Works while it is being served.

    Replays the ledger of movements and compares; verifies every hash and signature of the log.
    Repairs nothing. Exit code 1 when something does not hold.
    """
    with Bar(as_json) as bar:
        checked = check_folder(folder, bar.progress)
    show(checked, as_json, "All of it holds." if checked.ok else "Something does not hold.")
    sys.exit(0 if checked.ok else 1)


@main.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--kind",
    type=click.Choice(["orders", "items", "asns", "opening_stock"]),
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
@data_option
@json_option
def import_(
    file: Path, kind: str, dry_run: bool, pairs: tuple[str, ...], folder: Path, as_json: bool
) -> None:
    """Load orders, items, deliveries or opening stock from CSV or XLSX.

    Columns are guessed from their headings (English or Chinese); begin with --dry-run and look at
    the mapping. A cell that cannot be read stops the whole file; an order with a negative quantity
    or an unknown item is refused by itself. The same file twice loads nothing twice.
    """
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
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@data_option
@json_option
def backup(file: Path, folder: Path, as_json: bool) -> None:
    """Write a verified, signed copy of the database to FILE (and FILE.json).

    Works while the site is being served. The copy counts only after it was opened and checked. The
    node's keys are not in it: keep node.key and pepper.key of the data folder in a safe place.
    """
    with Bar(as_json) as bar:
        manifest = backing.back_up(folder, file, wall_clock_ms(), bar.progress)
    show(manifest, as_json, f"{file} is a good backup.")


@main.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@data_option
@json_option
def restore(file: Path, folder: Path, as_json: bool) -> None:
    """Install the backup FILE of this site. Present files are set aside, never deleted.

    The site goes on in a new epoch and pulls from its hub what it wrote after the backup was made.
    """
    with Bar(as_json) as bar:
        restored = backing.restore(folder, file, wall_clock_ms, bar.progress)
    show(restored, as_json, "Restored. Serve the site; it pulls the rest from its hub.")


@main.command()
@data_option
@json_option
def doctor(folder: Path, as_json: bool) -> None:
    """Look at the machine: SQLite, disk, clock, port, keys, pages. Exit code 1 if one is bad."""
    examined = examine(settings.read(folder), PAGES, wall_clock_ms)
    if as_json:
        click.echo(msgspec.json.encode(examined))
    else:
        for finding in examined.findings:
            click.echo(f"{finding.level:5} {finding.name:12} {finding.detail}")
    sys.exit(0 if examined.ok else 1)


@main.command("enrol-device")
@data_option
@json_option
def enrol_device(folder: Path, as_json: bool) -> None:
    """Print a one-time code for a tablet; good for ten minutes and for one device."""
    code = _office(folder).enrolment_code()
    click.echo(json.dumps({"code": code}) if as_json else code)


@main.command("add-person")
@click.argument("name")
@click.option(
    "--role",
    type=click.Choice(["worker", "supervisor", "manager", "admin"]),
    default="worker",
    show_default=True,
)
@click.option("--language", type=click.Choice(["en", "zh-Hans"]), default="en", show_default=True)
@click.option("--badge", default=None, help="Made up if left out.")
@click.option("--pin", default=None, help="Four to twelve digits; made up if left out.")
@data_option
@json_option
def add_person(folder: Path, as_json: bool, **given: Any) -> None:  # noqa: ANN401
    """Add someone who may log in. Badge and PIN are shown this once."""
    wish = _wish(given, shapes.NewPerson)
    show(_office(folder).add_person(wish), as_json, "Write badge and PIN down.")


@main.command("add-key")
@click.argument("name")
@click.option(
    "--role",
    type=click.Choice(["reader", "worker", "supervisor", "manager", "admin"]),
    default="supervisor",
    show_default=True,
)
@data_option
@json_option
def add_key(folder: Path, as_json: bool, **given: Any) -> None:  # noqa: ANN401
    """Make an API key for a program. It is shown this once; only its hash is kept."""
    wish = _wish(given, shapes.NewKey)
    show(_office(folder).add_key(wish), as_json, "Write the key down.")


def _office(folder: Path) -> Office:
    return Office(settings.read(folder), wall_clock_ms)


def _wish(given: dict[str, Any], kind: Callable[..., Any]) -> Any:  # noqa: ANN401
    try:
        return msgspec.convert(given, kind)
    except msgspec.ValidationError as error:
        raise click.UsageError(str(error)) from error


if __name__ == "__main__":
    main()
