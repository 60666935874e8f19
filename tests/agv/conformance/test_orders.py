"""Orders and updates: what is taken, what is refused, what happens to the route (6.1 of 3.0)."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from agv.orders.sheet import NODES_MAX
from agv.protocol import errors
from agv.protocol.order import Ellipse, NodePosition, Order, Trajectory
from agv.protocol.state import MapStatus
from agv.protocol.topics import Topic
from agv.protocol.words import ActionStatus, BlockingType, Enabled, ErrorLevel, OperatingMode
from tests.agv.conformance.rules import rule
from tests.agv.conformance.wire import Wire, action, at, edge, manual, node, pick, route

Check = Callable[[str, Topic, bytes], None]


@rule(
    "The first node counts as passed when the order is taken and is not in nodeStates.",
    new="6.1.1",
    old="6.6.1",
)
def test_a_new_order_is_taken_and_its_first_node_is_behind(wire: Wire) -> None:
    out = wire.order(route("ABC"))
    state = wire.seen()
    assert (state.order_id, state.order_update_id) == ("o1", 0)
    assert (state.last_node_id, state.last_node_sequence_id) == ("A", 0)
    assert [each.node_id for each in state.node_states] == ["B", "C"]
    assert [each.edge_id for each in state.edge_states] == ["AB", "BC"]
    assert out.wish.drive and [leg.node.node_id for leg in out.wish.legs] == ["B", "C"]
    assert not state.errors


def _bad_shapes() -> dict[str, Order]:
    whole = route("ABC")
    first, second, third = whole.nodes
    return {
        "no node": replace(whole, nodes=(), edges=()),
        "an edge too few": replace(whole, edges=whole.edges[:1]),
        "an edge too many": replace(whole, edges=(*whole.edges, edge("CD", 5))),
        "a gap": replace(whole, nodes=(first, second, replace(third, sequence_id=6))),
        "nodes out of order": replace(whole, nodes=(second, first, third)),
        "edges out of order": replace(whole, edges=whole.edges[::-1]),
        "first node not released": route("ABC", base=0),
        "released behind the horizon": replace(
            whole, nodes=(first, replace(second, released=False), third)
        ),
        "an edge released without its end": replace(
            route("AB"), nodes=(first, replace(second, released=False))
        ),
        "two actions of one id": route("AB", at_node={"A": (pick(),), "B": (pick(),)}),
        "no orderId": route("AB", order_id=""),
    }


@rule(
    "An order whose graph is not a chain of nodes and edges numbered without a gap, base before "
    "horizon, is malformed: VALIDATION_FAILURE, nothing is taken over.",
    new="6.1.1, 6.1.4.1",
    old="6.6.1, 6.6.4.1",
)
@pytest.mark.parametrize("case", sorted(_bad_shapes()))
def test_a_malformed_order_is_refused(check: Check, case: str, wire: Wire) -> None:
    order = _bad_shapes()[case]
    wire.robot.on_order(order)
    out = wire.step()
    assert wire.error(errors.VALIDATION_FAILURE), case
    assert wire.seen().order_id == "" and not out.wish.legs


@rule(
    "What is no JSON, or lacks a demanded field, is malformed; the ids are named as far as they "
    "can be read.",
    new="6.1.4.1, 6.6.5.4",
    old="6.6.4.1",
)
@pytest.mark.parametrize(
    "payload",
    [b"", b"[]", b"\xff\xfe", b"{", b'{"orderId":"x","orderUpdateId":7,"nodes":[]}', b"[" * 9999],
)
def test_a_message_that_is_no_order_is_refused(wire: Wire, payload: bytes) -> None:
    wire.raw(payload)
    found = wire.error(errors.VALIDATION_FAILURE)
    assert found is not None and not wire.wish().legs
    if b"orderId" in payload:
        assert (found.about("orderId"), found.about("orderUpdateId")) == ("x", "7")


@rule("Fields the standard does not name are passed over.", new="4 (future extensions)", old="6.1")
def test_unknown_fields_are_passed_over(wire: Wire) -> None:
    payload = wire.through(route("AB"))
    wire.raw(payload[:-1] + b',"somebodysField":{"a":[1]}}')
    assert wire.seen().order_id == "o1" and not wire.seen().errors


@rule(
    "An order that asks for what the robot cannot use is refused with UNSUPPORTED_PARAMETER and "
    "the name of the field; the robot never ignores it.",
    new="6.1.4.2, 7.1.1",
    old="6.6.4.2, 6.1.1",
)
def test_an_unusable_optional_field_refuses_the_order(wire: Wire) -> None:
    order = route("AB")
    points = Trajectory(control_points=())
    (only,) = order.edges
    wire.robot.on_order(replace(order, edges=(replace(only, trajectory=points),)))
    wire.step()
    found = wire.error(errors.UNSUPPORTED_PARAMETER)
    assert found is not None and found.about("parameter") == "order.edges.trajectory"
    assert found.error_level is (ErrorLevel.CRITICAL if wire.newest else ErrorLevel.WARNING)
    assert wire.seen().order_id == ""


@rule(
    "An action the robot cannot do at this place, or with these parameters, refuses the order with "
    "INVALID_ORDER_ACTION.",
    new="6.1.4.3",
    old="6.6.4.2",
)
@pytest.mark.parametrize(
    "wrong",
    [
        action("weld", blocking=BlockingType.HARD),
        action("cancelOrder", blocking=BlockingType.HARD),
        action("pick", blocking=BlockingType.NONE),
        action("pick", blocking=BlockingType.HARD, stationName=7),
    ],
)
def test_an_impossible_action_refuses_the_order(wire: Wire, wrong: object) -> None:
    wire.order(route("AB", at_node={"B": (wrong,)}))  # type: ignore[dict-item]
    assert wire.error(errors.INVALID_ORDER_ACTION)
    assert wire.seen().order_id == "" and not wire.seen().action_states


@rule(
    "A lower orderUpdateId of the running order: OUTDATED_ORDER_UPDATE; the order goes on.",
    new="6.1.4.4",
    old="6.6.4.3",
)
def test_an_outdated_update_leaves_the_order_running(wire: Wire) -> None:
    wire.order(route("ABC", base=2))
    wire.order(route("BC", update_id=1, first=2))
    wire.order(route("ABC", base=2))
    found = wire.error(errors.OUTDATED_ORDER_UPDATE)
    assert found is not None and found.about("orderUpdateId") == "0"
    assert wire.seen().order_update_id == 1 and wire.wish().drive


@rule(
    "The same update again, equal but for its header, changes nothing and is no error.",
    new="6.1.4.5",
    old="6.6.4.3",
)
def test_a_repeated_order_is_ignored(wire: Wire) -> None:
    wire.order(route("ABC"))
    wire.pass_node(2, x=10.0)
    before = wire.wish()
    wire.order(route("ABC"))
    assert not wire.seen().errors and wire.wish() == before


@rule(
    "The same orderUpdateId with other content: SAME_ORDER_UPDATE_ID; the order goes on.",
    new="6.1.4.5",
)
def test_the_same_update_with_other_content_is_refused(newest: Wire) -> None:
    newest.order(route("ABC"))
    newest.order(route("ABD"))
    assert newest.error(errors.SAME_ORDER_UPDATE_ID)
    assert [each.node_id for each in newest.seen().node_states] == ["B", "C"]
    assert newest.wish().drive


@rule(
    "In 2.1 an equal orderUpdateId is never taken over, whatever it says.", new="–", old="6.6.4.3"
)
def test_an_equal_update_of_the_older_version_is_not_taken_over(oldest: Wire) -> None:
    oldest.order(route("ABC"))
    oldest.order(route("ABD"))
    assert [each.node_id for each in oldest.seen().node_states] == ["B", "C"]


@rule(
    "Another orderId while an order is active: OTHER_ORDER_ACTIVE; the running one goes on.",
    new="6.1.4.6, 6.1.2",
    old="6.6.2",
)
@pytest.mark.parametrize("base", [3, 2])
def test_another_order_is_refused_while_one_is_active(wire: Wire, base: int) -> None:
    wire.order(route("ABC", base=base))
    wire.order(route("AX", order_id="o2"))
    found = wire.error(errors.OTHER_ORDER_ACTIVE)
    assert found is not None and found.about("orderId") == "o2"
    assert wire.seen().order_id == "o1" and wire.wish().drive


@rule(
    "An order whose horizon is still open is active though its base is driven.",
    new="6.1.2, 6.6.8",
    old="6.6.2",
)
def test_an_open_horizon_keeps_the_order_active(wire: Wire) -> None:
    wire.order(route("ABC", base=2))
    wire.pass_node(2, x=10.0)
    wire.tell(driving=False)
    assert not wire.wish().drive
    wire.order(route("BX", order_id="o2"))
    assert wire.error(errors.OTHER_ORDER_ACTIVE)


@rule(
    "The first node has to be where the robot stands: by name, or by position within what the node "
    "allows; else START_NODE_OUT_OF_RANGE.",
    new="6.1.1, 6.1.4.7",
    old="6.6.1, 6.6.2",
)
@pytest.mark.parametrize(
    ("first", "taken"),
    [
        (node("A"), True),
        (node("Z"), False),
        (node("Z", x=0.05), True),
        (node("Z", x=3.0), False),
    ],
)
def test_an_order_begins_where_the_robot_stands(wire: Wire, first: object, taken: bool) -> None:
    order = route("AB")
    wire.order(replace(order, nodes=(first, order.nodes[1])))
    assert (wire.error(errors.START_NODE_OUT_OF_RANGE) is None) is taken
    assert (wire.seen().order_id == "o1") is taken


@rule(
    "A wide deviation of the first node takes in a robot that stands beside it.",
    new="6.1.3.1, 6.6.2.1",
    old="6.6.3.1",
)
def test_a_wide_first_node_takes_the_robot_in(wire: Wire) -> None:
    wide = NodePosition(
        x=3.0,
        y=0.0,
        map_id="hall",
        allowed_deviation_xy=Ellipse(a=3.5, b=3.5, theta=0.0),
        theta=None,
    )
    order = route("AB", order_id="o2")
    first = replace(order.nodes[0], node_id="Z", node_position=wide)
    wire.order(replace(order, nodes=(first, order.nodes[1])))
    assert wire.seen().order_id == "o2" and wire.seen().last_node_id == "Z"


@rule("A new order starts with orderUpdateId 0.", new="6.1.2 (4), 7.3", old="6.6.6")
def test_a_new_order_starts_with_update_zero(wire: Wire) -> None:
    wire.order(route("AB", update_id=3))
    assert wire.error(errors.VALIDATION_FAILURE) and wire.seen().order_id == ""


@rule("A node no way leads to: NO_ROUTE_TO_TARGET.", new="6.1.4.8", old="6.6.4")
def test_a_node_without_a_way_refuses_the_order(check: Check) -> None:
    for version in ("3.0.0", "2.1.0"):
        wire = Wire(version, check, unreachable=lambda order: order.nodes[-1].node_id)
        wire.robot.on_localized("A")
        wire.order(route("AB"))
        assert wire.error(errors.NO_ROUTE_TO_TARGET) and wire.seen().order_id == ""


@rule(
    "In STARTUP, MANUAL, SERVICE and TEACH_IN orders are refused with MOBILE_ROBOT_NOT_AVAILABLE "
    "until the mode takes orders again.",
    new="6.1.4.9, table 10",
    old="6.10.6 (operating modes)",
)
@pytest.mark.parametrize(
    "mode", [each for each in OperatingMode if not each.takes_orders], ids=lambda mode: mode.value
)
def test_a_robot_in_other_hands_refuses_orders(wire: Wire, mode: OperatingMode) -> None:
    manual(wire, mode)
    wire.order(route("AB"))
    assert wire.error(errors.MOBILE_ROBOT_NOT_AVAILABLE)
    assert wire.seen().order_id == "" and not wire.wish().drive
    manual(wire, OperatingMode.AUTOMATIC)
    assert wire.error(errors.MOBILE_ROBOT_NOT_AVAILABLE) is None


@rule(
    "A node on a map the robot does not have: UNKNOWN_MAP_ID.", new="6.1.4.10, 6.3.1", old="6.7.1"
)
def test_a_node_on_an_unknown_map_refuses_the_order(wire: Wire) -> None:
    known = MapStatus(map_id="other", map_version="1", map_status=Enabled.ENABLED)
    wire.tell(maps=(known,))
    wire.order(route("AB"))
    assert wire.error(errors.UNKNOWN_MAP_ID) and wire.seen().order_id == ""


@rule(
    "An order too big for the robot: INSUFFICIENT_MEMORY, level URGENT.",
    new="6.6.5.4, 7.1.2",
    old="6.1.2",
)
def test_an_order_too_big_is_refused(wire: Wire) -> None:
    wire.order(route("A" + "B" * NODES_MAX))
    found = wire.error(errors.INSUFFICIENT_MEMORY)
    assert found is not None and wire.seen().order_id == ""
    assert found.error_level is (ErrorLevel.URGENT if wire.newest else ErrorLevel.WARNING)
    wire.raw(b" " * (300 << 10))
    assert wire.error(errors.INSUFFICIENT_MEMORY) and not wire.wish().legs


@rule("A refusal is shown until an order is accepted.", new="6.1.4, 6.6.5.4", old="6.6.4")
def test_a_refusal_is_shown_until_an_order_is_accepted(wire: Wire) -> None:
    far = route("ZB", order_id="far")
    wire.order(replace(far, nodes=(node("Z", x=50.0), far.nodes[1])))
    for _ in range(3):
        wire.step(30_000)
        assert wire.error(errors.START_NODE_OUT_OF_RANGE)
    wire.order(route("AB"))
    assert not wire.seen().errors


@rule(
    "An update lengthens the base from its last node on and replaces the horizon.",
    new="6.1.2",
    old="6.6.2",
)
def test_an_update_lengthens_the_base_and_replaces_the_horizon(wire: Wire) -> None:
    wire.order(route("ABCD", base=2))
    assert [leg.node.node_id for leg in wire.wish().legs] == ["B"]
    wire.order(route("BXY", update_id=1, first=2, base=2))
    assert [each.node_id for each in wire.seen().node_states] == ["B", "X", "Y"]
    assert [each.released for each in wire.seen().node_states] == [True, True, False]
    assert [leg.node.node_id for leg in wire.wish().legs] == ["B", "X"]
    assert (wire.seen().order_update_id, len(wire.seen().errors)) == (1, 0)


@rule(
    "An update that does not begin with the last node of the base, unchanged, is refused and the "
    "order goes on.",
    new="6.1.2 (9)",
    old="6.6.2",
)
@pytest.mark.parametrize(
    "update",
    [
        route("CD", update_id=1, first=4),
        route("AB", update_id=1),
        route("XC", update_id=1, first=2),
        route("BC", update_id=1, first=2, at_node={"B": (pick(),)}),
        route("BC", update_id=1, first=4),
    ],
)
def test_an_update_that_does_not_fit_is_refused(wire: Wire, update: Order) -> None:
    wire.order(route("ABC", base=2))
    wire.order(update)
    assert wire.error(errors.INVALID_ORDER)
    assert wire.seen().order_update_id == 0 and wire.wish().drive
    assert [each.node_id for each in wire.seen().node_states] == ["B", "C"]


@rule("An update may go on with an order that is already driven.", new="6.1.2 (10)", old="6.6.2")
def test_an_update_goes_on_with_a_finished_order(wire: Wire) -> None:
    wire.order(route("AB"))
    wire.pass_node(2, x=10.0)
    wire.tell(driving=False)
    assert not wire.seen().node_states
    wire.order(route("BC", update_id=1, first=2))
    assert [leg.node.node_id for leg in wire.wish().legs] == ["C"]


@rule(
    "New actions for the node a robot stands on come with one more node; what was done there is "
    "sent along and not done again.",
    new="6.1.2 (figure 7)",
    old="6.6.2",
)
def test_actions_of_the_stitching_node_are_not_done_again(wire: Wire) -> None:
    wire.order(route("AB", at_node={"B": (pick("first"),)}))
    wire.pass_node(2, x=10.0)
    wire.tell(driving=False)
    wire.act("first", ActionStatus.FINISHED)
    wire.order(
        route("BC", update_id=1, first=2, at_node={"B": (pick("first"),), "C": (pick("second"),)})
    )
    assert wire.started() == ["first"]
    assert wire.status("first") is ActionStatus.FINISHED
    assert wire.status("second") is ActionStatus.WAITING


@rule(
    "The robot stops at the last node of its base and asks for more before.",
    new="6.1.2, 6.6.3",
    old="6.6.2, 6.10.3",
)
def test_the_robot_asks_for_base_and_stops_without(wire: Wire) -> None:
    wire.order(route("ABCD", base=3))
    assert not wire.seen().new_base_request
    wire.pass_node(2, x=10.0)
    assert wire.seen().new_base_request
    wire.pass_node(4, x=20.0)
    assert not wire.wish().legs and not wire.wish().drive


@rule(
    "Only a released node of the order changes lastNodeId; other markers do not.",
    new="6.6.2",
    old="6.10.2",
)
def test_a_foreign_marker_changes_nothing(wire: Wire) -> None:
    wire.order(route("ABC", base=2))
    for sequence_id in (4, 7, 99, 0):
        wire.robot.on_passed(sequence_id)
    wire.robot.on_localized("Q")
    wire.step()
    assert wire.seen().last_node_id == "A" and len(wire.seen().node_states) == 2


@rule(
    "A passed node leaves nodeStates together with the edge before it.", new="6.6.2", old="6.10.2"
)
def test_a_passed_node_goes_with_its_edge(wire: Wire) -> None:
    wire.order(route("ABC"))
    wire.pass_node(2, x=10.0)
    assert [each.node_id for each in wire.seen().node_states] == ["C"]
    assert [each.edge_id for each in wire.seen().edge_states] == ["BC"]
    assert (wire.seen().last_node_id, wire.seen().last_node_sequence_id) == ("B", 2)


@rule(
    "After the end of an order its ids stay; the robot is idle and takes another.",
    new="6.1.2.1, 6.6.8",
    old="6.6.6, 6.10.6",
)
def test_after_its_order_the_robot_takes_another(wire: Wire) -> None:
    wire.order(route("AB"))
    wire.pass_node(2, x=10.0)
    wire.tell(driving=False)
    assert (wire.seen().order_id, wire.seen().node_states) == ("o1", ())
    wire.order(route("BC", order_id="o2"))
    assert wire.seen().order_id == "o2" and wire.wish().drive


@rule("A broken connection leaves the order to its last released node.", new="4.1", old="6.2")
def test_without_a_connection_the_base_is_driven_to_its_end(wire: Wire) -> None:
    wire.order(route("ABCD", base=3))
    for sequence_id, x in ((2, 10.0), (4, 20.0)):
        assert wire.wish().drive
        wire.pass_node(sequence_id, x=x)
    assert not wire.wish().drive and wire.telemetry.position == at(20.0)
