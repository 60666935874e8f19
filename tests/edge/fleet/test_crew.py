"""The fleet's mind alone: no broker, no robot, no clock."""

import random

import pytest

from edge.fleet import assigning
from edge.fleet.crew import Crew, Heard
from edge.fleet.floor import Floor, losing, read_drawing
from edge.fleet.judging import OUT_MS_MAX
from edge.fleet.missions import Job
from edge.fleet.picture import MissionKind, NoSuchSegment
from edge.fleet.traffic.site_map import BadMap
from tests.edge.fleet.hall import drawing

JOB = Job(
    task_id=7, task="transport", kind=MissionKind.BRING_TOTE, unit="T", from_location="HAND-A",
    to_location="PACK-1",
)  # fmt: skip


def crew_on(floor: Floor) -> Crew:
    numbers = iter(range(1_000))
    return Crew(floor, random.Random(1).random, lambda: f"id-{next(numbers)}")


@pytest.mark.parametrize("over", [0, 1])
def test_the_task_of_a_robot_that_says_nothing_goes_back_to_people(over: int) -> None:
    crew = crew_on(read_drawing(drawing()))
    crew.seat("R-1")
    assigning.give(crew, "R-1", JOB, 0)
    silent = Heard(serial="R-1", silent=True)
    crew.look(silent, 0, idle=False)
    crew.look(silent, OUT_MS_MAX + over, idle=False)
    assert [(each.mission.job, each.reason) for each in crew.ended] == [(JOB, "silent")] * over
    assert (crew.jobs() == {}) is bool(over)


def test_a_task_without_a_station_at_both_ends_is_peoples() -> None:
    crew = crew_on(read_drawing(drawing()))
    assert assigning.can_do(crew, JOB)
    for change in ({"from_location": "DOCK-1"}, {"to_location": "HAND-A"}):
        other = Job(**{**{name: getattr(JOB, name) for name in JOB.__struct_fields__}, **change})
        assert not assigning.can_do(crew, other)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b'{"nodes": [], "segments": [], "other": 1}', "other"),
        (
            b'{"nodes": [{"name": "A", "x_mm": 0, "y_mm": 0}],'
            b' "segments": [{"start": "A", "end": "B"}]}',
            "no such node: B",
        ),
    ],
)
def test_a_drawing_that_cannot_be_is_refused_with_its_fault(body: bytes, said: str) -> None:
    with pytest.raises(BadMap, match=said):
        read_drawing(body)


def test_a_floor_says_what_may_cost_a_robot() -> None:
    floor = read_drawing(drawing())
    assert not floor.view.faults and not losing(floor)
    trap = read_drawing(
        b'{"nodes": [{"name": "A", "x_mm": 0, "y_mm": 0}, {"name": "B", "x_mm": 9, "y_mm": 0}],'
        b' "segments": [{"start": "A", "end": "B", "one_way": true}],'
        b' "stations": [{"name": "S", "node": "B"}]}'
    )
    assert any(fault.startswith("no_way_back") for fault in losing(trap))
    with pytest.raises(NoSuchSegment):
        floor.ways("nowhere")
