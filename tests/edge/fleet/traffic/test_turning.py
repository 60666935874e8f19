"""Steps where a turn takes one too: lawful always, and everybody gets there."""

import random

import pytest

from edge.fleet.traffic.distances import STEP, Distances
from edge.fleet.traffic.site_map import HEADINGS
from edge.fleet.traffic.turning import Turner
from tests.edge.fleet.traffic.roads import assert_lawful, drawn, places, tables_to, warehouse


@pytest.mark.parametrize("share", [0.05, 0.3, 0.6])
def test_every_step_is_lawful_and_turns_or_drives(share: float) -> None:
    _, graph = warehouse()
    chance = random.Random(7)
    robots = int(share * len(graph))
    turner = Turner(graph, [4 * node for node in places(graph, robots, chance)], chance.random)
    tables = tables_to(Distances(graph, turning=True), places(graph, robots, chance))
    for age in range(15):
        states = list(turner.states)
        before = turner.at
        after = turner.step(tables, [age + each / robots for each in range(robots)])
        assert_lawful(graph, before, after)
        for old, new in zip(states, turner.states, strict=True):
            turned = (new - old) % HEADINGS
            drove = old // HEADINGS != new // HEADINGS
            assert turned != 2
            assert not (drove and turned)


def test_a_robot_alone_takes_the_shortest_time() -> None:
    _, graph = drawn("....", ".@@.", "....")
    start, goal = graph.numbers["0-0"], graph.numbers["3-2"]
    turner = Turner(graph, [HEADINGS * start + 2], random.Random(1).random)
    table = Distances(graph, turning=True).to(goal)
    due = table[turner.states[0]] // STEP
    steps = 0
    while turner.at != [goal]:
        turner.step([table], [float(steps)])
        steps += 1
    assert steps == due


def test_two_who_meet_in_an_aisle_get_past_each_other_turning() -> None:
    around = ("...", ".@.", "...")
    _, graph = drawn(*around, "@.@", "@.@", *around)
    ends = [graph.numbers["1-0"], graph.numbers["1-7"]]
    turner = Turner(graph, [HEADINGS * node + 1 for node in ends], random.Random(2).random)
    tables = tables_to(Distances(graph, turning=True), ends[::-1])
    reached: set[int] = set()
    for _ in range(80):
        after = turner.step(tables, [1.0 - (0 in reached), 0.5])
        reached |= {robot for robot in (0, 1) if after[robot] == ends[1 - robot]}
    assert reached == {0, 1}


def test_nobody_drives_a_blocked_way_or_is_moved_who_stands_still() -> None:
    _, graph = drawn("...")
    ends = [graph.numbers["0-0"], graph.numbers["2-0"]]
    middle = graph.numbers["1-0"]
    turner = Turner(graph, [HEADINGS * ends[0], HEADINGS * ends[1] + 2], random.Random(3).random)
    tables = tables_to(Distances(graph, turning=True), [middle, middle])
    turner.block(frozenset({(ends[1], middle)}))
    for _ in range(4):
        assert turner.step(tables, [0.0, 1.0], still=[0]) == ends
