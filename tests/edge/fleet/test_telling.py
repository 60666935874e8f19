"""What headquarters gets to see of the robots, at a modest rate, and what it says to them."""

from pathlib import Path
from typing import Any

import anyio
import pytest
from msgspec.structs import replace

from edge.admin.making import Made
from edge.fleet.picture import FleetPicture, RobotState
from edge.fleet.telling import ROBOTS_MAX, STILL_MS, Known, Telling, robots_to_tell, whole_to_tell
from tests.edge.fleet.desk import FLOOR, PretendDesk
from tests.edge.serving import Clock, Served, make

NOTHING = Known(rows={}, fleet=None)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Made]:
    folder = tmp_path_factory.mktemp("site") / "data"
    return folder, make(folder, Clock())


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def served(template: tuple[Path, Made], tmp_path: Path, clock: Clock) -> Any:  # noqa: ANN401
    with Served(template, tmp_path / "data", clock) as served:
        yield served


def rows(served: Served, query: str) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = served.edge.services.readers.now(
        lambda connection: connection.execute(query).fetchall()
    )
    return found


def rounds(served: Served, desk: PretendDesk, count: int = 1) -> None:
    telling = Telling(served.edge.services, served.edge.watching)

    async def run() -> None:
        for _ in range(count):
            await telling.round(desk)

    served.client.blocking_portal.call(run)


def crowd(desk: PretendDesk, count: int) -> FleetPicture:
    one, *_ = desk.picture().robots
    robots = tuple(replace(one, serial=f"S{n:03}") for n in range(count))
    return replace(desk.picture(), robots=robots)


def test_robots_the_fleet_and_the_map_are_rows_of_the_site(served: Served, clock: Clock) -> None:
    desk = PretendDesk(clock)
    rounds(served, desk)
    found = rows(served, "SELECT serial, state, battery_percent, target, said FROM robot_view")
    assert found == [
        ("R1", "driving", 82, "PACK", ""),
        ("R2", "driving", 34, "PACK", ""),
        ("R3", "charging", 61, None, ""),
        ("R4", "stopped", 12, None, "no line under the sensors"),
        ("R5", "held", None, None, "address"),
    ]
    ((paused, waiting, version, length),) = rows(
        served, "SELECT paused, waiting, map_version, length(map) FROM fleet_view"
    )
    assert (paused, waiting, version) == (0, 3, FLOOR.version)
    assert length > 1_000


def test_after_a_restart_the_rows_are_the_same_rows(served: Served, clock: Clock) -> None:
    desk = PretendDesk(clock)
    rounds(served, desk)
    before = rows(served, "SELECT id FROM robot_view UNION ALL SELECT id FROM fleet_view")
    clock.forward(60)
    rounds(served, desk)
    after = rows(served, "SELECT id FROM robot_view UNION ALL SELECT id FROM fleet_view")
    assert after == before


def test_a_robot_that_left_is_gone_and_comes_back(served: Served, clock: Clock) -> None:
    desk = PretendDesk(clock)
    rounds(served, desk)
    desk.robots = False
    rounds(served, desk)
    gone = rows(served, "SELECT count(*) FROM robot_view WHERE gone=1")
    assert gone == [(5,)]
    desk.robots = True
    rounds(served, desk)
    assert rows(served, "SELECT count(*) FROM robot_view WHERE gone=1") == [(0,)]


def test_a_site_without_robots_says_nothing_of_them(served: Served, clock: Clock) -> None:
    desk = PretendDesk(clock)
    desk.robots = False
    rounds(served, desk)
    assert rows(served, "SELECT count(*) FROM fleet_view") == [(0,)]


def test_a_round_tells_of_few_robots_and_of_the_most_urgent_first(clock: Clock) -> None:
    desk = PretendDesk(clock)
    fleet = crowd(desk, 40)
    known = Known(rows={}, fleet=None, robots={r.serial: (r, 0) for r in fleet.robots})
    clock.forward(7)
    moved = crowd(desk, 40)
    stopped = replace(moved.robots[33], state=RobotState.STOPPED)
    later = replace(moved, robots=(*moved.robots[:33], stopped, *moved.robots[34:]))
    told = robots_to_tell(known, later)
    assert len(told) == ROBOTS_MAX
    assert told[0] == stopped


def test_every_robot_gets_its_turn(clock: Clock) -> None:
    desk, seen = PretendDesk(clock), set()
    known = Known(rows={}, fleet=None)
    for _ in range(4):
        clock.forward(5)
        picture = crowd(desk, 40)
        for robot in robots_to_tell(known, picture):
            known.robots[robot.serial] = robot, picture.as_of_ms
            seen.add(robot.serial)
    assert len(seen) == 40


def test_where_nothing_changes_only_the_age_is_told_now_and_then(clock: Clock) -> None:
    desk = PretendDesk(clock)
    first = whole_to_tell(NOTHING, desk.picture(), FLOOR)
    known = Known(rows={}, fleet=1, whole=first, told_ms=desk.picture().as_of_ms)
    clock.forward(STILL_MS / 1_000 - 1)
    assert whole_to_tell(known, desk.picture(), FLOOR) == {}
    clock.forward(1)
    assert set(whole_to_tell(known, desk.picture(), FLOOR)) == {"waiting", "done", "as_of_ms"}


def test_robots_that_headquarters_stops_are_stopped_once(served: Served, clock: Clock) -> None:
    desk = PretendDesk(clock)
    said = served.command("pause_robots", "pause-2")
    assert said["say"]["key"] == "robots.will_stop"
    rounds(served, desk)
    assert desk.picture().paused
    assert rows(served, "SELECT count(*) FROM fleet_word WHERE obeyed_at_ms IS NULL") == [(0,)]
    anyio.run(desk.resume_all, "Mia")
    rounds(served, desk)
    assert not desk.picture().paused
