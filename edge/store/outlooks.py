"""What was last worked out of each item's demand to come: this site's alone, worked out anew each
night. Headquarters sees proposals and the site's outlook, which replicate."""

from collections.abc import Iterable

import apsw

OUTLOOKS_DDL = """
CREATE TABLE IF NOT EXISTS item_outlook(
  item_id INTEGER PRIMARY KEY, code TEXT NOT NULL, body TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS item_outlook_code ON item_outlook(code);
"""
_KEEP = (
    "INSERT INTO item_outlook VALUES(?,?,?)"
    " ON CONFLICT DO UPDATE SET code=excluded.code, body=excluded.body"
)
_DROP = "DELETE FROM item_outlook WHERE item_id=?"
_MADE_OF = "SELECT as_of_day FROM outlook ORDER BY id LIMIT 1"


def keep_outlooks(connection: apsw.Connection, rows: Iterable[tuple[int, str, str]]) -> None:
    """Item id, code and models.warehouse.foresight.Because as JSON."""
    connection.executemany(_KEEP, rows)


def drop_outlooks(connection: apsw.Connection, item_ids: Iterable[int]) -> None:
    """Of items that are in use no more."""
    connection.executemany(_DROP, [(item_id,) for item_id in item_ids])


def kept_ids(connection: apsw.Connection) -> frozenset[int]:
    """Of which items something is kept."""
    return frozenset(row[0] for row in connection.execute("SELECT item_id FROM item_outlook"))


def made_of(connection: apsw.Connection) -> str:
    """The last day of the history that the site's outlook was made from; empty: there is none."""
    row = connection.execute(_MADE_OF).fetchone()
    return str(row[0]) if row is not None and row[0] is not None else ""
