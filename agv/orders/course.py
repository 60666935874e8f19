"""The route of the order: what is behind, what is ahead, which edge the robot is on."""

from collections.abc import Iterator
from typing import NamedTuple

from agv.protocol.order import Action, Edge, Node, Order
from agv.protocol.route import actions_of
from agv.protocol.state import EdgeState, NodeState, StatePosition


class Passed(NamedTuple):
    """An edge that was left, with the node at its end."""

    edge: Edge
    node: Node


class Extended(NamedTuple):
    """Actions a change of the horizon took away and brought."""

    gone: list[Action]
    come: list[Action]


class Course:
    """Kept over the end of an order: the ids stay, and an update may go on from the last node."""

    def __init__(self) -> None:
        self.order: Order | None = None
        self.decision: Node | None = None
        self.last_node_id = ""
        self.last_sequence_id = 0
        self.nodes: list[Node] = []
        self.edges: list[Edge] = []
        self.entered = False

    @property
    def empty(self) -> bool:
        return not self.nodes and not self.edges

    @property
    def base_runs_short(self) -> bool:
        """Whether the robot would have to brake soon for want of more base."""
        has_horizon = any(not edge.released for edge in self.edges)
        return has_horizon and len(self.base()) <= 1

    def start(self, order: Order) -> None:
        """Take a new order; its first node counts as passed."""
        self.order, self.entered = order, False
        self.nodes, self.edges = list(order.nodes[1:]), list(order.edges)
        self.last_node_id = order.nodes[0].node_id
        self.last_sequence_id = order.nodes[0].sequence_id
        self.decision = _last_released(order)

    def extend(self, order: Order) -> Extended:
        """Take an update: the base stays, the horizon is replaced."""
        gone = [action for actions in self._horizon() for action in actions]
        self.nodes = [node for node in self.nodes if node.released] + list(order.nodes[1:])
        self.edges = [edge for edge in self.edges if edge.released] + list(order.edges)
        self.order, self.decision = order, _last_released(order)
        stitching = len(order.nodes[0].actions)
        come = list(actions_of(order))[stitching:]
        return Extended(gone, come)

    def _horizon(self) -> Iterator[tuple[Action, ...]]:
        yield from (node.actions for node in self.nodes if not node.released)
        yield from (edge.actions for edge in self.edges if not edge.released)

    def base(self) -> list[Passed]:
        """What may be driven, in order."""
        legs = zip(self.edges, self.nodes, strict=True)
        return [Passed(edge, node) for edge, node in legs if edge.released]

    def pass_to(self, sequence_id: int) -> list[Passed]:
        """The robot is on this node: it and all before are behind. Unknown and unreleased nodes
        change nothing."""
        base = self.base()
        if sequence_id not in [leg.node.sequence_id for leg in base]:
            return []
        behind = [leg for leg in base if leg.node.sequence_id <= sequence_id]
        self.nodes, self.edges = self.nodes[len(behind) :], self.edges[len(behind) :]
        self.last_node_id = behind[-1].node.node_id
        self.last_sequence_id = sequence_id
        self.entered = False
        return behind

    def clear(self) -> None:
        """The order is over before its end; its ids and the last node stay."""
        self.nodes, self.edges, self.entered = [], [], False

    def node_states(self) -> tuple[NodeState, ...]:
        return tuple(
            NodeState(
                node_id=node.node_id,
                sequence_id=node.sequence_id,
                released=node.released,
                node_descriptor=node.node_descriptor,
                node_position=_position(node),
            )
            for node in self.nodes
        )

    def edge_states(self) -> tuple[EdgeState, ...]:
        return tuple(
            EdgeState(
                edge_id=edge.edge_id,
                sequence_id=edge.sequence_id,
                released=edge.released,
                edge_descriptor=edge.edge_descriptor,
                trajectory=edge.trajectory,
            )
            for edge in self.edges
        )


def _last_released(order: Order) -> Node:
    return [node for node in order.nodes if node.released][-1]


def _position(node: Node) -> StatePosition | None:
    where = node.node_position
    if where is None:
        return None
    return StatePosition(x=where.x, y=where.y, theta=where.theta, map_id=where.map_id)
