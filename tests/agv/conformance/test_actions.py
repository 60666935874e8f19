"""Actions of orders and at once: blocking, pausing, cancelling, retrying (6.1.3, 6.2 of 3.0)."""

import pytest

from agv.orders.vehicle_words import End, Pause, Resume, SendFactsheet
from agv.protocol import errors
from agv.protocol.words import ActionStatus, BlockingType, ErrorLevel, OperatingMode
from tests.agv.conformance.rules import rule
from tests.agv.conformance.wire import Wire, action, manual, node, pick, route

NONE, SINGLE = BlockingType.NONE, BlockingType.SINGLE
SOFT, HARD = BlockingType.SOFT, BlockingType.HARD
WAITING, RUNNING = ActionStatus.WAITING, ActionStatus.RUNNING
FINISHED, FAILED = ActionStatus.FINISHED, ActionStatus.FAILED


@rule(
    "Actions of base and horizon are reported as WAITING from the start.",
    new="6.6.9, 6.6.9.1",
    old="6.11",
)
def test_actions_wait_from_the_start(wire: Wire) -> None:
    wire.order(route("ABC", base=2, at_node={"B": (pick("b"),), "C": (pick("c"),)}))
    assert (wire.status("b"), wire.status("c")) == (WAITING, WAITING)
    assert wire.started() == []


@rule(
    "Actions of a horizon that is replaced leave actionStates; those of the base never do.",
    new="6.6.9.1",
    old="6.6.2",
)
def test_actions_of_a_replaced_horizon_are_gone(wire: Wire) -> None:
    wire.order(route("ABC", base=2, at_node={"B": (pick("b"),), "C": (pick("c"),)}))
    wire.order(route("BX", update_id=1, first=2, at_node={"B": (pick("b"),), "X": (pick("x"),)}))
    assert [each.action_id for each in wire.seen().action_states] == ["b", "x"]


@rule(
    "Actions of the first node begin when the order is taken, of others when they are reached.",
    new="6.6.2",
    old="6.10.2",
)
def test_actions_begin_where_they_stand(wire: Wire) -> None:
    wire.order(route("AB", at_node={"A": (pick("a"),), "B": (pick("b"),)}))
    assert wire.started() == ["a"] and not wire.wish().drive
    wire.act("a", FINISHED)
    assert wire.wish().drive and wire.started() == ["a"]
    wire.pass_node(2, x=10.0)
    wire.tell(driving=False)
    assert wire.started() == ["a", "b"]


@rule(
    "SOFT and HARD stop the robot, NONE and SINGLE let it drive.", new="6.2.2, table 3", old="6.12"
)
@pytest.mark.parametrize(("blocking", "drives"), [(NONE, True), (SOFT, False), (HARD, False)])
def test_blocking_types_stop_the_robot(wire: Wire, blocking: BlockingType, drives: bool) -> None:
    wire.order(route("AB", at_node={"A": (action("light", blocking=blocking),)}))
    assert wire.started() == ["light"]
    assert wire.wish().drive is drives
    wire.act("light", RUNNING)
    assert wire.wish().drive is drives
    wire.act("light", FINISHED)
    assert wire.wish().drive


@rule("SINGLE lets the robot drive and nothing run beside it.", new="6.2.2, table 3")
def test_a_single_action_runs_alone_while_driving(newest: Wire) -> None:
    both = (action("light", "one", SINGLE), action("light", "two", NONE))
    newest.order(route("AB", at_node={"A": both}))
    assert newest.started() == ["one"] and newest.wish().drive
    newest.act("one", FINISHED)
    assert newest.started() == ["one", "two"]


@rule(
    "Actions begin in their order; NONE and SOFT side by side, HARD only once those before it have "
    "ended, and nothing beside it.",
    new="6.2.2 (figure 11)",
    old="6.12 (figure 17)",
)
def test_actions_run_side_by_side_or_alone(wire: Wire) -> None:
    four = (
        action("light", "a", NONE),
        action("light", "b", SOFT),
        action("light", "c", HARD),
        action("light", "d", NONE),
    )
    wire.order(route("AB", at_node={"A": four}))
    assert wire.started() == ["a", "b"] and not wire.wish().drive
    wire.act("a", FINISHED)
    assert wire.started() == ["a", "b"]
    wire.act("b", FAILED)
    assert wire.started() == ["a", "b", "c"]
    assert wire.status("d") is WAITING
    wire.act("c", FINISHED)
    assert wire.started() == ["a", "b", "c", "d"]


@rule("What wants the robot to stand begins once it stands.", new="6.2.2", old="6.12")
def test_an_action_that_stops_waits_until_the_robot_stands(wire: Wire) -> None:
    wire.order(route("ABC", at_node={"B": (pick(),)}))
    wire.pass_node(2, x=10.0)
    assert not wire.wish().drive and wire.started() == []
    wire.tell(driving=False)
    assert wire.started() == ["pick"]


