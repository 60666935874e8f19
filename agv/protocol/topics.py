"""Topics: `vda5050/v3/<manufacturer>/<serial>/<topic>`, in 2.x `uagv/v2/…`."""

import re
from enum import StrEnum
from typing import Final

import msgspec

# Section 4.2 of 3.0; a dot or colon is fine, a slash, `+`, `#` or `$` never is.
SERIAL: Final = re.compile(r"[A-Za-z0-9_.:-]{1,64}", re.ASCII)
# Makers write their names with blanks and umlauts; only what would break a topic is refused.
_LEVEL: Final = re.compile(r"[^/+#$\x00-\x1f]{1,64}")


class BadTopic(ValueError):
    """A name that cannot stand in a topic, or a topic that names no robot."""


class Topic(StrEnum):
    """The standard's topics."""

    ORDER = "order"
    INSTANT_ACTIONS = "instantActions"
    STATE = "state"
    VISUALIZATION = "visualization"
    CONNECTION = "connection"
    FACTSHEET = "factsheet"
    ZONE_SET = "zoneSet"
    RESPONSES = "responses"

    @property
    def qos(self) -> int:
        """Section 4.1: best effort but for the connection."""
        return 1 if self is Topic.CONNECTION else 0

    @property
    def retained(self) -> bool:
        """Sections 6.5 and 6.10."""
        return self in (Topic.CONNECTION, Topic.FACTSHEET)

    @property
    def from_robot(self) -> bool:
        """Whether the robot speaks there and fleet control listens."""
        return self in FROM_ROBOT


FROM_ROBOT = (
    Topic.STATE,
    Topic.VISUALIZATION,
    Topic.CONNECTION,
    Topic.FACTSHEET,
)


class Address(msgspec.Struct, frozen=True, kw_only=True):
    """One robot's place among the topics. `prefix` is settable: cloud brokers demand their own."""

    manufacturer: str
    serial: str
    prefix: str = "vda5050/v3"

    def __post_init__(self) -> None:
        if not SERIAL.fullmatch(self.serial):
            raise BadTopic(f"{self.serial!r} is no serial number: use A-Z a-z 0-9 _ . : -")
        if not _LEVEL.fullmatch(self.manufacturer):
            raise BadTopic(f"{self.manufacturer!r} cannot stand in a topic")
        if not all(_LEVEL.fullmatch(level) for level in self.prefix.split("/")):
            raise BadTopic(f"{self.prefix!r} cannot begin a topic")

    def topic(self, name: str) -> str:
        """The whole topic of one of the standard's names, or of ours."""
        return f"{self.prefix}/{self.manufacturer}/{self.serial}/{name}"

    @property
    def key(self) -> tuple[str, str]:
        """Who it is, whatever the prefix."""
        return self.manufacturer, self.serial


def read_topic(topic: str) -> tuple[Address, str]:
    """The robot a topic is about, and its last level; raises BadTopic."""
    levels = topic.split("/")
    if len(levels) < 4:
        raise BadTopic(f"{topic!r} names no robot")
    *prefix, manufacturer, serial, name = levels
    address = Address(prefix="/".join(prefix), manufacturer=manufacturer, serial=serial)
    return address, name


def default_prefix(version: str) -> str:
    """What the text of each version suggests."""
    return "vda5050/v3" if version.startswith("3") else "uagv/v2"
