"""One lap of the course by the firmware, and one by a bang-bang controller on the same body."""

import math
import time
from collections.abc import Callable
from functools import cache

import msgspec

from agv.config import Config, Infrared, Motion, Safety
from agv.simulator.run import Simulation
from agv.simulator.track import Floor, course
from agv.vehicle import Leg

LAP_MPS = 0.7
OFF_M = 0.3
LAP_S_MAX = 60.0
BANG_RADPS = 2.5


class Lap(msgspec.Struct, frozen=True, kw_only=True):
    """How a lap went."""

    done: bool
    rms_mm: float
    max_mm: float
    mean_mps: float


def racing(cruise_mps: float = LAP_MPS) -> Config:
    """A robot that may drive without echoes: its infrared reaches far enough for the speed."""
    return Config(
        motion=Motion(cruise_mps=cruise_mps),
        safety=Safety(slow_mps=cruise_mps),
        infrared=(
            Infrared(name="left", gpio=8, y_m=0.06, range_dark_m=0.4),
            Infrared(name="right", gpio=9, y_m=-0.06, range_dark_m=0.4),
        ),
    )


@cache
def floor() -> Floor:
    """Drawn once a process."""
    return Floor((course(),))


def lap(seed: int) -> Lap:
    """By the firmware."""
    simulation = Simulation(racing(), floor(), seed)
    simulation.plant.body.put(0.1, 0.003, 0.0)
    simulation.ready("start")
    simulation.firmware.follow((Leg(sequence=1, node="end", length_m=1e3),))
    found = _watched(simulation, simulation.turn)
    simulation.close()
    return found


def bang_bang_lap(seed: int) -> Lap:
    """By the simplest controller there is, on the same pins."""
    simulation = Simulation(racing(), floor(), seed)
    simulation.plant.body.put(0.1, 0.003, 0.0)
    plant, board = simulation.plant, simulation.board
    geometry, drive = simulation.config.geometry, simulation.config.drive
    side = 0.0

    def turn() -> None:
        nonlocal side
        line = board.read(plant.now_s).line
        on = [offset for offset, seen in zip(geometry.sensor_offsets_m, line, strict=True) if seen]
        if on:
            middle = sum(on) / len(on)
            side = math.copysign(1.0, middle) if abs(middle) > 1e-6 else 0.0
        half = side * BANG_RADPS * geometry.track_m / 2
        full = drive.speed_mps_full
        board.drive((LAP_MPS - half) / full, (LAP_MPS + half) / full)
        board.pump()
        plant.advance(simulation.period_s)

    found = _watched(simulation, turn)
    simulation.close()
    return found


def _watched(simulation: Simulation, turn: Callable[[], None]) -> Lap:
    """Drive until once around, or off the tape."""
    body, ground = simulation.plant.body, floor()
    length = float(ground.ways[0][-1])
    started_s, squares, worst, count = simulation.plant.now_s, 0.0, 0.0, 0
    done_m, last_m, done = 0.0, ground.nearest(body.x_m, body.y_m)[1], False
    while simulation.plant.now_s - started_s < LAP_S_MAX and worst < OFF_M:
        turn()
        if count % 2 == 0:
            off, at_m = ground.nearest(body.x_m, body.y_m)
            step = at_m - last_m
            done_m += step - round(step / length) * length
            last_m = at_m
            squares, worst = squares + off**2, max(worst, off)
        count += 1
        if done_m >= length:
            done = True
            break
    seconds = simulation.plant.now_s - started_s
    return Lap(
        done=done,
        rms_mm=1e3 * math.sqrt(squares / max((count + 1) // 2, 1)),
        max_mm=1e3 * worst,
        mean_mps=done_m / seconds,
    )


def speed_vs_real_time(seed: int) -> float:
    """Simulated seconds for each of a core, of one robot with everything fitted."""
    simulation = Simulation(racing(), floor(), seed)
    simulation.plant.body.put(0.1, 0.0, 0.0)
    simulation.ready("start")
    simulation.firmware.follow((Leg(sequence=1, node="end", length_m=1e3),))
    started = time.process_time()
    simulation.run(20.0)
    seconds = time.process_time() - started
    simulation.close()
    return 20.0 / seconds
