"""Whether an order or update is taken (figure 8 of 3.0), and with which error it is not."""

from collections.abc import Callable

import msgspec

from agv.protocol import errors
from agv.protocol.errors import error
from agv.protocol.factsheet import Factsheet, fits
from agv.protocol.order import Action, Edge, Node, Order
from agv.protocol.route import faults
from agv.protocol.state import Error
from agv.protocol.words import OperatingMode, Scope


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """The order the robot has, or had last. `decision`: the last node of its base."""

    order: Order | None = None
    decision: Node | None = None
    idle: bool = True
    cancelled: bool = False


class Able(msgspec.Struct, frozen=True, kw_only=True):
    """What the robot can do now. Functions answer for its place: `stands_on` whether a node is
    trivially reachable, `unreachable` which node of an order no way of its own leads to."""

    factsheet: Factsheet
    mode: OperatingMode
    stands_on: Callable[[Node], bool]
    unreachable: Callable[[Order], str | None]
    maps: frozenset[str] = frozenset()
    out_of_order: bool = False


def refusal(order: Order, held: Held, able: Able) -> Error | None:
    """The error an order is refused with; None if it is taken. Repetitions: see `repeated`."""
    about = {"orderId": order.order_id, "orderUpdateId": order.order_update_id}
    said = faults(order)
    if said:
        return error(errors.VALIDATION_FAILURE, "; ".join(said[:5]), **about)
    too_much = _too_much(order, able.factsheet)
    if too_much:
        return error(errors.INSUFFICIENT_MEMORY, too_much, **about)
    if not able.mode.takes_orders or able.out_of_order:
        why = "a fatal error" if able.mode.takes_orders else f"mode {able.mode}"
        return error(errors.MOBILE_ROBOT_NOT_AVAILABLE, why, **about)
    if held.order is not None and held.order.order_id == order.order_id:
        wrong = _wrong_update(order, held.order, held)
    else:
        wrong = _wrong_start(order, held, able)
    if wrong is not None:
        return error(wrong[0], wrong[1], **about)
    return _impossible(order, able)


def repeated(order: Order, held: Held) -> bool:
    """Whether this is the order the robot has, sent again: nothing happens then."""
    return held.order == order


def _wrong_start(order: Order, held: Held, able: Able) -> tuple[str, str] | None:
    if not held.idle:
        return errors.OTHER_ORDER_ACTIVE, "another order is active"
    if order.order_update_id or order.nodes[0].sequence_id:
        return errors.VALIDATION_FAILURE, "a new order begins with update and sequence 0"
    if not able.stands_on(order.nodes[0]):
        return errors.START_NODE_OUT_OF_RANGE, f"not on node {order.nodes[0].node_id}"
    return None


def _wrong_update(order: Order, current: Order, held: Held) -> tuple[str, str] | None:
    if order.order_update_id < current.order_update_id:
        return errors.OUTDATED_ORDER_UPDATE, f"update {current.order_update_id} is here"
    if order.order_update_id == current.order_update_id:
        return errors.SAME_ORDER_UPDATE_ID, "the same update with other content"
    if held.cancelled:
        return errors.ORDER_UPDATE_FOLLOWING_CANCEL, "the order was cancelled"
    first, decision = order.nodes[0], held.decision
    if decision is None or not _stitches(first, decision):
        at = "nothing" if decision is None else f"{decision.node_id}, {decision.sequence_id}"
        return errors.INVALID_ORDER, f"begins with {first.node_id} instead of {at}"
    return None


def _stitches(first: Node, decision: Node) -> bool:
    """The last node of the base is sent again as it was, finished actions included."""
    return (first.node_id, first.sequence_id, first.actions) == (
        decision.node_id,
        decision.sequence_id,
        decision.actions,
    )


