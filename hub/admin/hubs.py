"""Commands that introduce two hubs of one company to each other."""

import json
from pathlib import Path

import click

from hub import config as settings
from hub.admin.reaching import data_option, office
from node.clock import wall_clock_ms
from node.command_line import json_option
from node.keys import new_password


@click.command("enrol-hub")
@data_option
@json_option
def enrol_hub(folder: Path, as_json: bool) -> None:
    """Print a one-time code with which another hub joins this company.

    Good for ten minutes, five tries and one hub: holdfast-hub join ADDRESS CODE
    """
    issued = office(folder).post("/hubs", {})
    click.echo(json.dumps(issued) if as_json else issued["code"])


@click.command()
@click.argument("address")
@click.argument("code")
@click.option("--name", default="hub", show_default=True, help="What sites call this hub.")
@click.option("--admin", default="admin", show_default=True, help="Name of the first person.")
@click.option("--password", default=None, help="At least 10 characters; made up if left out.")
@data_option
@json_option
def join(
    address: str,
    code: str,
    name: str,
    admin: str,
    password: str | None,
    folder: Path,
    as_json: bool,
) -> None:
    """Make a hub that shares the company of the hub at ADDRESS, which has given out CODE.

    This hub dials the other; records travel both ways and are kept by both. Its password is shown
    this once.
    """
    if password is not None and len(password) < 10:
        raise click.BadParameter("at least 10 characters", param_hint="--password")
    password = password or new_password()
    from hub.joining import join as make
    from node.showing import show

    identity = make(
        settings.read(folder), address, code, name, wall_clock_ms, admin=(admin, password)
    )
    made = {
        "folder": str(folder),
        "company": identity.company_code,
        "hub": address,
        "admin": admin,
        "password": password,
        "numbers": f"{identity.number_first}-{identity.number_last}",
    }
    show(made, as_json, "The hub is made. Write the password down: it is shown once.")


@click.command("revoke-hub")
@click.argument("node")
@data_option
def revoke_hub(node: str, folder: Path) -> None:
    """Turn the hub NODE away, here and at all other hubs, for good.

    What it and its sites have told is kept; nothing new is taken from it. Its sites work on, and
    are heard again once they are made anew behind another hub.
    """
    office(folder).post(f"/hubs/{node}/revoke", {})
    click.echo(f"{node} is turned away.")


COMMANDS = (enrol_hub, join, revoke_hub)
