"""Plans carried out: a node is released on reports alone, and storms cost time, nothing else."""

import random

import pytest

from bench.fleet.storm import Outcome, Storm, Weather
from edge.fleet.traffic.checks import mutually_reachable
from edge.fleet.traffic.control import Traffic
from edge.fleet.traffic.distances import Distances
from edge.fleet.traffic.execution import NODES_AHEAD_MAX, Execution, Progress, Release
from edge.fleet.traffic.site_map import Graph
from tests.edge.fleet.traffic.roads import drawn, warehouse

RUINS = ("...@....", ".@...@@.", "......@.", ".@@.....", "...@.@..", "@.....@.")


def floor_of(graph: Graph) -> list[int]:
    largest = max(mutually_reachable(graph), key=len)
    return sorted(largest)


def test_a_node_is_released_when_who_stood_there_reported_leaving() -> None:
    execution = Execution([0, 1])
    execution.plan([1, 2])
    assert execution.releases() == [Release(robot=1, number=1, node=2)]
    assert execution.report(Progress(1, 1))
    assert execution.releases() == [Release(robot=0, number=1, node=1)]
    assert execution.releases() == [Release(robot=0, number=1, node=1)]


def test_whoever_comes_back_waits_for_who_was_there_meanwhile() -> None:
    execution = Execution([0, 3])
    for nodes in ([1, 3], [2, 0], [1, 3], [0, 3]):
        execution.plan(nodes)
    released = [each for each in execution.releases() if each.robot == 0]
    assert [each.node for each in released] == [1, 2]


@pytest.mark.parametrize("number", [0, 2, 7])
def test_a_report_of_what_was_not_released_changes_nothing(number: int) -> None:
    execution = Execution([0])
    execution.plan([1])
    execution.releases()
    assert not execution.report(Progress(0, number))
    assert execution.held(0) == [0, 1]


def test_what_is_recalled_was_not_released_and_ends_differ() -> None:
    execution = Execution([0, 1])
    execution.plan([1, 2])
    execution.releases()
    execution.recall()
    assert execution.ends() == [0, 2]
    execution.plan([3, 2])
    assert Release(robot=0, number=1, node=3) in execution.releases()


def test_nothing_is_planned_for_a_robot_that_is_far_behind() -> None:
    execution = Execution([0])
    for node in range(1, NODES_AHEAD_MAX + 1):
        assert execution.full() == []
        execution.plan([node])
    assert execution.full() == [0]


@pytest.mark.parametrize("turning", [False, True])
@pytest.mark.parametrize(("robots", "seed"), [(4, 1), (20, 2), (40, 3)])
def test_delays_and_losses_cost_time_and_nothing_else(
    robots: int, seed: int, turning: bool
) -> None:
    _, graph = warehouse()
    distances = Distances(graph, turning=turning)
    outcome = Storm(distances, robots, random.Random(seed), Weather()).run(ticks=150)
    assert (outcome.collisions, outcome.deadlocks, outcome.open_missions) == (0, 0, 0)
    assert outcome.missions > robots


@pytest.mark.parametrize("turning", [False, True])
def test_a_floor_of_bridges_and_dead_ends_comes_to_an_end_too(turning: bool) -> None:
    _, graph = drawn(*RUINS)
    storm = Storm(
        Distances(graph, turning=turning),
        8,
        random.Random(4),
        Weather(0.3, 0.3),
        floor=floor_of(graph),
    )
    outcome = storm.run(ticks=400)
    assert (outcome.collisions, outcome.deadlocks, outcome.open_missions) == (0, 0, 0)


@pytest.mark.parametrize("turning", [False, True])
@pytest.mark.parametrize("seed", range(3))
def test_dead_robots_are_driven_round_and_the_rest_ends_its_missions(
    seed: int, turning: bool
) -> None:
    _, graph = warehouse()
    storm = Storm(Distances(graph, turning=turning), 20, random.Random(seed), Weather())
    storm.run(ticks=30)
    for robot in range(20):
        storm.send(robot, storm.chance.choice(storm.floor))
    for _ in range(6):
        storm.tick()
    for robot in (3, 11):
        storm.dead.add(robot)
        storm.tick()
        storm.traffic.lose(robot)
    for _ in range(400):
        storm.tick()
    stranded = set(storm.traffic.stranded())
    assert storm.collisions == 0
    assert set(storm.open()) <= stranded
    for robot in (3, 11):
        storm.dead.discard(robot)
        storm.traffic.find(robot)
    # Meanwhile those that a dead robot shuts in an aisle could do nothing.
    before = storm.deadlocks
    outcome = storm.run(ticks=0)
    assert (outcome.collisions, outcome.deadlocks, outcome.open_missions) == (0, before, 0)


def test_a_blocked_segment_is_driven_round_while_robots_are_under_way() -> None:
    _, graph = drawn("....", ".@@.", "....")
    storm = Storm(Distances(graph), 1, random.Random(1), Weather(0.0, 0.0))
    start = storm.at[0]
    across = graph.numbers["3-2"] if graph.names[start] == "0-0" else graph.numbers["0-0"]
    storm.send(0, across)
    storm.tick()
    here = storm.at[0]
    entered = next(node for node in graph.onward[here] if node != start)
    storm.traffic.block(frozenset({(here, entered)}))
    assert storm.run(ticks=0) == Outcome(storm.steps, 1, 0, 0, 0)


@pytest.mark.parametrize("turning", [False, True])
def test_who_rests_in_a_dead_end_makes_room_for_who_wants_in(turning: bool) -> None:
    _, graph = drawn("...", ".@.", "...", "@.@", "@.@")
    inside = graph.numbers["1-4"]
    storm = Storm(Distances(graph, turning=turning), 2, random.Random(1), Weather(0.0, 0.0))
    for robot in (0, 1):
        storm.send(robot, inside)
        outcome = storm.run(ticks=0)
        assert (outcome.collisions, outcome.open_missions) == (0, 0)
        assert storm.at[robot] == inside


@pytest.mark.parametrize("turning", [False, True])
def test_the_place_of_a_robot_that_is_taken_away_is_free(turning: bool) -> None:
    _, graph = drawn("...", ".@.", "...")
    traffic = Traffic(graph, Distances(graph, turning=turning), [0, 1, 2], random.Random(1).random)
    traffic.lose(2)
    traffic.remove(1)
    assert traffic.place(None, 1) == 2
    traffic.find(1)
    traffic.send(1, len(graph) - 1)
    assert any(each.robot == 1 for _ in range(10) for each in traffic.tick())
