"""How a floor is planned on: with turns and learnt costs where it is small, else by aisles that
prefer a direction."""

from collections.abc import Callable
from typing import Final

from edge.fleet.traffic.distances import Distances
from edge.fleet.traffic.guidance import guidance
from edge.fleet.traffic.highways import highways
from edge.fleet.traffic.site_map import NOWHERE, Graph, SiteMap

TURNING_NODES_MAX: Final = 1_200
"""Up to here learning takes seconds, once, and a table of distances some milliseconds."""


def distances_for(
    site: SiteMap, graph: Graph, robots: int, chance: Callable[[], float]
) -> Distances:
    """What ways cost to so many robots between the stations of a floor. Takes up to three seconds
    of processor time for the largest."""
    if len(graph) > TURNING_NODES_MAX or not is_square(graph):
        return Distances(graph, highways(graph, site.nodes))
    goals = sorted({graph.numbers[each.node] for each in site.stations})
    if len(goals) < 2 or robots < 2:
        return Distances(graph, highways(graph, site.nodes), turning=True)
    return Distances(graph, guidance(graph, site.nodes, goals, robots, chance), turning=True)


def is_square(graph: Graph) -> bool:
    """Whether no two ways leave a node in nearly one direction: then a heading names a way."""
    return all(
        len(onward) == sum(end != NOWHERE for end in ahead)
        for onward, ahead in zip(graph.onward, graph.ahead, strict=True)
    )
