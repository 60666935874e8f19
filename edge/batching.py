"""Orders that lie on one walk are picked together: whoever takes a cart of orders gets those along
with the most urgent one. Batches are planned beside the writer and kept as a hint (`walk_mate`);
each claim judges anew what is free."""

import asyncio
import random
import time

import apsw
import structlog

from edge.api.services import Services
from edge.floor.carts import cart_of
from edge.floor.draft import SiteSettings
from edge.store.errors import StoreError
from edge.store.floors import Floors
from edge.store.reader import SqlReader
from edge.store.trips import Trip, keep_mates, trip_of_order, unbegun
from models.picking.batching.orders import Order
from models.picking.batching.plan import Effort, plan_batches
from models.picking.errors import PickingError
from sync.store.sqlite import DiskFull

ROUND_S = 10.0
ORDERS_MAX = 100
SEARCH_S = 0.3
SEED = 1


class Batching:
    """Looks whether new orders wait to be picked."""

    def __init__(self, at: Services, settings: SiteSettings) -> None:
        self._at, self._settings = at, settings
        self._floors = Floors(at.site.warehouse_id)
        self._planned: frozenset[int] = frozenset()
        self._log = structlog.get_logger("batching")

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await asyncio.sleep(ROUND_S)
            await self.look()

    async def look(self) -> None:
        """Plan again when orders have come that no plan knows; those that went need none."""
        if self._at.disk_low:
            return
        found = await self._at.readers.run(self._plan, self._at.wall_ms())
        if found is None:
            return
        try:
            await self._at.writer.transact(
                lambda recorder: keep_mates(recorder.store.connection, found)
            )
        except (StoreError, DiskFull):
            self._planned = frozenset()
            self._log.warning("batching_waits")

    def _plan(self, connection: apsw.Connection, now_ms: int) -> list[list[int]] | None:
        """On a reader's thread. None: nothing new. An order above the cart's bounds goes alone."""
        waiting = unbegun(connection)[:ORDERS_MAX]
        if frozenset(waiting) <= self._planned:
            return None
        self._planned = frozenset(waiting)
        cart = cart_of(SqlReader(connection, self._at.site.warehouse_id), self._settings)
        trips = {
            dn_id: trip
            for dn_id in waiting
            if (trip := trip_of_order(connection, dn_id, now_ms)) is not None
            and cart.holds(cart.load(trip.lines))
        }
        if not trips or cart.slots < 2:
            return []
        orders = [_order(dn_id, trip, now_ms) for dn_id, trip in trips.items()]
        depot = next(iter(trips.values())).depot
        end = time.monotonic() + SEARCH_S
        effort = Effort(random.Random(SEED), lambda: time.monotonic() > end, exact_s=SEARCH_S)
        floor = self._floors.at(connection, now_ms)
        try:
            wave = plan_batches(floor, depot, orders, cart, effort)
        except PickingError as error:
            self._log.warning("batching_impossible", code=error.code, name=error.name)
            return []
        return [[int(task.order) for task in walk.tasks] for walk in wave.walks]


def _order(dn_id: int, trip: Trip, now_ms: int) -> Order:
    """Work that is late already is in no hurry any more that batches could help."""
    left_s = None
    if trip.deadline_ms is not None and trip.deadline_ms > now_ms:
        left_s = (trip.deadline_ms - now_ms) / 1_000
    return Order(str(dn_id), trip.lines, left_s, may_split=False)
