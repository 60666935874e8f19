"""The way from the command line into a site's data folder."""

from pathlib import Path
from typing import TYPE_CHECKING

from edge import config as settings
from node.clock import wall_clock_ms
from node.command_line import data_option

if TYPE_CHECKING:
    from edge.admin.asking import Office

_FOLDER = ("site", settings.default_folder, "holdfast-data", f"{settings.PREFIX}_FOLDER")
data = data_option(*_FOLDER)
every_data = data_option(*_FOLDER, several=True)


def office(folder: Path) -> "Office":
    """For commands that ask the site, served or not."""
    from edge.admin.asking import Office

    return Office(settings.read(folder), wall_clock_ms)
