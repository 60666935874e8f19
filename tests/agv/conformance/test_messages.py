"""What stands in messages and on topics: schemas, headers, names (4 and 7 of 3.0)."""

from collections.abc import Callable

import msgspec
import pytest
from msgspec.structs import replace

from agv.orders.sheet import Body, factsheet
from agv.protocol import errors
from agv.protocol.codecs import UnknownVersion, codec_for
from agv.protocol.message import (
    TOPICS,
    BadMessage,
    Content,
    Header,
    Headers,
    NotInVersion,
    read_header,
)
from agv.protocol.order import (
    ControlPoint,
    Corridor,
    Ellipse,
    InstantActions,
    NodePosition,
    Order,
    Responses,
    Trajectory,
    Vertex,
    Zone,
    Zones,
    ZoneSet,
)
from agv.protocol.stamp import read_stamp, write_stamp
from agv.protocol.state import (
    Connection,
    Error,
    Information,
    Load,
    MapStatus,
    State,
    Velocity,
    Visualization,
)
from agv.protocol.topics import Address, BadTopic, Topic, default_prefix, read_topic
from agv.protocol.words import (
    ConnectionState,
    CorridorReference,
    Enabled,
    ErrorLevel,
    InfoLevel,
    OrientationType,
)
from tests.agv.conformance.conftest import VERSIONS, Check
from tests.agv.conformance.rules import rule
from tests.agv.conformance.wire import (
    SCHEMAS,
    START_UTC_MS,
    Schemas,
    Wire,
    action,
    at,
    pick,
    route,
)

ADDRESS = Address(manufacturer="Holdfast", serial="A-1")
HEADER = Header(
    header_id=7,
    timestamp=write_stamp(START_UTC_MS),
    version="3.0.0",
    manufacturer="Holdfast",
    serial_number="A-1",
)


def full_order() -> Order:
    """An order with every field that both versions have."""
    plain = route("ABC", base=2, at_node={"B": (pick(),)}, at_edge={"AB": (action("light"),)})
    position = NodePosition(
        x=1.0,
        y=2.0,
        map_id="hall",
        theta=1.5,
        allowed_deviation_xy=Ellipse(a=0.5, b=0.5, theta=0.0),
        allowed_deviation_theta=0.1,
    )
    trajectory = Trajectory(
        control_points=tuple(_points(4)), degree=2, knot_vector=(0.0, 0.0, 0.0, 0.5, 1.0, 1.0, 1.0)
    )
    corridor = Corridor(
        left_width=0.5, right_width=0.2, corridor_reference_point=CorridorReference.CONTOUR
    )
    edge = replace(
        plain.edges[0],
        edge_descriptor="aisle",
        maximum_speed=0.5,
        maximum_mobile_robot_height=2.0,
        minimum_load_handling_device_height=0.1,
        orientation=0.0,
        orientation_type=OrientationType.TANGENTIAL,
        direction="LEFT",
        reach_orientation_before_entering=True,
        maximum_rotation_speed=1.0,
        trajectory=trajectory,
        length=9.5,
        corridor=corridor,
    )
    node = replace(plain.nodes[0], node_descriptor="start", node_position=position)
    return replace(plain, nodes=(node, *plain.nodes[1:]), edges=(edge, plain.edges[1]))


def _points(number: int) -> list[ControlPoint]:
    return [ControlPoint(x=float(at), y=0.0, weight=1.0) for at in range(number)]


def full_state(wire: Wire) -> State:
    """A state with every field that both versions have."""
    wire.order(route("AB", at_node={"A": (pick(),)}))
    return replace(
        wire.robot.state(),
        maps=(MapStatus(map_id="hall", map_version="2", map_status=Enabled.ENABLED),),
        velocity=Velocity(vx=0.5, omega=0.1),
        loads=(Load(load_id="T1", load_type="TOTE", load_position="deck", weight=3.5),),
        distance_since_last_node=0.25,
        errors=tuple(errors.error(kind, "x", orderId="o1") for kind in errors.KINDS),
        information=(Information(info_type="note", info_level=InfoLevel.INFO),),
    )


