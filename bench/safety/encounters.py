"""One robot on a straight tape, one thing that is or comes in its way."""

import random
from collections.abc import Callable, Mapping
from functools import cache

import msgspec

from agv.config import Config, Motion
from agv.simulator.run import Simulation
from agv.simulator.things import Thing
from agv.simulator.track import Floor, line_to
from agv.vehicle import Leg, Zone

ASKED_MPS = 0.7
LENGTH_M = 6.0
MOVES_MPS = 0.02
STARTED_MPS = 0.1
ENDS_S = 14.0
STANDS_S = 0.4
BLIND_M = (0.3, 0.6)

Chance = random.Random


class Met(msgspec.Struct, frozen=True, kw_only=True):
    """One encounter. `clearance_m`: from the bumper to the thing once the robot stands."""

    kind: str
    contact: bool
    stopped: bool
    clearance_m: float
    speed_mps: float


def driving(asked_mps: float = ASKED_MPS) -> Config:
    """The default robot, asked to go fast."""
    return Config(motion=Motion(cruise_mps=asked_mps))


@cache
def straight() -> Floor:
    """Drawn once a process."""
    return Floor((line_to((0, 0), (LENGTH_M, 0)),))


def _front(chance: Chance) -> tuple[Thing, ...]:
    """A box, more or less square to the tape, or a leg, anywhere within the robot's width."""
    x, y = chance.uniform(1.5, 2.3), chance.uniform(-0.1, 0.1)
    colour = chance.choice((0.4, 0.7, 1.0))
    if chance.random() < 0.5:
        radius = chance.uniform(0.05, 0.15)
        return (Thing(x_m=x, y_m=y, radius_m=radius, colour=colour, echo=0.95),)
    turned = chance.uniform(-0.5, 0.5)
    half = chance.uniform(0.1, 0.3)
    box = Thing(
        x_m=x + half,
        y_m=y,
        half_length_m=half,
        half_width_m=half,
        heading_rad=turned,
        colour=colour,
    )
    return (box,)


def _side(chance: Chance) -> tuple[Thing, ...]:
    """It steps on the tape and stays; the time is set when the robot drives (`meet`)."""
    radius, colour = chance.uniform(0.06, 0.15), chance.choice((0.4, 0.7, 1.0))
    return (Thing(x_m=0.0, y_m=0.0, radius_m=radius, colour=colour, echo=0.95),)


def _soft(chance: Chance) -> tuple[Thing, ...]:
    """A coat, seen by infrared alone, and sometimes a wall behind it that echoes."""
    x = chance.uniform(1.5, 2.3)
    coat = Thing(
        x_m=x + 0.1,
        y_m=chance.uniform(-0.06, 0.06),
        half_length_m=0.1,
        half_width_m=chance.uniform(0.12, 0.25),
        heading_rad=chance.uniform(-0.3, 0.3),
        echo=0.0,
        colour=0.4,
    )
    wall = Thing(x_m=x + chance.uniform(0.6, 2.0), y_m=0.0, half_length_m=0.05, half_width_m=1.5)
    return (coat, wall) if chance.random() < 0.5 else (coat,)


def _thin(chance: Chance) -> tuple[Thing, ...]:
    """The leg of a table: a weak echo, often too narrow for infrared."""
    x, y = chance.uniform(1.5, 2.3), chance.uniform(-0.1, 0.1)
    radius, colour = chance.uniform(0.005, 0.01), chance.choice((0.4, 1.0))
    return (Thing(x_m=x, y_m=y, radius_m=radius, echo=0.7, colour=colour),)


KINDS: Mapping[str, Callable[[Chance], tuple[Thing, ...]]] = {
    "front": _front,
    "side": _side,
    "soft": _soft,
    "thin": _thin,
}


def meet(given: tuple[str, int]) -> Met:
    """(kind, seed)."""
    kind, seed = given
    chance = Chance(seed)
    simulation = Simulation(driving(), straight(), chance.getrandbits(32), things=())
    plant = simulation.plant
    plant.body.put(0.3, 0.0, 0.0)
    things = KINDS[kind](chance)
    if kind != "side":
        plant.things.things = things
    simulation.ready("start")
    simulation.firmware.follow((Leg(sequence=1, node="end", length_m=1e3),))
    while plant.body.speed_mps < STARTED_MPS:
        simulation.turn()
    speed = 0.0
    if kind == "side":
        simulation.run(chance.uniform(0.5, 1.5))
        speed = plant.body.speed_mps
        plant.things.things = (_stepping(things[0], simulation, chance),)
    found = _watch(kind, simulation, speed)
    simulation.close()
    return found


def blinded(given: tuple[str, int]) -> Met:
    """(kind, seed): the front ultrasonic sensor freezes or turns to noise just before."""
    kind, seed = given
    chance = Chance(seed)
    simulation = Simulation(driving(), straight(), chance.getrandbits(32), things=())
    plant = simulation.plant
    plant.body.put(0.3, 0.0, 0.0)
    plant.things.things = KINDS[kind](chance)
    simulation.ready("start")
    simulation.firmware.follow((Leg(sequence=1, node="end", length_m=1e3),))
    near_m = chance.uniform(*BLIND_M)
    while plant.gap_m(plant.things.things[0]) > near_m and plant.now_s < ENDS_S:
        simulation.turn()
    if chance.random() < 0.5:
        plant.faults.frozen_echo[0] = 0.012
    else:
        plant.faults.noisy.add(0)
    found = _watch(kind, simulation, plant.body.speed_mps)
    simulation.close()
    return found


def _stepping(thing: Thing, simulation: Simulation, chance: Chance) -> Thing:
    """From 0.6 to 1.2 m beside the tape to within the robot's width of it."""
    plant = simulation.plant
    side, way, speed = chance.choice((-1, 1)), chance.uniform(0.6, 1.2), chance.uniform(0.2, 0.8)
    arrives_s = way / speed
    ahead = chance.uniform(0.35, 1.5) + simulation.config.geometry.front_m + thing.radius_m
    x = plant.body.x_m + plant.body.speed_mps * arrives_s + ahead
    y = chance.uniform(-0.08, 0.08) + side * way
    vy = -side * speed
    return msgspec.structs.replace(
        thing, x_m=x, y_m=y - vy * plant.now_s, vy_mps=vy, until_s=plant.now_s + arrives_s
    )


def _watch(kind: str, simulation: Simulation, speed_mps: float) -> Met:
    plant, firmware = simulation.plant, simulation.firmware
    stands_s, contact = 0.0, False
    while plant.now_s < ENDS_S and not contact and stands_s < STANDS_S:
        simulation.turn()
        moves = abs(plant.body.speed_mps) > MOVES_MPS
        speed_mps = max(speed_mps, plant.body.speed_mps) if kind != "side" else speed_mps
        contact = plant.bumped and moves
        held = firmware.report().zone in (Zone.STOP, Zone.FAULT) or firmware.limit_mps < MOVES_MPS
        still = all(plant.now_s >= each.until_s or each.vy_mps == 0 for each in plant.things.things)
        stands_s = stands_s + simulation.period_s if held and still and not moves else 0.0
    return Met(
        kind=kind,
        contact=contact,
        stopped=not contact and stands_s >= STANDS_S,
        clearance_m=plant.gap_m(plant.things.things[0]),
        speed_mps=speed_mps,
    )
