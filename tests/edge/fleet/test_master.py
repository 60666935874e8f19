"""Fleet control's side against a robot of ours, over a wire that may lose what it carries."""

import random
from itertools import count

import msgspec
import pytest

from agv.orders.robot import RobotSide
from agv.orders.sheet import Body, factsheet
from agv.orders.vehicle_words import ActionReport, Start, Telemetry
from agv.protocol import errors
from agv.protocol.order import Edge, InstantActions, Node, Order, Responses
from agv.protocol.state import State
from agv.protocol.words import ActionStatus, BlockingType, GrantType, OperatingMode
from edge.fleet.master.asking import at_once
from edge.fleet.master.plan import Plan, PlanError
from edge.fleet.master.robot import MasterSide, Rules
from edge.fleet.master.words import (
    Accepted,
    ActionEnded,
    Back,
    Cancelled,
    Done,
    Event,
    Failing,
    Intruded,
    Lost,
    Message,
    ModeChanged,
    OrderLost,
    Reached,
    Rejected,
)


def plan(names: str, released: int, order_id: str = "o1") -> Plan:
    nodes = tuple(Node(node_id=name, sequence_id=0, released=False, actions=()) for name in names)
    edges = tuple(
        Edge(edge_id=name, sequence_id=0, released=False, actions=()) for name in names[1:]
    )
    return Plan(order_id=order_id, nodes=nodes, edges=edges, released=released)


class Pair:
    """Both ends and time. `loss`: the share of messages that never arrive."""

    def __init__(self, *, loss: float = 0.0, rng: random.Random | None = None) -> None:
        ids = count()
        self.master = MasterSide(Rules(), lambda: f"i{next(ids)}")
        self.robot = RobotSide(factsheet(Body(corridors=True)))
        self.robot.on_localized("A")
        self.telemetry = Telemetry()
        self.now_ms = 0
        self.loss, self._rng = loss, rng or random.Random(0)
        self.events: list[Event] = []
        self.said: list[Message] = []
        self.driven: list[int] = []
        self.step()

    def step(self, ms: int = 200) -> None:
        """The robot first, then fleet control."""
        self.now_ms += ms
        self.robot.on_telemetry(self.telemetry)
        out = self.robot.step(self.now_ms)
        for command in out.commands:
            if isinstance(command, Start):
                done = ActionReport(
                    action_id=command.action.action_id, status=ActionStatus.FINISHED
                )
                self.robot.on_action(done)
        if out.state is not None and self._arrives():
            self.events += self.master.hear(out.state, self.now_ms)
        said = self.master.step(self.now_ms)
        self.events += said.events
        self.said += said.messages
        for message in said.messages:
            if self._arrives():
                self._deliver(message)

    def _arrives(self) -> bool:
        return self._rng.random() >= self.loss

    def _deliver(self, message: Message) -> None:
        if isinstance(message, Order):
            self.robot.on_order(message)
        elif isinstance(message, InstantActions):
            self.robot.on_instant_actions(message)
        else:
            self.robot.on_responses(message, self.now_ms, self.now_ms)

    def drive(self) -> None:
        """The vehicle passes the next node of its base, if it may."""
        wish = self.robot.step(self.now_ms).wish
        if wish.drive:
            self.driven.append(wish.legs[0].node.sequence_id)
            self.robot.on_passed(wish.legs[0].node.sequence_id)

    def orders(self) -> list[Order]:
        return [each for each in self.said if isinstance(each, Order)]

    def happened(self, kind: type[Event]) -> list[Event]:
        return [each for each in self.events if isinstance(each, kind)]


def test_an_order_is_said_until_it_is_echoed_and_not_after() -> None:
    pair = Pair()
    pair.master.give(plan("AB", 2))
    pair.loss = 1.0
    for _ in range(20):
        pair.step()
    repeated = pair.orders()
    assert len(repeated) >= 3 and len(set(repeated)) == 1
    pair.loss = 0.0
    for _ in range(20):
        pair.step()
    told = len(pair.orders())
    for _ in range(50):
        pair.step()
    assert len(pair.orders()) == told
    assert pair.happened(Accepted) == [Accepted(order_id="o1", order_update_id=0)]


def test_the_base_grows_from_its_last_node_and_never_shrinks() -> None:
    pair = Pair()
    pair.master.give(plan("ABCD", 2))
    for released in (3, 4):
        for _ in range(10):
            pair.step()
        pair.master.grow(released)
    for _ in range(10):
        pair.step()
    assert [(each.order_update_id, each.nodes[0].sequence_id) for each in pair.orders()] == [
        (0, 0),
        (1, 2),
        (2, 4),
    ]
    with pytest.raises(PlanError):
        pair.master.grow(3)
    with pytest.raises(PlanError):
        pair.master.grow(5)


