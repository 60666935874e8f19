"""The vehicle as the link sees it: what it can be told, and what it says of itself. Plain values;
neither pins nor messages are known here."""

from enum import StrEnum
from typing import Protocol

import msgspec


class Turn(StrEnum):
    """How a segment leaves its first node. The bearing ones follow one side of a fork in motion;
    the others but STRAIGHT turn on the spot, over the crossing, until the next tape is found."""

    STRAIGHT = "STRAIGHT"
    BEAR_LEFT = "BEAR_LEFT"
    BEAR_RIGHT = "BEAR_RIGHT"
    LEFT = "LEFT"
    RIGHT = "RIGHT"
    AROUND = "AROUND"


class Leg(msgspec.Struct, frozen=True, kw_only=True):
    """One segment to drive and the node at its end.

    `sequence` grows along a route and names the leg in reports. `bars`: how many cross bars the
    node's marker has, which is its identity on the floor.
    """

    sequence: int
    node: str
    length_m: float
    turn: Turn = Turn.STRAIGHT
    bars: int = 1
    speed_mps_max: float | None = None


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """An action to be done while standing."""

    task_id: str
    kind: "TaskKind"


class TaskKind(StrEnum):
    """What the body can do."""

    RAISE = "RAISE"
    LOWER = "LOWER"
    SIGNAL = "SIGNAL"


class TaskState(StrEnum):
    """How far a task is."""

    WAITING = "WAITING"
    RUNNING = "RUNNING"
    FINISHED = "FINISHED"
    FAILED = "FAILED"


class TaskReport(msgspec.Struct, frozen=True, kw_only=True):
    """A task with its state; finished ones are kept until the next route begins."""

    task_id: str
    state: TaskState
    said: str = ""


class Zone(StrEnum):
    """States of the safety machine."""

    CLEAR = "CLEAR"
    SLOW = "SLOW"
    STOP = "STOP"
    RECOVER = "RECOVER"
    FAULT = "FAULT"


class Trouble(StrEnum):
    """Why the vehicle does not drive as told. The text of a report says more."""

    OBSTACLE = "OBSTACLE"
    EMERGENCY_STOP = "EMERGENCY_STOP"
    BUMPER = "BUMPER"
    SENSOR = "SENSOR"
    STALL = "STALL"
    LINE_LOST = "LINE_LOST"
    MARKER_MISSED = "MARKER_MISSED"
    MARKER_WRONG = "MARKER_WRONG"
    BATTERY = "BATTERY"
    LOOP = "LOOP"
    HEARTBEAT = "HEARTBEAT"


class Complaint(msgspec.Struct, frozen=True, kw_only=True):
    """One trouble that stands now; `needs_person`: it ends only when somebody confirms on site."""

    trouble: Trouble
    said: str
    needs_person: bool = False


class Pose(msgspec.Struct, frozen=True, kw_only=True):
    """Metres and radians in the frame of the node the vehicle last started from."""

    x_m: float = 0.0
    y_m: float = 0.0
    heading_rad: float = 0.0


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """All the vehicle says of itself. `passed`: the sequence of the leg whose node it passed last;
    `charge`: 0 to 1, None without a battery meter."""

    at_s: float
    pose: Pose = Pose()
    passed: int | None = None
    last_node: str = ""
    since_node_m: float = 0.0
    speed_mps: float = 0.0
    driving: bool = False
    paused: bool = False
    localized: bool = False
    zone: Zone = Zone.FAULT
    charge: float | None = None
    battery_v: float | None = None
    complaints: tuple[Complaint, ...] = ()
    tasks: tuple[TaskReport, ...] = ()


class Vehicle(Protocol):
    """What the link may ask of the vehicle. Nothing here waits: each call is a wish for the next
    turn of the loop, and `report` says what became of it. Calls come from any thread."""

    def follow(self, legs: tuple[Leg, ...]) -> None:
        """The route ahead, whole each time: drive it and stop at the last node. Empty: stop at the
        next node. Legs already passed are skipped by their sequence."""
        ...

    def stop_at_next_node(self) -> None:
        """Forget what lies behind the next node."""
        ...

    def cancel(self) -> None:
        """Stop where it stands and forget the route and all tasks that may be broken off."""
        ...

    def pause(self) -> None:
        """Stop and keep the route."""
        ...

    def resume(self) -> None:
        """Go on after `pause`."""
        ...

    def start(self, task: Task) -> None:
        """Begin a task once the vehicle stands."""
        ...

    def end(self, task_id: str) -> None:
        """Break a task off if it may be."""
        ...

    def place(self, node: str) -> None:
        """A person or the edge says which node the vehicle stands on."""
        ...

    def confirm(self) -> None:
        """A person on site says that the way is free; ends what needs a person if its cause is
        gone."""
        ...

    def beat(self) -> None:
        """A checked heartbeat of the edge has come."""
        ...

    def report(self) -> Report:
        """The latest account."""
        ...
