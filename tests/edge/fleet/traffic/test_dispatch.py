"""The cheapest assignment there is, and who may have which mission."""

import itertools
import math
import random
from collections.abc import Sequence

import numpy as np
import pytest
from msgspec.structs import replace

from edge.fleet.traffic.assignment import NOBODY, Costs, assign
from edge.fleet.traffic.dispatch import CHARGE_RESERVE, Mission, Pace, Robot, dispatch
from edge.fleet.traffic.distances import Distances
from tests.edge.fleet.traffic.roads import drawn

PACE = Pace(step_s=1.0, charge_per_step=0.01)
_, LINE = drawn("." * 30)
FAR = Distances(LINE).far


def robot(name: str, node: int) -> Robot:
    return Robot(name=name, node=node, actuator="lift", charge=1.0)


def mission(name: str, pickup: int) -> Mission:
    return Mission(name=name, pickup=pickup, target=pickup + 1, actuator="lift")


@pytest.mark.parametrize("seed", range(40))
def test_nothing_that_can_be_assigned_is_cheaper(seed: int) -> None:
    chance = random.Random(seed)
    rows = chance.randint(1, 5)
    columns = chance.randint(rows, 6)
    costs = np.array(
        [
            [math.inf if chance.random() < 0.3 else chance.randint(-9, 20) for _ in range(columns)]
            for _ in range(rows)
        ]
    )
    got = assign(costs)
    taken = [column for column in got if column != NOBODY]
    assert len(set(taken)) == len(taken)
    ways = itertools.permutations(range(columns), rows)
    best = min(_judged(costs, way) for way in ways)
    assert _judged(costs, got) == best


def _judged(costs: Costs, way: Sequence[int]) -> tuple[int, float]:
    paid = [costs[row, column] for row, column in enumerate(way) if column != NOBODY]
    possible = [each for each in paid if math.isfinite(each)]
    return len(costs) - len(possible), float(sum(possible))


def test_no_rows_need_no_columns() -> None:
    assert assign(np.zeros((0, 3))) == []


def test_the_sum_counts_and_not_who_is_nearest() -> None:
    robots = [robot("a", 10), robot("b", 14)]
    missions = [mission("near", 12), mission("far", 20)]
    assert dispatch(robots, missions, FAR, PACE) == {"a": "near", "b": "far"}


def test_a_late_mission_gets_the_robot_that_is_there_first() -> None:
    late = replace(mission("late", 20), due_s=-60.0)
    robots = [robot("a", 2), robot("b", 17)]
    assert dispatch(robots, [late], FAR, PACE) == {"b": "late"}


def test_a_mission_may_change_hands_until_it_is_loaded() -> None:
    under_way = replace(robot("a", 0), mission="m")
    nearer = robot("b", 15)
    assert dispatch([under_way, nearer], [mission("m", 20)], FAR, PACE) == {"b": "m"}
    loaded = replace(under_way, loaded=True)
    assert dispatch([loaded, nearer], [mission("m", 20)], FAR, PACE) == {"a": "m"}


def test_a_small_gain_turns_nobody_round() -> None:
    under_way = replace(robot("a", 10), mission="m")
    assert dispatch([under_way, robot("b", 14)], [mission("m", 20)], FAR, PACE) == {"a": "m"}


def test_what_is_late_and_what_waits_long_goes_first() -> None:
    near, far = mission("near", 2), mission("far", 12)
    late = replace(far, due_s=1.0)
    one = [robot("a", 1)]
    assert dispatch(one, [near, far], FAR, PACE) == {"a": "near"}
    assert dispatch(one, [near, late], FAR, PACE) == {"a": "far"}
    assert dispatch(one, [near, replace(far, waiting_s=200.0)], FAR, PACE) == {"a": "far"}


def test_whose_charge_would_not_last_or_who_cannot_carry_gets_nothing() -> None:
    there = mission("m", 20)
    steps = 21
    enough = replace(robot("a", 0), charge=CHARGE_RESERVE + steps * PACE.charge_per_step + 1e-9)
    assert dispatch([enough], [there], FAR, PACE) == {"a": "m"}
    assert dispatch([replace(enough, charge=enough.charge - 2e-9)], [there], FAR, PACE) == {}
    assert dispatch([replace(enough, actuator="tray")], [there], FAR, PACE) == {}
