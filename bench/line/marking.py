"""Thousands of markers on a ring: each has to be reported once, where it lies, with its bars."""

import random

import msgspec

from agv.config import Config
from agv.simulator.run import Simulation
from agv.simulator.track import BAR_PITCH_M, Bar, Floor, ring
from agv.vehicle import Leg
from bench.line.laps import racing

STRAIGHT_M = 4.0
WRONG_M = 0.05
GIVE_UP_S = 10.0


class Marked(msgspec.Struct, frozen=True, kw_only=True):
    """Markers driven over, those missed, and the worst stop's distance from its last bar."""

    markers: int
    misses: int
    stop_mm: float


def mark(given: tuple[int, int]) -> Marked:
    """(seed, markers)."""
    seed, markers = given
    chance = random.Random(seed)
    bars = _bars(chance)
    floor = Floor((ring(STRAIGHT_M),), bars)
    drive = _Ring(racing(chance.choice((0.3, 0.5, 0.7))), floor, bars, chance)
    return drive.run(markers)


def _bars(chance: random.Random) -> tuple[Bar, ...]:
    length = 2 * STRAIGHT_M + 2 * 0.6 * 3.14159
    bars, at_m = [], 0.4
    while at_m < length - 0.45:
        bars.append(Bar(at_m=at_m, bars=chance.randint(1, 3)))
        at_m += chance.uniform(0.35, 0.9)
    return tuple(bars)


class _Ring:
    """Legs handed out a lap at a time; every twentieth node is a stop."""

    def __init__(
        self, config: Config, floor: Floor, bars: tuple[Bar, ...], chance: random.Random
    ) -> None:
        self._floor, self._bars, self._chance = floor, bars, chance
        self._length_m = float(floor.ways[0][-1])
        self._simulation = Simulation(config, floor, chance.getrandbits(32))
        self._ahead_m = config.geometry.sensor_ahead_m
        self._next = 1
        self._misses, self._stop_mm = 0, 0.0

    def run(self, markers: int) -> Marked:
        """Stops in between are markers like the rest."""
        simulation = self._simulation
        first = self._bars[0]
        simulation.plant.body.put(first.at_m + 0.005 - self._ahead_m, 0.0, 0.0)
        simulation.ready("0")
        while self._next <= markers:
            until = min(self._next + 19, markers)
            simulation.firmware.follow(
                tuple(self._leg(each) for each in range(self._next, until + 1))
            )
            self._drive(until)
        simulation.close()
        return Marked(markers=markers, misses=self._misses, stop_mm=self._stop_mm)

    def _leg(self, sequence: int) -> Leg:
        here = self._bars[sequence % len(self._bars)]
        before = self._bars[(sequence - 1) % len(self._bars)]
        length = (here.at_m - before.at_m) % self._length_m
        return Leg(sequence=sequence, node=str(sequence), length_m=length, bars=here.bars)

    def _drive(self, until: int) -> None:
        firmware, quiet_s = self._simulation.firmware, 0.0
        while self._next <= until and quiet_s < GIVE_UP_S:
            self._simulation.turn()
            quiet_s += self._simulation.period_s
            passed = firmware.report().passed
            if passed is not None and passed >= self._next:
                self._misses += abs(passed - self._next) + (not self._here(passed))
                self._next, quiet_s = passed + 1, 0.0
        if self._next <= until:
            self._misses += until + 1 - self._next
            self._next = until + 1
            return
        self._simulation.run(1.0)
        last = self._bars[until % len(self._bars)]
        edge = last.at_m + (last.bars - 1) * BAR_PITCH_M
        self._stop_mm = max(self._stop_mm, abs(self._row_m() - edge) * 1e3)

    def _here(self, sequence: int) -> bool:
        bar = self._bars[sequence % len(self._bars)]
        edge = bar.at_m + (bar.bars - 1) * BAR_PITCH_M
        return abs(self._row_m() - edge) < WRONG_M

    def _row_m(self) -> float:
        """Where along the ring the sensor row is."""
        body = self._simulation.plant.body
        return self._floor.nearest(body.x_m, body.y_m)[1] + self._ahead_m
