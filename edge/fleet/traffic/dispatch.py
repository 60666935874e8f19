"""Which robot takes which mission, decided anew each time until a robot is loaded."""

import math
from collections.abc import Callable, Sequence

import msgspec
import numpy as np

from edge.fleet.traffic.assignment import NOBODY, assign
from edge.fleet.traffic.distances import FAR, STEP

# Seconds that an assignment must gain before a robot under way is turned round.
TURN_ROUND_S = 5.0
# A second late weighs like this many seconds of travel.
LATENESS_WEIGHT = 3.0
# A mission due within this time goes before those that are not, the sooner the more: left for
# later it would only be later still.
URGENT_S = 300.0
# A mission waiting gains as much as it waits: none is left over for ever by nearer ones.
WAITING_WEIGHT = 0.1
CHARGE_RESERVE = 0.15


class Robot(msgspec.Struct, frozen=True, kw_only=True):
    """`charge`: 0 to 1. `actuator`: what it can carry. A loaded robot keeps its mission."""

    name: str
    node: int
    actuator: str
    charge: float
    mission: str | None = None
    loaded: bool = False


class Mission(msgspec.Struct, frozen=True, kw_only=True):
    """From where something is picked up to where it goes. `due_s` and `waiting_s` count from now;
    `setup_s`: time at the pickup."""

    name: str
    pickup: int
    target: int
    actuator: str
    setup_s: float = 0.0
    due_s: float = math.inf
    waiting_s: float = 0.0


class Pace(msgspec.Struct, frozen=True):
    """Seconds and share of the battery that a step takes."""

    step_s: float = 1.0
    charge_per_step: float = 0.0002


Reach = Callable[[int, int], int]


def dispatch(
    robots: Sequence[Robot], missions: Sequence[Mission], far: Reach, pace: Pace
) -> dict[str, str]:
    """Mission of each robot that gets one. `far(start, goal)`: hundredths of a step. Loaded robots
    keep theirs; of the rest all may change, and whose charge would not last is left out."""
    kept = {each.name: each.mission for each in robots if each.loaded and each.mission is not None}
    free = [each for each in robots if not each.loaded]
    taken = set(kept.values())
    open_missions = [each for each in missions if each.name not in taken]
    if not free or not open_missions:
        return kept
    costs = np.array(
        [[cost(robot, mission, far, pace) for mission in open_missions] for robot in free]
    )
    if len(free) <= len(open_missions):
        pairs = list(enumerate(assign(costs)))
    else:
        pairs = [(robot, mission) for mission, robot in enumerate(assign(costs.T))]
    return kept | {
        free[robot].name: open_missions[mission].name
        for robot, mission in pairs
        if NOBODY not in (robot, mission)
    }


def cost(robot: Robot, mission: Mission, far: Reach, pace: Pace) -> float:
    """Seconds to the pickup and its setup, lateness on top, less what speaks for this mission
    now; inf where the robot cannot do it."""
    approach = far(robot.node, mission.pickup)
    carry = far(mission.pickup, mission.target)
    if robot.actuator != mission.actuator or approach >= FAR or carry >= FAR:
        return math.inf
    steps = (approach + carry) / STEP
    if robot.charge - steps * pace.charge_per_step < CHARGE_RESERVE:
        return math.inf
    ready_s = approach / STEP * pace.step_s + mission.setup_s
    late_s = max(0.0, ready_s + carry / STEP * pace.step_s - mission.due_s)
    kept_s = TURN_ROUND_S if robot.mission == mission.name else 0.0
    waited_s = WAITING_WEIGHT * mission.waiting_s
    urgent_s = max(0.0, URGENT_S - mission.due_s)
    return ready_s + LATENESS_WEIGHT * (late_s - urgent_s) - waited_s - kept_s