CONTENTS: dict[str, Callable[[], Content]] = {
    "order": full_order,
    "short order": lambda: route("A"),
    "instant actions": lambda: InstantActions(
        actions=(action("cancelOrder", orderId="o1"), action("initializePosition", x=1.5))
    ),
    "connection": lambda: Connection(connection_state=ConnectionState.CONNECTION_BROKEN),
    "visualization": lambda: Visualization(
        reference_state_header_id=0, mobile_robot_position=at(1.0), velocity=Velocity(vx=1.0)
    ),
    "factsheet": lambda: factsheet(Body(corridors=True)),
    "bare factsheet": lambda: factsheet(Body(lifts=False, charges=False)),
}


def test_the_published_schemas_are_there(schemas: Schemas) -> None:
    if not SCHEMAS.is_dir():
        pytest.skip("the VDA 5050 schemas are not beside the repository (../shared/data/vda5050)")
    assert len(schemas) == 14
    with pytest.raises(ValueError, match="required property"):
        schemas["3.0.0", Topic.ORDER].validate({})


@rule("Whatever we send fits the published schema of its version.", new="7", old="6.6 to 6.15")
@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("name", CONTENTS)
def test_what_is_sent_fits_its_schema_and_is_read_back(
    check: Check, version: str, name: str
) -> None:
    content = CONTENTS[name]()
    codec = codec_for(version)
    topic = _topic(content)
    payload = codec.encode(HEADER, content)
    check(version, topic, payload)
    again = codec.decode(topic, payload)
    if version.startswith("3"):
        assert again == content
    assert msgspec.json.decode(codec.encode(HEADER, again)) == msgspec.json.decode(payload)
    assert read_header(payload) == HEADER


def _topic(content: Content) -> Topic:
    return TOPICS[type(content)]


@rule("A state with everything in it fits the schema too.", new="7.8", old="6.10.6")
def test_a_full_state_fits_its_schema(wire: Wire) -> None:
    state = full_state(wire)
    payload = wire.through(state)
    again = wire.codec.decode(Topic.STATE, payload)
    assert isinstance(again, State)
    assert again == state or not wire.newest
    assert (again.last_node_id, again.loads, again.velocity, again.power_supply) == (
        state.last_node_id,
        state.loads,
        state.velocity,
        state.power_supply,
    )


@rule("Responses and zone sets fit their schemas; 2.1 has neither.", new="7.5, 7.6")
def test_answers_and_zones_are_for_the_newer_version_alone(check: Check) -> None:
    vertices = tuple(Vertex(x=x, y=y) for x, y in ((0.0, 0.0), (1.0, 0.0), (0.0, 1.0)))
    zone = Zone(zone_id="z", zone_type="SPEED_LIMIT", vertices=vertices, maximum_speed=0.3)
    zones = ZoneSet(zone_set=Zones(map_id="hall", zone_set_id="s", zones=(zone,)))
    for content in (Responses(responses=()), zones):
        payload = codec_for("3.0").encode(HEADER, content)
        check("3.0.0", _topic(content), payload)
        assert codec_for("3.0").decode(_topic(content), payload) == content
        with pytest.raises(NotInVersion):
            codec_for("2.1").encode(HEADER, content)
        with pytest.raises(BadMessage):
            codec_for("2.1").decode(_topic(content), payload)


@rule(
    "Each of the 22 errors has its level and its counterpart in 2.1, and comes back as itself or "
    "as the plainest of those that share a word.",
    new="6.6.5.4",
    old="6.6.3.2, 6.6.4, 6.10.5",
)
@pytest.mark.parametrize("kind", sorted(errors.KINDS))
def test_each_error_crosses_both_versions(wire: Wire, kind: str) -> None:
    assert len(errors.KINDS) == 22
    wire.tell(errors=(errors.error(kind, "said", orderId="o1"),))
    found = wire.error(kind)
    assert found is not None and found.about("orderId") == "o1"
    assert found.error_level is errors.ALL_KINDS[found.error_type].level
    assert not errors.KINDS[kind].rejects_order or errors.rejects_order(found)


