"""Robots that dawdle, mishear and are misheard: who would have touched, and who is stuck."""

import random
from collections.abc import Sequence

import msgspec

from edge.fleet.traffic.control import Traffic
from edge.fleet.traffic.distances import Distances
from edge.fleet.traffic.execution import Progress, Release

STUCK_TICKS = 200
DRAIN_TICKS_MAX = 4_000


class Weather(msgspec.Struct, frozen=True):
    """Shares of robots that do not move in a tick, and of messages lost either way."""

    delayed: float = 0.1
    lost: float = 0.05


class Outcome(msgspec.Struct, frozen=True):
    """`deadlocks`: times nobody moved for STUCK_TICKS though somebody had a goal; `open_missions`:
    goals not reached when all that were begun had had their time."""

    robot_steps: int
    missions: int
    collisions: int
    deadlocks: int
    open_missions: int


class Storm:
    """A floor of robots, each a number on a node; a move enters a node that must be empty at that
    very moment, which is stricter than looking once per tick."""

    def __init__(
        self,
        distances: Distances,
        robots: int,
        chance: random.Random,
        weather: Weather,
        floor: Sequence[int] = (),
    ) -> None:
        self.chance = chance
        self.weather = weather
        self.floor = list(floor) or list(range(len(distances.graph)))
        self.at = chance.sample(self.floor, robots)
        self.traffic = Traffic(distances.graph, distances, self.at, chance.random)
        self.number = [0] * robots
        self.dead: set[int] = set()
        self.goal: list[int | None] = [None] * robots
        self.collisions = self.deadlocks = self.missions = self.steps = self.quiet = 0
        self._heard: list[dict[int, int]] = [{} for _ in range(robots)]
        self._occupied = set(self.at)

    def run(self, ticks: int) -> Outcome:
        """Goals without end for so many ticks, then the rest is driven to its end."""
        for _ in range(ticks):
            self._new_goals()
            self.tick()
        for _ in range(DRAIN_TICKS_MAX):
            if not self.open():
                break
            self.tick()
        return Outcome(self.steps, self.missions, self.collisions, self.deadlocks, len(self.open()))

    def open(self) -> list[int]:
        """Robots alive with a goal."""
        return [
            robot
            for robot, goal in enumerate(self.goal)
            if goal is not None and robot not in self.dead
        ]

    def _new_goals(self) -> None:
        for robot, goal in enumerate(self.goal):
            if goal is None and robot not in self.dead:
                self.send(robot, self.chance.choice(self.floor))

    def send(self, robot: int, goal: int) -> None:
        self.goal[robot] = goal
        self.traffic.send(robot, goal)

    def tick(self) -> None:
        for release in self.traffic.tick():
            if self.chance.random() >= self.weather.lost:
                self._hear(release)
        moved = False
        robots = list(range(len(self.at)))
        self.chance.shuffle(robots)
        for robot in robots:
            if robot not in self.dead:
                moved |= self._drive(robot)
                self._report(robot)
        self.steps += len(robots) - len(self.dead)
        self.quiet = 0 if moved or not self.open() else self.quiet + 1
        if self.quiet == STUCK_TICKS:
            self.deadlocks, self.quiet = self.deadlocks + 1, 0

    def _hear(self, release: Release) -> None:
        known = self._heard[release.robot].setdefault(release.number, release.node)
        assert known == release.node, "a released node was changed"

    def _drive(self, robot: int) -> bool:
        node = self._heard[robot].get(self.number[robot] + 1)
        if node is None or self.chance.random() < self.weather.delayed:
            return False
        self.collisions += node in self._occupied
        self._occupied.discard(self.at[robot])
        self._occupied.add(node)
        self._heard[robot].pop(self.number[robot], None)
        self.at[robot] = node
        self.number[robot] += 1
        return True

    def _report(self, robot: int) -> None:
        if self.chance.random() < self.weather.lost:
            return
        if self.traffic.take(Progress(robot, self.number[robot])):
            self.goal[robot] = None
            self.missions += 1
