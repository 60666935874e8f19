"""Guidance: aisles one robot wide get a preferred direction each, turn about, so that robots seldom
meet head on. The other direction stays open and costs a little more."""

from collections.abc import Sequence

from edge.fleet.traffic.distances import STEP, Way
from edge.fleet.traffic.site_map import NOWHERE, Graph, Node

# A tenth of a step: the preferred one among ways of the same length, and hardly ever a detour.
AGAINST = STEP // 10


def highways(
    graph: Graph, nodes: Sequence[Node], against: int = AGAINST, everywhere: bool = False
) -> dict[Way, int]:
    """What each way costs. Aisles beside one another run in opposite directions; `everywhere`:
    all rows and columns do, not only aisles one robot wide."""
    weights = dict.fromkeys(graph.length, STEP)
    for along, lines in ((0, [node.y_mm for node in nodes]), (1, [node.x_mm for node in nodes])):
        aisles = sorted(
            {lines[each] for each in range(len(nodes)) if everywhere or _narrow(graph, each, along)}
        )
        preferred = {line: along + 2 * (order % 2) for order, line in enumerate(aisles)}
        for start, ahead in enumerate(graph.ahead):
            for facing in (along, along + 2):
                if ahead[facing] != NOWHERE and preferred.get(lines[start], facing) != facing:
                    weights[start, ahead[facing]] = STEP + against
    return weights


def _narrow(graph: Graph, node: int, along: int) -> bool:
    """On both sides of whoever drives along the axis there is nothing."""
    ahead = graph.ahead[node]
    through = ahead[along] != NOWHERE and ahead[along + 2] != NOWHERE
    return through and ahead[1 - along] == NOWHERE and ahead[3 - along] == NOWHERE
