"""Commands about robots and the broker they speak through."""

import json
from pathlib import Path

import click

from edge.admin.reaching import data, office
from node.clock import wall_clock_ms
from node.command_line import json_option


@click.group()
def robots() -> None:
    """Robots of the site: taken in, held, let go; their broker and their floor.

    They drive once the settings say `[robots] on = true`; what is done here a served site takes in
    by itself.
    """


@robots.command("broker")
@click.option("--host", "hosts", multiple=True, help="A name or address robots reach it by.")
@click.option("--bind", default="127.0.0.1", show_default=True, help="Address it listens on.")
@click.option("--port", type=click.IntRange(1, 65_535), default=8883, show_default=True)
@data
@json_option
def broker_config(
    folder: Path, as_json: bool, hosts: tuple[str, ...], bind: str, port: int
) -> None:
    """Write what mosquitto needs into the folder `fleet`: settings, rules, certificates.

    Start it with `mosquitto -c DATA/fleet/mosquitto.conf`. Robots without a certificate of this
    site are refused; each robot says and hears its own topics alone. Run it again, and reload
    mosquitto (SIGHUP), after robots came or went.
    """
    from edge.fleet.link.broker import Settings
    from edge.fleet.link.office import RobotOffice
    from node.showing import show

    reached = hosts or ("localhost", "127.0.0.1")
    office = RobotOffice(folder, wall_clock_ms)
    written = office.write_broker(Settings(port=port, bind=bind, hosts=reached))
    show(written, as_json, "Robots pin the authority's fingerprint.")


@robots.command("enrol")
@click.argument("serial")
@click.option("--mac", default="", help="Its network card, such as dc:a6:32:01:02:03.")
@click.option("--ip", default="", help="Its address, reserved for it in the DHCP server.")
@click.option("--manufacturer", default="Holdfast", show_default=True)
@click.option("--version", default="3.0.0", show_default=True, help="VDA 5050: 3.0.0 or 2.1.0.")
@click.option("--prefix", default="", help="How its topics begin; by the version if left out.")
@click.option("--foreign", is_flag=True, help="Of another maker: no seals, no heartbeat.")
@data
@json_option
def enrol_robot(folder: Path, as_json: bool, foreign: bool, **given: str) -> None:
    """Print a one-time code for the robot SERIAL; good for ten minutes and for this robot alone.

    A robot that comes with another MAC or from another IP than given here is refused, and later
    held without a new base.
    """
    from edge.fleet.link.office import RobotOffice
    from edge.fleet.link.registry import Robot

    code = RobotOffice(folder, wall_clock_ms).announce(Robot(ours=not foreign, **given))
    click.echo(json.dumps({"code": code}) if as_json else code)


@robots.command("take")
@click.argument("code")
@click.argument("serial")
@click.argument("request", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--mac", default="", help="The MAC the robot says it has.")
@click.option("--ip", default="", help="The address it asks from.")
@data
def take_robot(folder: Path, code: str, serial: str, request: Path, mac: str, ip: str) -> None:
    """Answer a robot's certificate REQUEST (PEM) that came with a one-time CODE, as one JSON line.

    The answer goes to the robot: its certificate, whom it trusts, the key that seals its orders.
    """
    import msgspec

    from edge.fleet.link.enrolling import Asked
    from edge.fleet.link.office import RobotOffice

    text = request.read_text(encoding="utf-8")
    asked = Asked(code=code, serial=serial, request=text, mac=mac)
    click.echo(msgspec.json.encode(RobotOffice(folder, wall_clock_ms).take(asked, ip)))


@robots.command("list")
@data
@json_option
def listed(folder: Path, as_json: bool) -> None:
    """List the robots that are taken in, and why one is held."""
    import msgspec

    from edge.fleet.link.office import RobotOffice

    found = RobotOffice(folder, wall_clock_ms).registry.all()
    if as_json:
        click.echo(msgspec.json.encode(found))
        return
    for robot in found:
        state = f"held: {robot.quarantine}" if robot.quarantine else "free"
        click.echo(f"{robot.serial:20} {robot.mac or '-':18} {robot.ip or '-':16} {state}")


@robots.command("release")
@click.argument("serial")
@data
def release_robot(folder: Path, serial: str) -> None:
    """Let a robot that was held drive again, after somebody has looked at it."""
    from edge.fleet.link.office import RobotOffice

    RobotOffice(folder, wall_clock_ms).registry.quarantine(serial, "")
    click.echo(f"{serial} may drive again.")


@robots.command("remove")
@click.argument("serial")
@data
def remove_robot(folder: Path, serial: str) -> None:
    """Forget a robot; its certificate opens no topic any more once mosquitto is reloaded."""
    from edge.fleet.link.office import RobotOffice

    RobotOffice(folder, wall_clock_ms).remove(serial)
    click.echo(f"{serial} is forgotten.")


@robots.command("quarantine")
@click.argument("serial")
@click.argument("reason")
@data
def quarantine(folder: Path, serial: str, reason: str) -> None:
    """Hold a robot: it drives to the end of its way and gets no other."""
    from edge.fleet.link.office import RobotOffice

    RobotOffice(folder, wall_clock_ms).registry.quarantine(serial, reason)
    click.echo(f"{serial} is held.")


@robots.group("map")
def floor() -> None:
    """The floor robots drive on."""


@floor.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@data
@json_option
def import_floor(file: Path, folder: Path, as_json: bool) -> None:
    """Take nodes, segments and stations out of FILE (JSON, see docs/OPERATIONS.md), and say what is
    wrong with them: dead ends, loops of one direction, stations out of reach.

    On a served site robots end their orders at their next node and go on there.
    """
    from edge.admin.asking import Asked
    from edge.fleet.floor import read_drawing
    from edge.fleet.picture import MapView
    from edge.fleet.traffic.site_map import BadMap
    from node.errors import OperatorError

    body = file.read_bytes()
    try:
        read = read_drawing(body)
    except BadMap as error:
        raise OperatorError(f"{file}: {error}") from error
    said = {"content-type": "application/json"}
    office(folder).ask(Asked("PUT", "/api/v1/robots/map", body, said), MapView)
    told = {
        "nodes": len(read.nodes),
        "segments": len(read.segments),
        "stations": len(read.stations),
        "faults": list(read.view.faults),
    }
    if as_json:
        click.echo(json.dumps(told))
        return
    for fault in read.view.faults:
        click.echo(fault)
    click.echo(f"{told['nodes']} nodes, {told['segments']} segments, {told['stations']} stations.")


COMMANDS = (robots,)