def test_several_wishes_before_the_echo_become_one_update() -> None:
    pair = Pair()
    pair.master.give(plan("ABCDE", 2))
    pair.loss = 1.0
    for released in (3, 4, 5):
        pair.step()
        pair.master.grow(released)
    pair.loss = 0.0
    for _ in range(20):
        pair.step()
    assert {each.order_update_id for each in pair.orders()} == {0, 1}
    assert len(pair.robot.state().node_states) == 4


def test_the_way_behind_the_base_can_change() -> None:
    pair = Pair()
    pair.master.give(plan("ABCD", 2))
    for _ in range(5):
        pair.step()
    other = plan("BXY", 1)
    pair.master.reroute(other.nodes[1:], other.edges)
    for _ in range(5):
        pair.step()
    assert [each.node_id for each in pair.robot.state().node_states] == ["B", "X", "Y"]
    assert not pair.robot.state().errors


@pytest.mark.parametrize("loss", [0.0, 0.3, 0.6])
def test_an_order_is_driven_once_whatever_is_lost(loss: float, rng: random.Random) -> None:
    pair = Pair(loss=loss, rng=rng)
    while pair.master.state is None:
        pair.step()
    pair.master.give(plan("ABCDEF", 2))
    released = 2
    for _ in range(2_000):
        pair.step()
        pair.drive()
        reached = [each.sequence_id for each in pair.happened(Reached)]  # type: ignore[attr-defined]
        if reached and released < 6 and max(reached) >= 2 * (released - 1):
            released += 1
            pair.master.grow(released)
        if pair.happened(Done):
            break
    assert pair.driven == [2, 4, 6, 8, 10]
    assert pair.happened(Done) == [Done(order_id="o1")]
    assert pair.master.free and not pair.happened(Rejected)


@pytest.mark.parametrize("loss", [0.0, 0.5])
def test_a_cancelled_order_ends_and_another_is_taken(loss: float, rng: random.Random) -> None:
    pair = Pair(loss=loss, rng=rng)
    while pair.master.state is None:
        pair.step()
    pair.master.give(plan("ABC", 2))
    while not pair.happened(Accepted):
        pair.step()
    pair.master.cancel()
    pair.master.cancel()
    for _ in range(200):
        pair.step()
        pair.drive()
    assert pair.happened(Cancelled) == [Cancelled(order_id="o1", last_node_id="B")]
    assert pair.driven == [2]
    pair.master.give(plan("BC", 2, "o2"))
    for _ in range(200):
        pair.step()
        pair.drive()
    assert pair.happened(Done) == [Done(order_id="o2")]


def test_an_order_that_never_arrived_is_cancelled_without_it() -> None:
    pair = Pair()
    pair.master.give(plan("AB", 2))
    pair.loss = 1.0
    pair.step()
    pair.master.cancel()
    pair.loss = 0.0
    for _ in range(20):
        pair.step()
    assert pair.happened(Cancelled) == [Cancelled(order_id="o1", last_node_id="A")]
    assert pair.master.free and pair.robot.state().order_id == ""


def test_a_rejected_order_is_noticed_and_not_repeated() -> None:
    pair = Pair()
    pair.master.give(plan("ZB", 2))
    for _ in range(50):
        pair.step()
    (rejected,) = pair.happened(Rejected)
    assert isinstance(rejected, Rejected)
    assert rejected.error.error_type == errors.START_NODE_OUT_OF_RANGE
    assert len(pair.orders()) == 1 and pair.master.free


def test_a_rejected_update_leaves_the_order_to_be_cancelled() -> None:
    pair = Pair()
    pair.master.give(plan("ABC", 2))
    for _ in range(5):
        pair.step()
    bad = plan("BC", 1)
    edge = msgspec.structs.replace(bad.edges[0], orientation=1.0)
    pair.master.reroute(bad.nodes[1:], (edge,))
    for _ in range(20):
        pair.step()
    (rejected,) = pair.happened(Rejected)
    assert isinstance(rejected, Rejected)
    assert (rejected.order_update_id, rejected.error.error_type) == (
        1,
        errors.UNSUPPORTED_PARAMETER,
    )
    assert pair.robot.state().order_update_id == 0 and not pair.master.free
    pair.master.cancel()
    for _ in range(20):
        pair.step()
        pair.drive()
    assert pair.happened(Cancelled) and pair.master.free


