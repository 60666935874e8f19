"""Reads about where stock may be put, each bounded by a window or by what lies in one place."""

from typing import Any

import apsw

from edge.floor.reader import ANYWHERE, Area, Location
from edge.store import statements as sql
from edge.store.local import OPEN_TASK
from models.warehouse.rules.putaway import Load

Row = tuple[Any, ...]
WINDOW = 500  # locations looked at for one proposal: half a millisecond at most

_IN_AREA = " AND (:zone IS NULL OR l.zone=:zone) AND (:size IS NULL OR l.size_class=:size)"
_USABLE = " AND l.kind='storage' AND l.property=:wanted AND l.status='active'"
FIXED = (
    f"SELECT {sql.LOCATION_COLUMNS} FROM location l WHERE l.item_id=:item{_USABLE}"
    " AND l.warehouse_id=:site ORDER BY l.sequence, l.id LIMIT 1"
)
HOME_OF = (
    f"SELECT {sql.LOCATION_COLUMNS} FROM (SELECT location_id FROM quant WHERE item_id=:item"
    " ORDER BY location_id LIMIT :window) q CROSS JOIN location l ON l.id=+q.location_id"
    f" WHERE l.warehouse_id=:site{_USABLE}{_IN_AREA} ORDER BY q.location_id LIMIT 1"
)
HOME_TO_BE = (
    f"SELECT {sql.LOCATION_COLUMNS} FROM task t JOIN location l ON l.id=t.to_location"
    f" WHERE t.item_id=:item AND t.kind='putaway' AND t.{OPEN_TASK}{_USABLE}{_IN_AREA}"
    " ORDER BY t.id LIMIT 1"
)
_WINDOW = (
    "(SELECT * FROM location WHERE warehouse_id=:site AND kind='storage' AND property=:wanted"
    " AND sequence{after}:start ORDER BY sequence {way} LIMIT :window)"
)
_EMPTY = (
    f"SELECT {sql.LOCATION_COLUMNS} FROM {_WINDOW} l WHERE l.status='active' AND l.item_id IS NULL"
    f"{_IN_AREA} AND NOT EXISTS(SELECT 1 FROM quant q WHERE q.location_id=l.id)"
    " AND NOT EXISTS(SELECT 1 FROM task t INDEXED BY task_putaway_target"
    f" WHERE t.to_location=l.id AND t.kind='putaway' AND t.{OPEN_TASK})"
    " ORDER BY l.sequence {way}, l.id LIMIT 1"
)
EMPTY_FROM = _EMPTY.format(after=">=", way="ASC")
EMPTY_BEFORE = _EMPTY.format(after="<", way="DESC")
LOAD_IN = (
    "SELECT coalesce(sum(q.quantity), 0), coalesce(sum(q.quantity*i.weight_g), 0),"
    " coalesce(sum(q.quantity*i.length_mm*i.width_mm*i.height_mm), 0)"
    " FROM quant q JOIN item i ON i.id=q.item_id WHERE q.location_id=?"
)


class PlaceReads:
    """Part of edge.store.reader.SqlReader."""

    _cursor: apsw.Cursor
    _warehouse_id: int
    # Where the last empty location was found. A hint: proposals only, nothing depends on it.
    _empty_from: dict[tuple[str, Area], int]

    def load_in(self, location_id: int) -> Load:
        rows: list[Row] = self._cursor.execute(LOAD_IN, (location_id,)).fetchall()
        return Load(*rows[0])

    def fixed_location(self, item_id: int, wanted: str) -> Location | None:
        return self._place(FIXED, wanted, ANYWHERE, item=item_id)

    def home_of(self, item_id: int, wanted: str, area: Area = ANYWHERE) -> Location | None:
        return self._place(HOME_OF, wanted, area, item=item_id) or self._place(
            HOME_TO_BE, wanted, area, item=item_id
        )

    def empty_location(self, wanted: str, area: Area = ANYWHERE) -> Location | None:
        start = self._empty_from.get((wanted, area), 0)
        found = self._place(EMPTY_FROM, wanted, area, start=start)
        if found is None and start:
            found = self._place(EMPTY_FROM, wanted, area, start=0)
        self._empty_from[wanted, area] = found.sequence if found is not None else 0
        return found

    def empty_near(self, wanted: str, sequence: int, area: Area = ANYWHERE) -> Location | None:
        after = self._place(EMPTY_FROM, wanted, area, start=sequence)
        before = self._place(EMPTY_BEFORE, wanted, area, start=sequence)
        if after is None or before is None:
            return after or before
        return min(after, before, key=lambda found: abs(found.sequence - sequence))

    def _place(self, statement: str, wanted: str, area: Area, **values: int) -> Location | None:
        bound = {
            "site": self._warehouse_id,
            "wanted": wanted,
            "zone": area.zone,
            "size": area.size_class,
            "window": WINDOW,
            **values,
        }
        rows: list[Row] = self._cursor.execute(statement, bound).fetchall()
        return Location(*rows[0]) if rows else None
