"""What an order has to be before anybody looks at what it asks for (section 6.1.1 of 3.0)."""

from collections import Counter
from collections.abc import Iterator

from agv.protocol.order import Action, Order


def faults(order: Order) -> list[str]:
    """What is wrong with the shape of an order; empty if it may be read on."""
    return [*_graph(order), *_released(order), *_named(order)]


def _graph(order: Order) -> Iterator[str]:
    """Nodes and edges take turns, numbered without a gap, from an even number on."""
    if not order.nodes:
        yield "no node"
        return
    if len(order.edges) != len(order.nodes) - 1:
        yield f"{len(order.nodes)} nodes with {len(order.edges)} edges"
        return
    first = order.nodes[0].sequence_id
    if first % 2:
        yield f"the first node has the odd sequenceId {first}"
    for at, node in enumerate(order.nodes):
        if node.sequence_id != first + 2 * at:
            yield f"node {node.node_id}: sequenceId {node.sequence_id}, not {first + 2 * at}"
    for at, edge in enumerate(order.edges):
        if edge.sequence_id != first + 2 * at + 1:
            yield f"edge {edge.edge_id}: sequenceId {edge.sequence_id}, not {first + 2 * at + 1}"


def _released(order: Order) -> Iterator[str]:
    """A base, then a horizon; the first node is always released, an edge never without its ends."""
    if not order.nodes or len(order.edges) != len(order.nodes) - 1:
        return
    if not order.nodes[0].released:
        yield "the first node is not released"
    base_ended = False
    for edge, node in zip(order.edges, order.nodes[1:], strict=True):
        if base_ended and (edge.released or node.released):
            yield f"edge {edge.edge_id} or its end is released behind the horizon's begin"
        if edge.released != node.released:
            yield f"edge {edge.edge_id} and its end differ in whether they are released"
        base_ended = base_ended or not edge.released or not node.released


def _named(order: Order) -> Iterator[str]:
    """Ids are there, and an action has one of its own."""
    if not order.order_id:
        yield "no orderId"
    if not all(node.node_id for node in order.nodes):
        yield "a node without nodeId"
    if not all(edge.edge_id for edge in order.edges):
        yield "an edge without edgeId"
    counted = Counter(action.action_id for action in actions_of(order))
    for action_id, times in counted.items():
        if times > 1 or not action_id:
            yield f"actionId {action_id!r} is there {times} times"


def actions_of(order: Order) -> Iterator[Action]:
    """Every action of an order, in the order of its route."""
    for node in order.nodes:
        yield from node.actions
    for edge in order.edges:
        yield from edge.actions
