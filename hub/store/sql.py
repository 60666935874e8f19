"""The boundary to SQL: rows are of any type here and get their types where they are unpacked.

Replicated columns have no declared type, so comparing one with a typed column (`id`) would convert
it first and use no index: write `dn_id = +dn.id`, which compares as is.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import apsw
import msgspec

Row = tuple[Any, ...]
Bound = Sequence[object] | Mapping[str, object]


def rows(connection: apsw.Connection, sql: str, values: Bound = ()) -> list[Row]:
    """All rows."""
    return connection.execute(sql, values).fetchall()


def row(connection: apsw.Connection, sql: str, values: Bound = ()) -> Row | None:
    """The first row."""
    return connection.execute(sql, values).fetchone()


def page(connection: apsw.Connection, columns: int, sql: str, values: Bound = ()) -> list[Row]:
    """All rows of a SELECT of numbers and texts, fetched in one step.

    Each step of a cursor gives up the interpreter and waits for it anew, so a page of a hundred
    rows would queue a hundred times behind the writer of a site that catches up.
    """
    names = ", ".join(f"c{number}" for number in range(columns))
    found = rows(
        connection,
        f"WITH found({names}) AS ({sql}) SELECT json_group_array(json_array({names})) FROM found",
        values,
    )
    return _PAGE.decode(found[0][0])


_PAGE = msgspec.json.Decoder(list[Row])
