"""The fleet's mind: what robots tell goes in, plans of orders come out. No clock, no socket, no
database; who calls writes down what is to be kept before it is said."""

from collections.abc import Callable, Iterable

import msgspec

from agv.protocol.words import ActionStatus
from edge.fleet.charging import own_ways
from edge.fleet.closing import shut_ways
from edge.fleet.floor import Floor
from edge.fleet.judging import OUT_MS_MAX, absence, hindrance
from edge.fleet.link.site import Told
from edge.fleet.master.plan import Plan
from edge.fleet.master.words import Cancelled, Done, OrderLost, Reached, Rejected
from edge.fleet.missions import Job, Mission, Phase
from edge.fleet.seat import Kept, Seat
from edge.fleet.traffic.control import Traffic
from edge.fleet.traffic.distances import Distances
from edge.fleet.traffic.execution import Progress, Release
from edge.fleet.way import path_down

REFUSALS_MAX = 3
RESTART_MS_MAX = 15_000
"""Robots known from before are waited for so long after a start; where those are that say nothing
is then left to their last order."""


class Ended(msgspec.Struct, frozen=True):
    """A mission that is given up: its task goes back to people."""

    mission: Mission
    reason: str


class Wish(msgspec.Struct, frozen=True):
    """An order, or more of one, for a robot."""

    serial: str
    plan: Plan


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a robot from outside the fleet's mind. `held`: why it gets no base."""

    serial: str
    held: str = ""
    silent: bool = False


