"""What is wrong with a map before a robot finds out: said by name, and the dead ends as blocks that
one robot at a time may enter."""

from collections import deque
from collections.abc import Iterable, Sequence
from enum import Enum

import msgspec

from edge.fleet.traffic.site_map import Graph, SiteMap, graph_of

OPEN = -1


class FaultKind(Enum):
    """Why a map is not good for more than one robot everywhere."""

    DEAD_END = "dead_end"
    BRIDGE = "bridge"
    NO_WAY_BACK = "no_way_back"
    ONE_WAY_LOOP = "one_way_loop"
    STATION_UNREACHABLE = "station_unreachable"


class Fault(msgspec.Struct, frozen=True):
    """`names`: nodes from start to end of a way, the nodes of a loop, or the station."""

    kind: FaultKind
    names: tuple[str, ...]


def faults_of(site: SiteMap) -> list[Fault]:
    """All of them, sorted. Bridges, ways on no cycle, cost time; the rest may lose a robot."""
    graph = graph_of(site)
    names = graph.names
    found = [
        Fault(FaultKind.DEAD_END, (names[node],))
        for node in range(len(graph))
        if len(_neighbours(graph, node)) == 1
    ]
    found += [
        Fault(FaultKind.BRIDGE, (names[one], names[other])) for one, other in bridges_of(graph)
    ]
    parts = mutually_reachable(graph)
    found += _one_way_faults(graph, parts)
    if parts:
        largest = max(parts, key=len)
        found += [
            Fault(FaultKind.STATION_UNREACHABLE, (station.name,))
            for station in site.stations
            if graph.numbers[station.node] not in largest
        ]
    return sorted(found, key=lambda fault: (fault.kind.value, fault.names))


def _one_way_faults(graph: Graph, parts: Sequence[Sequence[int]]) -> list[Fault]:
    """Ways out of a part that none leads back to, and loops that run one way with no way round."""
    part_of = {node: number for number, part in enumerate(parts) for node in part}
    found = [
        Fault(FaultKind.NO_WAY_BACK, (graph.names[start], graph.names[end]))
        for start, end in graph.length
        if part_of[start] != part_of[end]
    ]
    for part in parts:
        if len(part) > 1 and all(len(set(graph.onward[n]) & set(part)) == 1 for n in part):
            ring = [min(part)]
            while (onward := next(n for n in graph.onward[ring[-1]] if n in part)) != ring[0]:
                ring.append(onward)
            if len(ring) > 2:
                found.append(
                    Fault(FaultKind.ONE_WAY_LOOP, tuple(graph.names[node] for node in ring))
                )
    return found


def _neighbours(graph: Graph, node: int) -> set[int]:
    return set(graph.onward[node]) | set(graph.inward[node])


def bridges_of(graph: Graph) -> list[tuple[int, int]]:
    """Stretches without which the map falls apart (Tarjan), as (smaller, larger) numbers."""
    order: dict[int, int] = {}
    low: dict[int, int] = {}
    found: list[tuple[int, int]] = []
    for root in range(len(graph)):
        if root in order:
            continue
        order[root] = low[root] = len(order)
        stack = [(root, -1, iter(_neighbours(graph, root)))]
        while stack:
            node, parent, rest = stack[-1]
            onward = next(rest, None)
            if onward is None:
                stack.pop()
                if parent >= 0:
                    low[parent] = min(low[parent], low[node])
                    if low[node] > order[parent]:
                        found.append((min(parent, node), max(parent, node)))
            elif onward not in order:
                order[onward] = low[onward] = len(order)
                stack.append((onward, node, iter(_neighbours(graph, onward))))
            elif onward != parent:
                low[node] = min(low[node], order[onward])
    return sorted(found)


def mutually_reachable(graph: Graph) -> list[list[int]]:
    """Parts in which every node can be driven to from every other (Kosaraju)."""
    finished: list[int] = []
    seen: set[int] = set()
    for root in range(len(graph)):
        if root in seen:
            continue
        seen.add(root)
        stack = [(root, iter(graph.onward[root]))]
        while stack:
            node, rest = stack[-1]
            onward = next((each for each in rest if each not in seen), None)
            if onward is None:
                finished.append(node)
                stack.pop()
            else:
                seen.add(onward)
                stack.append((onward, iter(graph.onward[onward])))
    placed: set[int] = set()
    return [
        _flooded(graph.inward, node, placed) for node in reversed(finished) if node not in placed
    ]


def _flooded(ways: Sequence[Iterable[int]], root: int, placed: set[int]) -> list[int]:
    placed.add(root)
    part, queue = [root], deque([root])
    while queue:
        for each in ways[queue.popleft()]:
            if each not in placed:
                placed.add(each)
                part.append(each)
                queue.append(each)
    return part


def blocks_of(graph: Graph) -> list[int]:
    """Per node the number of its dead end, or OPEN. A dead end is a tree that hangs on the rest by
    one node: two robots in it could meet head on with nowhere to go, so one at a time may enter."""
    around = [_neighbours(graph, node) for node in range(len(graph))]
    degree = [len(each) for each in around]
    peeled = [False] * len(graph)
    queue = deque(node for node, count in enumerate(degree) if count == 1)
    while queue:
        node = queue.popleft()
        if degree[node] != 1:
            continue
        peeled[node] = True
        for each in around[node]:
            if not peeled[each]:
                degree[each] -= 1
                if degree[each] == 1:
                    queue.append(each)
    inner = [[each for each in around[node] if peeled[each]] for node in range(len(graph))]
    placed: set[int] = set()
    block = [OPEN] * len(graph)
    for node in range(len(graph)):
        if peeled[node] and node not in placed:
            number = len(placed)
            for each in _flooded(inner, node, placed):
                block[each] = number
    return block
