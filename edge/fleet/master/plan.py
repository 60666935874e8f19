"""A robot's way as fleet control means it, and the orders that tell the robot piece by piece."""

import msgspec
from msgspec.structs import replace

from agv.protocol.order import Edge, Node, Order
from agv.protocol.route import faults


class PlanError(ValueError):
    """A plan that no order can be made of, or a change that would take base back."""


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """Nodes and the edges between them, from where the robot stands. `released`: how many of the
    nodes are base; it never falls, for what was released has to be taken for driven."""

    order_id: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    released: int

    def __post_init__(self) -> None:
        if not 1 <= self.released <= len(self.nodes):
            raise PlanError(f"{self.released} of {len(self.nodes)} nodes released")
        wrong = faults(self.order(0, 0))
        if wrong:
            raise PlanError("; ".join(wrong))

    def order(self, update_id: int, begin: int) -> Order:
        """The order or update that begins with node `begin`, the last one already released."""
        nodes = tuple(
            replace(node, sequence_id=2 * at, released=at < self.released)
            for at, node in enumerate(self.nodes)
        )
        edges = tuple(
            replace(edge, sequence_id=2 * at + 1, released=at + 1 < self.released)
            for at, edge in enumerate(self.edges)
        )
        return Order(
            order_id=self.order_id,
            order_update_id=update_id,
            nodes=nodes[begin:],
            edges=edges[begin:],
        )

    def grown(self, released: int) -> "Plan":
        """With a longer base."""
        if released < self.released:
            raise PlanError(f"{self.released} nodes are released, {released} is less")
        return replace(self, released=released)

    def rerouted(self, nodes: tuple[Node, ...], edges: tuple[Edge, ...]) -> "Plan":
        """With another way behind the base."""
        return Plan(
            order_id=self.order_id,
            nodes=self.nodes[: self.released] + nodes,
            edges=self.edges[: self.released - 1] + edges,
            released=self.released,
        )
