"""One robot and its fleet control at two ends of a wire: whatever passes is encoded, held to the
published schema, and decoded again, in one version of the standard."""

from collections.abc import Callable, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Protocol

from msgspec.structs import replace

from agv.orders.robot import Output, RobotSide
from agv.orders.sheet import Body, factsheet
from agv.orders.vehicle_words import ActionReport, Command, Start, Telemetry, Wish
from agv.protocol import errors
from agv.protocol.codecs import codec_for
from agv.protocol.factsheet import Factsheet
from agv.protocol.message import TOPICS, BadMessage, Content, Headers, named
from agv.protocol.order import (
    Action,
    ActionParameter,
    Edge,
    InstantActions,
    Json,
    Node,
    NodePosition,
    Order,
    Response,
    Responses,
)
from agv.protocol.state import Error, MobileRobotPosition, State
from agv.protocol.topics import Address, Topic, default_prefix
from agv.protocol.words import ActionStatus, BlockingType, GrantType, OperatingMode

SCHEMAS = Path(__file__).parents[4] / "shared/data/vda5050"
FOLDERS = {"3.0.0": "3.0", "2.1.0": "2.1"}
MAP = "hall"
START_UTC_MS = 1_800_000_000_000


class Validator(Protocol):
    """What is used of a schema's validator."""

    def validate(self, instance: object) -> None: ...


Schemas = Mapping[tuple[str, Topic], Validator]


class Wire:
    """`sent` holds every state as fleet control read it."""

    def __init__(
        self,
        version: str,
        check: Callable[[str, Topic, bytes], None],
        *,
        sheet: Factsheet | None = None,
        unreachable: Callable[[Order], str | None] = lambda _: None,
    ) -> None:
        self.codec = codec_for(version)
        self.newest = version.startswith("3")
        self._check = check
        address = Address(manufacturer="Holdfast", serial="A-1", prefix=default_prefix(version))
        self._headers = Headers(address, self.codec.version)
        self.sheet = sheet or factsheet(Body(corridors=True))
        self.robot = RobotSide(self.sheet, unreachable)
        self.now_ms = 0
        self.telemetry = Telemetry(position=at(0.0))
        self.states: list[State] = []
        self.commands: list[Command] = []
        self.out = self.step(0)

    # ------------------------------------------------------------------ fleet control

    def order(self, order: Order) -> Output:
        """Send an order."""
        return self.raw(self.through(order))

    def raw(self, payload: bytes) -> Output:
        """Send bytes as an order."""
        try:
            order = self.codec.decode(Topic.ORDER, payload)
        except BadMessage as error:
            self.robot.on_malformed(str(error), named(payload), too_big=error.too_big)
        else:
            assert isinstance(order, Order)
            self.robot.on_order(order)
        return self.step()

    def instant(self, *actions: Action) -> Output:
        """Send instant actions."""
        payload = self.through(InstantActions(actions=actions))
        message = self.codec.decode(Topic.INSTANT_ACTIONS, payload)
        assert isinstance(message, InstantActions)
        self.robot.on_instant_actions(message)
        return self.step()

    def answer(self, request_id: str, grant: GrantType, lease_expiry: str | None = None) -> Output:
        """Answer a request."""
        response = Response(request_id=request_id, grant_type=grant, lease_expiry=lease_expiry)
        message = self.codec.decode(Topic.RESPONSES, self.through(Responses(responses=(response,))))
        assert isinstance(message, Responses)
        self.robot.on_responses(message, self.now_ms, START_UTC_MS + self.now_ms)
        return self.step()

    # ------------------------------------------------------------------ vehicle

    def pass_node(self, sequence_id: int, *, x: float = 0.0) -> Output:
        """The vehicle reports a node."""
        self.robot.on_passed(sequence_id)
        return self.tell(position=at(x), driving=True)

    def tell(self, **changes: object) -> Output:
        """The vehicle reports itself with some things changed."""
        self.telemetry = replace(self.telemetry, **changes)
        return self.step()

    def act(self, action_id: str, status: ActionStatus, result: str | None = None) -> Output:
        """The vehicle reports an action."""
        self.robot.on_action(ActionReport(action_id=action_id, status=status, result=result))
        return self.step()

    def step(self, ms: int = 1_000) -> Output:
        """Let time pass."""
        self.now_ms += ms
        self.robot.on_telemetry(self.telemetry)
        self.out = self.robot.step(self.now_ms)
        self.commands += self.out.commands
        if self.out.state is not None:
            state = self.codec.decode(Topic.STATE, self.through(self.out.state))
            assert isinstance(state, State)
            self.states.append(state)
        return self.out

    # ------------------------------------------------------------------ what was seen

    def through(self, content: Content) -> bytes:
        """The bytes of a message, held to the schema."""
        topic = TOPICS[type(content)]
        header = self._headers.next(topic, START_UTC_MS + self.now_ms)
        payload = self.codec.encode(header, content)
        self._check(self.codec.version, topic, payload)
        return payload

    def seen(self) -> State:
        """The last state as fleet control read it."""
        return self.states[-1]

    def wish(self) -> Wish:
        """What the vehicle was told last."""
        return self.out.wish

    def error(self, kind: str) -> Error | None:
        """An error of this kind as it arrives: 2.1 has fewer words."""
        seen = kind if self.newest else errors.FROM_OLD[errors.ALL_KINDS[kind].old]
        return next((each for each in self.seen().errors if each.error_type == seen), None)

    def started(self) -> list[str]:
        """The actions the vehicle was told to begin."""
        return [each.action.action_id for each in self.commands if isinstance(each, Start)]

    def status(self, action_id: str) -> ActionStatus | None:
        """How far an action is, as fleet control reads it."""
        return self.seen().status_of(action_id)


