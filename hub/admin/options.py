"""Options every command shares, and the way into a data folder."""

from pathlib import Path

import click

from hub import config as settings
from hub.admin.asking import Office
from hub.config import Config
from hub.opening import CannotOpen

data_option = click.option(
    "--data",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=lambda: settings.default_folder() or "holdfast-hub-data",
    show_default="$HOLDFAST_HUB_FOLDER or ./holdfast-hub-data",
    help="The data folder of the hub.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Answer with one JSON object.")


def office(folder: Path) -> Office:
    """For commands that ask the hub, served or not."""
    config = settings.read(folder)
    must_exist(config)
    return Office(config)


def must_exist(config: Config) -> None:
    """Raises CannotOpen where there is no database yet."""
    if not config.database.exists():
        raise CannotOpen(f"{config.path} holds no hub; make one: holdfast-hub init")
