"""Picks are walked to by the shortest way: routes are planned beside the writer, for each order
before somebody begins it, and for whoever takes several orders at once. What is handed in says what
it was planned for; the floor refuses it if that changed meanwhile."""

import asyncio
import time
from collections.abc import Callable

import apsw
import msgspec
import structlog

from edge.api.services import Services
from edge.store.errors import StoreError
from edge.store.floors import Floors
from edge.store.recorder import Actor
from edge.store.trips import Trip, holders, trip_of_order, trip_of_person, unbegun
from models.picking.errors import Unreachable
from models.picking.routes import plan_route
from models.warehouse import ids
from models.warehouse.commands import PickTurn, SequencePicks
from sync.store.sqlite import DiskFull

Whose = tuple[str, int]
""""order" or "person", and the row's id."""
ROUND_S = 2.0
MENDING_S = 0.5
"""For a long walk on a floor that is no blocks of aisles; in blocks it takes a millisecond."""


class Planned(msgspec.Struct, frozen=True):
    """A walk of an order or a person, and what keeps it from being planned; no picks: they are in
    the right sequence already."""

    whose: Whose
    held: frozenset[int]
    picks: tuple[PickTurn, ...] = ()
    unreachable: str | None = None


class Routing:
    """Looks after something was recorded."""

    def __init__(self, at: Services, new_command_id: Callable[[], str]) -> None:
        self._at, self._new_command_id = at, new_command_id
        self._looked_at = -1
        self._planned: dict[Whose, frozenset[int]] = {}
        self._told: set[str] = set()
        self._floors = Floors(at.site.warehouse_id)
        self._log = structlog.get_logger("routing")

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await asyncio.sleep(ROUND_S)
            await self.look()

    async def look(self) -> None:
        """Plan what is new, and hand it in."""
        at, moment = self._at, self._at.writer.commands
        if moment == self._looked_at or at.disk_low:
            return
        planned, current = await at.readers.run(self._plan_all, at.wall_ms())
        self._looked_at = moment
        self._planned = {key: held for key, held in self._planned.items() if key in current}
        try:
            for walk in planned:
                await self._hand_in(walk)
        except (StoreError, DiskFull):
            self._looked_at = -1
            self._log.warning("routing_waits")

    async def _hand_in(self, walk: Planned) -> None:
        self._planned[walk.whose] = walk.held
        if walk.unreachable is not None and walk.unreachable not in self._told:
            self._told.add(walk.unreachable)
            self._log.warning("location_unreachable", location=walk.unreachable)
        if walk.picks:
            command = SequencePicks(command_id=self._new_command_id(), picks=list(walk.picks))
            answer = await self._at.writer.submit(command, Actor())
            if not answer.tables:
                del self._planned[walk.whose]  # something moved on: it is looked at again

    def _plan_all(
        self, connection: apsw.Connection, now_ms: int
    ) -> tuple[list[Planned], frozenset[Whose]]:
        """On a reader's thread. Also all whose walks there are at present."""
        orders: list[Whose] = [("order", dn_id) for dn_id in unbegun(connection)]
        people: list[Whose] = [("person", person) for person in holders(connection, now_ms)]
        trips: dict[Whose, Trip | None] = {
            whose: trip_of_order(connection, whose[1], now_ms)
            for whose in orders
            if whose not in self._planned
        }
        trips |= {whose: trip_of_person(connection, whose[1], now_ms) for whose in people}
        found = [
            walk
            for whose, trip in trips.items()
            if trip is not None and (walk := self._plan(connection, whose, trip, now_ms))
        ]
        return found, frozenset((*orders, *people))

    def _plan(
        self, connection: apsw.Connection, whose: Whose, trip: Trip, now_ms: int
    ) -> Planned | None:
        held = frozenset(trip.tasks)
        if held <= self._planned.get(whose, frozenset()):
            return None  # the rest of a walk that was planned
        if len(held) == 1:
            return Planned(whose, held)
        floor = self._floors.at(connection, now_ms)
        places = [
            place._replace(name=ids.show(task))
            for task, place in zip(trip.tasks, trip.places, strict=True)
        ]
        located = {ids.show(t): p.name for t, p in zip(trip.tasks, trip.places, strict=True)}
        try:
            end = time.monotonic() + MENDING_S
            route = plan_route(floor, trip.depot, places, lambda: time.monotonic() > end)
        except Unreachable as error:
            return Planned(whose, held, unreachable=located.get(error.name, error.name))
        if list(route.names) == [place.name for place in places]:
            return Planned(whose, held)
        turns = tuple(PickTurn(task_id=name, location=located[name]) for name in route.names)
        return Planned(whose, held, turns)
