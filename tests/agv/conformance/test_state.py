"""The state message: when it is sent, what stands in it, errors, modes, corridors (6.6 of 3.0)."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from agv.protocol import errors
from agv.protocol.order import Corridor, Order
from agv.protocol.stamp import write_stamp
from agv.protocol.state import Load, PowerSupply, SafetyState
from agv.protocol.words import (
    ActionStatus,
    EmergencyStop,
    ErrorLevel,
    GrantType,
    OperatingMode,
    ReleaseLoss,
    RequestStatus,
)
from tests.agv.conformance.rules import rule
from tests.agv.conformance.wire import START_UTC_MS, Wire, action, at, manual, pick, route

CHARGED = PowerSupply(state_of_charge=80.0, charging=False)
PRESSED = SafetyState(active_emergency_stop=EmergencyStop.MANUAL, field_violation=False)
VIOLATED = SafetyState(active_emergency_stop=EmergencyStop.NONE, field_violation=True)
LOST = errors.error(errors.LOCALIZATION_ERROR, "no line")

EVENTS: dict[str, Callable[[Wire], object]] = {
    "an order": lambda wire: wire.order(route("AB", order_id="o2")),
    "the same order again": lambda wire: wire.order(route("ABC", base=2)),
    "an update": lambda wire: wire.order(route("BC", update_id=1, first=2)),
    "a load": lambda wire: wire.tell(loads=(Load(load_id="T1"),)),
    "an error": lambda wire: wire.tell(errors=(LOST,)),
    "the mode": lambda wire: wire.tell(operating_mode=OperatingMode.SEMIAUTOMATIC),
    "driving": lambda wire: wire.tell(driving=True),
    "paused": lambda wire: wire.instant(action("startPause")),
    "emergency stop": lambda wire: wire.tell(safety=PRESSED),
    "field violation": lambda wire: wire.tell(safety=VIOLATED),
    "a node passed": lambda wire: wire.pass_node(2),
    "charging": lambda wire: wire.tell(power=replace(CHARGED, charging=True)),
    "an action": lambda wire: wire.instant(action("startCharging")),
}


@rule(
    "A state is sent on each of the standard's events.", new="6.6 (the list of events)", old="6.10"
)
@pytest.mark.parametrize("event", EVENTS)
def test_a_state_is_sent_on_each_event(wire: Wire, event: str) -> None:
    wire.order(route("ABC", base=2))
    before = len(wire.states)
    EVENTS[event](wire)
    assert len(wire.states) == before + 1, event


@rule("A request to use a corridor sends a state too.", new="6.6 (edgeRequests)")
def test_a_request_sends_a_state(newest: Wire) -> None:
    newest.order(corridors("AB"))
    before = len(newest.states)
    newest.robot.ask_corridor(1)
    newest.step()
    assert len(newest.states) == before + 1


@rule("Place, speed and charge alone send no state.", new="6.6", old="6.10")
def test_what_always_changes_sends_no_state(wire: Wire) -> None:
    wire.order(route("AB"))
    before = len(wire.states)
    wire.tell(position=at(1.0), distance_since_last_node=1.0, power=CHARGED)
    assert len(wire.states) == before


@rule("A state is sent at least every 30 s.", new="6.6", old="6.10")
def test_a_state_is_sent_every_thirty_seconds_at_least(wire: Wire) -> None:
    usual_ms = round((wire.sheet.protocol_limits.timing.default_state_interval or 30) * 1000)
    assert usual_ms <= 30_000
    wire.step(usual_ms)
    before = len(wire.states)
    wire.step(usual_ms - 1)
    assert len(wire.states) == before
    wire.step(1)
    assert len(wire.states) == before + 1


@rule(
    "Events at once are one state, and states are not sent faster than minimumStateInterval; the "
    "last one is never kept back for good.",
    new="6.6",
    old="6.10",
)
def test_states_are_gathered(wire: Wire) -> None:
    least_ms = round(wire.sheet.protocol_limits.timing.minimum_state_interval * 1000)
    wire.order(route("ABC"))
    before = len(wire.states)
    wire.robot.on_passed(2)
    wire.telemetry = replace(wire.telemetry, driving=True, loads=(Load(),))
    wire.step(least_ms - 1)
    assert len(wire.states) == before
    wire.step(1)
    assert len(wire.states) == before + 1
    assert wire.seen().last_node_id == "B" and wire.seen().driving


@rule(
    "No error clears an order; CRITICAL and FATAL stop driving, and with its cause the error goes "
    "and the order goes on.",
    new="6.6.5.1",
    old="6.10.5",
)
@pytest.mark.parametrize(
    "kind",
    [
        errors.LOCALIZATION_ERROR,
        errors.NODE_UNREACHABLE,
        errors.OUTSIDE_OF_CORRIDOR,
        errors.BLOCKED_ZONE_VIOLATION,
        errors.RELEASE_LOST,
        errors.ZONE_ACTION_CONFLICT,
        errors.DUPLICATE_MAP,
        errors.DUPLICATE_ZONE_SET,
        errors.PATH_BLOCKED,
    ],
)
def test_no_error_clears_an_order(wire: Wire, kind: str) -> None:
    wire.order(route("ABC"))
    wire.tell(errors=(errors.error(kind, "as it happens"),))
    assert wire.error(kind) and len(wire.seen().node_states) == 2
    held = errors.ALL_KINDS[kind].level in (ErrorLevel.CRITICAL, ErrorLevel.FATAL)
    assert wire.wish().drive is not held
    wire.tell(errors=())
    assert wire.wish().drive and not wire.seen().errors


@rule("With a FATAL error no order is taken.", new="6.6.5.1, 7.8", old="6.10.5")
def test_with_a_fatal_error_no_order_is_taken(wire: Wire) -> None:
    wire.tell(errors=(LOST,))
    wire.order(route("AB"))
    assert wire.seen().order_id == "" and wire.error(errors.MOBILE_ROBOT_NOT_AVAILABLE)


@rule("A refused order leaves the running one alone, whatever its level.", new="6.1.4")
def test_a_refused_update_does_not_stop_the_running_order(newest: Wire) -> None:
    newest.order(route("ABC", base=2))
    update = route("BC", update_id=1, first=2)
    (only,) = update.edges
    newest.order(replace(update, edges=(replace(only, orientation=1.0),)))
    found = newest.error(errors.UNSUPPORTED_PARAMETER)
    assert found is not None and found.error_level is ErrorLevel.CRITICAL
    assert newest.wish().drive


@rule("An emergency stop stops the robot and keeps its order.", new="6.6.7, 7.8", old="6.10.6")
def test_an_emergency_stop_keeps_the_order(wire: Wire) -> None:
    wire.order(route("AB"))
    wire.tell(safety=PRESSED)
    assert not wire.wish().drive and wire.seen().node_states
    assert wire.seen().safety_state == PRESSED


@rule(
    "MANUAL, SERVICE, STARTUP and TEACH_IN clear the order: actions fail, lists are empty, orderId "
    "stays; but for MANUAL lastNodeId is empty.",
    new="6.6.6, 6.6.7, table 10",
    old="6.10.6",
)
@pytest.mark.parametrize(
    "mode", [each for each in OperatingMode if each.clears_order], ids=lambda mode: mode.value
)
def test_a_mode_of_people_clears_the_order(wire: Wire, mode: OperatingMode) -> None:
    wire.order(route("ABC", at_node={"B": (pick(),)}))
    manual(wire, mode)
    state = wire.seen()
    assert (state.node_states, state.edge_states, state.order_id) == ((), (), "o1")
    assert wire.status("pick") is ActionStatus.FAILED
    assert state.last_node_id == ("A" if mode is OperatingMode.MANUAL else "")
    manual(wire, OperatingMode.AUTOMATIC)
    assert not wire.wish().legs


@rule("The mode is reported when the order's actions have ended.", new="6.6.7")
def test_a_mode_waits_for_the_actions(newest: Wire) -> None:
    newest.order(route("AB", at_node={"A": (pick(),)}))
    newest.act("pick", ActionStatus.RUNNING)
    manual(newest, OperatingMode.MANUAL)
    assert newest.seen().operating_mode is OperatingMode.AUTOMATIC
    assert newest.seen().node_states and not newest.wish().drive
    newest.act("pick", ActionStatus.FINISHED)
    assert newest.seen().operating_mode is OperatingMode.MANUAL
    assert not newest.seen().node_states


@rule("INTERVENED keeps the order, drops requests, and goes on with it.", new="6.6.6, table 10")
def test_a_robot_helped_by_hand_keeps_its_order(newest: Wire) -> None:
    newest.order(corridors("ABC"))
    newest.robot.ask_corridor(1)
    newest.step()
    manual(newest, OperatingMode.INTERVENED)
    assert newest.seen().node_states and not newest.seen().edge_requests
    assert not newest.wish().drive
    newest.order(route("CD", update_id=1, first=4))
    assert not newest.seen().errors
    manual(newest, OperatingMode.AUTOMATIC)
    assert newest.wish().drive and len(newest.wish().legs) == 3


@rule(
    "A corridor that needs a release is asked for as an edgeRequest; the robot stays on its line "
    "until GRANTED, and takes the request away when it is back.",
    new="6.1.5, 6.6.10, 6.9",
)
def test_a_corridor_is_asked_for(newest: Wire) -> None:
    newest.order(corridors("AB"))
    assert not newest.robot.ask_corridor(1)
    newest.step()
    (request,) = newest.seen().edge_requests or ()
    assert (request.edge_id, request.sequence_id) == ("AB", 1)
    assert request.request_status is RequestStatus.REQUESTED
    assert not newest.wish().legs[0].corridor_granted
    newest.answer(request.request_id, GrantType.QUEUED)
    assert not newest.wish().legs[0].corridor_granted
    newest.answer(request.request_id, GrantType.GRANTED)
    assert newest.wish().legs[0].corridor_granted
    assert (newest.seen().edge_requests or ())[0].request_status is RequestStatus.GRANTED
    newest.robot.corridor_done(1)
    newest.step()
    assert not newest.seen().edge_requests and not newest.wish().legs[0].corridor_granted


@rule("Each request has an id of its own, also when it is asked again.", new="6.6.10, 6.9")
def test_each_request_has_its_own_id(newest: Wire) -> None:
    newest.order(corridors("ABC"))
    ids = []
    for sequence_id in (1, 3):
        newest.robot.ask_corridor(sequence_id)
    newest.step()
    ids += [each.request_id for each in newest.seen().edge_requests or ()]
    newest.robot.corridor_done(1)
    newest.robot.ask_corridor(1)
    newest.step()
    ids += [each.request_id for each in newest.seen().edge_requests or () if each.sequence_id == 1]
    assert len(set(ids)) == 3


@rule("A request that is rejected, or answered with a past lease, gives nothing.", new="6.9")
def test_a_rejected_request_gives_nothing(newest: Wire) -> None:
    newest.order(corridors("AB"))
    newest.robot.ask_corridor(1)
    newest.step()
    newest.answer("somebody-else", GrantType.GRANTED)
    newest.answer("corridor-1", GrantType.GRANTED, write_stamp(START_UTC_MS))
    newest.answer("corridor-1", GrantType.GRANTED, "tomorrow")
    assert not newest.wish().legs[0].corridor_granted
    newest.answer("corridor-1", GrantType.REJECTED)
    assert not newest.seen().edge_requests and newest.wish().drive


@rule(
    "A grant that is revoked or runs out while it is used ends in STOP or RETURN, as the edge "
    "says; the status tells so.",
    new="6.6.10, 6.9",
)
@pytest.mark.parametrize("loss", [None, ReleaseLoss.STOP, ReleaseLoss.RETURN])
@pytest.mark.parametrize("expired", [False, True])
def test_a_lost_grant_stops_or_returns(
    newest: Wire, loss: ReleaseLoss | None, expired: bool
) -> None:
    newest.order(corridors("AB", loss))
    newest.robot.ask_corridor(1)
    newest.step()
    until = write_stamp(START_UTC_MS + newest.now_ms + 5_000)
    newest.answer("corridor-1", GrantType.GRANTED, until)
    assert newest.wish().legs[0].corridor_granted
    if expired:
        newest.step(10_000)
    else:
        newest.answer("corridor-1", GrantType.REVOKED)
    (request,) = newest.seen().edge_requests or ()
    assert request.request_status is (RequestStatus.EXPIRED if expired else RequestStatus.REVOKED)
    returns = loss is ReleaseLoss.RETURN
    assert (newest.wish().go_back, newest.wish().drive) == (returns, returns)
    newest.robot.corridor_done(1)
    assert newest.step().wish.drive


@rule("A lease is lengthened by another answer.", new="6.9")
def test_a_lease_is_lengthened(newest: Wire) -> None:
    newest.order(corridors("AB"))
    newest.robot.ask_corridor(1)
    newest.step()
    for more_ms in (5_000, 20_000):
        until = write_stamp(START_UTC_MS + newest.now_ms + more_ms)
        newest.answer("corridor-1", GrantType.GRANTED, until)
    newest.step(10_000)
    assert newest.wish().legs[0].corridor_granted


@rule(
    "A corridor without releaseRequired is free; one past or not released is not asked for.",
    new="6.1.5, 6.6.10",
    old="6.6.5",
)
def test_a_free_corridor_needs_no_request(wire: Wire) -> None:
    free = route("ABC", base=2)
    corridor = Corridor(left_width=0.5, right_width=0.5)
    wire.order(replace(free, edges=tuple(replace(e, corridor=corridor) for e in free.edges)))
    assert wire.robot.ask_corridor(1) and wire.wish().legs[0].corridor_granted
    assert not wire.robot.ask_corridor(3)
    wire.pass_node(2, x=10.0)
    assert not wire.robot.ask_corridor(1) and not wire.seen().edge_requests


@rule("In 2.1 a corridor that has to be asked for is not offered at all.", new="–", old="6.6.5")
def test_an_older_robot_is_not_offered_a_corridor_to_ask_for(oldest: Wire) -> None:
    oldest.order(corridors("AB"))
    assert oldest.seen().order_id == "o1" and not oldest.robot.ask_corridor(1)


def corridors(names: str, loss: ReleaseLoss | None = None) -> Order:
    """A route whose edges have a corridor that needs a release."""
    plain = route(names)
    corridor = Corridor(
        left_width=0.5, right_width=0.3, release_required=True, release_loss_behavior=loss
    )
    return replace(plain, edges=tuple(replace(each, corridor=corridor) for each in plain.edges))
