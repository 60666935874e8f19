"""A desk over a pretend fleet on a small floor: robots drive rounds by the clock and nothing else,
so that the same moment always gives the same picture."""

from collections.abc import Callable
from itertools import pairwise

from msgspec.structs import replace

from edge.fleet.picture import (
    AlarmView,
    BlockView,
    ErrorView,
    FleetPicture,
    MapView,
    MissionKind,
    MissionView,
    NodeView,
    NoSuchSegment,
    RobotState,
    RobotView,
    SegmentView,
    StationKind,
    StationView,
)

STEP_MM = 3_000
COLUMNS, ROWS = 9, 4
SPEED_MM_S = 700
EAST, NORTH, WEST, SOUTH = 0, 1571, 3142, -1571


def _node(column: int, row: int) -> str:
    return f"N{column}{row}"


def _floor() -> MapView:
    """Aisles across, ways along at both ends and in the middle; chargers below."""
    nodes = [
        NodeView(name=_node(x, y), x_mm=2_000 + x * STEP_MM, y_mm=3_000 + y * STEP_MM)
        for x in range(COLUMNS)
        for y in range(ROWS)
    ]
    nodes += [NodeView(name=f"C{x}", x_mm=2_000 + x * STEP_MM, y_mm=0) for x in (0, 1)]
    pairs = [(_node(x, y), _node(x + 1, y)) for x in range(COLUMNS - 1) for y in (0, ROWS - 1)]
    pairs += [(_node(x, y), _node(x, y + 1)) for x in range(COLUMNS) for y in range(ROWS - 1)]
    pairs += [("C0", _node(0, 0)), ("C1", _node(1, 0))]
    segments = [
        SegmentView(
            name=f"{a}-{b}", start=a, end=b, length_mm=STEP_MM, both_ways=a[0] != "N" or "0" in b
        )
        for a, b in pairs
    ]
    stations = [
        StationView(name="CH1", node="C0", kind=StationKind.CHARGER),
        StationView(name="CH2", node="C1", kind=StationKind.CHARGER),
        StationView(name="PACK", node=_node(8, 0), kind=StationKind.HANDOVER, location="PACK-1"),
        StationView(name="INB", node=_node(4, 3), kind=StationKind.HANDOVER, location="INB-1"),
        StationView(name="P1", node=_node(0, 3), kind=StationKind.PARKING),
    ]
    return MapView(
        version="m1", nodes=tuple(nodes), segments=tuple(segments), stations=tuple(stations)
    )


FLOOR = _floor()
_AT = {node.name: (node.x_mm, node.y_mm) for node in FLOOR.nodes}


def _round(left: int, right: int) -> list[str]:
    up = [_node(left, y) for y in range(ROWS)]
    across = [_node(x, ROWS - 1) for x in range(left + 1, right + 1)]
    down = [_node(right, y) for y in range(ROWS - 2, -1, -1)]
    back = [_node(x, 0) for x in range(right - 1, left - 1, -1)]
    return [*up, *across, *down, *back]


