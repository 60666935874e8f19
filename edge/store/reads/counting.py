"""Reads of counts in SQL, column for column the shapes in edge/floor/reads/counting.py."""

from typing import Any

import apsw

from edge.floor.reads.counting import Count, CountedLine
from edge.store.local import OPEN_COUNT

Row = tuple[Any, ...]
_COUNT = (
    'SELECT id, state, revision, location_id, item_id, pass_number, counter_id, reason FROM "count"'
)
COUNT = f"{_COUNT} WHERE id=?"
COUNT_OF_LOCATION = (
    f"{_COUNT} INDEXED BY count_open_location WHERE location_id=? AND {OPEN_COUNT}"
    " ORDER BY id LIMIT 1"
)
COUNTS_WAITING = (
    f"{_COUNT} INDEXED BY count_open WHERE {OPEN_COUNT} AND counter_id<>? ORDER BY id LIMIT ?"
)
COUNTED_LINES = (
    "SELECT id, pass_number, item_id, lot_id, book, counted FROM count_line"
    " WHERE count_id=? AND pass_number=? ORDER BY item_id, lot_id"
)


class CountingReads:
    """Part of edge.store.reader.SqlReader."""

    _cursor: apsw.Cursor

    def count(self, count_id: int) -> Count | None:
        return self._count(COUNT, (count_id,))

    def open_count(self, location_id: int) -> Count | None:
        return self._count(COUNT_OF_LOCATION, (location_id,))

    def next_count(self, besides_person: int, skipped: tuple[int, ...]) -> Count | None:
        values = (besides_person, len(skipped) + 1)
        rows: list[Row] = self._cursor.execute(COUNTS_WAITING, values).fetchall()
        waiting = [Count(*row) for row in rows]
        return next((each for each in waiting if each.id not in skipped), None)

    def counted_lines(self, count_id: int, pass_number: int) -> list[CountedLine]:
        values = (count_id, pass_number)
        rows: list[Row] = self._cursor.execute(COUNTED_LINES, values).fetchall()
        return [CountedLine(*row) for row in rows]

    def _count(self, statement: str, values: Row) -> Count | None:
        rows: list[Row] = self._cursor.execute(statement, values).fetchall()
        return Count(*rows[0]) if rows else None
