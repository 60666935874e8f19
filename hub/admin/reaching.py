"""The way from the command line into a hub's data folder."""

from pathlib import Path
from typing import TYPE_CHECKING

from hub import config as settings
from hub.config import Config
from hub.opening import CannotOpen
from node import command_line

if TYPE_CHECKING:
    from hub.admin.asking import Office

_FOLDER = ("hub", settings.default_folder, "holdfast-hub-data", f"{settings.PREFIX}_FOLDER")
data_option = command_line.data_option(*_FOLDER)
every_data_option = command_line.data_option(*_FOLDER, several=True)


def office(folder: Path) -> "Office":
    """For commands that ask the hub, served or not."""
    from hub.admin.asking import Office

    config = settings.read(folder)
    must_exist(config)
    return Office(config)


def must_exist(config: Config) -> None:
    """Raises CannotOpen where there is no database yet."""
    if not config.database.exists():
        raise CannotOpen(f"{config.path} holds no hub; make one: holdfast-hub init")