class PretendDesk:
    """Robots R1 and R2 drive rounds, R3 charges, R4 stands with an error, R5 is not heard of."""

    def __init__(self, wall_ms: Callable[[], int]) -> None:
        self._wall_ms = wall_ms
        self._paused_by: str | None = None
        self._paused_at_ms = 0
        self._blocks: dict[str, BlockView] = {}
        self.is_silent = False
        self.robots = True

    def map(self) -> MapView:
        """The floor."""
        return FLOOR if self.robots else MapView()

    def picture(self) -> FleetPicture:
        """The fleet by the clock."""
        now = self._wall_ms()
        if not self.robots:
            return FleetPicture(as_of_ms=now)
        moment = now if self._paused_by is None else self._paused_at_ms
        moment = 0 if self.is_silent else moment
        robots = [self._driver("R1", 0, 4, moment, now), self._driver("R2", 4, 8, moment, now)]
        robots += [self._charging(now), self._stuck(now), self._gone()]
        if self.is_silent:
            robots = [
                replace(each, state=RobotState.OFFLINE, connection="CONNECTIONBROKEN", heard_ms=1)
                for each in robots
            ]
        return FleetPicture(
            as_of_ms=now,
            map_version=FLOOR.version,
            paused=self._paused_by is not None,
            paused_by=self._paused_by or "",
            paused_since_ms=self._paused_at_ms if self._paused_by is not None else None,
            robots=tuple(robots),
            blocked=tuple(self._blocks.values()),
            alarms=(
                AlarmView(at_ms=now - now % 600_000, kind="WRONG_IP", serial="R5", said="10.0.0.9"),
            ),
            missions_waiting=3,
            missions_done=41,
            missions_failed=1,
        )

    async def pause_all(self, who: str) -> None:
        """They stand where they are."""
        if self._paused_by is None:
            self._paused_by, self._paused_at_ms = who, self._wall_ms()

    async def resume_all(self, who: str) -> None:
        """They go on."""
        self._paused_by = None

    async def block(self, segment: str, reason: str, who: str) -> None:
        """As told."""
        self._need(segment)
        self._blocks[segment] = BlockView(
            segment=segment, reason=reason, by=who, since_ms=self._wall_ms()
        )

    async def clear(self, segment: str, who: str) -> None:
        """As told."""
        self._need(segment)
        self._blocks.pop(segment, None)

    def _need(self, segment: str) -> None:
        if segment not in {each.name for each in FLOOR.segments}:
            raise NoSuchSegment

    def _driver(self, serial: str, left: int, right: int, moment: int, now: int) -> RobotView:
        ring = _round(left, right)
        ahead = (moment // 1_000 * SPEED_MM_S) % (STEP_MM * (len(ring) - 1))
        at, along = divmod(ahead, STEP_MM)
        (x0, y0), (x1, y1) = list(pairwise([_AT[name] for name in ring]))[at]
        heading = EAST if x1 > x0 else WEST if x1 < x0 else NORTH if y1 > y0 else SOUTH
        is_paused = self._paused_by is not None
        return RobotView(
            serial=serial,
            name=f"Robot {serial[1:]}",
            state=RobotState.PAUSED if is_paused else RobotState.DRIVING,
            x_mm=x0 + (x1 - x0) * along // STEP_MM,
            y_mm=y0 + (y1 - y0) * along // STEP_MM,
            heading_mrad=heading,
            node=ring[at],
            battery_percent=82 if serial == "R1" else 34,
            mission=MissionView(
                id=f"M-{serial}", kind=MissionKind.BRING_TOTE, source="INB", target="PACK",
                task_id="T1", unit="TOTE-0042", loaded=serial == "R1",
            ),
            route=tuple(ring[at + 1 : at + 6]),
            released=2,
            connection="ONLINE",
            heard_ms=now,
            missions_done=20,
        )  # fmt: skip

    def _charging(self, now: int) -> RobotView:
        x, y = _AT["C0"]
        return RobotView(
            serial="R3", name="Robot 3", state=RobotState.CHARGING, x_mm=x, y_mm=y, node="C0",
            heading_mrad=NORTH, battery_percent=61, connection="ONLINE", heard_ms=now,
        )  # fmt: skip

    def _stuck(self, now: int) -> RobotView:
        x, y = _AT[_node(6, 0)]
        return RobotView(
            serial="R4", name="Robot 4", state=RobotState.STOPPED, x_mm=x + 900, y_mm=y,
            node=_node(6, 0), heading_mrad=WEST, battery_percent=12, connection="ONLINE",
            heard_ms=now,
            errors=(ErrorView(type="lineLost", level="FATAL", said="no line under the sensors"),),
        )  # fmt: skip

    def _gone(self) -> RobotView:
        x, y = _AT[_node(2, 3)]
        return RobotView(
            serial="R5", name="Robot 5", state=RobotState.HELD, x_mm=x, y_mm=y, node=_node(2, 3),
            quarantined="address", heard_ms=None,
        )  # fmt: skip
