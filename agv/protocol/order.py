"""What a robot is told: orders, actions at once, answers to its requests, zones."""

from typing import Annotated

import msgspec
from msgspec import Meta

from agv.protocol.words import (
    BlockingType,
    CorridorReference,
    GrantType,
    OrientationType,
    ReleaseLoss,
)

UINT32_MAX = 2**32 - 1
Uint32 = Annotated[int, Meta(ge=0, le=UINT32_MAX)]
Width = Annotated[float, Meta(ge=0.0)]
# The values of parameters are any JSON; where one is used it is asked for by its type.
Json = bool | int | float | str | list[object] | dict[str, object]


class Part(msgspec.Struct, frozen=True, kw_only=True, rename="camel", omit_defaults=True):
    """A JSON object of the standard. Fields with a default are its optional ones; unknown ones are
    passed over."""


class ActionParameter(Part, frozen=True):
    """A parameter of an action."""

    key: str
    value: Json


class Action(Part, frozen=True):
    """Something to do besides driving."""

    action_type: str
    action_id: str
    blocking_type: BlockingType
    action_descriptor: str | None = None
    action_parameters: tuple[ActionParameter, ...] | None = None
    retriable: bool | None = None

    def parameter(self, key: str) -> Json | None:
        """The value of a parameter, None where it is absent."""
        given = (each.value for each in self.action_parameters or () if each.key == key)
        return next(given, None)

    def text(self, key: str) -> str | None:
        """A parameter that has to be text."""
        value = self.parameter(key)
        return value if isinstance(value, str) else None

    def number(self, key: str) -> float | None:
        """A parameter that has to be a number."""
        value = self.parameter(key)
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return float(value) if is_number else None  # type: ignore[arg-type]


class Ellipse(Part, frozen=True):
    """How far off a node still counts as on it, in metres and radians."""

    a: Width
    b: Width
    theta: float


class NodePosition(Part, frozen=True):
    """A place on a map, in metres and radians."""

    x: float
    y: float
    map_id: str
    theta: float | None = None
    allowed_deviation_xy: Ellipse | None = msgspec.field(default=None, name="allowedDeviationXY")
    allowed_deviation_theta: float | None = None


class Node(Part, frozen=True):
    """A point an order leads over."""

    node_id: str
    sequence_id: Uint32
    released: bool
    actions: tuple[Action, ...]
    node_descriptor: str | None = None
    node_position: NodePosition | None = None


class ControlPoint(Part, frozen=True):
    """A point of a NURBS."""

    x: float
    y: float
    weight: float | None = None


class Trajectory(Part, frozen=True):
    """A path as NURBS; without degree and knots straight from point to point."""

    control_points: tuple[ControlPoint, ...]
    degree: Annotated[int, Meta(ge=1)] | None = None
    knot_vector: tuple[float, ...] | None = None


class Corridor(Part, frozen=True):
    """How far from its line a robot may go round an obstacle, in metres."""

    left_width: Width
    right_width: Width
    corridor_reference_point: CorridorReference | None = None
    release_required: bool | None = None
    release_loss_behavior: ReleaseLoss | None = None


class Edge(Part, frozen=True):
    """The stretch between two nodes; elsewhere in this house a segment. Speeds in m/s."""

    edge_id: str
    sequence_id: Uint32
    released: bool
    actions: tuple[Action, ...]
    edge_descriptor: str | None = None
    maximum_speed: float | None = None
    maximum_mobile_robot_height: float | None = None
    minimum_load_handling_device_height: float | None = None
    orientation: float | None = None
    orientation_type: OrientationType | None = None
    direction: str | None = None
    reach_orientation_before_entering: bool | None = None
    maximum_rotation_speed: float | None = None
    trajectory: Trajectory | None = None
    length: float | None = None
    corridor: Corridor | None = None


class Order(Part, frozen=True):
    """Where to go and what to do there: a released base, then a horizon that is only planned."""

    order_id: str
    order_update_id: Uint32
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    order_description: str | None = None


class InstantActions(Part, frozen=True):
    """Actions beside the order, to be done at once."""

    actions: tuple[Action, ...]


class Response(Part, frozen=True):
    """The answer to one request of a robot."""

    request_id: str
    grant_type: GrantType
    lease_expiry: str | None = None


class Responses(Part, frozen=True):
    """Answers to requests in a state; 3.0 only."""

    responses: tuple[Response, ...]


class Vertex(Part, frozen=True):
    """A corner of a zone, in metres."""

    x: float
    y: float


class Zone(Part, frozen=True):
    """An area with a rule. Of its parameters only the speed concerns robots that follow a line."""

    zone_id: str
    zone_type: str
    vertices: tuple[Vertex, ...]
    zone_descriptor: str | None = None
    maximum_speed: float | None = None


class Zones(Part, frozen=True):
    """The zones of one map."""

    map_id: str
    zone_set_id: str
    zones: tuple[Zone, ...]
    zone_set_descriptor: str | None = None


class ZoneSet(Part, frozen=True):
    """A set of zones sent to a robot; 3.0 only."""

    zone_set: Zones
