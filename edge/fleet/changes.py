"""What changed between two pictures of the fleet: what pages are sent and recordings keep. Applied
to the picture before, it gives the picture after, but for the moment a robot was last heard, which
is told every few seconds."""

import msgspec
from msgspec.structs import asdict, replace

from edge.fleet.picture import FleetPicture, RobotView

HEARD_MS = 5_000
NOTHING = FleetPicture(as_of_ms=0)


class Moved(msgspec.Struct, frozen=True):
    """Where a robot is now; nothing else of it changed."""

    serial: str
    x_mm: int
    y_mm: int
    heading_mrad: int
    heard_ms: int | None = None


class Change(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`robots`: whole, where more than the place changed. `gone`: serials that are no longer here.
    `rest`: everything but the robots, where some of it changed."""

    at_ms: int
    moved: tuple[Moved, ...] = ()
    robots: tuple[RobotView, ...] = ()
    gone: tuple[str, ...] = ()
    rest: FleetPicture | None = None


def change_between(before: FleetPicture, after: FleetPicture) -> Change:
    """Cheap where robots stand: equal values are not looked into."""
    known = {robot.serial: robot for robot in before.robots}
    moved, whole = [], []
    for robot in after.robots:
        was = known.pop(robot.serial, None)
        if was is None or _else(was) != _else(robot):
            whole.append(robot)
        elif _place(was) != _place(robot) or _heard_anew(was, robot):
            moved.append(Moved(robot.serial, *_place(robot), robot.heard_ms))
    rest = _rest(after)
    return Change(
        at_ms=after.as_of_ms,
        moved=tuple(moved),
        robots=tuple(whole),
        gone=tuple(known),
        rest=None if rest == _rest(before) else rest,
    )


def says_something(change: Change) -> bool:
    """Whether a picture changes by it."""
    return bool(change.moved or change.robots or change.gone or change.rest is not None)


def applied(picture: FleetPicture, change: Change) -> FleetPicture:
    """The picture after. A robot that moved and is unknown is left out: it was never told whole."""
    robots = {robot.serial: robot for robot in picture.robots if robot.serial not in change.gone}
    for robot in change.robots:
        robots[robot.serial] = robot
    for move in change.moved:
        if move.serial in robots:
            robots[move.serial] = replace(robots[move.serial], **asdict(move))
    rest = change.rest if change.rest is not None else picture
    ordered = tuple(robots[serial] for serial in sorted(robots))
    return replace(rest, as_of_ms=change.at_ms, robots=ordered)


def _place(robot: RobotView) -> tuple[int, int, int]:
    return robot.x_mm, robot.y_mm, robot.heading_mrad


def _else(robot: RobotView) -> RobotView:
    return replace(robot, x_mm=0, y_mm=0, heading_mrad=0, heard_ms=None)


def _heard_anew(was: RobotView, robot: RobotView) -> bool:
    if was.heard_ms is None or robot.heard_ms is None:
        return was.heard_ms != robot.heard_ms
    return robot.heard_ms - was.heard_ms >= HEARD_MS


def _rest(picture: FleetPicture) -> FleetPicture:
    return replace(picture, as_of_ms=0, robots=())
