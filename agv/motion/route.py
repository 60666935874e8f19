"""The legs ahead, and which node's marker was passed: a bar counts only where one is expected."""

from collections import deque
from enum import StrEnum

from agv.config import Config
from agv.motion.markers import Group, Markers
from agv.vehicle import Leg, Trouble, Turn

# Short segments: slip at the start counts more than its share of the length.
WINDOW_M_MIN = 0.06
SPINS = frozenset({Turn.LEFT, Turn.RIGHT, Turn.AROUND})


class Event(StrEnum):
    """What happened to the route in one turn of the loop."""

    NOTHING = "NOTHING"
    PASSED = "PASSED"
    MISSED = "MISSED"
    WRONG = "WRONG"


TROUBLES = {Event.MISSED: Trouble.MARKER_MISSED, Event.WRONG: Trouble.MARKER_WRONG}


class Route:
    """Where the robot is between two nodes, by way since the last marker."""

    def __init__(self, config: Config) -> None:
        self._tolerance = config.motion.marker_tolerance
        self._pitch_m = config.geometry.bar_pitch_m
        self._markers = Markers(self._pitch_m, len(config.line.gpios))
        self._legs: deque[Leg] = deque()
        self._counted: tuple[float, int] | None = None
        self._node_at_m = 0.0
        self.passed: int | None = None
        self.last_node = ""
        self.localized = False

    @property
    def current(self) -> Leg | None:
        """The leg under way."""
        return self._legs[0] if self._legs else None

    @property
    def following(self) -> Leg | None:
        """The leg after it."""
        return self._legs[1] if len(self._legs) > 1 else None

    def follow(self, legs: tuple[Leg, ...], *, under_way: bool) -> None:
        """A new whole. A leg that was begun is driven to its node whatever the new route says."""
        begun = self.current if under_way else None
        ahead = [leg for leg in legs if self.passed is None or leg.sequence > self.passed]
        if begun is not None:
            ahead = [begun, *(leg for leg in ahead if leg.sequence > begun.sequence)]
        self._legs = deque(ahead)

    def stop_at_next(self) -> None:
        """Only the leg that was begun stays."""
        while len(self._legs) > 1:
            self._legs.pop()

    def clear(self) -> None:
        """No route at all."""
        self._legs.clear()

    def place(self, node: str, at_m: float) -> None:
        """Told where the robot stands."""
        self._legs.clear()
        self.passed, self.last_node, self.localized = None, node, True
        self.depart(at_m)

    def lose(self) -> None:
        """The place is not known any more: nothing is driven until somebody tells."""
        self._legs.clear()
        self.localized = False

    def depart(self, at_m: float) -> None:
        """The way is counted from here."""
        self._node_at_m = at_m
        self._counted = None
        self._markers.restart()

    def since_m(self, at_m: float) -> float:
        """Way since the last node."""
        return at_m - self._node_at_m

    def left_m(self, at_m: float) -> float:
        """Way to the next marker, by the map."""
        leg = self.current
        return 0.0 if leg is None else leg.length_m - self.since_m(at_m)

    def near(self, at_m: float) -> bool:
        """Whether the next marker may come now."""
        leg = self.current
        return leg is not None and self.left_m(at_m) <= self._window_m(leg)

    def see(self, line: tuple[bool, ...], at_m: float) -> Event:
        """One look at the floor."""
        before = self._markers.bars
        group = self._markers.see(line, at_m)
        if self._counted is not None and self._markers.first_m == self._counted[0]:
            # The marker just passed goes on: more bars than its node has.
            if self._markers.bars > self._counted[1]:
                return Event.WRONG
            return Event.NOTHING
        leg = self.current
        if leg is None:
            return Event.NOTHING
        if self._markers.bars > before and self._expected(leg, self._markers.first_m):
            if self._markers.bars == leg.bars:
                self._pass(leg)
                return Event.PASSED
        elif group is not None and self._expected(leg, group.at_m):
            return self._judge(group, leg)
        if self.since_m(at_m) > leg.length_m + self._window_m(leg) + self._pitch_m * leg.bars:
            return Event.MISSED
        return Event.NOTHING

    def _judge(self, group: Group, leg: Leg) -> Event:
        return Event.WRONG if group.bars != leg.bars else Event.NOTHING

    def _pass(self, leg: Leg) -> None:
        self._counted = (self._markers.first_m, leg.bars)
        self._node_at_m = self._markers.first_m
        self.passed, self.last_node = leg.sequence, leg.node
        self._legs.popleft()

    def _expected(self, leg: Leg, first_m: float) -> bool:
        return abs(self.since_m(first_m) - leg.length_m) <= self._window_m(leg)

    def _window_m(self, leg: Leg) -> float:
        return max(leg.length_m * self._tolerance, WINDOW_M_MIN)
