"""What people see of the fleet, and what they may tell it: all that pages, recordings and routes
know of robots. Frozen values, whole each time."""

from enum import StrEnum
from typing import Protocol

import msgspec


class RobotState(StrEnum):
    """What a robot is doing, in the one word that matters most to who looks."""

    OFFLINE = "offline"
    """Nothing is heard of it."""
    HELD = "held"
    """In quarantine: it gets no new way until a person has released it."""
    STOPPED = "stopped"
    """A fault, an emergency stop or a lost place: somebody has to go there."""
    PAUSED = "paused"
    BLOCKED = "blocked"
    """Something is in its way, or its way is blocked."""
    WORKING = "working"
    """It stands and loads or unloads."""
    DRIVING = "driving"
    WAITING = "waiting"
    """It has a way and stands for others."""
    CHARGING = "charging"
    IDLE = "idle"


class MissionKind(StrEnum):
    """Why a robot drives."""

    BRING_TOTE = "bring_tote"
    PICK_UP_PALLET = "pick_up_pallet"
    GOODS_TO_PERSON = "goods_to_person"
    RETURN = "return"
    """To a fixed point."""
    CHARGE = "charge"
    PARK = "park"


class StationKind(StrEnum):
    """What robots do at a station."""

    HANDOVER = "handover"
    """Load and unload, beside a location of the warehouse."""
    CHARGER = "charger"
    PARKING = "parking"


class MissionView(msgspec.Struct, frozen=True, kw_only=True):
    """A mission under way. `source`, `target`: stations; `source` is empty where nothing is picked
    up. `task_id`: the task of the warehouse it does, empty for its own; `unit`: what it carries."""

    id: str
    kind: MissionKind
    target: str
    source: str = ""
    task_id: str = ""
    unit: str = ""
    loaded: bool = False
    since_ms: int = 0


class ErrorView(msgspec.Struct, frozen=True, kw_only=True):
    """One error as the robot says it, in words of VDA 5050."""

    type: str
    level: str
    said: str = ""


class RobotView(msgspec.Struct, frozen=True, kw_only=True):
    """One robot. Its place is where it was last heard, between two nodes as far as it says;
    `node`: the last one it reported. `heading_mrad`: 0 is east, counter-clockwise. `route`: nodes
    ahead, of which the first `released` may be driven. `quarantined`: why it is held."""

    serial: str
    name: str
    state: RobotState
    x_mm: int = 0
    y_mm: int = 0
    heading_mrad: int = 0
    node: str = ""
    battery_percent: int | None = None
    mission: MissionView | None = None
    route: tuple[str, ...] = ()
    released: int = 0
    errors: tuple[ErrorView, ...] = ()
    connection: str = "OFFLINE"
    heard_ms: int | None = None
    quarantined: str = ""
    missions_done: int = 0


class BlockView(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch nobody drives. `by`: who said so; empty where a robot found it."""

    segment: str
    reason: str
    by: str = ""
    since_ms: int = 0


class AlarmView(msgspec.Struct, frozen=True, kw_only=True):
    """Something a person has to look at: a spoofed robot, a refused order, a wrong address."""

    at_ms: int
    kind: str
    serial: str
    said: str


class FleetPicture(msgspec.Struct, frozen=True, kw_only=True):
    """The fleet at one moment. `map_version`: ask for the map again when it changes.
    `paused_since_ms`: none where it is not paused."""

    as_of_ms: int
    map_version: str = ""
    paused: bool = False
    paused_by: str = ""
    paused_since_ms: int | None = None
    robots: tuple[RobotView, ...] = ()
    blocked: tuple[BlockView, ...] = ()
    alarms: tuple[AlarmView, ...] = ()
    missions_waiting: int = 0
    missions_done: int = 0
    missions_failed: int = 0


class NodeView(msgspec.Struct, frozen=True, kw_only=True):
    """Where one robot fits."""

    name: str
    x_mm: int
    y_mm: int


class SegmentView(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch between two nodes, blocked and drawn as one; `both_ways` where it is driven in
    either direction."""

    name: str
    start: str
    end: str
    length_mm: int
    both_ways: bool = True


class StationView(msgspec.Struct, frozen=True, kw_only=True):
    """A station at its node. `location`: the place of the warehouse it serves, empty for chargers
    and parking."""

    name: str
    node: str
    kind: StationKind
    location: str = ""


class MapView(msgspec.Struct, frozen=True, kw_only=True):
    """The floor as robots know it; millimetres, y upwards. `faults`: what is wrong with it."""

    version: str = ""
    nodes: tuple[NodeView, ...] = ()
    segments: tuple[SegmentView, ...] = ()
    stations: tuple[StationView, ...] = ()
    faults: tuple[str, ...] = ()


class NoSuchSegment(LookupError):
    """The map has no segment of this name."""


class FleetDesk(Protocol):
    """The fleet as everybody but its own parts may use it. `who`: the name of whoever says so."""

    def picture(self) -> FleetPicture:
        """The fleet now."""
        ...

    def map(self) -> MapView:
        """The floor now; empty before a map was imported."""
        ...

    async def pause_all(self, who: str) -> None:
        """Every robot stops where it is and keeps its order."""
        ...

    async def resume_all(self, who: str) -> None:
        """Robots that were paused together go on."""
        ...

    async def block(self, segment: str, reason: str, who: str) -> None:
        """Nobody is sent through any more; raises NoSuchSegment."""
        ...

    async def clear(self, segment: str, who: str) -> None:
        """It is free again; nothing happens where it was. Raises NoSuchSegment."""
        ...
