"""Parts broken on purpose while the robot drives: how long until the motors are off."""

import random
from collections.abc import Callable, Mapping

import msgspec

from agv.config import Battery, Config, Meter, Motion
from agv.simulator.plant import Plant
from agv.simulator.run import Simulation
from agv.simulator.things import Thing
from agv.simulator.track import Floor, ring
from agv.vehicle import Leg, Zone
from bench.safety.encounters import STARTED_MPS

WATCHED_S = 8.0
STANDS_MPS = 0.05
FRONT, LEFT, MIDDLE = 0, 1, 2


class Failure(msgspec.Struct, frozen=True, kw_only=True):
    """What breaks. `prompt`: it can be known at once, so the motors have to be off in 200 ms;
    `leg_m`: how far the next marker is."""

    breaks: Callable[[Simulation], None]
    prompt: bool = True
    meter: bool = False
    leg_m: float = 1e3


class Failed(msgspec.Struct, frozen=True, kw_only=True):
    """How it went: milliseconds to motors off, the way until standing, farthest off the tape;
    `lied_ms`: from the first wrong look of the middle line sensor that was not right again, for
    faults of that one."""

    name: str
    ms: float
    way_m: float
    off_mm: float
    lied_ms: float | None = None


def _level(gpio: Callable[[Config], int], *, high: bool) -> Callable[[Simulation], None]:
    def breaks(simulation: Simulation) -> None:
        simulation.plant.faults.levels[gpio(simulation.config)] = high

    return breaks


def _faults(change: Callable[[Plant], None]) -> Callable[[Simulation], None]:
    return lambda simulation: change(simulation.plant)


def _line_dead(simulation: Simulation) -> None:
    for gpio in simulation.config.line.gpios:
        simulation.plant.faults.levels[gpio] = False


def _line_on(simulation: Simulation) -> None:
    for gpio in simulation.config.line.gpios:
        simulation.plant.faults.levels[gpio] = True


def _freeze(simulation: Simulation) -> None:
    simulation.frozen = True


def _stall(plant: Plant) -> None:
    plant.body.stalled = (True, False)


def _freeze_echo(ear: int) -> Callable[[Plant], None]:
    def breaks(plant: Plant) -> None:
        plant.faults.frozen_echo[ear] = 0.012

    return breaks


def _freeze_line(plant: Plant) -> None:
    plant.faults.frozen_line = True


def _noisy_line(plant: Plant) -> None:
    plant.faults.noisy_line = 0.5


def _no_meter(plant: Plant) -> None:
    plant.faults.no_power = True


STUCK_ON = "line_middle_stuck_on"
FAILURES: Mapping[str, Failure] = {
    "front_unplugged": Failure(breaks=_faults(lambda plant: plant.faults.unplugged.add(FRONT))),
    "side_unplugged": Failure(breaks=_faults(lambda plant: plant.faults.unplugged.add(LEFT))),
    "echo_stuck_high": Failure(breaks=_faults(lambda plant: plant.faults.stuck_high.add(FRONT))),
    "infrared_cut": Failure(breaks=_level(lambda config: config.infrared[0].gpio, high=True)),
    "bumper_cut": Failure(breaks=_level(lambda config: config.inputs.bumper, high=True)),
    "e_stop": Failure(breaks=_level(lambda config: config.inputs.e_stop, high=True)),
    "line_unplugged": Failure(breaks=_line_dead),
    "line_all_on": Failure(breaks=_line_on),
    "process_frozen": Failure(breaks=_freeze),
    "motor_stall": Failure(breaks=_faults(_stall), meter=True),
    "meter_dead": Failure(breaks=_faults(_no_meter), meter=True),
    "motor_stall_no_meter": Failure(breaks=_faults(_stall), prompt=False, leg_m=1.5),
    "frozen_echo": Failure(breaks=_faults(_freeze_echo(FRONT))),
    "frozen_side_echo": Failure(breaks=_faults(_freeze_echo(LEFT))),
    "noisy_echo": Failure(breaks=_faults(lambda plant: plant.faults.noisy.add(FRONT))),
    "noisy_side_echo": Failure(breaks=_faults(lambda plant: plant.faults.noisy.add(LEFT))),
    "line_edge_stuck_on": Failure(breaks=_level(lambda config: config.line.gpios[0], high=True)),
    "line_edge_stuck_off": Failure(breaks=_level(lambda config: config.line.gpios[0], high=False)),
    "line_middle_stuck_off": Failure(
        breaks=_level(lambda config: config.line.gpios[2], high=False)
    ),
    STUCK_ON: Failure(breaks=_level(lambda config: config.line.gpios[2], high=True), prompt=False),
    "line_frozen": Failure(breaks=_faults(_freeze_line)),
    "line_noisy": Failure(breaks=_faults(_noisy_line)),
}


def hall() -> tuple[Thing, ...]:
    """Racks around the ring: echoes to hear."""
    return (
        Thing(x_m=2.0, y_m=-1.2, half_length_m=4.0, half_width_m=0.2),
        Thing(x_m=2.0, y_m=2.4, half_length_m=4.0, half_width_m=0.2),
        Thing(x_m=-2.2, y_m=0.6, half_length_m=0.2, half_width_m=2.0),
        Thing(x_m=6.2, y_m=0.6, half_length_m=0.2, half_width_m=2.0),
    )


def fail(given: tuple[str, int]) -> Failed:
    """(name, seed)."""
    name, seed = given
    failure, chance = FAILURES[name], random.Random(seed)
    config = Config(
        motion=Motion(cruise_mps=0.5),
        battery=Battery(meter=Meter.INA219 if failure.meter else Meter.NONE),
    )
    floor = Floor((ring(4.0),))
    simulation = Simulation(config, floor, chance.getrandbits(32), things=hall())
    simulation.plant.body.put(0.2, 0.0, 0.0)
    simulation.ready("start")
    simulation.firmware.follow((Leg(sequence=1, node="end", length_m=failure.leg_m),))
    while simulation.plant.body.speed_mps < STARTED_MPS:
        simulation.turn()
    simulation.run(chance.uniform(1.0, 4.0))
    failure.breaks(simulation)
    found = _watch(name, simulation)
    simulation.close()
    return found


def _watch(name: str, simulation: Simulation) -> Failed:
    """Off means: no duty or no supply, from then on until the robot stands. A tape that is searched
    after the stop is not a drive."""
    plant = simulation.plant
    began_s, from_m, off_s, off_mm, stands = plant.now_s, plant.body.travelled_m, None, 0.0, False
    lied_s: float | None = None
    while plant.now_s - began_s < WATCHED_S and not (stands and off_s is not None):
        if plant.on_tape(MIDDLE) and off_s is None:
            lied_s = None
        elif lied_s is None:
            lied_s = plant.now_s
        simulation.turn()
        off_mm = max(off_mm, 1e3 * plant.floor.nearest(plant.body.x_m, plant.body.y_m)[0])
        stands = abs(plant.body.speed_mps) < STANDS_MPS
        if not _off(simulation):
            off_s = None
        elif off_s is None:
            off_s = plant.now_s
    off_s = plant.now_s if off_s is None else off_s
    way = plant.body.travelled_m - from_m
    lied_ms = None if lied_s is None or name != STUCK_ON else 1e3 * (off_s - lied_s)
    return Failed(name=name, ms=1e3 * (off_s - began_s), way_m=way, off_mm=off_mm, lied_ms=lied_ms)


def _off(simulation: Simulation) -> bool:
    stopped = simulation.firmware.report().zone in (Zone.STOP, Zone.FAULT)
    return stopped or not simulation.plant.powered or not any(simulation.plant.duties)
