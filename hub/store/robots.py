"""Robots of the sites as each last told, and what was said to them from here."""

import apsw
import msgspec

from hub.store import sql
from hub.store.freshness import Coverage, Known, as_of_all, coverage_of
from hub.store.moments import shown

SILENT_MS = 180_000
"""A site with robots says something every minute; after three its robots are not known any more."""
WORDS_MAX = 5


class RobotRow(msgspec.Struct, frozen=True):
    """A robot as its site told of it at `as_of`."""

    serial: str
    name: str
    state: str
    x_mm: int
    y_mm: int
    heading_mrad: int
    node: str
    battery_percent: int | None
    mission: str | None
    target: str | None
    unit: str | None
    route: list[str]
    released: int
    said: str
    heard_at: str | None
    as_of: str | None


class WordRow(msgspec.Struct, frozen=True):
    """What was said from here, by whom, and when the site's robots were told."""

    word: str
    by: str | None
    said_at: str | None
    obeyed_at: str | None


class SiteRobots(msgspec.Struct, frozen=True):
    """One site that has robots. stale: where they are now is not known here."""

    site: str
    name: str
    as_of: str | None
    stale: bool
    paused: bool
    paused_by: str
    paused_since: str | None
    blocked: msgspec.Raw
    waiting: int
    done: int
    failed: int
    map_version: str
    robots: list[RobotRow]
    words: list[WordRow]


class RobotSites(msgspec.Struct, frozen=True):
    """All sites that ever told of robots."""

    items: list[SiteRobots]
    coverage: Coverage
    as_of: str | None


def robot_sites(connection: apsw.Connection, sites: list[Known], now_ms: int) -> RobotSites:
    """In the order of the sites."""
    found = [_site(connection, site, now_ms) for site in sites]
    items = [each for each in found if each is not None]
    return RobotSites(items, coverage_of(sites), shown(as_of_all(sites)))


def site_map(connection: apsw.Connection, warehouse_id: int) -> bytes | None:
    """The floor as pages of the site get it; none where the site told of none."""
    found = sql.row(
        connection, "SELECT map FROM fleet_view WHERE warehouse_id = ?", (warehouse_id,)
    )
    return str(found[0]).encode() if found is not None and found[0] is not None else None


_FLEET = """
SELECT as_of_ms, paused, paused_by, paused_since_ms, blocked, waiting, done, failed, map_version
FROM fleet_view WHERE warehouse_id = ?
"""
_ROBOTS = """
SELECT serial, name, state, x_mm, y_mm, heading_mrad, node, battery_percent, mission, target, unit,
    route, released, said, heard_at_ms, as_of_ms
FROM robot_view WHERE warehouse_id = ? AND gone = 0 ORDER BY serial
"""
_WORDS = f"""
SELECT word, sent_by, said_at_ms, obeyed_at_ms FROM fleet_word
LEFT JOIN site_command ON site_command.command_id = fleet_word.command_id
    AND site_command.warehouse_id = fleet_word.warehouse_id
WHERE fleet_word.warehouse_id = ? ORDER BY fleet_word.id DESC LIMIT {WORDS_MAX}
"""


def _site(connection: apsw.Connection, site: Known, now_ms: int) -> SiteRobots | None:
    row = sql.row(connection, _FLEET, (site.warehouse_id,))
    if row is None:
        return None
    as_of_ms, paused, paused_by, since_ms, blocked, waiting, done, failed, version = row
    return SiteRobots(
        site=site.code,
        name=site.name,
        as_of=shown(as_of_ms),
        stale=site.stale or now_ms - as_of_ms > SILENT_MS,
        paused=bool(paused),
        paused_by=paused_by or "",
        paused_since=shown(since_ms),
        blocked=_list(blocked),
        waiting=waiting,
        done=done,
        failed=failed,
        map_version=version or "",
        robots=[_robot(each) for each in sql.rows(connection, _ROBOTS, (site.warehouse_id,))],
        words=[
            WordRow(word or "", by, shown(said), shown(obeyed))
            for word, by, said, obeyed in sql.rows(connection, _WORDS, (site.warehouse_id,))
        ],
    )


def _robot(row: sql.Row) -> RobotRow:
    *first, route, released, said, heard_ms, as_of_ms = row
    serial, name, state, x, y, heading, node, battery, mission, target, unit = first
    return RobotRow(
        serial=serial or "",
        name=name or "",
        state=state or "",
        x_mm=x,
        y_mm=y,
        heading_mrad=heading,
        node=node or "",
        battery_percent=battery,
        mission=mission,
        target=target,
        unit=unit,
        route=(route or "").split(),
        released=released,
        said=said or "",
        heard_at=shown(heard_ms),
        as_of=shown(as_of_ms),
    )


def _list(text: str | None) -> msgspec.Raw:
    """As the site wrote it, if it is a list."""
    try:
        return msgspec.Raw(msgspec.json.encode(msgspec.json.decode(text or "[]", type=list)))
    except (msgspec.MsgspecError, RecursionError):
        return msgspec.Raw(b"[]")
