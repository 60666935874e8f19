"""The boundary to SQL: rows are of any type here and get their types where they are unpacked.

Replicated columns have no declared type, so comparing one with a typed column (`id`) would convert
it first and use no index: write `dn_id = +dn.id`, which compares as is.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import apsw

Row = tuple[Any, ...]
Bound = Sequence[object] | Mapping[str, object]


def rows(connection: apsw.Connection, sql: str, values: Bound = ()) -> list[Row]:
    """All rows."""
    return connection.execute(sql, values).fetchall()


def row(connection: apsw.Connection, sql: str, values: Bound = ()) -> Row | None:
    """The first row."""
    return connection.execute(sql, values).fetchone()
