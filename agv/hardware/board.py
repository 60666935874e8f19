"""What the loop sees of the body: readings that carry their time, and four things to set."""

from enum import StrEnum
from typing import Protocol

import msgspec


class EchoKind(StrEnum):
    """NO_ECHO: the pulse went out and nothing came back, which says nothing of what is there.
    FAULT: the echo line never rose, or never fell: unplugged or broken."""

    DISTANCE = "DISTANCE"
    NO_ECHO = "NO_ECHO"
    FAULT = "FAULT"


class Echo(msgspec.Struct, frozen=True, kw_only=True):
    """The outcome of one ping. `raw_us`: the pulse as measured, to know a frozen sensor by."""

    sensor: int
    at_s: float
    kind: EchoKind
    distance_m: float | None = None
    raw_us: int = 0


class Power(msgspec.Struct, frozen=True, kw_only=True):
    """The battery now."""

    at_s: float
    volts: float
    amperes: float


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """All inputs at one moment of a monotonic clock. `line` from left to right, true on the tape;
    `line_dark`: what the row says with its emitters off, in the turn after they were (`line` is
    then one turn old);
    `infrared` true where something is seen; `echoes` are those that ended since the last reading.
    `bumper` and `e_stop`: true when pressed, open or unplugged."""

    at_s: float
    line: tuple[bool, ...]
    line_dark: tuple[bool, ...] | None = None
    infrared: tuple[bool, ...] = ()
    bumper: bool = False
    e_stop: bool = False
    confirm: bool = False
    echoes: tuple[Echo, ...] = ()
    power: Power | None = None
    lift_top: bool = False
    lift_down: bool = False


class Lift(StrEnum):
    """What the lift motor does."""

    STILL = "STILL"
    UP = "UP"
    DOWN = "DOWN"


class Board(Protocol):
    """The body. Nothing here waits longer than the pulse of a ping (10 µs)."""

    def read(self, now_s: float) -> Reading:
        """All inputs, stamped `now_s`, and the echoes that ended by then."""
        ...

    def ping(self, sensor: int, now_s: float) -> None:
        """Send one pulse, unless one is under way; its outcome comes with a later reading."""
        ...

    def drive(self, left: float, right: float) -> None:
        """Duty of each wheel, -1 to 1."""
        ...

    def pump(self) -> None:
        """Turn the enable line over. Motors have power only while it keeps changing."""
        ...

    def cut(self) -> None:
        """Motors off now: enable low, duties zero. Called from the watchdog's thread too."""
        ...

    def signal(self, *, lamp: bool, buzzer: bool) -> None:
        """Lamp and buzzer, where fitted."""
        ...

    def lift(self, way: Lift) -> None:
        """The lift's motor, where fitted."""
        ...

    def close(self) -> None:
        """Motors off, pins given back."""
        ...
