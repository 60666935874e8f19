"""A robot by itself: out to the stops and back to its fixed point, again and again, no edge."""

from pathlib import Path

import msgspec

from agv.config import BadConfig, Strict
from agv.vehicle import Leg, Task, TaskKind, Turn, Vehicle


class Stop(Strict, frozen=True, kw_only=True):
    """One segment of the tour, and what is done at its end."""

    node: str
    length_m: float
    turn: Turn = Turn.STRAIGHT
    bars: int = 1
    speed_mps_max: float | None = None
    task: TaskKind | None = None


class Tour(Strict, frozen=True, kw_only=True):
    """Begins and ends at `home`; the last stop leads back there. `rounds` 0: until stopped."""

    home: str
    stops: tuple[Stop, ...]
    rounds: int = 0


class Touring:
    """Gives the vehicle one leg after the other, and the task of each stop in between."""

    def __init__(self, tour: Tour, vehicle: Vehicle) -> None:
        self._tour, self._vehicle = tour, vehicle
        self._sequence = 0
        self._task: str | None = None
        self._served = 0
        vehicle.place(tour.home)

    @property
    def rounds(self) -> int:
        """Rounds ended."""
        return max(self._sequence - 1, 0) // len(self._tour.stops)

    def step(self) -> None:
        """After each turn of the loop."""
        report = self._vehicle.report()
        if not report.localized or report.driving:
            return
        if self._sequence and report.passed != self._sequence:
            return
        if self._task is not None:
            if not self._ended(self._task):
                return
            self._task, self._served = None, self._sequence
        stop = self._at()
        if stop is not None and stop.task is not None and self._served != self._sequence:
            self._task = f"tour-{self._sequence}"
            self._vehicle.start(Task(task_id=self._task, kind=stop.task))
            return
        self._go_on()

    def _go_on(self) -> None:
        stops = self._tour.stops
        if self._tour.rounds and self._sequence >= self._tour.rounds * len(stops):
            return
        legs = []
        while True:
            stop = stops[self._sequence % len(stops)]
            self._sequence += 1
            legs.append(_leg(stop, self._sequence))
            if stop.task is not None or self._sequence % len(stops) == 0:
                break
        self._vehicle.follow(tuple(legs))

    def _at(self) -> Stop | None:
        """The stop the robot stands at; None at the start."""
        stops = self._tour.stops
        return stops[(self._sequence - 1) % len(stops)] if self._sequence else None

    def _ended(self, task_id: str) -> bool:
        states = {each.task_id: each.state for each in self._vehicle.report().tasks}
        return states.get(task_id) in ("FINISHED", "FAILED")


def _leg(stop: Stop, sequence: int) -> Leg:
    return Leg(
        sequence=sequence,
        node=stop.node,
        length_m=stop.length_m,
        turn=stop.turn,
        bars=stop.bars,
        speed_mps_max=stop.speed_mps_max,
    )


def read_tour(file: Path) -> Tour:
    """A tour out of TOML."""
    try:
        tour = msgspec.toml.decode(file.read_bytes(), type=Tour)
    except (msgspec.ValidationError, msgspec.DecodeError) as error:
        raise BadConfig(f"{file}: {error}") from error
    if not tour.stops:
        raise BadConfig(f"{file}: a tour needs stops")
    return tour