@rule(
    "An edge's actions begin when it is entered and end where it ends; a robot held on the node "
    "has not entered the edge yet.",
    new="6.2, 6.6.2",
    old="6.8, 6.10.2",
)
def test_actions_of_an_edge_last_as_long_as_the_edge(wire: Wire) -> None:
    wire.order(route("ABC", at_node={"A": (pick(),)}, at_edge={"AB": (action("light"),)}))
    assert wire.started() == ["pick"]
    wire.act("pick", FINISHED)
    assert wire.started() == ["pick", "light"]
    wire.act("light", RUNNING)
    wire.pass_node(2, x=10.0)
    assert wire.status("light") is FINISHED
    assert End(action_id="light") in wire.commands


@rule(
    "startPause stops driving and interrupts what may be interrupted, the rest goes on; it has "
    "ended when the robot stands. stopPause takes all up again.",
    new="6.2.3.1, 6.2.3.2",
    old="6.8.1, 6.8.2",
)
def test_a_paused_robot_stands_and_goes_on(wire: Wire) -> None:
    both = (action("lift", blocking=NONE), action("light", blocking=NONE))
    wire.order(route("AB", at_node={"A": both}))
    wire.tell(driving=True)
    wire.act("lift", RUNNING)
    wire.act("light", RUNNING)
    wire.instant(action("startPause"))
    assert wire.seen().paused and not wire.wish().drive
    assert wire.status("startPause") is not FINISHED
    assert wire.commands[-1:] == [Pause(action_id="lift")]
    wire.act("lift", ActionStatus.PAUSED)
    wire.tell(driving=False)
    assert wire.status("startPause") is FINISHED
    assert wire.status("lift") is (ActionStatus.PAUSED if wire.newest else RUNNING)
    wire.instant(action("stopPause"))
    assert wire.status("stopPause") is FINISHED and not wire.seen().paused
    assert wire.commands[-1:] == [Resume(action_id="lift")] and wire.wish().drive


@rule("Pausing a robot that is paused succeeds, and so does going on.", new="6.2.3.1", old="6.8.1")
def test_pausing_twice_is_no_error(wire: Wire) -> None:
    for kind in ("startPause", "stopPause"):
        for number in range(2):
            wire.instant(action(kind, f"{kind}{number}"))
            assert wire.status(f"{kind}{number}") is FINISHED
    assert not wire.seen().errors


@rule(
    "cancelOrder: a robot on a line drives to the next node and no further; it has ended when the "
    "robot stands, then nodeStates and edgeStates are empty and orderId is kept.",
    new="6.1.3",
    old="6.6.3",
)
def test_a_cancelled_order_ends_at_the_next_node(wire: Wire) -> None:
    wire.order(route("ABCD"))
    wire.tell(driving=True)
    wire.instant(action("cancelOrder"))
    assert wire.status("cancelOrder") is RUNNING
    assert [leg.node.node_id for leg in wire.wish().legs] == ["B"]
    wire.pass_node(2, x=10.0)
    assert not wire.wish().legs and wire.status("cancelOrder") is RUNNING
    wire.tell(driving=False)
    state = wire.seen()
    assert wire.status("cancelOrder") is FINISHED
    assert (state.node_states, state.edge_states, state.last_node_id) == ((), (), "B")
    assert (state.order_id, state.order_update_id) == ("o1", 0)


@rule(
    "cancelOrder: waiting actions fail, running ones are broken off where that is allowed, else "
    "brought to their end; until then it is RUNNING.",
    new="6.1.3, 6.6.7",
    old="6.6.3",
)
def test_cancelling_waits_for_what_cannot_be_broken_off(wire: Wire) -> None:
    both = (action("light", blocking=SOFT), action("press", blocking=SOFT))
    wire.order(route("AB", at_node={"A": both, "B": (pick(),)}))
    wire.act("light", RUNNING)
    wire.act("press", RUNNING)
    wire.instant(action("cancelOrder"))
    assert wire.status("pick") is FAILED
    assert wire.commands[-1:] == [End(action_id="light")]
    wire.act("light", FAILED)
    assert wire.status("cancelOrder") is RUNNING and wire.status("press") is RUNNING
    wire.act("press", FINISHED)
    assert wire.status("cancelOrder") is FINISHED and wire.status("press") is FINISHED
    assert wire.started() == ["light", "press"]


@rule(
    "A robot that is blocked or paused, and so cannot go on, is cancelled where it stands.",
    new="6.1.3",
    old="6.6.3",
)
def test_a_blocked_robot_is_cancelled_where_it_stands(wire: Wire) -> None:
    wire.order(route("ABC"))
    wire.tell(driving=True)
    blocked = errors.error(errors.PATH_BLOCKED, "a box")
    wire.tell(driving=False, errors=(blocked,))
    wire.instant(action("cancelOrder"))
    assert wire.status("cancelOrder") is FINISHED and not wire.seen().node_states


