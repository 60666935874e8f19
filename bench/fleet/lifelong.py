"""Robots that get a new goal, drawn anywhere, as soon as they are at theirs: tasks per step, beside
what distance alone would allow."""

import random
import time
from statistics import median

import msgspec

from bench.fleet.floors import Floor
from edge.fleet.traffic.distances import STEP, Distances, Weights
from edge.fleet.traffic.site_map import HEADINGS
from edge.fleet.traffic.stepping import Stepper
from edge.fleet.traffic.turning import Turner


class Run(msgspec.Struct, frozen=True):
    """`distance_share`: steps of shortest distance covered, over robots times steps, which is 1
    when nobody ever waits or yields. `step_ms`: processor time, half of the steps took less."""

    tasks_per_step: float
    distance_share: float
    step_ms: float


def drive(
    floor: Floor,
    robots: int,
    steps: int,
    chance: random.Random,
    weights: Weights | None = None,
    turning: bool = False,
) -> Run:
    """The time is that of the step alone: tables are made per station, once."""
    distances = Distances(floor.graph, weights, turning=turning)
    plain = Distances(floor.graph, turning=turning)
    at = chance.sample(floor.nodes, robots)
    goals = [chance.choice(floor.nodes) for _ in at]
    stepper: Stepper | Turner = Stepper(floor.graph, at, chance.random)
    if turning:
        states = [HEADINGS * node + chance.randrange(HEADINGS) for node in at]
        stepper = Turner(floor.graph, states, chance.random)
    tables = [distances.to(goal) for goal in goals]
    ages = [chance.random() for _ in at]
    tasks, times = 0, []

    def left(robot: int) -> int:
        where = stepper.states if isinstance(stepper, Turner) else stepper.at
        return plain.to(goals[robot])[where[robot]]

    due = sum(map(left, range(robots)))
    for _ in range(steps):
        begin = time.thread_time_ns()
        moved = stepper.step(tables, ages)
        times.append(time.thread_time_ns() - begin)
        assert len(set(moved)) == robots
        for robot, node in enumerate(moved):
            ages[robot] += 1
            if node == goals[robot]:
                tasks += 1
                goals[robot] = chance.choice(floor.nodes)
                tables[robot] = distances.to(goals[robot])
                ages[robot] = chance.random()
                due += left(robot)
    covered = due - sum(map(left, range(robots)))
    return Run(tasks / steps, covered / STEP / (robots * steps), median(times) / 1e6)
