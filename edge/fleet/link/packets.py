"""The packets of MQTT 3.1.1 that a small broker needs (OASIS, MQTT Version 3.1.1): bytes to values
and back. QoS 2 is not spoken."""

from enum import IntEnum
from typing import Final

import msgspec

PACKET_BYTES_MAX: Final = 262_144
LENGTH_BYTES_MAX: Final = 4
PROTOCOL_NAMES: Final = ("MQTT", "MQIsdp")


class BadPacket(ValueError):
    """Bytes that are no packet of the standard, or one that this broker does not take."""


class Kind(IntEnum):
    """The upper four bits of a packet."""

    CONNECT = 1
    CONNACK = 2
    PUBLISH = 3
    PUBACK = 4
    SUBSCRIBE = 8
    SUBACK = 9
    UNSUBSCRIBE = 10
    UNSUBACK = 11
    PINGREQ = 12
    PINGRESP = 13
    DISCONNECT = 14


class Publish(msgspec.Struct, frozen=True):
    """A message. `number`: of its acknowledgement, with QoS 1."""

    topic: str
    payload: bytes
    qos: int = 0
    retain: bool = False
    number: int = 0


class Connect(msgspec.Struct, frozen=True):
    """A client introduces itself; `will` is said when the connection breaks."""

    client_id: str
    keepalive_s: int
    will: Publish | None = None


class Subscribe(msgspec.Struct, frozen=True):
    """Patterns with the quality wished."""

    number: int
    patterns: tuple[tuple[str, int], ...]


class Reader:
    """Goes through the body of a packet; raises BadPacket at its end."""

    def __init__(self, body: bytes) -> None:
        self._body, self._at = body, 0

    @property
    def left(self) -> int:
        return len(self._body) - self._at

    def take(self, count: int) -> bytes:
        if count > self.left:
            raise BadPacket("a packet ends too early")
        self._at += count
        return self._body[self._at - count : self._at]

    def number(self, count: int = 2) -> int:
        return int.from_bytes(self.take(count), "big")

    def data(self) -> bytes:
        return self.take(self.number())

    def text(self) -> str:
        try:
            return self.data().decode()
        except UnicodeDecodeError as error:
            raise BadPacket("a text is no UTF-8") from error


def read_connect(body: bytes) -> Connect:
    """Raises BadPacket."""
    reader = Reader(body)
    if reader.text() not in PROTOCOL_NAMES or reader.number(1) not in (3, 4):
        raise BadPacket("not MQTT 3.1.1")
    flags, keepalive_s = reader.number(1), reader.number()
    client_id = reader.text()
    will = None
    if flags & 0x04:
        topic, payload = reader.text(), reader.data()
        will = Publish(topic, payload, qos=(flags >> 3) & 1, retain=bool(flags & 0x20))
    return Connect(client_id, keepalive_s, will)


def read_publish(flags: int, body: bytes) -> Publish:
    """Raises BadPacket."""
    reader, qos = Reader(body), (flags >> 1) & 3
    topic = reader.text()
    if qos > 1 or not topic or "+" in topic or "#" in topic:
        raise BadPacket("no topic to publish on, or QoS 2")
    number = reader.number() if qos else 0
    return Publish(topic, reader.take(reader.left), qos, bool(flags & 1), number)


def read_subscribe(body: bytes) -> Subscribe:
    """Raises BadPacket."""
    reader = Reader(body)
    number, patterns = reader.number(), []
    while reader.left:
        patterns.append((reader.text(), reader.number(1)))
    if not patterns:
        raise BadPacket("subscribes to nothing")
    return Subscribe(number, tuple(patterns))


def read_unsubscribe(body: bytes) -> Subscribe:
    """Raises BadPacket."""
    reader = Reader(body)
    number, patterns = reader.number(), []
    while reader.left:
        patterns.append((reader.text(), 0))
    return Subscribe(number, tuple(patterns))


def packet(kind: Kind, body: bytes = b"", flags: int = 0) -> bytes:
    """A whole packet."""
    length, left = bytearray(), len(body)
    while True:
        left, low = left >> 7, left & 0x7F
        length.append(low | (0x80 if left else 0))
        if not left:
            return bytes((kind << 4 | flags, *length)) + body


def connected(code: int = 0) -> bytes:
    """The answer to CONNECT; above 0 it is refused."""
    return packet(Kind.CONNACK, bytes((0, code)))


def acknowledged(number: int) -> bytes:
    """The answer to a message of QoS 1."""
    return packet(Kind.PUBACK, number.to_bytes(2, "big"))


def subscribed(number: int, granted: tuple[int, ...]) -> bytes:
    """The quality of each pattern; 0x80 is refused."""
    return packet(Kind.SUBACK, number.to_bytes(2, "big") + bytes(granted))


def unsubscribed(number: int) -> bytes:
    """The answer to UNSUBSCRIBE."""
    return packet(Kind.UNSUBACK, number.to_bytes(2, "big"))


def published(message: Publish) -> bytes:
    """A message as it is sent."""
    topic = message.topic.encode()
    number = message.number.to_bytes(2, "big") if message.qos else b""
    body = len(topic).to_bytes(2, "big") + topic + number + message.payload
    return packet(Kind.PUBLISH, body, message.qos << 1 | message.retain)
