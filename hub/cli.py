"""holdfast-hub: make a headquarters, serve it, look after it."""

import json
import sys
from pathlib import Path

import click

from hub import config as settings
from hub.admin.hubs import COMMANDS as HUBS
from hub.admin.models_command import COMMANDS as MODELS
from hub.admin.people import COMMANDS as PEOPLE
from hub.admin.reaching import data_option, every_data_option, must_exist, office
from hub.admin.train_command import COMMANDS as TRAINING
from hub.identity import NUMBERS_PER_HUB
from hub.opening import damaged
from node.clock import wall_clock_ms
from node.command_line import HELP, Door, json_option, made_to_last
from node.http.listening import listen
from node.keys import new_password
from node.several import given_words, serve_each
from sync.store.sqlite import Damaged


@click.group("holdfast-hub", cls=Door, context_settings=HELP)
@click.version_option(package_name="holdfast")
def main() -> None:
    """Headquarters of many warehouses: their truth in one place, however long a line is down.

    A hub and its first site in four steps:

    \b
      holdfast-hub init --data hub --company ACME
      holdfast-hub serve --data hub
      holdfast-hub enrol NORTH --data hub          (prints a one-time code)
      holdfast-edge init --data north --hub http://127.0.0.1:8090 --enrol CODE

    Exit codes: 0 all well, 1 something is wrong and said so, 2 wrong usage.
    """


@main.command()
@data_option
@click.option("--company", default="HOME", show_default=True, help="Code of the company.")
@click.option("--company-name", default="", help="Name of the company; its code if left out.")
@click.option("--name", default="hub", show_default=True, help="What sites call this hub.")
@click.option("--admin", default="admin", show_default=True, help="Name of the first person.")
@click.option("--password", default=None, help="At least 10 characters; made up if left out.")
@click.option(
    "--numbers-from",
    type=click.IntRange(1, (1 << 22) - NUMBERS_PER_HUB),
    default=1,
    show_default=True,
    help=f"First node number; a hub owns {NUMBERS_PER_HUB}, and no two hubs share one.",
)
@json_option
def init(
    folder: Path,
    as_json: bool,
    company: str,
    company_name: str,
    name: str,
    admin: str,
    password: str | None,
    numbers_from: int,
) -> None:
    """Make a new hub: keys, database, company and a first person.

    The password is shown this once. A hub that exists is never touched.
    """
    if password is not None and len(password) < 10:
        raise click.BadParameter("at least 10 characters", param_hint="--password")
    password = password or new_password()
    from hub.founding import Founding, found
    from node.showing import show

    founding = Founding(company, company_name or company, name)
    identity = found(
        settings.read(folder),
        founding,
        wall_clock_ms,
        admin=(admin, password),
        number_first=numbers_from,
    )
    made = {
        "folder": str(folder),
        "company": identity.company_code,
        "admin": admin,
        "password": password,
        "numbers": f"{identity.number_first}-{identity.number_last}",
    }
    show(made, as_json, "The hub is made. Write the password down: it is shown once.")


@main.command()
@every_data_option
@click.option("--host", default=None, help="Address to serve on (over the settings).")
@click.option("--port", type=click.IntRange(0, 65_535), default=None, help="0 takes a free one.")
@json_option
def serve(folders: tuple[Path, ...], host: str | None, port: int | None, as_json: bool) -> None:
    """Serve the hub until stopped (Ctrl-C or SIGTERM).

    With several --data each company gets a process and a port of its own: none sees another.

    Prints one line with the address when it is ready. Logs go to standard error, one JSON object a
    line. A damaged database is set aside, never deleted and never replaced by an empty one.
    """
    configs = [settings.read(folder, {"http.host": host, "http.port": port}) for folder in folders]
    if len(configs) > 1:
        words = given_words({"--host": host, "--port": port, "--json": as_json})
        sys.exit(serve_each("hub.cli", {at.path: at.http for at in configs}, words))
    (config,) = configs
    bound = listen(config.http.host, config.http.port)
    with made_to_last():
        from hub.app import build
        from node.logs import start_logs
        from node.serving import serve_until_stopped

    start_logs(config.log.level, of=config.path.resolve().name)
    try:
        sys.exit(serve_until_stopped(bound, lambda: build(config), config.http, as_json=as_json))
    except Damaged as error:
        raise damaged(config, error, wall_clock_ms()) from error


