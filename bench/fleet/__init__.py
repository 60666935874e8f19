"""Traffic of up to 800 robots: tasks per step beside what distance allows, time, and storms."""

import random
import time

from bench.fleet.floors import RUINS, WAREHOUSE, Floor, floor
from bench.fleet.lifelong import drive
from bench.fleet.storm import Storm, Weather
from bench.report import Report
from edge.fleet.traffic.distances import Distances
from edge.fleet.traffic.guidance import guidance
from edge.fleet.traffic.highways import highways

STEPS = 600
STEPS_MANY = 100
STEPS_TURNING = 300
STORM_ROBOTS = 100
STORM_ROBOT_STEPS = 100_000
TARGETS = {
    "warehouse_100_tasks_per_step": ">= 0.97",
    "warehouse_100_guided_distance_share": ">= 0.92",
    "warehouse_800_step_ms": "< 10",
    "warehouse_800_vs_100_time_per_robot": "<= 1.5",
    "turning_100_tasks_per_step": ">= 2.8",
    "turning_400_tasks_per_step": ">= 5.2",
    "storm_collisions": "== 0",
    "storm_deadlocks": "== 0",
    "storm_open_missions": "== 0",
    "storm_turning_collisions": "== 0",
    "storm_turning_deadlocks": "== 0",
    "storm_turning_open_missions": "== 0",
}


def run(seed: int) -> Report:
    """All of it, with a storm short enough to wait for; `python -m bench.fleet` is the long one."""
    warehouse, ruins = floor(WAREHOUSE), floor(RUINS)
    figures = _straight(warehouse, seed) | _turning(ruins, seed)
    figures |= storm(warehouse, seed, STORM_ROBOT_STEPS)
    figures |= storm_turning(ruins, seed, STORM_ROBOT_STEPS)
    return Report(
        figures=figures,
        targets=TARGETS | {"storm_robot_steps": f">= {STORM_ROBOT_STEPS}"},
        notes=(
            f"warehouse: {warehouse.name}; turning: {ruins.name}, a quarter turn takes a step. "
            f"Goals are drawn anywhere; {STEPS} steps straight, {STEPS_TURNING} turning, "
            f"{STEPS_MANY} with many robots, from a random start.",
            "guidance_s: time to learn from the map what each way costs to so many robots, once. "
            "distance_share: shortest distance covered over robots times steps; guided: aisles "
            "prefer a direction each. step_ms: processor time of half of the steps, tables aside.",
            "storm: 10 % of moves delayed, 5 % of messages lost either way, every move checked at "
            "the moment it is made; open_missions: not ended when all were driven to their end.",
            "storm is on the warehouse, storm_turning among the ruins with turns and guidance: the "
            "two ways in which edge/fleet/traffic/planning.py lets a site's floor be planned on.",
        ),
    )


def _straight(warehouse: Floor, seed: int) -> dict[str, float]:
    plain = drive(warehouse, 100, STEPS, random.Random(seed))
    ways = highways(warehouse.graph, warehouse.site.nodes)
    guided = drive(warehouse, 100, STEPS, random.Random(seed), ways)
    many = drive(warehouse, 800, STEPS_MANY, random.Random(seed), ways)
    return {
        "warehouse_100_tasks_per_step": plain.tasks_per_step,
        "warehouse_100_distance_share": plain.distance_share,
        "warehouse_100_guided_tasks_per_step": guided.tasks_per_step,
        "warehouse_100_guided_distance_share": guided.distance_share,
        "warehouse_800_guided_tasks_per_step": many.tasks_per_step,
        "warehouse_100_step_ms": guided.step_ms,
        "warehouse_800_step_ms": many.step_ms,
        "warehouse_800_vs_100_time_per_robot": many.step_ms / 8 / guided.step_ms,
    }


def _turning(ruins: Floor, seed: int) -> dict[str, float]:
    figures: dict[str, float] = {}
    for robots in (100, 400):
        chance = random.Random(seed)
        begin = time.process_time()
        ways = guidance(ruins.graph, ruins.site.nodes, ruins.nodes, robots, chance.random)
        figures[f"turning_{robots}_guidance_s"] = time.process_time() - begin
        found = drive(ruins, robots, STEPS_TURNING, chance, ways, turning=True)
        figures[f"turning_{robots}_tasks_per_step"] = found.tasks_per_step
        figures[f"turning_{robots}_distance_share"] = found.distance_share
        figures[f"turning_{robots}_step_ms"] = found.step_ms
    return figures


def storm(warehouse: Floor, seed: int, robot_steps: int) -> dict[str, float]:
    """On a large floor: turns cost nothing, aisles prefer a direction."""
    distances = Distances(warehouse.graph, highways(warehouse.graph, warehouse.site.nodes))
    return _storm("storm", warehouse, distances, random.Random(seed), robot_steps)


def storm_turning(ruins: Floor, seed: int, robot_steps: int) -> dict[str, float]:
    """On a smaller one: planned with turns, and with what the map taught."""
    chance = random.Random(seed)
    ways = guidance(ruins.graph, ruins.site.nodes, ruins.nodes, STORM_ROBOTS, chance.random)
    distances = Distances(ruins.graph, ways, turning=True)
    return _storm("storm_turning", ruins, distances, chance, robot_steps)


def _storm(
    name: str, where: Floor, distances: Distances, chance: random.Random, robot_steps: int
) -> dict[str, float]:
    robots = Storm(distances, STORM_ROBOTS, chance, Weather(), where.nodes)
    outcome = robots.run(robot_steps // STORM_ROBOTS)
    return {
        f"{name}_robot_steps": outcome.robot_steps,
        f"{name}_missions": outcome.missions,
        f"{name}_collisions": outcome.collisions,
        f"{name}_deadlocks": outcome.deadlocks,
        f"{name}_open_missions": outcome.open_missions,
    }
