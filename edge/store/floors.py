"""How one can walk at this site, as its locations say."""

import apsw

from edge.store.trips import storage
from models.picking.graph import closed_aisles
from models.picking.layout import recognise
from models.picking.routes import Floor

AGE_MS_MAX = 60_000


class Floors:
    """The floor, read again once a minute at most: locations seldom change, and there are many."""

    def __init__(self, warehouse_id: int) -> None:
        self._warehouse_id = warehouse_id
        self._known: tuple[int, Floor] | None = None

    def at(self, connection: apsw.Connection, now_ms: int) -> Floor:
        """As it is now, or was a minute ago."""
        if self._known is None or now_ms - self._known[0] > AGE_MS_MAX:
            found = storage(connection, self._warehouse_id)
            layout = recognise(found.places)
            closed = closed_aisles(layout, found.places, found.blocked) if layout else ()
            self._known = now_ms, Floor(layout, closed)
        return self._known[1]
