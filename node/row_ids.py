"""Where a node goes on counting its row ids: behind every id it has handed out, or may have.

Ids follow the clock (models.warehouse.ids), so a node with a clock needs none of this. A box put
back from a backup with its clock behind would count on from the backup and hand out the ids of the
rows it has lost, which come back from headquarters as somebody else's.
"""

from collections.abc import Iterable
from typing import Any

import apsw

from sync.core.catalogue import Catalogue, Kind, Merge

RESTORED_GAP = 1 << 33
"""Ids left out by a restore: at 1,024 a second what a clock passes in 97 days."""
_FLOOR = "row_ids_after"


def highest_counter(
    connection: apsw.Connection,
    catalogue: Catalogue,
    local_tables: Iterable[str],
    settings: str,
    first: int,
    last: int,
) -> int:
    """The highest counter used between these two ids, or left out by a restore.

    local_tables: those beside the catalogue's whose ids come from the same source.
    settings: the name of this program's table of settings (name, value).
    """
    names = [
        table.name
        for table in catalogue.tables
        if table.pk is Kind.INT and table.merge in (Merge.ROWS, Merge.OWNED)
    ]
    found: list[Any] = [
        connection.execute(
            f'SELECT max(id) FROM "{name}" WHERE id BETWEEN ? AND ?', (first, last)
        ).get
        for name in (*names, *local_tables)
    ]
    left_out: Any = connection.execute(f"SELECT value FROM {settings} WHERE name='{_FLOOR}'").get
    used = [row - first for row in found if isinstance(row, int)]
    return max(int(left_out or 0), *used, 0)


def leave_out(connection: apsw.Connection, settings: str, highest: int) -> None:
    """After a restore: the ids behind the backup's highest counter may be in use elsewhere."""
    connection.execute(
        f"INSERT INTO {settings} VALUES(?,?) ON CONFLICT DO UPDATE SET value=excluded.value",
        (_FLOOR, str(highest + RESTORED_GAP)),
    )
