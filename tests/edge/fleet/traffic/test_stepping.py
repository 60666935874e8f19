"""Steps of all robots: lawful always, and everybody gets there."""

import random

import pytest

from edge.fleet.traffic.distances import Distances
from edge.fleet.traffic.stepping import Stepper
from tests.edge.fleet.traffic.roads import assert_lawful, drawn, places, tables_to, warehouse

ROUND = ("...", ".@.", "...")


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("share", [0.05, 0.3, 0.7])
def test_every_step_is_lawful_however_full_the_floor(seed: int, share: float) -> None:
    _, graph = warehouse()
    chance = random.Random(seed)
    robots = int(share * len(graph))
    stepper = Stepper(graph, places(graph, robots, chance), chance.random)
    tables = tables_to(Distances(graph), places(graph, robots, chance))
    for age in range(40):
        before = list(stepper.at)
        after = stepper.step(tables, [age + each / robots for each in range(robots)])
        assert_lawful(graph, before, after)
        assert stepper.at == after


def test_two_who_meet_in_an_aisle_get_past_each_other() -> None:
    _, graph = drawn(*ROUND, "@.@", "@.@", *ROUND)
    top, bottom = graph.numbers["1-0"], graph.numbers["1-7"]
    stepper = Stepper(graph, [top, bottom], random.Random(1).random)
    tables = tables_to(Distances(graph), [bottom, top])
    reached = set()
    for _ in range(40):
        after = stepper.step(tables, [1.0 - (0 in reached), 0.5])
        reached |= {robot for robot in (0, 1) if after[robot] == (bottom, top)[robot]}
    assert reached == {0, 1}


def test_one_robot_at_a_time_is_in_a_dead_end() -> None:
    _, graph = drawn("...@@", ".@...", "...@@")
    inner, end = graph.numbers["3-1"], graph.numbers["4-1"]
    stepper = Stepper(graph, [end, graph.numbers["2-1"]], random.Random(2).random)
    tables = tables_to(Distances(graph), [graph.numbers["0-1"], end])
    after: list[int] = []
    for age in range(12):
        after = stepper.step(tables, [0.0, float(age)])
        assert len({inner, end} & set(after)) <= 1
    assert after[1] == end
    assert after[0] == graph.numbers["0-1"]


def test_nobody_moves_who_must_not_and_nobody_drives_a_blocked_way() -> None:
    _, graph = drawn("...")
    ends = [graph.numbers["0-0"], graph.numbers["2-0"]]
    middle = graph.numbers["1-0"]
    stepper = Stepper(graph, ends, random.Random(3).random)
    tables = tables_to(Distances(graph), [middle, middle])
    stepper.block(frozenset({(ends[1], middle)}))
    assert stepper.step(tables, [0.0, 1.0], still=[0]) == ends
