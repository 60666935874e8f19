"""Commands about those who may log in or call."""

from pathlib import Path

import click

from hub.admin.reaching import data_option, office
from node.command_line import json_option
from node.keys import new_password


@click.command("add-user")
@click.argument("name")
@click.option(
    "--role",
    type=click.Choice(["viewer", "planner", "admin"]),
    default="viewer",
    show_default=True,
    help="viewer looks; planner also edits and sends commands; admin also enrols.",
)
@click.option("--password", default=None, help="At least 10 characters; made up if left out.")
@data_option
@json_option
def add_user(name: str, role: str, password: str | None, folder: Path, as_json: bool) -> None:
    """Add a person who may log in. The password is shown this once."""
    password = password or new_password()
    from node.showing import show

    made = office(folder).post("/users", {"name": name, "role": role, "password": password})
    show({**made, "password": password}, as_json, "Write the password down.")


@click.command("set-password")
@click.argument("name")
@click.option("--password", default=None, help="At least 10 characters; made up if left out.")
@data_option
@json_option
def set_password(name: str, password: str | None, folder: Path, as_json: bool) -> None:
    """Give a person a new password; all their sessions end."""
    password = password or new_password()
    from node.showing import show

    office(folder).post("/users/password", {"name": name, "password": password})
    show({"name": name, "password": password}, as_json, "Write the password down.")


@click.command("add-key")
@click.argument("name")
@click.option(
    "--role",
    type=click.Choice(["viewer", "planner", "admin"]),
    default="viewer",
    show_default=True,
)
@click.option("--permission", "permissions", multiple=True, help="No more of its role's than this.")
@click.option("--days", type=click.IntRange(1), default=None, help="How long it holds.")
@data_option
@json_option
def add_key(
    name: str,
    role: str,
    permissions: tuple[str, ...],
    days: int | None,
    folder: Path,
    as_json: bool,
) -> None:
    """Make an API key for a program. It is shown this once; only its hash is kept."""
    from node.showing import show

    wish: dict[str, object] = {
        "name": name,
        "role": role,
        "permissions": list(permissions) or None,
        "days": days,
    }
    show(office(folder).post("/keys", wish), as_json, "Write the key down.")


COMMANDS = (add_user, set_password, add_key)
