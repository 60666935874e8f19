"""Drives the route: follows the tape, turns at nodes, stops at the last, searches a lost tape."""

import math
from enum import StrEnum

from agv.config import Config
from agv.hardware.board import Reading
from agv.motion.estimate import LineEstimate
from agv.motion.line import View, view
from agv.motion.odometry import Motion, WheelModel
from agv.motion.route import SPINS, TROUBLES, Event, Route
from agv.motion.search import Search
from agv.motion.spin import Spin
from agv.motion.steering import braking, pace, steer
from agv.motion.trend import Trend
from agv.vehicle import Complaint, Leg, Trouble, Turn

BEARS = {Turn.BEAR_LEFT: 1, Turn.BEAR_RIGHT: -1}
# How far behind a fork's node its branches are told apart by side.
BEAR_M = 0.35
FORK_M = 0.15
ARRIVED_MPS = 0.03
# Slower than this nothing is braked along.
CREEP_MPS = 0.02
# Far enough for the tape to leave one sensor for the next.
ASIDE_M = 0.016


class Phase(StrEnum):
    """What the pilot is about."""

    FOLLOW = "FOLLOW"
    SPIN = "SPIN"
    SEARCH = "SEARCH"
    LOST = "LOST"


class Pilot:
    """Carried on every turn of the loop; says a motion for the wheels."""

    def __init__(self, config: Config, wheels: WheelModel) -> None:
        self._config, self._wheels = config, wheels
        self._estimate, self._trend = LineEstimate(config.geometry), Trend()
        self._spin: Spin | None = None
        self._search: Search | None = None
        self._bear = 0
        self._speed_mps = 0.0
        self._gone_s = self._gone_m = 0.0
        self._side = 0
        self._begun = False
        self._fresh, self._looked_s = True, 0.0
        self.aside = False
        self.route = Route(config)
        self.phase = Phase.FOLLOW
        self.complaint: Complaint | None = None
        self.searches = 0

    # ------------------------------------------------------------------ what it is told

    def follow(self, legs: tuple[Leg, ...]) -> None:
        """The route, whole each time."""
        if self.route.localized:
            self.route.follow(legs, under_way=self._begun)

    def place(self, node: str) -> None:
        """Told where it stands; what was lost is found."""
        self.route.place(node, self._wheels.travelled_m)
        self._restart()
        self.complaint = None

    def _restart(self) -> None:
        self.phase, self._begun, self._bear = Phase.FOLLOW, False, 0
        self._spin = self._search = None
        self._gone_s = self._gone_m = 0.0
        self._estimate.restart()
        self._trend.restart()

    @property
    def fork(self) -> bool:
        """Whether the tape may look split here."""
        since = abs(self.route.since_m(self._wheels.travelled_m))
        near = self.route.near(self._wheels.travelled_m) or since < FORK_M
        return bool(self._bear) or near or self.phase is not Phase.FOLLOW

    @property
    def offset_m(self) -> float:
        """Where the tape is believed to be."""
        return self._estimate.offset_m

    # ------------------------------------------------------------------ one turn

    def step(self, reading: Reading, elapsed_s: float, limit_mps: float) -> Motion:
        """The motion wanted now, never faster than `limit_mps`."""
        motion, geometry = self._wheels.motion, self._config.geometry
        self._estimate.predict(motion, elapsed_s)
        self._trend.predict(motion, elapsed_s)
        seen = view(reading.line, geometry.sensor_offsets_m, self._estimate.offset_m, self._bear)
        # In the dark the row has nothing new to say.
        self._fresh = reading.line_dark is None
        self._looked_s += elapsed_s
        if self._fresh:
            if self.phase is Phase.FOLLOW:
                self._look(reading.line, seen, motion, self._looked_s)
            self._looked_s = 0.0
        leg = self.route.current
        if limit_mps <= 0 or leg is None or self.phase is Phase.LOST:
            self._begun = self._begun and leg is not None
            return self._halt(elapsed_s)
        if not self._begun:
            self._begin(leg)
        heading, at_m = self._wheels.pose.heading_rad, self._wheels.travelled_m
        if self.phase is Phase.SPIN:
            return _within(self._turn(seen, heading, at_m), limit_mps)
        if self.phase is Phase.SEARCH:
            return _within(self._seek(seen, at_m), limit_mps)
        return self._along(min(self._target_mps(leg, at_m), limit_mps), elapsed_s)

    def _halt(self, elapsed_s: float) -> Motion:
        """Brake along the tape: rolling straight on would leave it in a bend."""
        if self.phase is not Phase.FOLLOW or self._speed_mps <= CREEP_MPS:
            self._speed_mps = 0.0
            return Motion()
        return self._along(0.0, elapsed_s)

    def _along(self, target_mps: float, elapsed_s: float) -> Motion:
        """Follow the tape."""
        self._ramp(target_mps, elapsed_s)
        speed, motion = self._speed_mps, self._wheels.motion
        turn = steer(self._config, self._estimate, speed, motion, self._aim_m())
        return Motion(speed_mps=speed, turn_radps=turn)

    def _begin(self, leg: Leg) -> None:
        """Leave a node."""
        self._begun = True
        self._bear = BEARS.get(leg.turn, 0)
        self._wheels.restart_pose()
        if leg.turn in SPINS:
            self.phase = Phase.SPIN
            self._spin = Spin(self._config, leg.turn, self._wheels.pose.heading_rad)

    # ------------------------------------------------------------------ looking

    def _look(self, line: tuple[bool, ...], seen: View, motion: Motion, elapsed_s: float) -> None:
        at_m = self._wheels.travelled_m
        event = self.route.see(line, at_m)
        if event is Event.PASSED:
            self._begun = False
        elif event is not Event.NOTHING:
            self._lose(TROUBLES[event], f"after {self.route.last_node or 'the start'}")
            return
        if self._bear and self.route.since_m(at_m) > BEAR_M:
            self._bear = 0
        if seen.offset_m is not None and not seen.wide:
            self._estimate.correct(seen.offset_m, motion, elapsed_s)
            way_m = abs(motion.speed_mps) * elapsed_s
            self._trend.follow(self._estimate.direction_rad, self._estimate.curvature, way_m)
            if self._trend.astray:
                self._seek_it()
                return
        if self._search is not None and self._search.sure(at_m):
            self._search = None
        self._miss(seen, motion, elapsed_s)

    def _miss(self, seen: View, motion: Motion, elapsed_s: float) -> None:
        """No tape: go on by the model for a moment, then search."""
        if seen.offset_m is not None:
            self._side = (seen.offset_m > 0) - (seen.offset_m < 0) or self._side
            self._gone_s = self._gone_m = 0.0
            return
        if self.route.current is None:
            return
        self._gone_s += elapsed_s
        self._gone_m += abs(motion.speed_mps) * elapsed_s
        limits = self._config.motion
        # Standing still loses no tape.
        if self._gone_m > limits.lost_m_max or (
            self._gone_s > limits.lost_s_max and self._gone_m > limits.lost_m_max / 5
        ):
            self._seek_it()

    def _seek_it(self) -> None:
        """Begin a search, or go on with one whose find came to nothing."""
        self.phase = Phase.SEARCH
        self.searches += 1
        if self._search is None:
            self._search = Search(self._config, self._side)
        else:
            self._search.resume()

    # ------------------------------------------------------------------ moving

    def _target_mps(self, leg: Leg, at_m: float) -> float:
        motion = self._config.motion
        speed = min(pace(self._config, self._estimate), leg.speed_mps_max or math.inf)
        following = self.route.following
        if following is None or following.turn in SPINS:
            # Within the window the marker may come at any moment; before it, brake in time.
            window = leg.length_m * motion.marker_tolerance
            way = self.route.left_m(at_m) - window
            comfortable = self._config.safety.decelerate_mps2 * 0.6
            speed = min(speed, braking(way, comfortable, motion.dock_mps))
        if self._gone_s > 0:
            speed *= 0.8
        # Found aslant, and not yet known how it bends.
        return speed if self._search is None else min(speed, motion.dock_mps)

    def _aim_m(self) -> float:
        """Off the middle where the sensors have to be seen to change."""
        return ASIDE_M if self.aside else 0.0

    def _ramp(self, target_mps: float, elapsed_s: float) -> None:
        rise = self._config.motion.accelerate_mps2 * elapsed_s
        fall = self._config.safety.decelerate_mps2 * elapsed_s
        change = max(-fall, min(rise, target_mps - self._speed_mps))
        self._speed_mps += change

    def _turn(self, seen: View, heading: float, at_m: float) -> Motion:
        assert self._spin is not None
        self._speed_mps = 0.0
        if self._spin.failed(heading):
            self._lose(Trouble.LINE_LOST, "no tape where the turn should end")
            return Motion()
        wanted = self._spin.step(seen if self._fresh else None, self.route.since_m(at_m), heading)
        if wanted is not None:
            return wanted
        self.phase, self._spin = Phase.FOLLOW, None
        self._estimate.restart(seen.offset_m or 0.0)
        self._trend.restart()
        self.route.depart(at_m - self._config.geometry.sensor_ahead_m)
        return Motion()

    def _seek(self, seen: View, at_m: float) -> Motion:
        assert self._search is not None
        self._speed_mps = 0.0
        wanted = self._search.step(
            seen=seen.offset_m is not None if self._fresh else None,
            motion=self._wheels.motion,
            heading_rad=-self._trend.direction_rad,
            curvature=self._trend.curvature,
            at_m=at_m,
        )
        if self._search.given_up:
            self._lose(Trouble.LINE_LOST, f"after {self.route.last_node or 'the start'}")
            return Motion()
        if wanted is not None:
            return wanted
        # The tape runs on as it did: it is the robot that has turned.
        self._estimate.restart(seen.offset_m or 0.0, self._trend.direction_rad)
        self.phase = Phase.FOLLOW
        self._gone_s = self._gone_m = 0.0
        return Motion()

    def _lose(self, trouble: Trouble, said: str) -> None:
        self.phase = Phase.LOST
        self.route.lose()
        self.complaint = Complaint(trouble=trouble, said=said, needs_person=True)

    @property
    def driving(self) -> bool:
        """Whether the wheels turn or are about to."""
        return self.route.current is not None or abs(self._wheels.motion.speed_mps) > ARRIVED_MPS


def _within(wanted: Motion, limit_mps: float) -> Motion:
    """No faster than allowed, on the same arc."""
    if abs(wanted.speed_mps) <= limit_mps:
        return wanted
    scale = limit_mps / abs(wanted.speed_mps)
    return Motion(speed_mps=wanted.speed_mps * scale, turn_radps=wanted.turn_radps * scale)
