"""Commands about those who may log in or call: tablets, people, programs."""

import json
from pathlib import Path
from typing import Any, TypeVar

import click
import msgspec

from edge.admin.reaching import data, office
from models.warehouse.people.roles import FOR_KEYS, FOR_PEOPLE
from node.command_line import json_option

T = TypeVar("T")


@click.command("enrol-device")
@data
@json_option
def enrol_device(folder: Path, as_json: bool) -> None:
    """Print a one-time code for a tablet; good for ten minutes and for one device."""
    code = office(folder).enrolment_code()
    click.echo(json.dumps({"code": code}) if as_json else code)


@click.command("add-person")
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
    show(office(folder).add_person(wish), as_json, "Write badge and PIN down.")


@click.command("add-key")
@click.argument("name")
@click.option(
    "--role",
    type=click.Choice([role.value for role in FOR_KEYS]),
    default="supervisor",
    show_default=True,
)
@click.option("--permission", "permissions", multiple=True, help="No more of its role's than this.")
@click.option("--days", type=click.IntRange(1), default=None, help="How long it holds.")
@data
@json_option
def add_key(folder: Path, as_json: bool, **given: Any) -> None:  # noqa: ANN401
    """Make an API key for a program. It is shown this once; only its hash is kept."""
    from edge.api.people_shapes import NewKey
    from node.showing import show

    wish = _wish({**given, "permissions": given["permissions"] or None}, NewKey)
    show(office(folder).add_key(wish), as_json, "Write the key down.")


def _wish(given: dict[str, Any], kind: type[T]) -> T:
    try:
        return msgspec.convert(given, kind)
    except msgspec.ValidationError as error:
        raise click.UsageError(str(error)) from error


COMMANDS = (enrol_device, add_person, add_key)
