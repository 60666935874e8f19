"""Steps where a turn takes one too: lawful always, and everybody gets there."""

import random

import pytest

from edge.fleet.traffic.checks import mutually_reachable
from edge.fleet.traffic.distances import STEP, Distances
from edge.fleet.traffic.guidance import guidance
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


@pytest.mark.parametrize("seed", range(2))
def test_on_a_floor_of_rubble_half_full_nobody_meets_and_most_arrive(seed: int) -> None:
    """Full rings and changes of places were what such a crowd would do first."""
    chance = random.Random(seed)
    rows = ["".join("@" if chance.random() < 0.15 else "." for _ in range(12)) for _ in range(12)]
    site, graph = drawn(*rows)
    floor = max(mutually_reachable(graph), key=len)
    robots = len(floor) // 2
    starts, goals = chance.sample(floor, robots), chance.sample(floor, robots)
    ways = guidance(graph, site.nodes, floor, robots, chance.random)
    turner = Turner(graph, [HEADINGS * node for node in starts], chance.random)
    tables = tables_to(Distances(graph, ways, turning=True), goals)
    arrived: set[int] = set()
    for age in range(60):
        before = turner.at
        ages = [-1000.0 if robot in arrived else float(age) for robot in range(robots)]
        assert_lawful(graph, before, turner.step(tables, ages))
        arrived |= {robot for robot in range(robots) if turner.at[robot] == goals[robot]}
    assert len(arrived) > 0.9 * robots


def test_four_that_could_only_turn_as_a_ring_do_not() -> None:
    _, graph = drawn("..", "..")
    corners = [graph.numbers[name] for name in ("0-0", "1-0", "1-1", "0-1")]
    facing = [0, 3, 2, 1]
    states = [HEADINGS * node + each for node, each in zip(corners, facing, strict=True)]
    turner = Turner(graph, states, random.Random(4).random)
    tables = tables_to(Distances(graph, turning=True), [*corners[1:], corners[0]])
    for _ in range(3):
        assert turner.step(tables, [0.0, 1.0, 2.0, 3.0]) == corners


def test_one_robot_at_a_time_turns_into_a_dead_end() -> None:
    _, graph = drawn("...@@", ".@...", "...@@")
    inner, end = graph.numbers["3-1"], graph.numbers["4-1"]
    states = [HEADINGS * end, HEADINGS * graph.numbers["2-1"]]
    turner = Turner(graph, states, random.Random(5).random)
    tables = tables_to(Distances(graph, turning=True), [graph.numbers["0-1"], end])
    for age in range(20):
        after = turner.step(tables, [0.0, float(age)])
        assert len({inner, end} & set(after)) <= 1
    assert turner.at == [graph.numbers["0-1"], end]


def test_who_is_told_to_stand_still_stands_though_it_was_under_way() -> None:
    _, graph = drawn("......")
    start, end = graph.numbers["0-0"], graph.numbers["5-0"]
    turner = Turner(graph, [HEADINGS * start], random.Random(6).random)
    tables = tables_to(Distances(graph, turning=True), [end])
    moved = turner.step(tables, [0.0])
    assert moved != [start]
    assert turner.step(tables, [1.0], still=[0]) == moved
    assert turner.step(tables, [2.0]) != moved


def test_a_goal_is_reached_in_passing_and_one_who_is_there_stays() -> None:
    _, graph = drawn(".....")
    goal = graph.numbers["1-0"]
    turner = Turner(graph, [HEADINGS * graph.numbers["0-0"]], random.Random(7).random)
    tables = tables_to(Distances(graph, turning=True), [goal])
    assert [turner.step(tables, [0.0]) for _ in range(8)] == [[goal]] * 8


def test_the_same_draws_give_the_same_steps() -> None:
    def driven() -> list[list[int]]:
        chance = random.Random(8)
        _, graph = warehouse()
        starts = places(graph, 60, chance)
        turner = Turner(graph, [HEADINGS * node for node in starts], chance.random)
        tables = tables_to(Distances(graph, turning=True), places(graph, 60, chance))
        return [turner.step(tables, [0.0] * 60) for _ in range(10)]

    assert driven() == driven()