def at(x: float, *, localized: bool = True, map_id: str = MAP) -> MobileRobotPosition:
    """A place on the line."""
    return MobileRobotPosition(x=x, y=0.0, theta=0.0, map_id=map_id, localized=localized)


def node(
    name: str, *actions: Action, released: bool = True, sequence_id: int = 0, x: float | None = None
) -> Node:
    position = None if x is None else NodePosition(x=x, y=0.0, map_id=MAP)
    return Node(
        node_id=name,
        sequence_id=sequence_id,
        released=released,
        actions=actions,
        node_position=position,
    )


def edge(name: str, sequence_id: int, *actions: Action, released: bool = True) -> Edge:
    return Edge(edge_id=name, sequence_id=sequence_id, released=released, actions=actions)


def route(
    names: str,
    *,
    order_id: str = "o1",
    update_id: int = 0,
    base: int | None = None,
    first: int = 0,
    at_node: Mapping[str, tuple[Action, ...]] | None = None,
    at_edge: Mapping[str, tuple[Action, ...]] | None = None,
) -> Order:
    """Nodes by one letter each, 10 m apart, `base` of them released, numbered from `first` on."""
    base = len(names) if base is None else base
    nodes = tuple(
        node(
            name,
            *(at_node or {}).get(name, ()),
            released=place < base,
            sequence_id=first + 2 * place,
            x=10.0 * (first // 2 + place),
        )
        for place, name in enumerate(names)
    )
    edges = tuple(
        edge(
            one + other,
            first + 2 * place + 1,
            *(at_edge or {}).get(one + other, ()),
            released=place + 1 < base,
        )
        for place, (one, other) in enumerate(pairwise(names))
    )
    return Order(order_id=order_id, order_update_id=update_id, nodes=nodes, edges=edges)


def action(
    kind: str,
    action_id: str | None = None,
    blocking: BlockingType = BlockingType.NONE,
    *,
    retriable: bool | None = None,
    **parameters: Json,
) -> Action:
    return Action(
        action_type=kind,
        action_id=action_id or kind,
        blocking_type=blocking,
        retriable=retriable,
        action_parameters=tuple(
            ActionParameter(key=key, value=value) for key, value in parameters.items()
        )
        or None,
    )


def pick(action_id: str = "pick", *, retriable: bool | None = None) -> Action:
    return action("pick", action_id, BlockingType.HARD, retriable=retriable)


def manual(wire: Wire, mode: OperatingMode) -> Output:
    """A person turns the key."""
    return wire.tell(operating_mode=mode)
