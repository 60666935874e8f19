"""What others write is read, also where it is odd; and what 2.1 cannot say (6 and 7 of 2.1)."""

import json

import msgspec
import pytest
from msgspec.structs import replace

from agv.protocol import errors
from agv.protocol.codecs import codec_for
from agv.protocol.message import BadMessage, Content, Header, read_header
from agv.protocol.order import Ellipse, InstantActions, NodePosition, Order
from agv.protocol.state import ActionState, Connection, State, ZoneSetStatus
from agv.protocol.topics import Topic
from agv.protocol.words import (
    ActionStatus,
    BlockingType,
    ConnectionState,
    EmergencyStop,
    Enabled,
    ErrorLevel,
    OperatingMode,
)
from tests.agv.conformance.conftest import VERSIONS
from tests.agv.conformance.rules import rule
from tests.agv.conformance.test_messages import HEADER, full_order
from tests.agv.conformance.wire import Wire, action, pick, route


def decoded(version: str, topic: Topic, raw: object) -> Content:
    return codec_for(version).decode(topic, msgspec.json.encode(raw))


@rule("Whole numbers may be written with a decimal point.", new="7.1.4 (JSON Schema)", old="6.1.6")
@pytest.mark.parametrize("version", VERSIONS)
def test_whole_numbers_with_a_point_are_read(version: str) -> None:
    payload = codec_for(version).encode(HEADER, route("AB"))
    raw = json.loads(payload)
    raw["orderUpdateId"] = 0.0
    raw["nodes"][0]["sequenceId"] = 0.0
    assert decoded(version, Topic.ORDER, raw) == codec_for(version).decode(Topic.ORDER, payload)


@rule(
    "maximumRotationSpeed is read by that name, and by maxRotationSpeed as the schema has it.",
    new="7.3",
)
def test_both_names_of_the_rotation_speed_are_read() -> None:
    raw = json.loads(codec_for("3.0").encode(HEADER, full_order()))
    raw["edges"][0]["maxRotationSpeed"] = raw["edges"][0].pop("maximumRotationSpeed")
    assert decoded("3.0", Topic.ORDER, raw) == full_order()


@rule("An edge of 2.1 whose ends are not its neighbours is malformed.", new="–", old="6.6.6")
def test_an_edge_with_other_ends_is_malformed() -> None:
    raw = json.loads(codec_for("2.1").encode(HEADER, route("ABC")))
    raw["edges"][1]["endNodeId"] = "Q"
    with pytest.raises(BadMessage, match="endNodeId"):
        decoded("2.1", Topic.ORDER, raw)
    del raw["edges"][1]["endNodeId"]
    with pytest.raises(BadMessage, match="endNodeId"):
        decoded("2.1", Topic.ORDER, raw)


@rule(
    "Spellings of 2.0 are read: allowedDeviationXy, actionName, instantActions.", new="–", old="2.0"
)
def test_spellings_of_the_oldest_version_are_read() -> None:
    raw = json.loads(codec_for("2.1").encode(HEADER, full_order()))
    where = raw["nodes"][0]["nodePosition"]
    where["allowedDeviationXy"] = where.pop("allowedDeviationXY")
    order = decoded("2.0", Topic.ORDER, raw)
    assert isinstance(order, Order)
    position = order.nodes[0].node_position
    assert position is not None
    assert position.allowed_deviation_xy == Ellipse(a=0.5, b=0.5, theta=0.0)
    named = {"actionId": "i", "actionName": "initPosition"}
    actions = decoded("2.0", Topic.INSTANT_ACTIONS, {"instantActions": [named]})
    assert actions == InstantActions(actions=(action("initializePosition", "i"),))


@rule(
    "What 2.1 cannot say is said on the careful side: SINGLE as HARD, a deviation as the circle "
    "within, PAUSED and RETRIABLE as RUNNING, STARTUP and INTERVENED as MANUAL.",
    new="–",
    old="6.6.6, 6.10.6, 6.12",
)
def test_the_older_version_is_told_the_careful_word(oldest: Wire) -> None:
    raw = json.loads(
        oldest.through(route("AB", at_node={"A": (action("light", blocking=BlockingType.SINGLE),)}))
    )
    assert raw["nodes"][0]["actions"][0]["blockingType"] == "HARD"
    position = NodePosition(
        x=0.0, y=0.0, map_id="hall", allowed_deviation_xy=Ellipse(a=2.0, b=0.5, theta=1.0)
    )
    order = route("A")
    order = replace(order, nodes=(replace(order.nodes[0], node_position=position),))
    raw = json.loads(oldest.through(order))
    assert raw["nodes"][0]["nodePosition"]["allowedDeviationXY"] == 0.5
    for status in (ActionStatus.PAUSED, ActionStatus.RETRIABLE):
        held = ActionState(action_id="a", action_status=status)
        state = replace(oldest.robot.state(), action_states=(held,))
        assert json.loads(oldest.through(state))["actionStates"][0]["actionStatus"] == "RUNNING"
    for mode in (OperatingMode.STARTUP, OperatingMode.INTERVENED):
        state = replace(oldest.robot.state(), operating_mode=mode)
        assert json.loads(oldest.through(state))["operatingMode"] == "MANUAL"


