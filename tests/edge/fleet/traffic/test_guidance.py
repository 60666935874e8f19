"""What a map teaches of its traffic."""

import random
from itertools import pairwise

import pytest

from edge.fleet.traffic.distances import FAR, STEP, Distances
from edge.fleet.traffic.guidance import guidance
from edge.fleet.traffic.site_map import HEADINGS, Graph
from tests.edge.fleet.traffic.roads import drawn

# Two ways, as long as one another, between two halls.
TWO_AISLES = ("........", "..@@@@..", "........")
ONE_AISLE = ("..@@@@..", "........", "..@@@@..")


def _along(graph: Graph, ways: dict[tuple[int, int], int], row: int) -> tuple[int, int]:
    """The cost of driving the whole row there and back."""
    nodes = [graph.numbers[f"{column}-{row}"] for column in range(1, 7)]
    pairs = list(pairwise(nodes))
    return sum(ways[pair] for pair in pairs), sum(ways[end, start] for start, end in pairs)


@pytest.mark.parametrize("seed", range(3))
def test_of_two_aisles_each_gets_a_direction(seed: int) -> None:
    site, graph = drawn(*TWO_AISLES)
    chance = random.Random(seed).random
    ways = guidance(graph, site.nodes, range(len(graph)), 10, chance)
    upper, lower = _along(graph, ways, 0), _along(graph, ways, 2)
    east = {upper[0] < upper[1], lower[0] < lower[1]}
    assert east == {True, False}


def test_where_there_is_one_aisle_it_stays_open_both_ways() -> None:
    site, graph = drawn(*ONE_AISLE)
    ways = guidance(graph, site.nodes, range(len(graph)), 4, random.Random(1).random)
    assert set(ways) == set(graph.length)
    assert all(STEP <= cost < FAR for cost in ways.values())
    distances = Distances(graph, ways, turning=True)
    for goal in range(len(graph)):
        assert max(distances.to(goal)[: HEADINGS * len(graph)]) < FAR


def test_few_robots_are_hardly_led_astray() -> None:
    site, graph = drawn(*ONE_AISLE)
    ways = guidance(graph, site.nodes, range(len(graph)), 0, random.Random(1).random)
    assert set(ways.values()) == {STEP}


def test_the_same_draws_teach_the_same() -> None:
    site, graph = drawn(*TWO_AISLES)
    both = [
        guidance(graph, site.nodes, range(len(graph)), 10, random.Random(2).random)
        for _ in range(2)
    ]
    assert both[0] == both[1]
