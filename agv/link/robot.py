"""One robot at the wire, without the wire: bytes in by topic, bytes out by topic. Everything that
could move the robot passes the gate first."""

import msgspec

from agv.link.gate import Gate, Refused
from agv.orders.binding import Binding
from agv.orders.robot import RobotSide
from agv.protocol import errors
from agv.protocol.errors import error
from agv.protocol.factsheet import Factsheet
from agv.protocol.message import TOPICS, BadMessage, Codec, Content, Headers, named
from agv.protocol.order import InstantActions, Order, Responses
from agv.protocol.own import HEARTBEAT, HELLO, Hello
from agv.protocol.state import Connection, Error
from agv.protocol.topics import Address, Topic
from agv.protocol.transport import Will
from agv.protocol.words import ConnectionState
from agv.vehicle import Vehicle

# How long a refused message is told of in the state.
TOLD_MS = 30_000


class Outgoing(msgspec.Struct, frozen=True, kw_only=True):
    """A message to be published."""

    topic: str
    payload: bytes
    qos: int = 0
    retain: bool = False


class RobotWire:
    """Feed it what arrives, call `step` often, publish what it gives."""

    def __init__(
        self,
        address: Address,
        codec: Codec,
        gate: Gate,
        side: RobotSide,
        binding: Binding,
        vehicle: Vehicle,
        sheet: Factsheet,
        hello: Hello,
    ) -> None:
        self.address = address
        self._codec, self._gate, self._side, self._binding = codec, gate, side, binding
        self._vehicle, self._sheet, self._hello = vehicle, sheet, hello
        self._headers = Headers(address, codec.version)
        self._told: dict[Refused, int] = {}
        self._greeted: str | None = None

    @property
    def listens(self) -> tuple[str, ...]:
        """The topics to subscribe to."""
        names = (Topic.ORDER, Topic.INSTANT_ACTIONS, Topic.RESPONSES, HEARTBEAT)
        return tuple(self.address.topic(name) for name in names)

    @property
    def must_reconnect(self) -> bool:
        """Whether the edge has connected after us and has not seen from where we speak."""
        return self._gate.boot != self._greeted

    def will(self, now_ms: int) -> Will:
        """What the broker says when the connection breaks."""
        broken = self._message(
            Connection(connection_state=ConnectionState.CONNECTION_BROKEN), now_ms
        )
        return Will(broken.topic, broken.payload)

    def greeting(self, now_ms: int) -> list[Outgoing]:
        """What is said first on a new connection; a state follows with the next step."""
        self._side.demand_state()
        self._greeted = self._gate.boot
        online = Connection(connection_state=ConnectionState.ONLINE)
        hello = Outgoing(
            topic=self.address.topic(HELLO),
            payload=msgspec.json.encode(self._hello),
            qos=1,
            retain=True,
        )
        return [self._message(online, now_ms), hello, self._message(self._sheet, now_ms)]

    def farewell(self, now_ms: int) -> Outgoing:
        """What is said before a connection is closed on purpose."""
        return self._message(Connection(connection_state=ConnectionState.OFFLINE), now_ms)

    def hear(self, topic: str, payload: bytes, now_ms: int) -> None:
        """A message came."""
        name = topic.rpartition("/")[2]
        if topic != self.address.topic(name):
            return
        if name == HEARTBEAT:
            if self._gate.heartbeat(topic, payload, now_ms):
                self._vehicle.beat()
            return
        before = self._gate.refused.copy()
        body = self._gate.let_in(topic, payload, now_ms)
        if body is None:
            for reason in self._gate.refused - before:
                self._told[reason] = now_ms + TOLD_MS
            return
        self._take(name, body, now_ms)

    def step(self, now_ms: int) -> list[Outgoing]:
        """One turn of the robot."""
        self._told = {each: until for each, until in self._told.items() if until > now_ms}
        self._binding.complain(tuple(_refused(each) for each in sorted(self._told)))
        state, asked = self._binding.step(now_ms)
        outgoing = [self._message(state, now_ms)] if state is not None else []
        return outgoing + ([self._message(self._sheet, now_ms)] if asked else [])

    def _take(self, name: str, body: bytes, now_ms: int) -> None:
        try:
            content = self._codec.decode(Topic(name), body)
        except BadMessage as bad:
            if name == Topic.ORDER:
                self._side.on_malformed(str(bad), named(body), too_big=bad.too_big)
            return
        match content:
            case Order():
                self._side.on_order(content)
            case InstantActions():
                self._side.on_instant_actions(content)
            case Responses():
                self._side.on_responses(content, now_ms, self._gate.time.at(now_ms))

    def _message(self, content: Content, now_ms: int) -> Outgoing:
        topic = TOPICS[type(content)]
        sure_ms = self._gate.time.at(now_ms)
        header = self._headers.next(topic, now_ms if sure_ms is None else sure_ms)
        return Outgoing(
            topic=self.address.topic(topic),
            payload=self._codec.encode(header, content),
            qos=topic.qos,
            retain=topic.retained,
        )


def _refused(reason: Refused) -> Error:
    return error(errors.MESSAGE_REFUSED, "a message was refused", reason=reason.value)
