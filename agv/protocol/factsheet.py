"""What a robot is and can do, as it tells fleet control. Metres, kilograms, seconds, radians."""

from collections.abc import Mapping

import msgspec

from agv.protocol.order import Json, Part
from agv.protocol.state import BoundingBox, LoadDimensions
from agv.protocol.words import BlockingType, Scope, Support, ValueType


class TypeSpecification(Part, frozen=True):
    """The kind of robot."""

    series_name: str
    mobile_robot_kinematics: str
    mobile_robot_class: str
    maximum_load_mass: float
    localization_types: tuple[str, ...]
    navigation_types: tuple[str, ...]
    series_description: str | None = None
    supported_zones: tuple[str, ...] | None = None


class PhysicalParameters(Part, frozen=True):
    """Speeds in m/s, accelerations in m/s²."""

    minimum_speed: float
    maximum_speed: float
    maximum_acceleration: float
    maximum_deceleration: float
    minimum_height: float
    maximum_height: float
    width: float
    length: float
    minimum_angular_speed: float | None = None
    maximum_angular_speed: float | None = None


class StringLengths(Part, frozen=True):
    """Longest texts; 0 or absent is no limit."""

    maximum_message_length: int | None = None
    maximum_topic_serial_length: int | None = None
    maximum_topic_element_length: int | None = None
    maximum_id_length: int | None = None
    id_numerical_only: bool | None = None
    maximum_load_id_length: int | None = None


class ArrayLengths(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Most entries of arrays; 0 or absent is no limit."""

    order_nodes: int | None = msgspec.field(default=None, name="order.nodes")
    order_edges: int | None = msgspec.field(default=None, name="order.edges")
    node_actions: int | None = msgspec.field(default=None, name="node.actions")
    edge_actions: int | None = msgspec.field(default=None, name="edge.actions")
    instant_actions: int | None = msgspec.field(default=None, name="instantActions")
    state_instant_action_states: int | None = msgspec.field(
        default=None, name="state.instantActionStates"
    )


class Timing(Part, frozen=True):
    """Shortest and usual times between messages."""

    minimum_order_interval: float
    minimum_state_interval: float
    default_state_interval: float | None = None
    visualization_interval: float | None = None


class ProtocolLimits(Part, frozen=True):
    """What the robot can hold."""

    maximum_string_lengths: StringLengths
    maximum_array_lengths: ArrayLengths
    timing: Timing


class OptionalParameter(Part, frozen=True):
    """An optional field the robot takes, such as `order.edges.corridor`."""

    parameter: str
    support: Support
    description: str | None = None


class ActionParameterKind(Part, frozen=True):
    """A parameter an action takes."""

    key: str
    value_data_type: ValueType
    description: str | None = None
    is_optional: bool | None = None


class RobotAction(Part, frozen=True):
    """An action the robot can do, and where it may stand."""

    action_type: str
    action_scopes: tuple[Scope, ...]
    pause_allowed: bool
    cancel_allowed: bool
    action_description: str | None = None
    action_parameters: tuple[ActionParameterKind, ...] | None = None
    action_result: str | None = None
    blocking_types: tuple[BlockingType, ...] | None = None


class ProtocolFeatures(Part, frozen=True):
    """Which of the standard's options the robot takes."""

    optional_parameters: tuple[OptionalParameter, ...]
    mobile_robot_actions: tuple[RobotAction, ...]


class WheelPosition(Part, frozen=True):
    """A wheel's place."""

    x: float
    y: float
    theta: float | None = None


class WheelDefinition(Part, frozen=True):
    """A wheel."""

    type: str
    is_active_driven: bool
    is_active_steered: bool
    position: WheelPosition
    diameter: float
    width: float
    center_displacement: float | None = None
    constraints: str | None = None


class RobotGeometry(Part, frozen=True):
    """The robot's wheels."""

    wheel_definitions: tuple[WheelDefinition, ...] | None = None


class LoadSet(Part, frozen=True):
    """A kind of load the robot can carry."""

    set_name: str
    load_type: str
    load_positions: tuple[str, ...] | None = None
    bounding_box_reference: BoundingBox | None = None
    load_dimensions: LoadDimensions | None = None
    maximum_weight: float | None = None
    maximum_speed: float | None = None
    pick_time: float | None = None
    drop_time: float | None = None
    description: str | None = None


class LoadSpecification(Part, frozen=True):
    """What the robot can carry; without load positions it carries nothing."""

    load_positions: tuple[str, ...] | None = None
    load_sets: tuple[LoadSet, ...] | None = None


class Version(Part, frozen=True):
    """A version of something in the robot."""

    key: str
    value: str


class Network(Part, frozen=True):
    """The robot's own address."""

    local_ip_address: str | None = None


class RobotConfiguration(Part, frozen=True):
    """Versions and network."""

    versions: tuple[Version, ...] | None = None
    network: Network | None = None


class Factsheet(Part, frozen=True):
    """All a fleet control needs to know of a robot before it sends it anywhere."""

    type_specification: TypeSpecification
    physical_parameters: PhysicalParameters
    protocol_limits: ProtocolLimits
    protocol_features: ProtocolFeatures
    mobile_robot_geometry: RobotGeometry
    load_specification: LoadSpecification
    mobile_robot_configuration: RobotConfiguration | None = None

    def action(self, action_type: str) -> RobotAction | None:
        """What the robot says of an action; None if it cannot do it."""
        actions = self.protocol_features.mobile_robot_actions
        return next((each for each in actions if each.action_type == action_type), None)

    def takes(self, parameter: str) -> bool:
        """Whether the robot takes an optional field; one that is not listed it does not."""
        listed = self.protocol_features.optional_parameters
        return any(each.parameter == parameter for each in listed)


def fits(kind: ValueType, value: Json) -> bool:
    """Whether a parameter's value is of the kind the factsheet names."""
    if isinstance(value, bool):
        return kind is ValueType.BOOL
    return isinstance(value, VALUES.get(kind, ()))


VALUES: Mapping[ValueType, tuple[type, ...]] = {
    ValueType.NUMBER: (int, float),
    ValueType.INTEGER: (int,),
    ValueType.STRING: (str,),
    ValueType.OBJECT: (dict,),
    ValueType.ARRAY: (list,),
}
