"""The fleet at the wire, without the wire: bytes in by topic, bytes out by topic, for all robots of
a site. It keeps who is who: a robot in quarantine gets no base, a spoofed one raises an alarm."""

from collections.abc import Callable, Mapping

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from agv.protocol.codecs import codec_for
from agv.protocol.errors import MESSAGE_REFUSED
from agv.protocol.message import TOPICS, BadMessage, Codec, Headers, read_header
from agv.protocol.own import HEARTBEAT, HEARTBEAT_MS, HELLO, Hello
from agv.protocol.state import Connection, State
from agv.protocol.topics import BadTopic, Topic, read_topic
from agv.protocol.words import ConnectionState
from edge.fleet.link.authority import EDGE_NAME
from edge.fleet.link.registry import Registry, RegistryError, Robot
from edge.fleet.link.sealing import Sealer
from edge.fleet.link.watch import Alarm, AlarmKind, Sighting, Watch, read_log
from edge.fleet.master.robot import MasterSide, Rules
from edge.fleet.master.words import Event, Failing, Intruded, Message

BROKER_LOG = "$SYS/broker/log/"


class Outgoing(msgspec.Struct, frozen=True, kw_only=True):
    """A message to be published."""

    topic: str
    payload: bytes
    qos: int = 0


class Told(msgspec.Struct, frozen=True):
    """Something planners want to know of a robot."""

    serial: str
    event: Event


class Peer:
    """One robot of the site, as it is spoken with."""

    def __init__(
        self,
        robot: Robot,
        key: Ed25519PrivateKey,
        new_nonce: Callable[[], str],
        new_id: Callable[[], str],
    ) -> None:
        self.robot = robot
        self.codec: Codec = codec_for(robot.version)
        self.headers = Headers(robot.address, self.codec.version)
        self.sealer = Sealer(robot.address, key, new_nonce)
        self.master = MasterSide(Rules(newest=robot.version.startswith("3")), new_id)
        self.connection: ConnectionState | None = None
        self.refused = False

    def outgoing(self, message: Message, now_ms: int) -> Outgoing:
        """A message as bytes, sealed for a robot of ours."""
        topic = TOPICS[type(message)]
        payload = self.codec.encode(self.headers.next(topic, now_ms), message)
        if self.robot.ours:
            payload = self.sealer.seal(topic, payload, now_ms)
        address = self.robot.address
        return Outgoing(topic=address.topic(topic), payload=payload, qos=topic.qos)