class Crew:
    """`chance` settles ties in traffic; `new_id` names orders and missions. `distances`: what ways
    of the floor cost; without them all cost the same, and turns nothing."""

    def __init__(
        self,
        floor: Floor,
        chance: Callable[[], float],
        new_id: Callable[[], str],
        kept: Iterable[Kept] = (),
        started_ms: int = 0,
        distances: Distances | None = None,
    ) -> None:
        self.floor, self.new_id, self._started_ms = floor, new_id, started_ms
        self.seats = {each.serial: Seat(each.serial, each) for each in kept}
        self.traffic = Traffic(floor.graph, distances or Distances(floor.graph), (), chance)
        self.paused = False
        self.by_people: dict[str, str] = {}
        self.found: dict[str, str] = {}
        self.changed: set[str] = set()
        self.ended: list[Ended] = []
        self.cancel: list[str] = []
        self.done = self.failed = 0
        self._shut: frozenset[tuple[int, int]] = frozenset()
        self._stranded: frozenset[int] = frozenset()

    def seat(self, serial: str) -> Seat:
        """A robot's seat, made when it is heard of first."""
        return self.seats.setdefault(serial, Seat(serial))

    # -- what comes -------------------------------------------------------------------------------

    def hear(self, told: Told) -> None:
        """Something a robot's order came to."""
        seat, event = self.seat(told.serial), told.event
        match event:
            case Reached(sequence_id=sequence):
                self._passed(seat, event.order_id, sequence // 2)
            case Done():
                if seat.number is not None and self._is_its(seat, event.order_id):
                    seat.begin(seat.path[-1], seat.numbers[-1])
                    self.changed.add(seat.serial)
            case Cancelled() | OrderLost():
                self._broken(seat, event.order_id)
            case Rejected():
                seat.refusals += 1
                if seat.refusals <= REFUSALS_MAX:
                    self.cancel.append(seat.serial)
                self._broken(seat, event.order_id)

    def _is_its(self, seat: Seat, order_id: str) -> bool:
        return seat.plan is not None and seat.plan.order_id == order_id

    def _passed(self, seat: Seat, order_id: str, index: int) -> None:
        if seat.number is None or not self._is_its(seat, order_id):
            return
        number = seat.passed(index, self.floor)
        if number is not None:
            self.traffic.take(Progress(seat.number, number))

    def _broken(self, seat: Seat, order_id: str) -> None:
        if not self._is_its(seat, order_id):
            return
        if seat.number is None:
            seat.plan = None
        else:
            seat.begin_again()
        self.changed.add(seat.serial)

    # -- who takes part ---------------------------------------------------------------------------

    def look(self, heard: Heard, now_ms: int, *, idle: bool) -> None:
        """A robot as it is now: it joins traffic once it stands without an order at a node that is
        free, and is left standing while it cannot or may not drive."""
        seat = self.seat(heard.serial)
        out, seat.may_begin = self._why_out(seat, heard), idle
        self._heed(seat, absence(seat, out, now_ms))
        if seat.number is None:
            if not out and idle and seat.plan is None:
                self._join(seat)
            return
        if out and not seat.out:
            self.traffic.lose(seat.number)
        elif seat.out and not out and self._is_where_it_was(seat, idle):
            self.traffic.find(seat.number)
        elif seat.out and not out:
            return
        seat.out = out
        stranded = seat.number in self._stranded
        self._heed(seat, hindrance(seat, stranded=stranded, now_ms=now_ms))

    def _heed(self, seat: Seat, reason: str) -> None:
        """One that comes no further for too long leaves its task to others."""
        if reason and seat.mission is not None:
            self.fail(seat, reason)

    def _why_out(self, seat: Seat, heard: Heard) -> str:
        if heard.silent:
            return "silent"
        if heard.held:
            return heard.held
        if seat.refusals > REFUSALS_MAX:
            return "refuses its orders"
        return seat.stopped

    def _join(self, seat: Seat) -> None:
        node = self._stands_on(seat)
        if node is None:
            return
        number = self.traffic.place(None, node, seat.facing or 0)
        if number is not None:
            seat.number = number
            seat.begin(node, self.traffic.reported(number))

    def _is_where_it_was(self, seat: Seat, idle: bool) -> bool:
        """One that was carried off meanwhile is put where it says it stands."""
        node = self._stands_on(seat)
        if seat.number is None or node is None or node in seat.path[seat.index :]:
            return True
        if not idle or self.traffic.place(seat.number, node, seat.facing or 0) is None:
            return False
        seat.begin(node, self.traffic.reported(seat.number))
        return True

    def _stands_on(self, seat: Seat) -> int | None:
        state = seat.state
        return self.floor.graph.numbers.get(state.last_node_id) if state is not None else None

    def forget(self, serial: str, now_ms: int) -> bool:
        """A robot that is no longer the site's: its task is others', and its place is free once it
        cannot be under way any more. False until then."""
        seat = self.seats[serial]
        self.fail(seat, "no longer one of the robots")
        self.look(Heard(serial=serial, silent=True), now_ms, idle=False)
        assert seat.out_since_ms is not None
        if seat.plan is not None and now_ms - seat.out_since_ms <= OUT_MS_MAX:
            return False
        del self.seats[serial]
        self.changed.discard(serial)
        if seat.number is not None:
            self.traffic.remove(seat.number)
            for each in self.seats.values():
                if each.number is not None and each.number > seat.number:
                    each.number -= 1
        return True

    # -- what is to be done -----------------------------------------------------------------------

    def tick(self, now_ms: int) -> list[Wish]:
        """One step more of everybody."""
        self._block(now_ms)
        for seat in self.seats.values():
            self._advance(seat)
        self._stranded = frozenset(self.traffic.stranded())
        own_ways(self, now_ms)
        if self.paused or not self._all_known(now_ms):
            return []
        released: dict[int, list[Release]] = {}
        for each in self.traffic.tick():
            released.setdefault(each.robot, []).append(each)
        return [
            wish
            for seat in self.seats.values()
            if seat.number is not None and not seat.out
            for wish in self._wish(seat, released.get(seat.number, []))
        ]

    def _all_known(self, now_ms: int) -> bool:
        """After a start nobody drives before it is known where the others stand."""
        if now_ms - self._started_ms > RESTART_MS_MAX:
            return True
        return all(seat.number is not None for seat in self.seats.values() if seat.plan is not None)

    def _advance(self, seat: Seat) -> None:
        """The mission's next phase, or the way to the present one's goal."""
        mission = seat.mission
        if mission is None or seat.number is None or seat.out:
            return
        if mission.action is not None:
            how = seat.ended()
            if seat.tries_again and how is not ActionStatus.FINISHED:
                mission = msgspec.structs.replace(mission, attempt=mission.attempt + 1)
                self.set(seat, mission)
                how = None
            seat.tries_again = False
            if how is ActionStatus.FAILED:
                self.fail(seat, f"could not {mission.action}")
                self.cancel.append(seat.serial)
                return
            if how is ActionStatus.FINISHED:
                after = Phase.BRING if mission.phase is Phase.FETCH else Phase.CONFIRM
                self.set(seat, msgspec.structs.replace(mission, phase=after))
        mission = seat.mission
        if mission is None or mission.phase is Phase.CONFIRM or seat.told:
            return
        goal = self.floor.graph.numbers[mission.goal]
        if self.traffic.goal(seat.number) is None and seat.path[-1] != goal:
            self.traffic.send(seat.number, goal)

    def _wish(self, seat: Seat, released: list[Release]) -> list[Wish]:
        assert seat.number is not None
        if seat.plan is None and not seat.may_begin:
            return []
        pairs = [(each.number, each.node) for each in released]
        fresh = [node for number, node in pairs if number > seat.numbers[-1]]
        end = fresh[-1] if fresh else seat.path[-1]
        horizon = self._horizon(seat.number, end)
        plan = seat.extended(self.floor, self.new_id(), pairs, horizon)
        if plan is None:
            return []
        seat.plan = plan
        self.changed.add(seat.serial)
        return [Wish(seat.serial, plan)]

    def _horizon(self, number: int, end: int) -> list[int]:
        """The way to the robot's goal that is not released yet."""
        goal, traffic = self.traffic.goal(number), self.traffic
        if goal is None:
            return []
        return path_down(self.floor, lambda node: traffic.far(node, goal), end, traffic.blocked)

    def _block(self, now_ms: int) -> None:
        shut = shut_ways(self.floor, self.seats.values(), self.by_people, now_ms)
        self.found = shut.found
        if shut.ways != self._shut:
            self._shut = shut.ways
            self.traffic.block(shut.ways)

    # -- missions ---------------------------------------------------------------------------------

    def set(self, seat: Seat, mission: Mission | None) -> None:
        """Another mission, or another phase of it."""
        before, seat.mission = seat.mission, mission
        self.changed.add(seat.serial)
        if seat.number is None or mission is None or mission.phase is Phase.CONFIRM:
            return
        if before is None or before.goal != mission.goal or before.id != mission.id:
            self.traffic.send(seat.number, self.floor.graph.numbers[mission.goal])
            self.traffic.arrived_at_once(seat.number)

    def fail(self, seat: Seat, reason: str) -> None:
        """Its task goes back to people."""
        mission = seat.mission
        if mission is not None:
            self.set(seat, None)
            if mission.job is not None:
                self.failed += 1
                self.ended.append(Ended(mission, reason))

    def confirmed(self, serial: str, reason: str = "") -> None:
        """The warehouse has been told, or did not take it."""
        seat = self.seats[serial]
        if reason:
            self.fail(seat, reason)
            return
        seat.done += 1
        self.done += 1
        self.set(seat, None)

    def to_confirm(self) -> list[tuple[str, Mission]]:
        """Missions whose goods stand at their target."""
        return [
            (seat.serial, seat.mission)
            for seat in self.seats.values()
            if seat.mission is not None and seat.mission.phase is Phase.CONFIRM
        ]

    def jobs(self) -> dict[int, Job]:
        """The tasks robots have, by id."""
        held = (seat.mission.job for seat in self.seats.values() if seat.mission is not None)
        return {job.task_id: job for job in held if job is not None}

    def take_kept(self) -> list[Kept]:
        """What has changed and has to be written down before it is said."""
        changed, self.changed = self.changed, set()
        return [self.seats[serial].kept for serial in sorted(changed) if serial in self.seats]
