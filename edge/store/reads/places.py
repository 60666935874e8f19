"""Reads about where stock may be put, each bounded by a window or by what lies in one place."""

from collections.abc import Mapping
from typing import Any

import apsw

from edge.floor.reader import ANYWHERE, Area, Location
from edge.store import statements as sql
from edge.store.local import OPEN_TASK
from models.warehouse.rules.putaway import Load

Row = tuple[Any, ...]
Spot = tuple[int, int]
"""A location's sequence and id: its turn in walking order."""
FIRST: Spot = (-(1 << 62), 0)
WINDOW = 100  # locations looked at together: a tenth of a millisecond
WINDOWS_MAX = 3  # for one proposal; the next one goes on from there
HOMES_MAX = 100  # places of the item among which one is looked for

_IN_AREA = " AND (:zone IS NULL OR l.zone=:zone) AND (:size IS NULL OR l.size_class=:size)"
# The plus keeps SQLite from the index of all storage locations.
_USABLE = " AND +l.kind='storage' AND l.property=:wanted AND l.status='active'"
FIXED = (
    f"SELECT {sql.LOCATION_COLUMNS} FROM location l WHERE l.item_id=:item{_USABLE}"
    " AND +l.warehouse_id=:site ORDER BY l.sequence, l.id LIMIT 1"
)
HOME_OF = (
    f"SELECT {sql.LOCATION_COLUMNS} FROM (SELECT location_id FROM quant WHERE item_id=:item"
    f" ORDER BY location_id LIMIT {HOMES_MAX}) q CROSS JOIN location l ON l.id=+q.location_id"
    f" WHERE l.warehouse_id=:site{_USABLE}{_IN_AREA} ORDER BY q.location_id LIMIT 1"
)
HOME_TO_BE = (
    f"SELECT {sql.LOCATION_COLUMNS} FROM (SELECT id, to_location FROM task"
    f" INDEXED BY task_putaway_item WHERE item_id=:item AND kind='putaway' AND {OPEN_TASK}"
    f" ORDER BY id LIMIT {HOMES_MAX}) t CROSS JOIN location l ON l.id=+t.to_location"
    f" WHERE +l.warehouse_id=:site{_USABLE}{_IN_AREA} ORDER BY t.id LIMIT 1"
)
_WINDOW = (
    "(SELECT id, sequence, status, item_id, size_class FROM location INDEXED BY {index}"
    " WHERE {of} AND kind='storage' AND property=:wanted AND (sequence, id){after}(:sequence, :id)"
    " ORDER BY sequence {way}, id {way} LIMIT :window)"
)
_EMPTY = (
    f"SELECT {sql.LOCATION_COLUMNS} FROM {_WINDOW} w CROSS JOIN location l ON l.id=+w.id"
    " WHERE w.status='active' AND w.item_id IS NULL AND (:size IS NULL OR w.size_class=:size)"
    " AND NOT EXISTS(SELECT 1 FROM quant q WHERE q.location_id=+w.id)"
    " AND NOT EXISTS(SELECT 1 FROM task t INDEXED BY task_putaway_target"
    f" WHERE t.to_location=+w.id AND t.kind='putaway' AND t.{OPEN_TASK})"
    " LIMIT 1"
)
_NEXT = f"SELECT sequence, id FROM {_WINDOW} LIMIT 1 OFFSET :window-1"
_OF = {
    False: {"index": "location_by_kind", "of": "warehouse_id=:site"},
    True: {"index": "location_by_zone", "of": "zone=:zone"},
}
_ONWARD = {"after": ">=", "way": "ASC"}
_BACKWARD = {"after": "<", "way": "DESC"}
# By whether a zone is asked for.
EMPTY_FROM = {is_zone: _EMPTY.format(**of, **_ONWARD) for is_zone, of in _OF.items()}
EMPTY_BEFORE = {is_zone: _EMPTY.format(**of, **_BACKWARD) for is_zone, of in _OF.items()}
NEXT = {is_zone: _NEXT.format(**of, **_ONWARD) for is_zone, of in _OF.items()}
LOAD_IN = (
    "SELECT coalesce(sum(q.quantity), 0), coalesce(sum(q.quantity*i.weight_g), 0),"
    " coalesce(sum(q.quantity*i.length_mm*i.width_mm*i.height_mm), 0)"
    " FROM quant q JOIN item i ON i.id=q.item_id WHERE q.location_id=?"
)


class PlaceReads:
    """Part of edge.store.reader.SqlReader."""

    _cursor: apsw.Cursor
    _warehouse_id: int
    # How far was looked for an empty location. A hint: proposals only, nothing depends on it.
    _empty_from: dict[tuple[str, Area], Spot]

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
        start = self._empty_from.get((wanted, area), FIRST)
        for _ in range(WINDOWS_MAX):
            found = self._empty(EMPTY_FROM, wanted, area, start)
            if found is not None:
                self._empty_from[wanted, area] = (found.sequence, found.id)
                return found
            begun, start = start, self._next(wanted, area, start)
            if begun == start == FIRST:
                break
        self._empty_from[wanted, area] = start
        return None

    def empty_after(self, wanted: str, location: Location) -> Location | None:
        return self._empty(EMPTY_FROM, wanted, ANYWHERE, (location.sequence, location.id + 1))

    def empty_near(self, wanted: str, sequence: int, area: Area = ANYWHERE) -> Location | None:
        after = self._empty(EMPTY_FROM, wanted, area, (sequence, 0))
        before = self._empty(EMPTY_BEFORE, wanted, area, (sequence, 0))
        if after is None or before is None:
            return after or before
        return min(after, before, key=lambda found: abs(found.sequence - sequence))

    def _empty(self, by: Mapping[bool, str], wanted: str, area: Area, at: Spot) -> Location | None:
        return self._place(by[area.zone is not None], wanted, area, sequence=at[0], id=at[1])

    def _next(self, wanted: str, area: Area, at: Spot) -> Spot:
        """The last one of a window, with which the next one begins; after the last, the first."""
        bound = self._bound(wanted, area, sequence=at[0], id=at[1])
        rows: list[Row] = self._cursor.execute(NEXT[area.zone is not None], bound).fetchall()
        return (rows[0][0], rows[0][1]) if rows else FIRST

    def _place(self, statement: str, wanted: str, area: Area, **values: int) -> Location | None:
        bound = self._bound(wanted, area, **values)
        rows: list[Row] = self._cursor.execute(statement, bound).fetchall()
        return Location(*rows[0]) if rows else None

    def _bound(self, wanted: str, area: Area, **values: int) -> dict[str, int | str | None]:
        return {
            "site": self._warehouse_id,
            "wanted": wanted,
            "zone": area.zone,
            "size": area.size_class,
            "window": WINDOW,
            **values,
        }
