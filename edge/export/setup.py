"""How a site is set up, as rows of a list: the columns an import of it takes."""

from collections.abc import Iterator, Sequence

import apsw

from edge.export.workbook import Cell
from edge.intake.setup.cartons import carton_cells
from edge.intake.setup.channels import channel_cells
from edge.intake.setup.fields import field_cells
from edge.intake.setup.rules import rule_cells
from edge.intake.setup.standing import SetCommand, SetupKind, standing
from models.warehouse.commands import SetCarton, SetChannel, SetRule


def setup_rows(
    connection: apsw.Connection, kind: SetupKind, names: Sequence[str]
) -> Iterator[list[Cell]]:
    """A row for each that is in use; a column that it says nothing of stays empty."""
    for each in standing(connection, kind).values():
        if each.in_use:
            cells = cells_of(each.command)
            yield [cells.get(name) for name in names]


def cells_of(command: SetCommand) -> dict[str, str | int | None]:
    """What a command sets, by column."""
    if isinstance(command, SetRule):
        return rule_cells(command)
    if isinstance(command, SetChannel):
        return channel_cells(command)
    if isinstance(command, SetCarton):
        return carton_cells(command)
    return field_cells(command)
