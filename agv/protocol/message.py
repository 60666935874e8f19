"""A message is a header and a content. Contents compare without their header, so that what was sent
twice is the same; which content stands under which topic is one table."""

from collections.abc import Mapping
from typing import Final, NamedTuple, Protocol

import msgspec

from agv.protocol.factsheet import Factsheet
from agv.protocol.order import InstantActions, Order, Part, Responses, ZoneSet
from agv.protocol.stamp import write_stamp
from agv.protocol.state import Connection, State, Visualization
from agv.protocol.topics import Address, Topic

MESSAGE_BYTES_MAX = 256 << 10

Content = (
    Order | InstantActions | Responses | ZoneSet | State | Connection | Visualization | Factsheet
)

CONTENTS: Final[Mapping[Topic, type[Content]]] = {
    Topic.ORDER: Order,
    Topic.INSTANT_ACTIONS: InstantActions,
    Topic.RESPONSES: Responses,
    Topic.ZONE_SET: ZoneSet,
    Topic.STATE: State,
    Topic.CONNECTION: Connection,
    Topic.VISUALIZATION: Visualization,
    Topic.FACTSHEET: Factsheet,
}
TOPICS: Final[Mapping[type[Content], Topic]] = {kind: topic for topic, kind in CONTENTS.items()}


class BadMessage(ValueError):
    """A payload that is no message of its topic. `too_big`: it was not even read."""

    def __init__(self, said: str, *, too_big: bool = False) -> None:
        super().__init__(said)
        self.too_big = too_big


class NotInVersion(ValueError):
    """A message that the other end's version does not know."""


class Header(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What stands at the head of every message. Read leniently: last wills are written at connect
    by the robot's maker, and some come without a number or a time."""

    header_id: int = 0
    timestamp: str = ""
    version: str = ""
    manufacturer: str = ""
    serial_number: str = ""


class Codec(Protocol):
    """One version of the standard, as bytes."""

    @property
    def version(self) -> str:
        """Such as 3.0.0."""
        ...

    def encode(self, header: Header, content: Content) -> bytes:
        """Raises NotInVersion for a content the version lacks."""
        ...

    def decode(self, topic: Topic, payload: bytes) -> Content:
        """Raises BadMessage."""
        ...


class Named(NamedTuple):
    """What could be read of an order that is none."""

    order_id: str | None
    order_update_id: int | None


class Headers:
    """Numbers messages per topic, as one sender of one robot's topics."""

    def __init__(self, address: Address, version: str) -> None:
        self._address, self._version = address, version
        self._next: dict[Topic, int] = {}

    def next(self, topic: Topic, now_ms: int) -> Header:
        """The header of the message that is sent now."""
        number = self._next.get(topic, 0)
        self._next[topic] = (number + 1) % (1 << 32)
        return Header(
            header_id=number,
            timestamp=write_stamp(now_ms),
            version=self._version,
            manufacturer=self._address.manufacturer,
            serial_number=self._address.serial,
        )


def read_header(payload: bytes) -> Header:
    """The header of any message; an empty one if it has none that can be read."""
    try:
        return msgspec.json.decode(payload, type=Header)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return Header()


def named(payload: bytes) -> Named:
    """Which order a malformed message meant, as far as it can be read."""
    try:
        raw = msgspec.json.decode(payload)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return Named(None, None)
    if not isinstance(raw, dict):
        return Named(None, None)
    order_id, update_id = raw.get("orderId"), raw.get("orderUpdateId")
    return Named(
        order_id if isinstance(order_id, str) else None,
        update_id if isinstance(update_id, int) and not isinstance(update_id, bool) else None,
    )


def joined(header: Header, content: Part) -> bytes:
    """Header and content as one JSON object."""
    head, body = msgspec.json.encode(header), msgspec.json.encode(content)
    return head[:-1] + b"," + body[1:]
