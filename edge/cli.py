"""holdfast-edge: make a site, serve it, look after it."""

import sys
from pathlib import Path
from typing import Any

import click

from edge import config as settings
from edge.admin.fleet_command import COMMANDS as ROBOTS
from edge.admin.lists_command import COMMANDS as LISTS
from edge.admin.people_command import COMMANDS as PEOPLE
from edge.admin.reaching import data, every_data
from edge.admin.speaking_command import COMMANDS as SPEAKING
from edge.opening import damaged
from node.clock import wall_clock_ms
from node.command_line import HELP, Door, json_option, made_to_last
from node.http.listening import listen
from node.several import given_words, serve_each
from sync.store.sqlite import Damaged


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
@click.option("--robots", multiple=True, help="A name or address robots reach this computer by.")
@json_option
def init(folder: Path, as_json: bool, zones: str, **given: Any) -> None:  # noqa: ANN401
    """Make a new site: keys, database, locations, a first person and a first API key.

    With --hub and --enrol the site joins headquarters: company, code, name and time zone then come
    from there. With --robots it has robots, which speak through mosquitto; what that needs is
    written into the folder `fleet`. Badge, PIN and API key are shown this once. A site that exists
    is never touched.
    """
    if bool(given["hub"]) != bool(given["code"]):
        raise click.UsageError("--hub and --enrol belong together")
    from edge.admin.making import EVERYWHERE, Wish, make_site
    from edge.floor.layout import Layout
    from node.showing import show

    layout = Layout(
        zones=tuple(zone.strip() for zone in zones.split(",") if zone.strip()),
        aisles=given.pop("aisles"),
        bays=given.pop("bays"),
        levels=given.pop("levels"),
    )
    made = make_site(folder, Wish(layout=layout, **given), wall_clock_ms)
    if given["robots"]:
        from edge.fleet.link.broker import Settings
        from edge.fleet.link.office import RobotOffice

        reached = Settings(bind=EVERYWHERE, hosts=given["robots"])
        RobotOffice(folder, wall_clock_ms).write_broker(reached)
    show(made, as_json, "The site is made. Write badge, PIN and key down: they are shown once.")


@main.command()
@every_data
@click.option("--host", default=None, help="Address to serve on (over the settings).")
@click.option("--port", type=click.IntRange(0, 65_535), default=None, help="0 takes a free one.")
@click.option("--hub", default=None, help="Address of headquarters (over the settings).")
@json_option
def serve(
    folders: tuple[Path, ...], host: str | None, port: int | None, hub: str | None, as_json: bool
) -> None:
    """Serve the site until stopped (Ctrl-C or SIGTERM).

    With several --data each site gets a process and a port of its own: no site sees another.

    Prints one line with the address when it is ready. Logs go to standard error, one JSON object a
    line. A damaged database is set aside, never deleted and never replaced by an empty one.
    """
    flags = {"http.host": host, "http.port": port, "link.hub": hub}
    configs = [settings.read(folder, flags) for folder in folders]
    if len(configs) > 1:
        words = given_words({"--host": host, "--port": port, "--hub": hub, "--json": as_json})
        sys.exit(serve_each("edge.cli", {at.path: at.http for at in configs}, words))
    (config,) = configs
    bound = listen(config.http.host, config.http.port)
    with made_to_last():
        from edge.app import build
        from node.logs import start_logs
        from node.serving import serve_until_stopped

    start_logs(config.log.level, of=config.path.resolve().name)
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


for _command in (*LISTS, *PEOPLE, *ROBOTS, *SPEAKING):
    main.add_command(_command)

if __name__ == "__main__":
    main()
