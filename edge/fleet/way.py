"""Ways in the words of orders: nodes and edges with their actions, lengths and turns."""

import math
from collections.abc import Callable, Sequence
from itertools import pairwise

from agv.protocol.order import Action, Edge, Node
from agv.protocol.words import BlockingType
from edge.fleet.floor import Floor, Way
from edge.fleet.traffic.distances import FAR
from edge.fleet.traffic.site_map import HEADINGS, heading

# By how many quarters, counter-clockwise, the next segment is turned against the last one.
TURNS = ("STRAIGHT", "LEFT", "AROUND", "RIGHT")


def path_down(
    floor: Floor, far: Callable[[int], int], start: int, blocked: frozenset[Way]
) -> list[int]:
    """The nodes after `start` on the best way to a goal that is so `far` from each node; none where
    no way leads."""
    found, node = [], start
    while 0 < far(node) < FAR:
        onward = [each for each in floor.graph.onward[node] if (node, each) not in blocked]
        nearer = min(onward, key=far, default=None)
        if nearer is None or far(nearer) >= far(node):
            return []
        found.append(nearer)
        node = nearer
    return found


def node_of(floor: Floor, number: int, action: Action | None = None) -> Node:
    """A node of an order; its place in the sequence is the plan's business."""
    return Node(
        node_id=floor.graph.names[number],
        sequence_id=0,
        released=False,
        actions=() if action is None else (action,),
    )


def edge_of(floor: Floor, start: int, end: int, facing: int | None) -> Edge:
    """The stretch between two nodes, for a robot that faces one of the four headings."""
    graph = floor.graph
    names = graph.names
    turn = 0 if facing is None else (heading_of(floor, start, end) - facing) % HEADINGS
    return Edge(
        edge_id=f"{names[start]}-{names[end]}",
        sequence_id=0,
        released=False,
        actions=(),
        length=graph.length[start, end] / 1000,
        direction=TURNS[turn],
    )


def edges_of(floor: Floor, path: Sequence[int], facing: int | None) -> tuple[Edge, ...]:
    """The stretches between the nodes of a path."""
    found = []
    for start, end in pairwise(path):
        found.append(edge_of(floor, start, end, facing))
        facing = heading_of(floor, start, end)
    return tuple(found)


def heading_of(floor: Floor, start: int, end: int) -> int:
    """The nearest of the four headings."""
    site = floor.site.nodes
    return heading(site[start], site[end])


def angle_mrad(floor: Floor, start: str, end: str) -> int:
    """The direction of a stretch, 0 is east."""
    one, other = floor.nodes[start], floor.nodes[end]
    return round(1000 * math.atan2(other.y_mm - one.y_mm, other.x_mm - one.x_mm))


def action_of(kind: str, action_id: str) -> Action:
    """Load or unload, standing."""
    return Action(action_type=kind, action_id=action_id, blocking_type=BlockingType.HARD)
