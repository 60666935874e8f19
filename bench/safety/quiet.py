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
# A stop that was over so soon was to hear a doubtful echo again.
DIP_S = 0.4


class Quiet(msgspec.Struct, frozen=True, kw_only=True):
    """`dips`: motors off for a moment, to hear a doubtful echo again; `brakes`: for longer;
    `stops`: those of either in which it came to stand; `faults`: a person had to confirm."""

    hours: float
    dips: int
    brakes: int
    stops: int
    faults: int


class Stopped:
    """Counts stops by how long they lasted."""

    def __init__(self) -> None:
        self._since_s: float | None = None
        self.dips = self.brakes = 0

    def look(self, now_s: float, *, stops: bool) -> None:
        """One turn."""
        if stops:
            self._since_s = now_s if self._since_s is None else self._since_s
        elif self._since_s is not None:
            short = now_s - self._since_s <= DIP_S
            self.dips, self.brakes = self.dips + short, self.brakes + (not short)
            self._since_s = None


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
    stopped, stops, faults, before, stands = Stopped(), 0, 0, Zone.CLEAR, False
    for _ in range(round(seconds / simulation.period_s)):
        simulation.turn()
        zone = simulation.firmware.report().zone
        stopped.look(simulation.plant.now_s, stops=zone is Zone.STOP)
        stood, stands = stands, zone is Zone.STOP and simulation.plant.body.speed_mps < STANDS_MPS
        stops += stands and not stood
        faults += zone is Zone.FAULT and before is not Zone.FAULT
        if zone is Zone.FAULT and before is Zone.FAULT:
            simulation.firmware.confirm()
        before = zone
    simulation.close()
    return Quiet(
        hours=seconds / HOUR_S,
        dips=stopped.dips,
        brakes=stopped.brakes,
        stops=stops,
        faults=faults,
    )
