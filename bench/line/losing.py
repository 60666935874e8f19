"""Tapes lost on purpose: the robot is shoved aside, or drives over a gap."""

import math
import random
from functools import cache

import msgspec

from agv.motion.pilot import Phase
from agv.simulator.run import Simulation
from agv.simulator.track import Floor, Gap, course
from agv.vehicle import Leg
from bench.line.laps import racing

FOUND_S_MAX = 12.0
STEADY_S = 0.4
STARTED_MPS = 0.1
GAPS = (Gap(at_m=1.2, length_m=0.03), Gap(at_m=2.2, length_m=0.09), Gap(at_m=8.9, length_m=0.14))


class Lost(msgspec.Struct, frozen=True, kw_only=True):
    """One loss: whether the tape was followed again, after how long; `way_m`: how far the robot
    went on by itself before it first stood still or had the tape again."""

    found: bool
    seconds: float
    way_m: float


@cache
def _floor() -> Floor:
    return Floor((course(),), gaps=GAPS)


def _length_m() -> float:
    return float(_floor().ways[0][-1])


def lose_often(given: tuple[int, int]) -> list[Lost]:
    """(seed, how often)."""
    seed, times = given
    chance = random.Random(seed)
    return [_lose(chance) for _ in range(times)]


def _lose(chance: random.Random) -> Lost:
    simulation = Simulation(
        racing(chance.choice((0.3, 0.5, 0.7))), _floor(), chance.getrandbits(32)
    )
    floor, plant = _floor(), simulation.plant
    path = floor.paths[0]
    index = chance.randrange(len(path))
    ahead = path[(index + 20) % len(path)] - path[index]
    heading = math.atan2(float(ahead[1]), float(ahead[0]))
    plant.body.put(float(path[index][0]), float(path[index][1]), heading)
    simulation.ready("start")
    simulation.firmware.follow((Leg(sequence=1, node="end", length_m=1e3),))
    while plant.body.speed_mps < STARTED_MPS:
        simulation.turn()
    simulation.run(chance.uniform(0.4, 1.6))
    _shove(simulation, chance)
    found = _watch(simulation)
    simulation.close()
    return found


def _shove(simulation: Simulation, chance: random.Random) -> None:
    body = simulation.plant.body
    aside = chance.choice((-1, 1)) * chance.uniform(0.05, 0.09)
    body.put(
        body.x_m - aside * math.sin(body.heading_rad),
        body.y_m + aside * math.cos(body.heading_rad),
        body.heading_rad + chance.uniform(-0.3, 0.3),
    )


def _watch(simulation: Simulation) -> Lost:
    """Found: it follows, has been near the tape for a while, and not the wrong way round."""
    plant, firmware, floor = simulation.plant, simulation.firmware, _floor()
    started_s, from_m = plant.now_s, plant.body.travelled_m
    steady_s, way_m, stood, since_m = 0.0, 0.0, False, 0.0
    while plant.now_s - started_s < FOUND_S_MAX + STEADY_S:
        simulation.turn()
        off_m, at_m = floor.nearest(plant.body.x_m, plant.body.y_m)
        near = off_m < 0.05
        since_m = since_m if steady_s else at_m
        follows = firmware.pilot.phase is Phase.FOLLOW and near
        steady_s = steady_s + simulation.period_s if follows else 0.0
        stood = stood or abs(plant.body.speed_mps) < 0.02 or follows
        if not stood:
            way_m = plant.body.travelled_m - from_m
        if steady_s >= STEADY_S:
            if (at_m - since_m) % _length_m() > _length_m() / 2:
                return Lost(found=False, seconds=FOUND_S_MAX, way_m=way_m)
            return Lost(found=True, seconds=plant.now_s - started_s - STEADY_S, way_m=way_m)
    return Lost(found=False, seconds=FOUND_S_MAX, way_m=way_m)