@rule(
    "What a robot of 2.1 says is understood: PAUSED though its schema lacks it, AUTOACK as a field "
    "violation, words without underscores.",
    new="–",
    old="6.10.6, 6.11, 6.14",
)
def test_words_of_an_older_robot_are_understood(oldest: Wire) -> None:
    raw = json.loads(oldest.through(oldest.robot.state()))
    raw["safetyState"] = {"eStop": "AUTOACK", "fieldViolation": False}
    raw["operatingMode"] = "TEACHIN"
    raw["actionStates"] = [{"actionId": "a", "actionStatus": "PAUSED"}]
    raw["errors"] = [{"errorType": "orderError", "errorLevel": "WARNING"}]
    state = decoded("2.1", Topic.STATE, raw)
    assert isinstance(state, State)
    assert state.safety_state.active_emergency_stop is EmergencyStop.NONE
    assert state.safety_state.field_violation
    assert state.operating_mode is OperatingMode.TEACH_IN
    assert state.action_states[0].action_status is ActionStatus.PAUSED
    assert state.errors[0].error_type == errors.INVALID_ORDER
    assert errors.rejects_order(state.errors[0])
    broken = decoded("2.1", Topic.CONNECTION, {"connectionState": "CONNECTIONBROKEN"})
    assert broken == Connection(connection_state=ConnectionState.CONNECTION_BROKEN)


@rule(
    "A robot's message that leaves things out, or says unknown words, is still read: the unknown "
    "word as the careful one.",
    new="7.1.1",
    old="6.1.1",
)
@pytest.mark.parametrize("version", VERSIONS)
def test_a_robots_odd_state_is_still_read(version: str) -> None:
    raw = {
        "operatingMode": "DANCING",
        "errors": [{"errorType": "x", "errorLevel": "MILD"}],
        "actionStates": [{"actionId": "a", "actionStatus": "PONDERING"}],
        "nodeStates": [{"nodeId": "B", "sequenceId": 2, "released": True, "theta": 1}],
        "somethingNew": 1,
    }
    state = decoded(version, Topic.STATE, raw)
    assert isinstance(state, State)
    assert state.operating_mode is OperatingMode.MANUAL
    assert state.errors[0].error_level is ErrorLevel.FATAL
    assert state.action_states[0].action_status is ActionStatus.RUNNING
    assert state.node_states[0].node_id == "B" and state.order_id == ""
    assert read_header(b"{}") == Header() == read_header(b"nonsense")


@rule(
    "An order is never completed by guessing: what it lacks refuses it.",
    new="6.1.4.1",
    old="6.6.4.1",
)
@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("key", ["orderId", "orderUpdateId", "nodes", "edges"])
def test_an_order_that_lacks_something_is_malformed(version: str, key: str) -> None:
    raw = json.loads(codec_for(version).encode(HEADER, route("AB")))
    del raw[key]
    with pytest.raises(BadMessage):
        decoded(version, Topic.ORDER, raw)


@rule("A blocking type nobody knows refuses the order.", new="6.2.2", old="6.12")
@pytest.mark.parametrize("version", VERSIONS)
def test_an_unknown_blocking_type_is_malformed(version: str) -> None:
    raw = json.loads(codec_for(version).encode(HEADER, route("A", at_node={"A": (pick(),)})))
    raw["nodes"][0]["actions"][0]["blockingType"] = "MAYBE"
    with pytest.raises(BadMessage):
        decoded(version, Topic.ORDER, raw)


def test_what_an_older_version_lacks_is_left_out(oldest: Wire) -> None:
    state = replace(
        oldest.robot.state(),
        zone_sets=(
            ZoneSetStatus(zone_set_id="z", map_id="hall", zone_set_status=Enabled.DISABLED),
        ),
    )
    raw = json.loads(oldest.through(state))
    assert not {"zoneSets", "edgeRequests", "instantActionStates"} & set(raw)
