"""Headquarters sees the robots of a site: a few rows of what changed, every few seconds, through
the writer; and what it said to them is obeyed."""

import asyncio
import itertools
from collections.abc import Mapping
from typing import Any

import apsw
import msgspec
import structlog

from edge.api.services import Services
from edge.fleet.picture import FleetDesk, FleetPicture, MapView, RobotView
from edge.fleet.watching import Watching
from edge.store.errors import StoreError
from edge.store.recorder import Recorder
from models.warehouse.catalogue import FLEET_VIEW, FLEET_WORD, ROBOT_VIEW
from models.warehouse.scopes import warehouse_scope
from sync.core.catalogue import Table, Value
from sync.core.change import Change, Insert, Put
from sync.core.errors import NotAllowed
from sync.store.protocol import Author
from sync.store.sqlite import DiskFull

OBEY_S = 1.0
"""A handful of rows is looked through; an order to stop does not wait for the next telling."""
TELL_ROUNDS = 5
ROBOTS_MAX = 10
"""Rows of robots every five seconds: two a second. Those whose state changed come first, then those
that were not told of for the longest."""
MOVED_MM = 500
STILL_MS = 60_000
"""How often a site with robots says that nothing changed; its age is what headquarters shows."""
MAP_CHARACTERS_MAX = 200_000
ROUTE_NODES_MAX = 12
_TOLD = "SELECT serial, id, gone FROM robot_view WHERE warehouse_id=?"
_FLEET = "SELECT id FROM fleet_view WHERE warehouse_id=?"
_WORDS = (
    "SELECT w.id, c.sent_by FROM fleet_word w LEFT JOIN site_command c"
    " ON c.command_id=w.command_id AND c.warehouse_id=w.warehouse_id"
    " WHERE w.warehouse_id=? AND w.word='pause' AND w.obeyed_at_ms IS NULL ORDER BY w.id"
)
_json = msgspec.json.Encoder().encode
Values = dict[str, Value]


class Known(msgspec.Struct):
    """What headquarters was told of last: of each robot, and of the whole."""

    rows: dict[str, int]
    fleet: int | None
    robots: dict[str, tuple[RobotView, int]] = {}
    gone: frozenset[str] = frozenset()
    whole: Values = {}
    told_ms: int = 0


class Telling:
    """One for the site; idle until there is a desk."""

    def __init__(self, at: Services, watching: Watching) -> None:
        self._at, self._watching = at, watching
        self._known: Known | None = None
        self._log = structlog.get_logger("fleet")

    async def run(self) -> None:
        """Until cancelled."""
        for turn in itertools.count():
            await asyncio.sleep(OBEY_S)
            if self._watching.desk is not None and not self._at.disk_low:
                await self.round(self._watching.desk, tell=turn % TELL_ROUNDS == 0)

    async def round(self, desk: FleetDesk, *, tell: bool = True) -> None:
        """Obey what was said, and tell what changed."""
        try:
            await self._obey(desk)
            if tell:
                await self._tell(desk.picture(), desk.map())
        except (StoreError, DiskFull, NotAllowed):
            self._known = None
            self._log.warning("telling_waits")

    async def _obey(self, desk: FleetDesk) -> None:
        words = await self._at.readers.run(_rows, _WORDS, self._at.site.warehouse_id)
        for row_id, who in words:
            await desk.pause_all(str(who or ""))
            await self._obeyed(row_id)

    async def _obeyed(self, row_id: int) -> None:
        done: Values = {"obeyed_at_ms": self._at.wall_ms()}
        change = Put(FLEET_WORD, row_id, done)
        await self._at.writer.transact(lambda recorder: _put(recorder, self._at, [change]))

    async def _tell(self, picture: FleetPicture, floor: MapView) -> None:
        if self._known is None:
            self._known = await self._at.readers.run(_known, self._at.site.warehouse_id)
        known = self._known
        if not picture.robots and known.fleet is None:
            return
        robots, whole = robots_to_tell(known, picture), whole_to_tell(known, picture, floor)
        gone = known.rows.keys() - {robot.serial for robot in picture.robots} - known.gone
        if robots or whole or gone:
            await self._at.writer.transact(
                lambda recorder: _write(recorder, self._at, known, robots, whole, gone)
            )
        for robot in robots:
            known.robots[robot.serial] = robot, picture.as_of_ms
        known.gone = (known.gone | gone) - {robot.serial for robot in robots}
        if whole:
            known.whole, known.told_ms = {**known.whole, **whole}, picture.as_of_ms


