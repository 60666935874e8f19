"""holdfast-agv: make a robot's settings, look at its parts, run it, simulate it."""

import secrets
import signal
import sys
import threading
import time
from importlib.resources import files
from pathlib import Path
from typing import Any

import click
import msgspec

from agv.config import FILE_NAME, BadConfig, Config, notify_socket, read

HELP = {"help_option_names": ["-h", "--help"]}

json_option = click.option("--json", "as_json", is_flag=True, help="Answer with one JSON object.")
config_option = click.option(
    "--config",
    "file",
    type=click.Path(dir_okay=False, path_type=Path),
    help=f"The settings; $HOLDFAST_AGV_CONFIG or ./{FILE_NAME} if left out.",
)


class Door(click.Group):
    """What somebody can act on is one line and exit code 1; usage is 2."""

    def invoke(self, context: click.Context) -> Any:  # noqa: ANN401
        """Run a command."""
        try:
            return super().invoke(context)
        except (BadConfig, OSError) as error:
            click.echo(f"holdfast-agv: {error}", err=True)
            sys.exit(1)


@click.group("holdfast-agv", cls=Door, context_settings=HELP)
@click.version_option(package_name="holdfast")
def main() -> None:
    """A line-following robot on a Raspberry Pi.

    \b
      holdfast-agv simulate --record ride.html    (watch one without a robot)
      holdfast-agv init                           (write agv.toml, then set the pins)
      holdfast-agv selftest                       (motors stay off)
      holdfast-agv run --route tour.toml

    It avoids obstacles; it does not protect people: read docs/AGV.md before it carries anything.

    Exit codes: 0 all well, 1 something is wrong and said so, 2 wrong usage.
    """


@main.command()
@click.option("--force", is_flag=True, help="Write over a file that exists.")
@config_option
@json_option
def init(file: Path | None, force: bool, as_json: bool) -> None:
    """Write the settings of the robot of docs/AGV.md; every key may be left out."""
    place = file or Path(FILE_NAME)
    if place.exists() and not force:
        raise BadConfig(f"{place} exists; --force writes over it")
    place.write_bytes(files("agv").joinpath("template.toml").read_bytes())
    _show({"written": str(place)}, as_json, f"{place}: set the pins, then holdfast-agv selftest.")


@main.command()
@click.option("--simulated", is_flag=True, help="Look at a simulated robot.")
@config_option
@json_option
def selftest(file: Path | None, simulated: bool, as_json: bool) -> None:
    """Look at every input for two seconds with the motors off. Put the robot on its tape first."""
    from agv.rig import look
    from agv.selftest import judge

    config = _settings(file, simulated)
    parts = judge(config, look(config, simulated=simulated))
    good = all(part.good for part in parts)
    if as_json:
        click.echo(msgspec.json.encode({"good": good, "parts": parts}))
    else:
        for part in parts:
            click.echo(f"{'ok ' if part.good else 'BAD'}  {part.name:18} {part.said}")
    sys.exit(0 if good else 1)


@main.command()
@click.option(
    "--route",
    type=click.Path(dir_okay=False, exists=True, path_type=Path),
    help="Drive these legs by itself, without an edge: TOML, see docs/AGV.md.",
)
@click.option(
    "--identity",
    type=click.Path(file_okay=False, exists=True, path_type=Path),
    help="Take orders of the edge this robot was enrolled at: the folder of holdfast-agv enrol.",
)
@config_option
def run(file: Path | None, route: Path | None, identity: Path | None) -> None:
    """Run the robot until stopped (Ctrl-C or SIGTERM), which stops the motors first.

    It waits for somebody to hold the button on the robot before it drives, after every start,
    emergency stop, bumper and fault.
    """
    from agv.rig import run_robot
    from agv.touring import read_tour

    if route is not None and identity is not None:
        raise click.UsageError("--route drives by itself, --identity takes orders: one of them")

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    tour = None if route is None else read_tour(route)
    real = (time.monotonic, time.sleep)
    linked = None if identity is None else (identity, _new_session())
    late = run_robot(read(file), tour, linked, notify_socket(), real, stop)
    click.echo(f"stopped; {late} late turns of the loop", err=True)


