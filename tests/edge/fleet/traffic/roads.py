"""Floors, and robots that are late, deaf or dumb, for the tests of traffic."""

import random
from collections.abc import Sequence

from edge.fleet.traffic.distances import Distances
from edge.fleet.traffic.grid import site_of_rows, warehouse_rows
from edge.fleet.traffic.site_map import Graph, SiteMap, graph_of

WAREHOUSE = warehouse_rows(across=4, down=4, shelf=(5, 2), margin=3)


def drawn(*rows: str) -> tuple[SiteMap, Graph]:
    site = site_of_rows(rows)
    return site, graph_of(site)


def warehouse() -> tuple[SiteMap, Graph]:
    return drawn(*WAREHOUSE)


def places(graph: Graph, count: int, chance: random.Random) -> list[int]:
    return chance.sample(range(len(graph)), count)


def tables_to(distances: Distances, goals: Sequence[int]) -> list[list[int]]:
    return [distances.to(goal) for goal in goals]


def assert_lawful(graph: Graph, before: Sequence[int], after: Sequence[int]) -> None:
    """Along ways, one robot per node, and nobody can have been first in a ring: an order exists in
    which each enters an empty node."""
    assert len(set(after)) == len(after)
    moves = {a: b for a, b in zip(before, after, strict=True) if a != b}
    for start, end in moves.items():
        assert end in graph.onward[start]
    standing = set(before)
    while moves:
        ready = [start for start, end in moves.items() if end not in standing]
        assert ready, "a full ring"
        for start in ready:
            standing.discard(start)
            standing.add(moves.pop(start))
