"""A robot alone between racks, with lost echoes and others' pings: every stop is a false one."""

import random

import msgspec

from agv.config import Config, Motion
from agv.simulator.run import Simulation
from agv.simulator.track import Floor, ring
from agv.vehicle import Leg, Zone
from bench.safety.failing import hall

HOUR_S = 3600.0
STANDS_MPS = 0.02


class Quiet(msgspec.Struct, frozen=True, kw_only=True):
    """Brakings that ended by themselves, those of them in which it came to stand, and faults a
    person had to confirm."""

    hours: float
    brakes: int
    stops: int
    faults: int


def ride_alone(given: tuple[int, float]) -> Quiet:
    """(seed, seconds)."""
    seed, seconds = given
    chance = random.Random(seed)
    config = Config(motion=Motion(cruise_mps=0.5))
    simulation = Simulation(config, Floor((ring(4.0),)), chance.getrandbits(32), things=hall())
    simulation.plant.body.put(0.2, 0.0, 0.0)
    simulation.ready("start")
    simulation.firmware.follow((Leg(sequence=1, node="end", length_m=1e6),))
    simulation.run(3.0)
    brakes, stops, faults, before, stands = 0, 0, 0, Zone.CLEAR, False
    for _ in range(round(seconds / simulation.period_s)):
        simulation.turn()
        zone = simulation.firmware.report().zone
        brakes += zone is Zone.STOP and before not in (Zone.STOP, Zone.FAULT)
        stood, stands = stands, zone is Zone.STOP and simulation.plant.body.speed_mps < STANDS_MPS
        stops += stands and not stood
        faults += zone is Zone.FAULT and before is not Zone.FAULT
        if zone is Zone.FAULT and before is Zone.FAULT:
            simulation.firmware.confirm()
        before = zone
    simulation.close()
    return Quiet(hours=seconds / HOUR_S, brakes=brakes, stops=stops, faults=faults)
