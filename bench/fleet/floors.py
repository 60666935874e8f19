"""The floors to drive on: two of the grid benchmarks where they lie beside the project, else drawn
ones of the same kind and about the size."""

import random

import msgspec

from bench.instances import SHARED
from edge.fleet.traffic.checks import mutually_reachable
from edge.fleet.traffic.grid import rows_of_map, site_of_rows, warehouse_rows
from edge.fleet.traffic.site_map import Graph, SiteMap, graph_of

WAREHOUSE, RUINS = "warehouse-10-20-10-2-1", "random-32-32-20"
RUINS_SIDE = 32
RUINS_SHARE = 0.2
RUINS_SEED = 1


class Floor(msgspec.Struct, frozen=True):
    """`nodes`: those that lead to one another; goals are drawn among them."""

    name: str
    site: SiteMap
    graph: Graph
    nodes: tuple[int, ...]


def floor(name: str) -> Floor:
    """Of the literature, or drawn: the name says which."""
    path = SHARED / "mapf" / f"{name}.map"
    if path.exists():
        return _floor(name, rows_of_map(path.read_text(encoding="ascii")))
    drawn = {WAREHOUSE: drawn_warehouse, RUINS: drawn_ruins}[name]
    return _floor(f"drawn, like {name}", drawn())


def drawn_warehouse() -> list[str]:
    return warehouse_rows(across=10, down=20, shelf=(10, 2), margin=25)


def drawn_ruins() -> list[str]:
    """A square with a fifth of it blocked at random, always the same."""
    chance = random.Random(RUINS_SEED)
    return [
        "".join("@" if chance.random() < RUINS_SHARE else "." for _ in range(RUINS_SIDE))
        for _ in range(RUINS_SIDE)
    ]


def _floor(name: str, rows: list[str]) -> Floor:
    site = site_of_rows(rows)
    graph = graph_of(site)
    largest = max(mutually_reachable(graph), key=len)
    return Floor(name, site, graph, tuple(sorted(largest)))