def _impossible(order: Order, able: Able) -> Error | None:
    about = {"orderId": order.order_id, "orderUpdateId": order.order_update_id}
    for node in order.nodes:
        where = node.node_position
        if where is not None and able.maps and where.map_id not in able.maps:
            return error(errors.UNKNOWN_MAP_ID, where.map_id, **about, mapId=where.map_id)
    unused = _unused(order, able.factsheet)
    if unused:
        said = f"{', '.join(unused)} cannot be used"
        return error(errors.UNSUPPORTED_PARAMETER, said, **about, parameter=unused[0])
    for scope, action in _scoped(order):
        wrong = wrong_action(action, scope, able.factsheet)
        if wrong:
            named = {"actionId": action.action_id, "actionType": action.action_type}
            return error(errors.INVALID_ORDER_ACTION, wrong, **about, **named)
    node_id = able.unreachable(order)
    if node_id is not None:
        return error(errors.NO_ROUTE_TO_TARGET, f"no way to {node_id}", **about, nodeId=node_id)
    return None


def _scoped(order: Order) -> list[tuple[Scope, Action]]:
    return [(Scope.NODE, action) for node in order.nodes for action in node.actions] + [
        (Scope.EDGE, action) for edge in order.edges for action in edge.actions
    ]


def wrong_action(action: Action, scope: Scope, factsheet: Factsheet) -> str | None:
    """Why an action cannot be done here; None if it can."""
    can = factsheet.action(action.action_type)
    if can is None or scope not in can.action_scopes:
        return f"{action.action_type} is not for {scope}"
    given = action.blocking_type
    if scope is not Scope.INSTANT and given not in (can.blocking_types or (given,)):
        return f"{action.action_type} does not run as {given}"
    for kind in can.action_parameters or ():
        value = action.parameter(kind.key)
        if value is None:
            if not kind.is_optional:
                return f"{action.action_type} needs {kind.key}"
        elif not fits(kind.value_data_type, value):
            return f"{action.action_type}: {kind.key} is no {kind.value_data_type}"
    return None


# Optional fields that change how one drives. Descriptions may be passed over; these never.
_NODE_FIELDS: dict[str, Callable[[Node], object]] = {
    "nodePosition.theta": lambda node: node.node_position and node.node_position.theta,
}
_EDGE_FIELDS: dict[str, Callable[[Edge], object]] = {
    "maximumSpeed": lambda edge: edge.maximum_speed,
    "maximumMobileRobotHeight": lambda edge: edge.maximum_mobile_robot_height,
    "minimumLoadHandlingDeviceHeight": lambda edge: edge.minimum_load_handling_device_height,
    "orientation": lambda edge: edge.orientation,
    "direction": lambda edge: edge.direction,
    "reachOrientationBeforeEntering": lambda edge: edge.reach_orientation_before_entering,
    "maximumRotationSpeed": lambda edge: edge.maximum_rotation_speed,
    "trajectory": lambda edge: edge.trajectory,
    "corridor": lambda edge: edge.corridor,
}


def _unused(order: Order, factsheet: Factsheet) -> list[str]:
    """Optional fields of the order that the factsheet does not list."""
    found = [
        f"order.nodes.{name}"
        for name, field in _NODE_FIELDS.items()
        for node in order.nodes
        if field(node) is not None and not factsheet.takes(f"order.nodes.{name}")
    ] + [
        f"order.edges.{name}"
        for name, field in _EDGE_FIELDS.items()
        for edge in order.edges
        if field(edge) is not None and not factsheet.takes(f"order.edges.{name}")
    ]
    return list(dict.fromkeys(found))


def _too_much(order: Order, factsheet: Factsheet) -> str | None:
    """Which limit of the factsheet the order is over."""
    limits = factsheet.protocol_limits.maximum_array_lengths
    actions = [len(node.actions) for node in order.nodes]
    counts = (
        ("nodes", len(order.nodes), limits.order_nodes),
        ("edges", len(order.edges), limits.order_edges),
        ("actions on a node", max(actions, default=0), limits.node_actions),
        (
            "actions on an edge",
            max((len(edge.actions) for edge in order.edges), default=0),
            limits.edge_actions,
        ),
    )
    for what, count, most in counts:
        if most and count > most:
            return f"{count} {what}; at most {most}"
    ids = factsheet.protocol_limits.maximum_string_lengths.maximum_id_length
    longest = max(len(order.order_id), *(len(node.node_id) for node in order.nodes))
    return f"an id of {longest} characters" if ids and longest > ids else None
