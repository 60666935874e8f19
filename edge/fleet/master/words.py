"""What the master's side wants sent, and what it tells those who plan."""

import msgspec

from agv.protocol.order import InstantActions, Order, Responses
from agv.protocol.state import EdgeRequest, Error
from agv.protocol.words import ActionStatus, OperatingMode


class Event(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Something planners want to know."""


class Accepted(Event, frozen=True):
    """The robot has the order or update."""

    order_id: str
    order_update_id: int


class Rejected(Event, frozen=True):
    """The robot did not take it. What it had before goes on."""

    order_id: str
    order_update_id: int
    error: Error


class Reached(Event, frozen=True):
    """The robot has passed this node of its order, and with it all before."""

    order_id: str
    sequence_id: int


class Done(Event, frozen=True):
    """Everything of the order is driven and done."""

    order_id: str


class Cancelled(Event, frozen=True):
    """The order is over before its end; the robot stands at `last_node_id`."""

    order_id: str
    last_node_id: str


class OrderLost(Event, frozen=True):
    """The robot no longer has its order: restarted, or a person took it."""

    order_id: str


class Intruded(Event, frozen=True):
    """The robot has an order that is not from here: somebody else commands it."""

    order_id: str


class ActionEnded(Event, frozen=True):
    """An action is over."""

    action_id: str
    status: ActionStatus
    result: str | None = None


class Failing(Event, frozen=True):
    """The errors of the robot have changed."""

    errors: tuple[Error, ...]


class ModeChanged(Event, frozen=True):
    """Somebody else is in control now, or no longer."""

    mode: OperatingMode


class Lost(Event, frozen=True):
    """Nothing was heard for too long. The robot drives on to the end of its base."""

    silent_ms: int


class Back(Event, frozen=True):
    """It is heard again."""


class Asking(Event, frozen=True):
    """The robot asks to leave its line."""

    request: EdgeRequest


Message = Order | InstantActions | Responses


class Said(msgspec.Struct, frozen=True):
    """What a step wants: messages to the robot, events for the planners."""

    messages: list[Message]
    events: list[Event]