@rule(
    "An error of a maker's own keeps its type; in 2.1 its level is WARNING while orders are taken, "
    "else FATAL.",
    new="6.6.5.1 (extensible)",
    old="6.10.5",
)
@pytest.mark.parametrize(
    ("level", "old"),
    [
        (ErrorLevel.WARNING, ErrorLevel.WARNING),
        (ErrorLevel.URGENT, ErrorLevel.WARNING),
        (ErrorLevel.CRITICAL, ErrorLevel.FATAL),
        (ErrorLevel.FATAL, ErrorLevel.FATAL),
    ],
)
def test_an_error_of_ones_own_keeps_its_type(
    wire: Wire, level: ErrorLevel, old: ErrorLevel
) -> None:
    wire.tell(errors=(Error(error_type="squeaks", error_level=level),))
    (found,) = [each for each in wire.seen().errors if each.error_type == "squeaks"]
    assert found.error_level is (level if wire.newest else old)


@rule(
    "headerId counts each topic's messages from 0, whether or not they arrive.",
    new="7.2",
    old="6.4",
)
def test_headers_count_by_topic() -> None:
    headers = Headers(ADDRESS, "3.0.0")
    numbers = [headers.next(Topic.STATE, 0).header_id for _ in range(3)]
    assert numbers == [0, 1, 2] and headers.next(Topic.CONNECTION, 0).header_id == 0


@rule(
    "Times are ISO 8601 in UTC with milliseconds; two decimals, none, or an offset are read too.",
    new="7.2",
    old="6.4",
)
@pytest.mark.parametrize(
    ("text", "ms"),
    [
        ("2017-04-15T11:40:03.123Z", 1492256403123),
        ("2017-04-15T11:40:03.12Z", 1492256403120),
        ("2017-04-15T11:40:03Z", 1492256403000),
        ("2017-04-15T13:40:03.123+02:00", 1492256403123),
        ("2017-04-15T11:40:03.123", 1492256403123),
        ("yesterday", None),
        ("", None),
    ],
)
def test_times_are_read_leniently(text: str, ms: int | None) -> None:
    assert read_stamp(text) == ms
    assert ms is None or read_stamp(write_stamp(ms)) == ms
    assert write_stamp(1492256403123) == "2017-04-15T11:40:03.123Z"


@rule("Messages compare without their header.", new="6.1.4.5", old="6.6.4.3")
@pytest.mark.parametrize("version", VERSIONS)
def test_messages_compare_without_their_header(version: str) -> None:
    codec = codec_for(version)
    one = codec.decode(Topic.ORDER, codec.encode(HEADER, route("AB")))
    other = codec.decode(
        Topic.ORDER,
        codec.encode(replace(HEADER, header_id=8, timestamp="2017-04-15T11:40:03Z"), route("AB")),
    )
    assert one == other


@rule(
    "Topics are interface, major version, manufacturer, serial number, name; what could break one "
    "is refused.",
    new="4.2",
    old="6.3",
)
def test_topics_name_one_robot() -> None:
    assert ADDRESS.topic("order") == "vda5050/v3/Holdfast/A-1/order"
    assert default_prefix("2.1.0") == "uagv/v2"
    address, name = read_topic("uagv/v2/KIT GmbH/0001/state")
    assert (address.manufacturer, address.serial, name) == ("KIT GmbH", "0001", "state")
    for serial in ("", "a/b", "+", "#", "a b", "ä", "$x", "a" * 65, "a\n"):
        with pytest.raises(BadTopic):
            Address(manufacturer="Holdfast", serial=serial)
    for maker in ("", "a/b", "+", "#", "$SYS", "a\x00"):
        with pytest.raises(BadTopic):
            Address(manufacturer=maker, serial="A-1")
    for topic in ("", "order", "a/b/c", "vda5050/v3/x/#/order"):
        with pytest.raises(BadTopic):
            read_topic(topic)


@rule(
    "QoS 1 for connection alone; connection and factsheet are retained.",
    new="4.1, 6.5, 6.10",
    old="6.2, 6.14, 6.15",
)
def test_quality_and_retention_of_topics() -> None:
    assert [each for each in Topic if each.qos] == [Topic.CONNECTION]
    assert {each for each in Topic if each.retained} == {Topic.CONNECTION, Topic.FACTSHEET}


def test_versions_are_spoken_or_refused() -> None:
    assert codec_for("3.0.0").version == "3.0.0" and codec_for("2.0.0").version == "2.1.0"
    for version in ("", "1.1.0", "4.0"):
        with pytest.raises(UnknownVersion):
            codec_for(version)