@rule(
    "cancelOrder while idle, or for another orderId, fails with NO_ORDER_TO_CANCEL and the "
    "actionId; a running order goes on.",
    new="6.1.3.2",
    old="6.6.3.2",
)
@pytest.mark.parametrize("running", [False, True])
def test_there_has_to_be_an_order_to_cancel(wire: Wire, running: bool) -> None:
    if running:
        wire.order(route("AB"))
    other = action("cancelOrder", orderId="else")
    wire.instant(other if running else action("cancelOrder"))
    found = wire.error(errors.NO_ORDER_TO_CANCEL)
    assert wire.status("cancelOrder") is FAILED
    assert found is not None and found.about("actionId") == "cancelOrder"
    assert wire.wish().drive is running


@rule(
    "After a cancelled order its updates are refused (ORDER_UPDATE_FOLLOWING_CANCEL), a new order "
    "is taken.",
    new="6.1.2 (7), 6.1.3.1",
    old="6.6.3.1",
)
def test_updates_of_a_cancelled_order_are_refused(wire: Wire) -> None:
    wire.order(route("ABC", base=2))
    wire.instant(action("startPause"))
    wire.instant(action("cancelOrder"))
    assert wire.status("cancelOrder") is FINISHED
    wire.instant(action("stopPause"))
    wire.order(route("BC", update_id=1, first=2))
    assert wire.error(errors.ORDER_UPDATE_FOLLOWING_CANCEL) and not wire.wish().legs
    wire.order(route("AB", order_id="o2"))
    assert wire.seen().order_id == "o2" and not wire.seen().errors and wire.wish().drive


@rule("While it is being cancelled no other order is taken.", new="6.1.3, 6.6.8", old="6.6.3")
def test_nothing_is_taken_while_cancelling(wire: Wire) -> None:
    wire.order(route("ABC"))
    wire.tell(driving=True)
    wire.instant(action("cancelOrder"))
    wire.order(route("AB", order_id="o2"))
    assert wire.error(errors.OTHER_ORDER_ACTIVE) and wire.seen().order_id == "o1"


@rule(
    "An instant action the robot cannot do fails, with INVALID_INSTANT_ACTION and its actionId.",
    new="6.2.1, 6.6.5.4",
    old="6.9",
)
@pytest.mark.parametrize(
    "wrong", [action("weld"), action("pick"), action("initializePosition", x=1.0), action("retry")]
)
def test_an_impossible_instant_action_fails(wire: Wire, wrong: object) -> None:
    wire.instant(wrong)  # type: ignore[arg-type]
    found = wire.error(errors.INVALID_INSTANT_ACTION)
    assert found is not None
    assert wire.status(str(found.about("actionId"))) is FAILED
    wire.instant(action("stateRequest"))
    assert wire.error(errors.INVALID_INSTANT_ACTION) is None


@rule("An instant action that is repeated is done once.", new="6.2.1 (lost messages)", old="6.9")
def test_a_repeated_instant_action_is_done_once(wire: Wire) -> None:
    wire.order(route("AB"))
    start = action("startCharging", "c1")
    for _ in range(3):
        wire.instant(start)
    assert wire.started() == ["c1"]
    wire.act("c1", FINISHED)
    if wire.newest:
        wire.instant(action("clearInstantActions"))
    wire.instant(start)
    assert wire.started() == ["c1"]


@rule("clearInstantActions removes those that have ended.", new="6.2.3.1, 7.8")
def test_ended_instant_actions_are_cleared(newest: Wire) -> None:
    newest.instant(action("stateRequest"), action("startCharging"))
    newest.instant(action("clearInstantActions"))
    left = {each.action_id for each in newest.seen().instant_action_states}
    assert left == {"startCharging", "clearInstantActions"}


@rule(
    "Instant actions are in a list of their own; in 2.1 they stand among the others.",
    new="6.6.9, 7.8",
    old="6.11",
)
def test_instant_actions_stand_where_the_version_wants_them(wire: Wire) -> None:
    wire.instant(action("stateRequest"))
    at_once, others = wire.seen().instant_action_states, wire.seen().action_states
    assert [each.action_id for each in (at_once if wire.newest else others)] == ["stateRequest"]
    assert not (others if wire.newest else at_once)


@rule("stateRequest and factsheetRequest are answered.", new="6.2.3.1", old="6.8.1")
def test_state_and_factsheet_are_told_when_asked_for(wire: Wire) -> None:
    before = len(wire.states)
    wire.instant(action("stateRequest"), action("factsheetRequest"))
    assert len(wire.states) > before
    assert wire.status("stateRequest") is FINISHED
    assert wire.commands[-1:] == [SendFactsheet()]