class SiteLink:
    """Feed it what arrives, call `step` often, publish what it gives; read `events`, `alarms`."""

    def __init__(
        self,
        registry: Registry,
        key: Ed25519PrivateKey,
        new_nonce: Callable[[], str],
        new_id: Callable[[], str],
    ) -> None:
        self._registry, self._key = registry, key
        self._new_nonce, self._new_id = new_nonce, new_id
        self._watch = Watch(registry)
        self._peers: dict[str, Peer] = {}
        self._beat_ms: int | None = None
        self._boot = ""
        self.events: list[Told] = []
        self.alarms: list[Alarm] = []
        self.take_up()

    def take_up(self) -> None:
        """Know the robots that are entered now; one that was removed is no longer spoken with."""
        known = {robot.serial: robot for robot in self._registry.all()}
        self._peers = {serial: peer for serial, peer in self._peers.items() if serial in known}
        for serial, robot in known.items():
            peer = self._peers.get(serial)
            if peer is None:
                peer = Peer(robot, self._key, self._new_nonce, self._new_id)
                self._peers[serial] = peer
            peer.robot = robot
            peer.sealer.boot = self._boot
            peer.master.hold(bool(robot.quarantine) or self._watch.unseen(robot))

    def begin(self) -> None:
        """A new connection of ours: every robot of ours has to be seen connecting again."""
        self._boot = self._new_id()
        self._watch.forget()
        self.take_up()

    @property
    def listens(self) -> tuple[str, ...]:
        """The topics to subscribe to."""
        names = (*(topic for topic in Topic if topic.from_robot), HELLO)
        addresses = [peer.robot.address for peer in self._peers.values()]
        robots = tuple(address.topic(name) for address in addresses for name in names)
        return (*robots, f"{BROKER_LOG}#")

    def peer_if_any(self, serial: str) -> Peer | None:
        """A robot as it is spoken with; None for one that is not entered."""
        return self._peers.get(serial)

    def held(self, serial: str) -> str:
        """Why a robot gets no base; empty where it may."""
        robot = self._peers[serial].robot
        if robot.quarantine:
            return robot.quarantine
        return "not seen connecting yet" if self._watch.unseen(robot) else ""

    def connections(self) -> dict[str, str]:
        """What each robot, or its broker, says of its connection."""
        return {
            serial: peer.connection.value
            for serial, peer in self._peers.items()
            if peer.connection is not None
        }

    def master(self, serial: str) -> MasterSide:
        """Fleet control's side of a robot."""
        return self._peers[serial].master

    def hear(self, topic: str, payload: bytes, now_ms: int, neighbours: Mapping[str, str]) -> None:
        """A message came."""
        if topic.startswith(BROKER_LOG):
            self._hear_log(payload.decode(errors="replace"), neighbours)
            return
        try:
            address, name = read_topic(topic)
        except BadTopic:
            return
        peer = self._peers.get(address.serial)
        if peer is None or peer.robot.address != address:
            return
        if name == HELLO:
            self._hear_hello(peer, payload)
            return
        said = read_header(payload)
        if said.serial_number not in ("", address.serial):
            self._alarm(AlarmKind.SPOOFED, address.serial, f"signed {said.serial_number}")
            return
        try:
            content = peer.codec.decode(Topic(name), payload)
        except (BadMessage, ValueError):
            return
        match content:
            case State():
                self._hear_state(peer, content, now_ms)
            case Connection():
                peer.connection = content.connection_state

    def step(self, now_ms: int) -> list[Outgoing]:
        """What is to be said now."""
        outgoing: list[Outgoing] = []
        beats = self._beat_ms is None or now_ms - self._beat_ms >= HEARTBEAT_MS
        for serial, peer in self._peers.items():
            said = peer.master.step(now_ms)
            self.events += [Told(serial, event) for event in said.events]
            if peer.robot.ours and beats:
                topic = peer.robot.address.topic(HEARTBEAT)
                outgoing.append(Outgoing(topic=topic, payload=peer.sealer.heartbeat(now_ms)))
            outgoing += [peer.outgoing(message, now_ms) for message in said.messages]
        if beats:
            self._beat_ms = now_ms
        return outgoing

    def look_again(self, neighbours: Mapping[str, str]) -> None:
        """Compare the network cards of those connected once more."""
        self._raise(self._watch.look_again(neighbours))

    def _hear_log(self, line: str, neighbours: Mapping[str, str]) -> None:
        found = read_log(line)
        if isinstance(found, Alarm):
            self._raise([found])
        elif isinstance(found, Sighting) and found.serial != EDGE_NAME:
            self._raise(self._watch.saw(found, neighbours))
            self.take_up()

    def _hear_hello(self, peer: Peer, payload: bytes) -> None:
        try:
            hello = msgspec.json.decode(payload, type=Hello)
        except msgspec.MsgspecError:
            return
        peer.sealer.session = hello.session
        try:
            self._raise(self._watch.told(peer.robot.serial, hello.mac, hello.ip))
        except RegistryError as error:
            self._alarm(AlarmKind.SPOOFED, peer.robot.serial, str(error))

    def _hear_state(self, peer: Peer, state: State, now_ms: int) -> None:
        serial = peer.robot.serial
        for event in peer.master.hear(state, now_ms):
            self.events.append(Told(serial, event))
            if isinstance(event, Intruded):
                self._alarm(AlarmKind.FOREIGN_ORDER, serial, f"has order {event.order_id}")
            if isinstance(event, Failing):
                self._hear_errors(peer, event)

    def _hear_errors(self, peer: Peer, event: Failing) -> None:
        """A robot tells that it refused something: somebody else speaks in our name."""
        refused = [each for each in event.errors if each.error_type == MESSAGE_REFUSED]
        if refused and not peer.refused:
            why = ", ".join(each.about("reason") or "" for each in refused)
            self._alarm(AlarmKind.MESSAGE_REFUSED, peer.robot.serial, why)
        peer.refused = bool(refused)

    def _alarm(self, kind: AlarmKind, serial: str, said: str) -> None:
        self._raise([Alarm(kind=kind, serial=serial, said=said)])

    def _raise(self, alarms: list[Alarm]) -> None:
        if alarms:
            self.alarms += alarms
            self.take_up()
