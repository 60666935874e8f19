"""The fixed words of VDA 5050 3.0. A spelling of 2.x is the same word without its underscores; a
word nobody knows is read as the careful one where a robot reports, and refused where it is told."""

from enum import StrEnum
from typing import Self


class Word(StrEnum):
    """A closed list of words."""

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, str):
            return None
        plain = value.replace("_", "").upper()
        found = (word for word in cls if word.value.replace("_", "") == plain)
        return next(found, cls.careful())

    @classmethod
    def careful(cls) -> Self | None:
        """What an unknown word is taken for; None where it is not taken at all."""
        return None


class BlockingType(Word):
    """What an action forbids beside it: SOFT and HARD driving, SINGLE and HARD other actions."""

    NONE = "NONE"
    SINGLE = "SINGLE"
    SOFT = "SOFT"
    HARD = "HARD"

    @property
    def stops_driving(self) -> bool:
        return self in (BlockingType.SOFT, BlockingType.HARD)

    @property
    def runs_alone(self) -> bool:
        return self in (BlockingType.SINGLE, BlockingType.HARD)


class OrientationType(Word):
    """What an edge's orientation is relative to."""

    GLOBAL = "GLOBAL"
    TANGENTIAL = "TANGENTIAL"


class CorridorReference(Word):
    """What has to stay inside a corridor."""

    KINEMATIC_CENTER = "KINEMATIC_CENTER"
    CONTOUR = "CONTOUR"

    @classmethod
    def careful(cls) -> Self:
        return cls("CONTOUR")


class ReleaseLoss(Word):
    """What a robot does that loses the right to a corridor it is in."""

    STOP = "STOP"
    RETURN = "RETURN"

    @classmethod
    def careful(cls) -> Self:
        return cls("STOP")


class ActionStatus(Word):
    """How far an action is."""

    WAITING = "WAITING"
    INITIALIZING = "INITIALIZING"
    RUNNING = "RUNNING"
    PAUSED = "PAUSED"
    RETRIABLE = "RETRIABLE"
    FINISHED = "FINISHED"
    FAILED = "FAILED"

    @classmethod
    def careful(cls) -> Self:
        return cls("RUNNING")

    @property
    def ended(self) -> bool:
        return self in (ActionStatus.FINISHED, ActionStatus.FAILED)


class OperatingMode(Word):
    """Who is in control of a robot."""

    STARTUP = "STARTUP"
    AUTOMATIC = "AUTOMATIC"
    SEMIAUTOMATIC = "SEMIAUTOMATIC"
    INTERVENED = "INTERVENED"
    MANUAL = "MANUAL"
    SERVICE = "SERVICE"
    TEACH_IN = "TEACH_IN"

    @classmethod
    def careful(cls) -> Self:
        return cls("MANUAL")

    @property
    def takes_orders(self) -> bool:
        """Table 10 of 3.0: orders may be sent."""
        return self in TAKE_ORDERS

    @property
    def clears_order(self) -> bool:
        """Table 10 of 3.0: entering it clears the order."""
        return self not in TAKE_ORDERS


TAKE_ORDERS = (OperatingMode.AUTOMATIC, OperatingMode.SEMIAUTOMATIC, OperatingMode.INTERVENED)


class ErrorLevel(Word):
    """WARNING and URGENT let an order go on; CRITICAL ends driving until a new order, FATAL until a
    person came."""

    WARNING = "WARNING"
    URGENT = "URGENT"
    CRITICAL = "CRITICAL"
    FATAL = "FATAL"

    @classmethod
    def careful(cls) -> Self:
        return cls("FATAL")


class InfoLevel(Word):
    """Whom an information is for."""

    DEBUG = "DEBUG"
    INFO = "INFO"

    @classmethod
    def careful(cls) -> Self:
        return cls("DEBUG")


class EmergencyStop(Word):
    """Where an emergency stop has to be acknowledged."""

    MANUAL = "MANUAL"
    REMOTE = "REMOTE"
    NONE = "NONE"

    @classmethod
    def careful(cls) -> Self:
        return cls("MANUAL")


class ConnectionState(Word):
    """Whether a robot is connected to the broker. No sign of health."""

    ONLINE = "ONLINE"
    OFFLINE = "OFFLINE"
    HIBERNATING = "HIBERNATING"
    CONNECTION_BROKEN = "CONNECTION_BROKEN"

    @classmethod
    def careful(cls) -> Self:
        return cls("CONNECTION_BROKEN")


class RequestStatus(Word):
    """How far a robot's request is. QUEUED is in the text of 3.0 and not in its schema: it is read
    and never sent."""

    REQUESTED = "REQUESTED"
    QUEUED = "QUEUED"
    GRANTED = "GRANTED"
    REVOKED = "REVOKED"
    EXPIRED = "EXPIRED"

    @classmethod
    def careful(cls) -> Self:
        return cls("REQUESTED")


class GrantType(Word):
    """What fleet control answers to a request."""

    GRANTED = "GRANTED"
    QUEUED = "QUEUED"
    REVOKED = "REVOKED"
    REJECTED = "REJECTED"

    @classmethod
    def careful(cls) -> Self:
        return cls("REJECTED")


class Enabled(Word):
    """Whether a map or zone set is in use."""

    ENABLED = "ENABLED"
    DISABLED = "DISABLED"

    @classmethod
    def careful(cls) -> Self:
        return cls("DISABLED")


class Scope(Word):
    """Where an action may stand."""

    INSTANT = "INSTANT"
    NODE = "NODE"
    EDGE = "EDGE"
    ZONE = "ZONE"


class Support(Word):
    """How a robot takes an optional field."""

    SUPPORTED = "SUPPORTED"
    REQUIRED = "REQUIRED"


class ValueType(Word):
    """What a parameter's value is."""

    BOOL = "BOOL"
    NUMBER = "NUMBER"
    INTEGER = "INTEGER"
    STRING = "STRING"
    OBJECT = "OBJECT"
    ARRAY = "ARRAY"

    @classmethod
    def careful(cls) -> Self:
        return cls("STRING")