@main.command()
@data_option
@json_option
def check(folder: Path, as_json: bool) -> None:
    """Prove the hub: file, signed logs of all sites, figures. Works while it is being served.

    Replays the ledgers of all sites and compares; verifies every hash, signature and digest.
    Repairs nothing. Exit code 1 when something does not hold.
    """
    from hub.check.report import check_file
    from hub.keys import load_keys
    from node.showing import Bar, show

    config = settings.read(folder)
    must_exist(config)
    with Bar(as_json) as bar:
        report = check_file(config.database, load_keys(folder).signing, bar.progress)
    show(report, as_json, "All of it holds." if report.ok else "Something does not hold.")
    sys.exit(0 if report.ok else 1)


@main.command()
@click.argument("site")
@click.option("--name", default="", help="Name of the site; its code if left out.")
@click.option("--time-zone", default="UTC", show_default=True, help="Such as Europe/London.")
@data_option
@json_option
def enrol(site: str, name: str, time_zone: str, folder: Path, as_json: bool) -> None:
    """Print a one-time code with which a computer becomes the edge of SITE.

    Good for ten minutes, five tries and one computer:
    holdfast-edge init --hub ADDRESS --enrol CODE
    """
    asked: dict[str, object] = {"code": site, "name": name or site, "time_zone": time_zone}
    issued = office(folder).post("/enrolments", {"site": asked})
    click.echo(json.dumps(issued) if as_json else issued["code"])


@main.command()
@click.argument("site")
@click.argument("node")
@data_option
def revoke(site: str, node: str, folder: Path) -> None:
    """Turn the computer NODE of SITE away from now on; what it wrote before stays."""
    office(folder).post(f"/sites/{site}/nodes/{node}/revoke", {})
    click.echo(f"{node} is turned away.")


@main.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), required=False)
@data_option
@json_option
def backup(file: Path | None, folder: Path, as_json: bool) -> None:
    """Write a proved copy of the database to FILE (dated, in the folder, if left out).

    Works while the hub is being served. The copy counts only after it was opened and checked. The
    keys are not in it: keep node.key and pepper of the data folder in a safe place.
    """
    from hub.admin import backing
    from node.showing import Bar, show

    config = settings.read(folder)
    must_exist(config)
    target = file or backing.default_name(folder, wall_clock_ms())
    with Bar(as_json) as bar:
        made = backing.back_up(config, target, bar.progress)
    show(made, as_json, f"{target} is a good backup.")


@main.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@data_option
@json_option
def restore(file: Path, folder: Path, as_json: bool) -> None:
    """Put the backup FILE of this hub in place. Present files are set aside, never deleted.

    The hub goes on in a new epoch, and the sites send again what the backup lacks.
    """
    from hub.admin import backing
    from node.showing import Bar, show

    with Bar(as_json) as bar:
        restored = backing.restore(settings.read(folder), file, wall_clock_ms, bar.progress)
    show(restored, as_json, "Restored. Serve the hub; the sites send the rest.")


@main.command()
@data_option
@json_option
def doctor(folder: Path, as_json: bool) -> None:
    """Look at the machine: SQLite, disk, clock, port, keys, pages, and the hubs that are dialled.

    Exit code 1 if one is bad.
    """
    from hub.admin.doctor import look
    from node.showing import show_examined

    examined = look(settings.read(folder), wall_clock_ms)
    show_examined(examined, as_json)
    sys.exit(0 if examined.ok else 1)


for _command in (*PEOPLE, *HUBS, *MODELS, *TRAINING):
    main.add_command(_command)

if __name__ == "__main__":
    main()