def robots_to_tell(known: Known, picture: FleetPicture) -> list[RobotView]:
    """At most `ROBOTS_MAX`, the most urgent first."""
    waiting: list[tuple[bool, int, str, RobotView]] = []
    for robot in picture.robots:
        was, told_ms = known.robots.get(robot.serial, (None, 0))
        if was is not None and not _differs(was, robot):
            continue
        same = was is not None and was.state is robot.state
        waiting.append((same, told_ms, robot.serial, robot))
    return [each[-1] for each in sorted(waiting, key=lambda each: each[:3])[:ROBOTS_MAX]]


def whole_to_tell(known: Known, picture: FleetPicture, floor: MapView) -> Values:
    """Fields of the fleet's row; none where nothing changed and it was told lately."""
    drawn = _json(floor).decode()
    now: Values = {
        "paused": int(picture.paused),
        "paused_by": picture.paused_by,
        "paused_since_ms": picture.paused_since_ms,
        "blocked": _json(picture.blocked).decode(),
        "failed": picture.missions_failed,
        "map_version": floor.version,
        "map": drawn if len(drawn) <= MAP_CHARACTERS_MAX else None,
    }
    fresh = {name: value for name, value in now.items() if known.whole.get(name, ...) != value}
    if not fresh and picture.as_of_ms - known.told_ms < STILL_MS:
        return {}
    counts: Values = {"waiting": picture.missions_waiting, "done": picture.missions_done}
    return {**fresh, **counts, "as_of_ms": picture.as_of_ms}


def _differs(was: RobotView, robot: RobotView) -> bool:
    """Whether it is worth a row."""
    way = abs(was.x_mm - robot.x_mm) + abs(was.y_mm - robot.y_mm)
    return way >= MOVED_MM or _shown(was) != _shown(robot)


def _shown(robot: RobotView) -> tuple[object, ...]:
    return robot.state, robot.battery_percent, robot.mission, robot.quarantined, robot.errors


def _row(robot: RobotView, as_of_ms: int) -> Values:
    mission = robot.mission
    said = robot.quarantined or ", ".join(each.said or each.type for each in robot.errors)
    return {
        "serial": robot.serial,
        "name": robot.name,
        "state": robot.state.value,
        "x_mm": robot.x_mm,
        "y_mm": robot.y_mm,
        "heading_mrad": robot.heading_mrad,
        "node": robot.node,
        "battery_percent": robot.battery_percent,
        "mission": mission.kind.value if mission is not None else None,
        "target": mission.target if mission is not None else None,
        "unit": mission.unit if mission is not None else None,
        "route": " ".join(robot.route[:ROUTE_NODES_MAX]),
        "released": robot.released,
        "said": said,
        "heard_at_ms": robot.heard_ms,
        "as_of_ms": as_of_ms,
        "gone": 0,
    }


def _write(
    recorder: Recorder,
    at: Services,
    known: Known,
    robots: list[RobotView],
    whole: Values,
    gone: set[str],
) -> None:
    now_ms = at.wall_ms()
    changes: list[Change] = [
        Put(ROBOT_VIEW, known.rows[serial], {"gone": 1, "as_of_ms": now_ms}) for serial in gone
    ]
    for robot in robots:
        values, row_id = _row(robot, now_ms), known.rows.get(robot.serial)
        if row_id is None:
            row_id = known.rows[robot.serial] = recorder.ids.new()
            changes.append(_new(ROBOT_VIEW, at, row_id, values))
        else:
            changes.append(Put(ROBOT_VIEW, row_id, values))
    if whole and known.fleet is None:
        known.fleet = recorder.ids.new()
        changes.append(_new(FLEET_VIEW, at, known.fleet, whole))
    elif whole and known.fleet is not None:
        changes.append(Put(FLEET_VIEW, known.fleet, whole))
    _put(recorder, at, changes)


def _new(table: Table, at: Services, row_id: int, values: Mapping[str, Value]) -> Insert:
    full = {"company_id": at.site.company_id, "warehouse_id": at.site.warehouse_id, **values}
    return Insert(
        table, [(row_id, *(full.get(field.name, field.default) for field in table.fields))]
    )


def _put(recorder: Recorder, at: Services, changes: list[Change]) -> None:
    """Changes of this site, on behalf of its robots."""
    scope = warehouse_scope(at.site.warehouse_id)
    recorder.store.write(scope, changes, Author(key="robots"))


def _known(connection: apsw.Connection, warehouse_id: int) -> Known:
    """After a start everything is told once more, at the usual rate."""
    rows = _rows(connection, _TOLD, warehouse_id)
    fleet = _rows(connection, _FLEET, warehouse_id)
    return Known(
        rows={serial: row_id for serial, row_id, _ in rows},
        fleet=fleet[0][0] if fleet else None,
        gone=frozenset(serial for serial, _, is_gone in rows if is_gone),
    )


def _rows(connection: apsw.Connection, query: str, warehouse_id: int) -> list[tuple[Any, ...]]:
    return connection.execute(query, (warehouse_id,)).fetchall()