@rule(
    "waitForTrigger holds until a trigger of its type; cancelled it fails.",
    new="6.2.3.1, 6.2.3.2",
    old="6.8.1",
)
def test_a_robot_waits_for_its_trigger(wire: Wire) -> None:
    wait = action("waitForTrigger", blocking=HARD, triggerType=["FLEET_CONTROL"])
    wire.order(route("AB", at_node={"A": (wait,)}))
    assert wire.status("waitForTrigger") is RUNNING and not wire.wish().drive
    wire.instant(action("trigger"))
    assert wire.status("trigger") is FINISHED
    assert wire.status("waitForTrigger") is FINISHED and wire.wish().drive
    wire.instant(action("trigger", "again"))
    assert wire.status("again") is FAILED


@rule("A robot that waits for a button is not freed by fleet control.", new="6.2.3.1")
def test_a_local_trigger_is_not_ours(newest: Wire) -> None:
    wait = action("waitForTrigger", blocking=HARD, triggerType=["LOCAL"])
    newest.order(route("AB", at_node={"A": (wait,)}))
    newest.instant(action("trigger"))
    assert newest.status("trigger") is FAILED and not newest.wish().drive
    newest.instant(action("cancelOrder"))
    assert newest.status("waitForTrigger") is FAILED


@rule(
    "A retriable action that fails is RETRIABLE; retry begins it again, skipRetry ends it.",
    new="6.2.3.1, 6.6.9",
)
@pytest.mark.parametrize("skipped", [False, True])
def test_a_retriable_action_waits_for_a_word(newest: Wire, skipped: bool) -> None:
    newest.order(route("AB", at_node={"A": (pick(retriable=True),)}))
    newest.act("pick", RUNNING)
    newest.act("pick", FAILED, "empty")
    assert newest.status("pick") is ActionStatus.RETRIABLE and not newest.wish().drive
    newest.instant(action("skipRetry" if skipped else "retry", "word", actionId="pick"))
    assert newest.status("word") is FINISHED
    if skipped:
        assert newest.status("pick") is FAILED and newest.wish().drive
    else:
        assert newest.started() == ["pick", "pick"]
    newest.instant(action("retry", "wrong", actionId="nothing"))
    assert newest.status("wrong") is FAILED


@rule(
    "An action that holds the robot and fails is CRITICAL: the robot does not drive on, its order "
    "stays, and can be cancelled.",
    new="6.6.5.1, 6.2.3.2",
    old="6.8.2",
)
def test_after_a_failed_pick_the_robot_stays(wire: Wire) -> None:
    wire.order(route("AB", at_node={"A": (pick(),)}))
    wire.act("pick", RUNNING)
    wire.act("pick", FAILED, "nothing there")
    found = wire.error(errors.ACTION_FAILED)
    assert found is not None and found.about("actionId") == "pick"
    assert not wire.newest or found.error_level is ErrorLevel.CRITICAL
    assert not wire.wish().drive and wire.seen().node_states
    wire.instant(action("cancelOrder"))
    wire.order(route("AB", order_id="o2"))
    assert wire.wish().drive and wire.error(errors.ACTION_FAILED) is None


@rule(
    "In INTERVENED only cancelOrder is taken, in MANUAL, SERVICE, STARTUP and TEACH_IN none but "
    "questions.",
    new="table 10",
    old="6.10.6",
)
def test_instant_actions_depend_on_the_mode(wire: Wire) -> None:
    wire.order(route("AB"))
    manual(wire, OperatingMode.INTERVENED)
    wire.instant(action("startPause"))
    assert wire.status("startPause") is FAILED
    wire.instant(action("cancelOrder"))
    assert wire.status("cancelOrder") is FINISHED
    manual(wire, OperatingMode.MANUAL)
    wire.instant(action("startCharging"), action("stateRequest"))
    assert wire.status("startCharging") is FAILED and wire.status("stateRequest") is FINISHED
    assert wire.started() == []


@rule(
    "initializePosition, charging and the like are the vehicle's: handed on once, reported as it "
    "says.",
    new="6.2.3.2",
    old="6.8.2",
)
def test_the_vehicle_does_what_only_it_can(wire: Wire) -> None:
    pose = action("initializePosition", x=1.0, y=2.0, theta=0.5, mapId="hall", lastNodeId="K")
    wire.instant(pose)
    assert wire.started() == ["initializePosition"]
    wire.act("initializePosition", RUNNING)
    wire.robot.on_localized("K")
    wire.act("initializePosition", FINISHED)
    assert wire.status("initializePosition") is FINISHED and wire.seen().last_node_id == "K"
    wire.order(route("KB"))
    assert wire.wish().drive and node("K").node_id == wire.seen().last_node_id
