"""What a robot says: its state, its connection, where it is."""

from typing import Annotated

from msgspec import Meta

from agv.protocol.order import Part, Trajectory, Uint32
from agv.protocol.words import (
    ActionStatus,
    ConnectionState,
    EmergencyStop,
    Enabled,
    ErrorLevel,
    InfoLevel,
    OperatingMode,
    RequestStatus,
)

CORRIDOR = "CORRIDOR"


class MapStatus(Part, frozen=True):
    """A map on the robot."""

    map_id: str
    map_version: str
    map_status: Enabled
    map_descriptor: str | None = None


class ZoneSetStatus(Part, frozen=True):
    """A zone set on the robot."""

    zone_set_id: str
    map_id: str
    zone_set_status: Enabled


class StatePosition(Part, frozen=True):
    """A node's place, as the state repeats it."""

    x: float
    y: float
    map_id: str
    theta: float | None = None


class NodeState(Part, frozen=True):
    """A node still to be passed."""

    node_id: str
    sequence_id: Uint32
    released: bool
    node_descriptor: str | None = None
    node_position: StatePosition | None = None


class EdgeState(Part, frozen=True):
    """An edge still to be passed, or being driven along."""

    edge_id: str
    sequence_id: Uint32
    released: bool
    edge_descriptor: str | None = None
    trajectory: Trajectory | None = None


class ActionState(Part, frozen=True):
    """How far an action is."""

    action_id: str
    action_status: ActionStatus
    action_type: str | None = None
    action_descriptor: str | None = None
    action_result: str | None = None


class MobileRobotPosition(Part, frozen=True):
    """Where the robot believes to be, in metres and radians."""

    x: float
    y: float
    theta: float
    map_id: str
    localized: bool
    localization_score: float | None = None
    deviation_range: float | None = None


class Velocity(Part, frozen=True):
    """In m/s and rad/s, in the robot's own coordinates."""

    vx: float | None = None
    vy: float | None = None
    omega: float | None = None


class BoundingBox(Part, frozen=True):
    """Where a load sits, in the robot's own coordinates."""

    x: float
    y: float
    z: float
    theta: float | None = None


class LoadDimensions(Part, frozen=True):
    """In metres."""

    length: float
    width: float
    height: float | None = None


class Load(Part, frozen=True):
    """Something the robot carries; weight in kg."""

    load_id: str | None = None
    load_type: str | None = None
    load_position: str | None = None
    bounding_box_reference: BoundingBox | None = None
    load_dimensions: LoadDimensions | None = None
    weight: float | None = None


class EdgeRequest(Part, frozen=True):
    """The wish to leave the line of an edge inside its corridor; 3.0 only."""

    request_id: str
    request_type: str
    edge_id: str
    sequence_id: Uint32
    request_status: RequestStatus


class PowerSupply(Part, frozen=True):
    """The battery: charge in percent, range in metres."""

    state_of_charge: Annotated[float, Meta(ge=0, le=100)]
    charging: bool
    battery_voltage: float | None = None
    battery_current: float | None = None
    battery_health: float | None = None
    range: float | None = None


class Reference(Part, frozen=True):
    """What an error or information is about."""

    reference_key: str
    reference_value: str


class Error(Part, frozen=True):
    """Something is wrong; the type is from agv/protocol/errors.py, or a maker's own."""

    error_type: str
    error_level: ErrorLevel
    error_references: tuple[Reference, ...] | None = None
    error_description: str | None = None
    error_hint: str | None = None

    def about(self, key: str) -> str | None:
        """The value of a reference, None where it is absent."""
        given = self.error_references or ()
        return next((each.reference_value for each in given if each.reference_key == key), None)


class Information(Part, frozen=True):
    """Something to show; never used for a decision."""

    info_type: str
    info_level: InfoLevel
    info_references: tuple[Reference, ...] | None = None
    info_descriptor: str | None = None


class SafetyState(Part, frozen=True):
    """Emergency stop and protective field."""

    active_emergency_stop: EmergencyStop
    field_violation: bool


class State(Part, frozen=True):
    """All a robot has to say of itself at one moment. Of version 2.1 the states of instant actions
    stand among those of the order."""

    order_id: str
    order_update_id: Uint32
    last_node_id: str
    last_node_sequence_id: Uint32
    node_states: tuple[NodeState, ...]
    edge_states: tuple[EdgeState, ...]
    driving: bool
    action_states: tuple[ActionState, ...]
    instant_action_states: tuple[ActionState, ...]
    power_supply: PowerSupply
    operating_mode: OperatingMode
    errors: tuple[Error, ...]
    safety_state: SafetyState
    maps: tuple[MapStatus, ...] | None = None
    zone_sets: tuple[ZoneSetStatus, ...] | None = None
    mobile_robot_position: MobileRobotPosition | None = None
    velocity: Velocity | None = None
    loads: tuple[Load, ...] | None = None
    paused: bool | None = None
    new_base_request: bool | None = None
    edge_requests: tuple[EdgeRequest, ...] | None = None
    distance_since_last_node: float | None = None
    information: tuple[Information, ...] | None = None

    def status_of(self, action_id: str) -> ActionStatus | None:
        """How far an action is, of the order or at once; None while the robot does not know it."""
        for each in (*self.instant_action_states, *self.action_states):
            if each.action_id == action_id:
                return each.action_status
        return None


class Connection(Part, frozen=True):
    """Whether the robot is connected to the broker."""

    connection_state: ConnectionState


class Visualization(Part, frozen=True):
    """Where the robot is, often."""

    reference_state_header_id: Uint32
    mobile_robot_position: MobileRobotPosition | None = None
    velocity: Velocity | None = None