@main.command()
@click.argument("serial")
@click.option("--edge", required=True, help="Where the edge answers, such as http://10.0.0.2:8080.")
@click.option("--code", required=True, help="The one-time code of holdfast-edge robots enrol.")
@click.option("--card", default="wlan0", show_default=True, help="The network card it speaks by.")
@click.option("--node", default="", help="The node it stands on whenever it is switched on.")
@click.option(
    "--identity",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default="robot",
    show_default=True,
    help="A new folder for its key and certificate.",
)
@json_option
def enrol(folder: Path, as_json: bool, serial: str, card: str, **given: str) -> None:
    """Become a robot of an edge: SERIAL is its name there. Its key is made here and stays here."""
    from agv.link.enrol import enrol as ask
    from agv.link.identity import mac_of

    taken = ask(serial=serial, folder=folder, mac=mac_of(card), **given)
    told = {"serial": taken.serial, "broker": f"{taken.told.host}:{taken.told.port}"}
    _show(told, as_json, f"holdfast-agv run --identity {folder}")


@main.command()
@click.option(
    "--connect",
    "identities",
    multiple=True,
    type=click.Path(file_okay=False, exists=True, path_type=Path),
    help="Serve the edge of this identity with a robot without physics; may be given many times.",
)
@click.option("--pace", type=click.FloatRange(0.1, 50), default=1.0, show_default=True,
              help="With --connect: simulated seconds in one.")  # fmt: skip
@click.option("--charger", "chargers", multiple=True, help="With --connect: a node that charges.")
@click.option(
    "--track", type=click.Choice(["course", "ring", "cross"]), default="ring", show_default=True
)
@click.option("--seconds", type=click.FloatRange(1, 3_600), default=60.0, show_default=True)
@click.option("--speed", type=click.FloatRange(0.1, 1.0), default=0.5, show_default=True)
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True)
@click.option("--obstacles", type=click.IntRange(0, 20), default=1, show_default=True)
@click.option("--record", type=click.Path(dir_okay=False, path_type=Path), help="An HTML page.")
@config_option
@json_option
def simulate(
    file: Path | None,
    record: Path | None,
    as_json: bool,
    identities: tuple[Path, ...],
    pace: float,
    chargers: tuple[str, ...],
    **given: Any,  # noqa: ANN401
) -> None:
    """Drive the same firmware on simulated pins, and write a page that replays it.

    Obstacles step on the tape and leave it again. The same seed gives the same ride.

    With --connect robots take orders of a real edge until stopped; they glide without physics, so
    that many fit into one process.
    """
    if identities:
        _serve_edge(identities, given["speed"], pace, chargers)
        return
    from agv.simulator.show import Ride, ride

    config = read(file) if file is not None else Config()
    told = ride(Ride(**given), config, record)
    closing = f"{record}: open it in a browser." if record else "--record FILE.html to watch it."
    _show(msgspec.to_builtins(told), as_json, closing)
    sys.exit(1 if told.contacts or not told.localized else 0)


@main.command()
@click.argument("sheets", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--track", type=click.Choice(["course", "ring", "cross"]), default="cross", show_default=True
)
@json_option
def track(sheets: Path, track: str, as_json: bool) -> None:
    """Write a track to print: SHEETS is an HTML page of A4 sheets at full size."""
    from agv.simulator.printing import write_sheets
    from agv.simulator.show import laid

    count = write_sheets(laid(track)[0], sheets)
    _show({"sheets": count}, as_json, f"{sheets}: print at 100 % and glue edge to edge.")


def _new_session() -> str:
    """Seals of another start of this robot do not open."""
    return secrets.token_hex(16)


def _serve_edge(
    identities: tuple[Path, ...], speed: float, pace: float, chargers: tuple[str, ...]
) -> None:
    import asyncio

    from agv.simulator.fleet import serve
    from agv.simulator.gliding import Habits

    habits = Habits(speed_mps=speed, pace=pace, chargers=frozenset(chargers))
    asyncio.run(serve(identities, habits, _new_session))


def _settings(file: Path | None, simulated: bool) -> Config:
    return Config() if simulated and file is None else read(file)


def _show(fields: dict[str, Any], as_json: bool, closing: str) -> None:
    if as_json:
        click.echo(msgspec.json.encode(fields))
        return
    for name, value in fields.items():
        click.echo(f"{name.replace('_', ' '):24} {value}")
    click.echo(closing)
