"""Walks to plan: picks of an order that nobody has begun, and what one person picks of several
orders at once."""

from collections.abc import Iterable
from typing import Any

import apsw
import msgspec

from edge.store.local import OPEN_TASK
from edge.store.reads.urgency import most_urgent
from models.picking.batching.orders import Line
from models.picking.layout import Place
from models.warehouse.commands.walking import TURNS_MAX

Row = tuple[Any, ...]
ORDERS_MAX = 200

STORAGE = (
    "SELECT code, x_mm, y_mm, status FROM location"
    " WHERE warehouse_id=? AND kind='storage' AND property='normal'"
)
_PICK = (
    "SELECT t.id, l.code, l.x_mm, l.y_mm, p.x_mm, p.y_mm, {}, t.deadline_ms,"
    " t.quantity-t.done_quantity, coalesce(i.weight_g, 0),"
    " coalesce(i.length_mm*i.width_mm*i.height_mm, 0) FROM {}"
    " CROSS JOIN location l ON l.id=+t.from_location CROSS JOIN location p ON p.id=+t.to_location"
    " CROSS JOIN item i ON i.id=+t.item_id"
    f" WHERE {{}} AND t.kind='pick' AND t.{OPEN_TASK} ORDER BY t.sequence, t.from_location, t.id"
    f" LIMIT {TURNS_MAX + 1}"
)
UNBEGUN = most_urgent("allocated", most=ORDERS_MAX)
OF_ORDER = _PICK.format(
    "e.person_id",
    "task t INDEXED BY task_of_document LEFT JOIN lease e ON e.task_id=t.id AND e.until_ms>:now_ms",
    "t.document_id=:id",
)
HOLDERS = "SELECT DISTINCT person_id FROM lease WHERE until_ms>:now_ms"
OF_PERSON = _PICK.format(
    "t.document_id",
    "lease e CROSS JOIN task t ON t.id=e.task_id",
    "e.person_id=:id AND e.until_ms>:now_ms",
)


class Trip(msgspec.Struct, frozen=True):
    """Open picks in their present sequence, where their walk begins and ends, and the first of
    their deadlines. `lines`: what is left to pick at each place; what an item without weight or
    measures weighs counts for nothing."""

    tasks: tuple[int, ...]
    lines: tuple[Line, ...]
    depot: Place
    deadline_ms: int | None

    @property
    def places(self) -> list[Place]:
        """Of its picks, in sequence."""
        return [line.place for line in self.lines]


DEPOT = "packing"
"""The name of the place where a trip begins and ends, where one has to be told."""


class Storage(msgspec.Struct, frozen=True):
    """Where goods lie that may be picked, and those of these places that are blocked now."""

    places: list[Place]
    blocked: list[Place]


def storage(connection: apsw.Connection, warehouse_id: int) -> Storage:
    """All of the site's."""
    rows: list[Row] = connection.execute(STORAGE, (warehouse_id,)).fetchall()
    places = [Place(row[0], row[1], row[2]) for row in rows]
    blocked = [place for place, row in zip(places, rows, strict=True) if row[3] == "blocked"]
    return Storage(places, blocked)


def unbegun(connection: apsw.Connection) -> list[int]:
    """The most urgent orders that are allocated and not begun."""
    return [row[0] for row in connection.execute(UNBEGUN)]


def trip_of_order(connection: apsw.Connection, dn_id: int, now_ms: int) -> Trip | None:
    """None where somebody holds a pick of it, or the walk would be too long for one command."""
    rows: list[Row] = connection.execute(OF_ORDER, {"id": dn_id, "now_ms": now_ms}).fetchall()
    return None if any(row[6] is not None for row in rows) else _trip(rows)


def keep_mates(connection: apsw.Connection, batches: Iterable[Iterable[int]]) -> None:
    """Orders that are best picked in one walk, instead of those known before."""
    connection.execute("DELETE FROM walk_mate")
    connection.executemany(
        "INSERT INTO walk_mate(dn_id, batch) VALUES(?, ?)",
        [(dn_id, number) for number, batch in enumerate(batches) for dn_id in batch],
    )


def holders(connection: apsw.Connection, now_ms: int) -> list[int]:
    """People who hold tasks."""
    return [row[0] for row in connection.execute(HOLDERS, {"now_ms": now_ms})]


def trip_of_person(connection: apsw.Connection, person_id: int, now_ms: int) -> Trip | None:
    """What one holds of several orders; None where all is of one order, whose walk is known."""
    rows: list[Row] = connection.execute(OF_PERSON, {"id": person_id, "now_ms": now_ms}).fetchall()
    return _trip(rows) if len({row[6] for row in rows}) > 1 else None


def _trip(rows: list[Row]) -> Trip | None:
    if not 0 < len(rows) <= TURNS_MAX:
        return None
    deadlines = [row[7] for row in rows if row[7] is not None]
    return Trip(
        tuple(row[0] for row in rows),
        tuple(Line(Place(row[1], row[2], row[3]), row[8], row[9], row[10]) for row in rows),
        Place(DEPOT, rows[0][4], rows[0][5]),
        min(deadlines, default=None),
    )
