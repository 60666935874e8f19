"""Rides to look at: a track, a tour on it, obstacles that come and go, a recording."""

import math
import random
from pathlib import Path

import msgspec
import numpy as np

from agv.config import Config
from agv.hardware.board import Reading
from agv.hardware.ultrasonic import SLOT_S
from agv.safety.distance import schedule
from agv.simulator.recording import Recorder
from agv.simulator.run import Simulation
from agv.simulator.things import Thing
from agv.simulator.track import Bar, Floor, course, line_to, ring
from agv.touring import Stop, Tour, Touring
from agv.vehicle import TaskKind, Turn, Zone

STRAIGHT_M = 3.0
ARM_M = 1.5


class Ride(msgspec.Struct, frozen=True, kw_only=True):
    """What to simulate."""

    track: str = "ring"
    seconds: float = 60.0
    speed: float = 0.5
    seed: int = 1
    obstacles: int = 1


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """How it went. `contacts`: times the robot drove into something."""

    seconds: float
    way_m: float
    nodes: int
    cross_track_mm_rms: float
    cross_track_mm_max: float
    stops: int
    searches: int
    contacts: int
    localized: bool


def laid(track: str) -> tuple[Floor, Tour, tuple[float, float, float]]:
    """A floor, a tour on it, and where the robot is put: x, y, heading."""
    if track == "cross":
        return _cross()
    path = course() if track == "course" else ring(STRAIGHT_M)
    length = float(Floor((path,)).ways[0][-1])
    places = [0.5, 2.0, length * 0.55]
    bars = tuple(Bar(at_m=at_m, bars=number + 1) for number, at_m in enumerate(places))
    names = ("home", "station", "far")
    stops = []
    for number in (1, 2, 0):
        way = (places[number] - places[number - 1]) % length
        task = TaskKind.SIGNAL if number == 1 else None
        stops.append(Stop(node=names[number], length_m=way, bars=number + 1, task=task))
    return Floor((path,), bars), Tour(home="home", stops=tuple(stops)), (places[0] + 0.01, 0.0, 0.0)


def _cross() -> tuple[Floor, Tour, tuple[float, float, float]]:
    """Two tapes that cross; home at the west end, a station at the north end."""
    paths = (line_to((-ARM_M, 0), (ARM_M, 0)), line_to((0, -ARM_M), (0, ARM_M)))
    west, north = 0.35, 2 * ARM_M - 0.35
    floor = Floor(paths, (Bar(at_m=west), Bar(at_m=north, path=1)))
    arm = ARM_M - 0.35
    stops = (
        Stop(node="cross", length_m=arm, turn=Turn.AROUND),
        Stop(node="station", length_m=arm, turn=Turn.LEFT, task=TaskKind.SIGNAL),
        Stop(node="cross", length_m=arm, turn=Turn.AROUND),
        Stop(node="home", length_m=arm, turn=Turn.RIGHT, task=TaskKind.SIGNAL),
    )
    # As it will come back: facing the end of its tape.
    return floor, Tour(home="home", stops=stops), (west - ARM_M + 0.01, 0.0, math.pi)


def ride(wanted: Ride, config: Config, record: Path | None) -> Told:
    """Simulate and, if asked, write the page."""
    motion = msgspec.structs.replace(config.motion, cruise_mps=wanted.speed)
    config = msgspec.structs.replace(config, motion=motion)
    floor, tour, (x, y, heading) = laid(wanted.track)
    things = _obstacles(wanted, floor)
    simulation = Simulation(config, floor, wanted.seed, things=things)
    ahead = config.geometry.sensor_ahead_m * math.cos(heading)
    simulation.plant.body.put(x - ahead, y, heading)
    simulation.ready(tour.home)
    touring = Touring(tour, simulation.firmware)
    recorder, judge = Recorder(simulation), _Judge(simulation)
    for _ in range(round(wanted.seconds / simulation.period_s)):
        simulation.turn()
        touring.step()
        recorder.turn()
        judge.turn()
    if record is not None:
        recorder.write(record)
    simulation.close()
    return judge.told()


def _obstacles(wanted: Ride, floor: Floor) -> tuple[Thing, ...]:
    """People-sized posts that walk across the tape at places of their own."""
    chance = random.Random(wanted.seed)
    path = floor.paths[0]
    found = []
    for number in range(wanted.obstacles):
        x, y = path[chance.randrange(len(path) // 4, len(path))]
        angle, speed = chance.uniform(0, 2 * math.pi), chance.uniform(0.2, 0.5)
        arrive_s = wanted.seconds * (number + 1) / (wanted.obstacles + 1)
        vx, vy = speed * math.cos(angle), speed * math.sin(angle)
        found.append(
            Thing(
                x_m=float(x) - vx * arrive_s,
                y_m=float(y) - vy * arrive_s,
                radius_m=0.12,
                vx_mps=vx,
                vy_mps=vy,
                colour=chance.choice((0.4, 0.7, 1.0)),
            )
        )
    return tuple(found)


class _Judge:
    """Looks on with a ruler the robot does not have."""

    def __init__(self, simulation: Simulation) -> None:
        self._simulation = simulation
        self._errors: list[float] = []
        self._nodes: set[int] = set()
        self._stops = self._contacts = 0
        self._touching = self._stopped = False

    def turn(self) -> None:
        plant, firmware = self._simulation.plant, self._simulation.firmware
        body, report = plant.body, firmware.report()
        paths = range(len(plant.floor.paths))
        self._errors.append(min(plant.floor.nearest(body.x_m, body.y_m, each)[0] for each in paths))
        if report.passed is not None:
            self._nodes.add(report.passed)
        stopped = report.zone is Zone.STOP
        self._stops += stopped and not self._stopped
        touching = plant.bumped and body.speed_mps > 0.02
        self._contacts += touching and not self._touching
        self._stopped, self._touching = stopped, touching

    def told(self) -> Told:
        errors = np.array(self._errors) * 1e3
        plant, report = self._simulation.plant, self._simulation.firmware.report()
        return Told(
            seconds=round(plant.now_s, 2),
            way_m=round(plant.body.travelled_m, 2),
            nodes=len(self._nodes),
            cross_track_mm_rms=round(float(np.sqrt((errors**2).mean())), 1),
            cross_track_mm_max=round(float(errors.max()), 1),
            stops=self._stops,
            searches=self._simulation.firmware.pilot.searches,
            contacts=self._contacts,
            localized=report.localized,
        )


def standing(config: Config, seconds: float) -> list[Reading]:
    """Readings of a robot that stands on its tape before a wall, motors off."""
    floor, _, (x, y, heading) = laid("ring")
    wall = Thing(x_m=x + 1.5, y_m=0.0, half_length_m=0.05, half_width_m=2.0)
    simulation = Simulation(config, floor, 1, things=(wall,))
    plant, turns, taken = simulation.plant, schedule(len(config.ultrasonic)), []
    plant.body.put(x + 0.1, y, heading)
    plant.advance(simulation.period_s)
    for number in range(round(seconds / simulation.period_s)):
        taken.append(simulation.board.read(plant.now_s))
        if turns and number % round(SLOT_S / simulation.period_s) == 0:
            slot = number // round(SLOT_S / simulation.period_s)
            for sensor in turns[slot % len(turns)]:
                simulation.board.ping(sensor, plant.now_s)
        plant.advance(simulation.period_s)
    simulation.close()
    return taken
