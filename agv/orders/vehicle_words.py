"""What passes between the orders and the vehicle that carries them out."""

import msgspec

from agv.protocol.order import Action, Edge, Node
from agv.protocol.state import (
    Error,
    Information,
    Load,
    MapStatus,
    MobileRobotPosition,
    PowerSupply,
    SafetyState,
    Velocity,
)
from agv.protocol.words import ActionStatus, EmergencyStop, OperatingMode


class Telemetry(msgspec.Struct, frozen=True, kw_only=True):
    """What the vehicle knows of itself. `errors`: those with a cause of its own, an obstacle or a
    lost line; one that is CRITICAL or FATAL holds the order."""

    operating_mode: OperatingMode = OperatingMode.AUTOMATIC
    driving: bool = False
    position: MobileRobotPosition | None = None
    velocity: Velocity | None = None
    distance_since_last_node: float | None = None
    power: PowerSupply = PowerSupply(state_of_charge=100.0, charging=False)
    safety: SafetyState = SafetyState(
        active_emergency_stop=EmergencyStop.NONE, field_violation=False
    )
    loads: tuple[Load, ...] | None = None
    errors: tuple[Error, ...] = ()
    maps: tuple[MapStatus, ...] = ()
    information: tuple[Information, ...] = ()


class Leg(msgspec.Struct, frozen=True, kw_only=True):
    """One released edge and the node at its end."""

    edge: Edge
    node: Node
    corridor_granted: bool = False


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """All the vehicle has to know to drive: said anew whenever it changes, whole each time.

    It drives along the legs while `drive` holds and stops at the last one's node. `go_back`: it has
    lost the right to the corridor it is in and returns to its line.
    """

    order_id: str = ""
    legs: tuple[Leg, ...] = ()
    drive: bool = False
    go_back: bool = False


class Start(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Begin an action, or begin it again."""

    action: Action


class End(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Break an action off; the vehicle answers with how it ended."""

    action_id: str


class Pause(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Interrupt an action."""

    action_id: str


class Resume(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Go on with an action."""

    action_id: str


class SendFactsheet(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Publish the factsheet."""


Command = Start | End | Pause | Resume | SendFactsheet


class ActionReport(msgspec.Struct, frozen=True, kw_only=True):
    """How far an action of the vehicle is."""

    action_id: str
    status: ActionStatus
    result: str | None = None
