"""What the vehicle is told of an order, and what becomes of its reports."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from agv.orders.vehicle_words import ActionReport
from agv.protocol import errors
from agv.protocol.order import Action
from agv.protocol.words import ActionStatus, BlockingType
from agv.vehicle import Complaint, Report, Trouble
from edge.fleet.master.words import Done
from tests.agv.link.rig import SERIAL, Rig, plan


@pytest.fixture
def rig(tmp_path: Path) -> Rig:
    rig = Rig(tmp_path)
    rig.step(10)
    return rig


def done(rig: Rig) -> int:
    return sum(isinstance(told.event, Done) for told in rig.site.events)


def test_a_second_order_is_not_passed_by_the_reports_of_the_first(rig: Rig) -> None:
    rig.give("ABC")
    rig.step(10)
    for _ in range(2):
        rig.vehicle.drive()
        rig.step(5)
    assert done(rig) == 1
    rig.give("CDE", "o2")
    rig.step(10)
    assert [leg.node for leg in rig.vehicle.route] == ["D", "E"] and done(rig) == 1
    assert len(rig.side.state().node_states) == 2
    for _ in range(2):
        rig.vehicle.drive()
        rig.step(5)
    assert done(rig) == 2 and rig.side.state().last_node_id == "E"


def test_a_route_that_grows_is_told_whole_and_only_when_it_changed(rig: Rig) -> None:
    master = rig.site.master(SERIAL)
    master.give(plan("ABCD", released=2))
    rig.step(10)
    moves = rig.vehicle.moves
    rig.step(50)
    assert rig.vehicle.moves == moves and [leg.node for leg in rig.vehicle.route] == ["B"]
    rig.vehicle.drive()
    master.grow(4)
    rig.step(10)
    assert [leg.node for leg in rig.vehicle.route] == ["C", "D"]


def test_a_pick_is_done_before_the_robot_drives_on(rig: Rig) -> None:
    pick = Action(action_type="pick", action_id="p1", blocking_type=BlockingType.HARD)
    whole = plan("ABC")
    first, *rest = whole.nodes
    rig.site.master(SERIAL).give(replace(whole, nodes=(replace(first, actions=(pick,)), *rest)))
    rig.step(20)
    assert rig.vehicle.tasks["p1"].state.value == "FINISHED"
    assert rig.side.state().status_of("p1") is ActionStatus.FINISHED
    assert rig.side.state().loads and rig.vehicle.route


@pytest.mark.parametrize(
    ("trouble", "kind"),
    [
        (Trouble.OBSTACLE, errors.PATH_BLOCKED),
        (Trouble.LINE_LOST, errors.LOCALIZATION_ERROR),
        (Trouble.MARKER_WRONG, errors.LOCALIZATION_ERROR),
        (Trouble.SENSOR, errors.ROBOT_FAULT),
        (Trouble.BUMPER, errors.ROBOT_FAULT),
    ],
)
def test_what_the_vehicle_complains_of_is_an_error(
    rig: Rig, monkeypatch: pytest.MonkeyPatch, trouble: Trouble, kind: str
) -> None:
    complaint = Complaint(trouble=trouble, said="as it is", needs_person=trouble is Trouble.BUMPER)
    report = replace(rig.vehicle.report(), complaints=(complaint,))
    monkeypatch.setattr(rig.vehicle, "report", lambda: report)
    rig.step(5)
    state = rig.site.master(SERIAL).state
    assert state is not None and [each.error_type for each in state.errors] == [kind]
    field = trouble in (Trouble.OBSTACLE, Trouble.BUMPER)
    assert state.safety_state.field_violation is field


def test_the_vehicle_is_placed_by_a_word(rig: Rig) -> None:
    from edge.fleet.master.asking import at_once

    pose = at_once("initializePosition", "i1", x=1, y=2, theta=0.5, mapId="hall", lastNodeId="K")
    rig.site.master(SERIAL).do(pose)
    rig.step(20)
    assert rig.vehicle.node == "K" and rig.side.state().last_node_id == "K"
    assert rig.side.state().status_of("i1") is ActionStatus.FINISHED


def test_a_report_of_an_unknown_action_changes_nothing(rig: Rig) -> None:
    before = rig.side.state()
    rig.side.on_action(ActionReport(action_id="?", status=ActionStatus.FINISHED))
    assert rig.side.state() == before and Report(at_s=0.0).passed is None