def test_an_instant_action_is_said_until_its_id_shows() -> None:
    pair = Pair()
    pair.loss = 1.0
    pair.master.do(at_once("startCharging", "c1"))
    for _ in range(20):
        pair.step()
    assert len([each for each in pair.said if isinstance(each, InstantActions)]) >= 3
    pair.loss = 0.0
    for _ in range(20):
        pair.step()
    told = len(pair.said)
    for _ in range(50):
        pair.step()
    assert len(pair.said) == told
    assert pair.happened(ActionEnded) == [ActionEnded(action_id="c1", status=ActionStatus.FINISHED)]


def test_a_robot_that_falls_silent_is_lost_once_and_gets_no_base() -> None:
    pair = Pair()
    pair.master.give(plan("ABC", 2))
    for _ in range(5):
        pair.step()
    pair.loss = 1.0
    for _ in range(100):
        pair.step()
    assert len(pair.happened(Lost)) == 1
    told = len(pair.orders())
    pair.master.grow(3)
    for _ in range(20):
        pair.step()
    assert len(pair.orders()) == told
    pair.loss = 0.0
    for _ in range(20):
        pair.step()
    assert pair.happened(Back) == [Back()] and len(pair.robot.state().node_states) == 2
    assert pair.robot.state().order_update_id == 1


def test_a_held_robot_gets_no_new_base() -> None:
    pair = Pair()
    pair.master.give(plan("ABC", 2))
    for _ in range(5):
        pair.step()
    pair.master.hold(True)
    pair.master.grow(3)
    for _ in range(20):
        pair.step()
    assert pair.robot.state().order_update_id == 0
    pair.master.hold(False)
    for _ in range(5):
        pair.step()
    assert pair.robot.state().order_update_id == 1


def test_an_order_of_somebody_else_is_noticed() -> None:
    pair = Pair()
    pair.robot.on_order(plan("AB", 2, "foreign").order(0, 0))
    for _ in range(5):
        pair.step()
    assert pair.happened(Intruded) == [Intruded(order_id="foreign")]
    pair.master.give(plan("AB", 2))
    for _ in range(20):
        pair.step()
    assert not pair.orders()


def test_a_robot_that_lost_its_order_is_told_of() -> None:
    pair = Pair()
    pair.master.give(plan("AB", 2))
    for _ in range(5):
        pair.step()
    pair.robot = RobotSide(factsheet(Body()))
    for _ in range(5):
        pair.step()
    assert pair.happened(OrderLost) == [OrderLost(order_id="o1")]


def test_mode_and_errors_are_told_once() -> None:
    pair = Pair()
    blocked = errors.error(errors.PATH_BLOCKED, "box")
    pair.telemetry = Telemetry(errors=(blocked,), operating_mode=OperatingMode.SEMIAUTOMATIC)
    for _ in range(20):
        pair.step()
    assert pair.happened(Failing) == [Failing(errors=(blocked,))]
    assert pair.happened(ModeChanged) == [ModeChanged(mode=OperatingMode.SEMIAUTOMATIC)]


def test_a_program_that_was_stopped_goes_on_with_the_order() -> None:
    pair = Pair()
    pair.master.give(plan("ABC", 2))
    for _ in range(5):
        pair.step()
    pair.drive()
    memo = pair.master.memo
    assert memo is not None
    kept = msgspec.json.decode(msgspec.json.encode(memo), type=type(memo))
    pair.master = MasterSide(Rules(), lambda: "after")
    pair.master.resume(kept)
    for _ in range(20):
        pair.step()
    pair.master.grow(3)
    for _ in range(20):
        pair.step()
        pair.drive()
    assert pair.driven == [2, 4] and pair.happened(Done) and not pair.happened(Intruded)
    assert not pair.happened(Rejected)


def test_requests_are_answered_until_the_state_shows_it() -> None:
    pair = Pair()
    pair.master.answer("corridor-1", GrantType.GRANTED)
    pair.step()
    assert [each for each in pair.said if isinstance(each, Responses)]


def test_a_long_list_of_instant_actions_is_cleared() -> None:
    pair = Pair()
    for number in range(20):
        pair.master.do(at_once("stateRequest", f"s{number}"))
        pair.step()
    for _ in range(20):
        pair.step()
    assert len(pair.robot.state().instant_action_states) < 10


def test_a_plan_has_the_shape_of_an_order() -> None:
    with pytest.raises(PlanError):
        plan("AB", 0)
    with pytest.raises(PlanError):
        plan("AB", 3)
    whole = plan("ABC", 2)
    assert [each.released for each in whole.order(0, 0).nodes] == [True, True, False]
    assert BlockingType.HARD.runs_alone and isinstance(whole.order(1, 1), Order)


def test_states_of_another_order_long_gone_change_nothing() -> None:
    pair = Pair()
    assert isinstance(pair.master.state, State)
    assert pair.master.free and pair.master.memo is None
