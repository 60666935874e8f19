"""The unchanged firmware on simulated pins: it drives, stops, turns, searches, and says so."""

from functools import cache

import pytest

from agv.config import Config, Heartbeat, Line
from agv.motion.pilot import Phase
from agv.simulator.run import Simulation
from agv.simulator.show import Ride, ride
from agv.simulator.things import Thing
from agv.simulator.track import Bar, Floor, Gap, line_to, ring
from agv.vehicle import Leg, Task, TaskKind, TaskState, Trouble, Zone

BAR = Bar(at_m=2.0, bars=2)
WALL = Thing(x_m=1.8, y_m=0.0, half_length_m=0.1, half_width_m=0.5)
END = Leg(sequence=1, node="end", length_m=1.7, bars=2)


@cache
def floor(gap_m: float = 0.0) -> Floor:
    gaps = (Gap(at_m=1.0, length_m=gap_m),) if gap_m else ()
    return Floor((line_to((0, 0), (3, 0)),), (BAR,), gaps)


def robot(
    *things: Thing, config: Config | None = None, gap_m: float = 0.0, seed: int = 1
) -> Simulation:
    """On a straight tape, 1.7 m before a marker of two bars."""
    simulation = Simulation(config or Config(), floor(gap_m), seed, things=things)
    simulation.plant.body.put(0.3 - 0.06, 0.0, 0.0)
    simulation.ready("start")
    simulation.firmware.follow((END,))
    return simulation


def troubles(simulation: Simulation) -> set[Trouble]:
    return {each.trouble for each in simulation.firmware.report().complaints}


def test_it_stops_at_its_node_and_says_so() -> None:
    simulation = robot()
    simulation.run(12)
    report = simulation.firmware.report()
    assert (report.passed, report.last_node, report.driving) == (1, "end", False)
    row_m = simulation.plant.body.x_m + 0.06
    assert row_m == pytest.approx(2.045, abs=0.03)


def test_it_waits_before_a_wall_and_goes_on_when_it_is_gone() -> None:
    simulation = robot(WALL)
    simulation.run(12)
    assert simulation.firmware.limit_mps < 0.02
    assert simulation.plant.body.x_m + 0.12 < 1.65
    simulation.plant.things.things = ()
    simulation.run(12)
    assert simulation.firmware.report().passed == 1


@pytest.mark.parametrize("contact", ["bumper", "e_stop"])
def test_a_contact_cuts_the_motors_until_somebody_confirms(contact: str) -> None:
    simulation = robot()
    simulation.run(3)
    levels, gpio = simulation.plant.faults.levels, getattr(simulation.config.inputs, contact)
    levels[gpio] = True
    simulation.run(0.02)
    assert not simulation.plant.powered
    simulation.run(1)
    del levels[gpio]
    simulation.run(2)
    assert simulation.firmware.report().zone is Zone.FAULT
    assert simulation.plant.body.speed_mps == pytest.approx(0, abs=1e-3)
    simulation.firmware.confirm()
    simulation.run(12)
    assert simulation.firmware.report().passed == 1


def test_the_button_on_the_robot_confirms() -> None:
    simulation = Simulation(Config(), floor(), 1)
    simulation.run(1)
    assert simulation.firmware.report().zone is Zone.FAULT
    gpio = simulation.config.inputs.confirm
    assert gpio is not None
    simulation.plant.faults.levels[gpio] = False
    simulation.run(0.4)
    assert simulation.firmware.report().zone is Zone.FAULT
    simulation.run(0.4)
    assert simulation.firmware.report().zone is not Zone.FAULT


def test_a_frozen_program_loses_the_motors() -> None:
    simulation = robot()
    simulation.run(3)
    simulation.frozen = True
    simulation.run(0.06)
    assert not simulation.plant.powered
    simulation.run(1)
    assert simulation.firmware.watch.tripped
    simulation.frozen = False
    simulation.run(0.5)
    assert Trouble.LOOP in troubles(simulation)


@pytest.mark.parametrize("gap_m", [0.04, 0.08])
def test_a_short_gap_is_driven_over(gap_m: float) -> None:
    simulation = robot(gap_m=gap_m)
    simulation.run(14)
    assert simulation.firmware.report().passed == 1
    assert simulation.firmware.pilot.searches <= 1


def test_without_any_tape_it_gives_up_and_stands() -> None:
    simulation = robot()
    simulation.run(3)
    simulation.plant.body.put(1.0, 0.4, 0.0)
    simulation.run(16)
    assert simulation.firmware.pilot.phase is Phase.LOST
    assert Trouble.LINE_LOST in troubles(simulation)
    assert not simulation.firmware.report().localized
    at = simulation.plant.body.travelled_m
    simulation.run(1)
    assert simulation.plant.body.travelled_m == pytest.approx(at, abs=1e-3)


def test_pause_keeps_the_route_and_cancel_forgets_it() -> None:
    simulation = robot()
    simulation.run(3)
    simulation.firmware.pause()
    simulation.run(1)
    assert simulation.firmware.report().speed_mps < 0.01
    assert simulation.firmware.report().driving
    simulation.firmware.resume()
    simulation.run(0.5)
    assert simulation.firmware.report().speed_mps > 0.1
    simulation.firmware.cancel()
    simulation.run(1)
    assert not simulation.firmware.report().driving


def test_a_task_waits_until_it_stands_and_holds_it_there() -> None:
    simulation = robot()
    simulation.run(2)
    simulation.firmware.start(Task(task_id="a", kind=TaskKind.SIGNAL))
    simulation.firmware.start(Task(task_id="b", kind=TaskKind.RAISE))
    simulation.run(0.8)
    assert [each.state for each in simulation.firmware.report().tasks] == [
        TaskState.RUNNING,
        TaskState.WAITING,
    ]
    simulation.run(2)
    first, second = simulation.firmware.report().tasks
    assert (first.state, second.state, second.said) == (
        TaskState.FINISHED,
        TaskState.FAILED,
        "no lift is fitted",
    )


def test_a_silent_edge_ends_the_route_at_the_next_node() -> None:
    config = Config(heartbeat=Heartbeat(expected=True))
    simulation = robot(config=config)
    simulation.firmware.follow((END, Leg(sequence=2, node="far", length_m=5.0)))
    for _ in range(10):
        simulation.firmware.beat()
        simulation.run(0.2)
    simulation.run(12)
    report = simulation.firmware.report()
    assert (report.passed, report.driving) == (1, False)
    assert Trouble.HEARTBEAT in troubles(simulation)


@pytest.mark.parametrize("seed", range(3))
def test_deliveries_over_a_crossing_come_back_home(seed: int) -> None:
    told = ride(Ride(track="cross", seconds=35, seed=seed, obstacles=0), Config(), None)
    assert told.localized
    assert told.contacts == 0
    assert told.nodes >= 4


def test_it_follows_bends_of_half_a_metre_within_20_mm() -> None:
    simulation = Simulation(Config(), Floor((ring(1.0, 0.5),)), 4)
    simulation.plant.body.put(0.2, 0.0, 0.0)
    simulation.ready("start")
    simulation.firmware.follow((Leg(sequence=1, node="end", length_m=1e3),))
    simulation.run(2)
    worst = 0.0
    for _ in range(1_500):
        simulation.turn()
        body = simulation.plant.body
        worst = max(worst, simulation.plant.floor.nearest(body.x_m, body.y_m)[0])
    assert worst < 0.02
    assert simulation.plant.body.travelled_m > 3


def test_it_brakes_along_the_tape_of_a_bend_and_knows_how_far_it_rolled() -> None:
    simulation = Simulation(Config(), Floor((ring(0.5, 0.35),)), 2)
    simulation.plant.body.put(0.2, 0.0, 0.0)
    simulation.ready("start")
    simulation.firmware.follow((Leg(sequence=1, node="end", length_m=1e3),))
    body, floor = simulation.plant.body, simulation.plant.floor
    for seconds in (4.0, 1.5, 2.1):
        simulation.run(seconds)
        braked_m, begun_m = body.travelled_m, simulation.firmware.report().since_node_m
        simulation.firmware.pause()
        simulation.run(1.2)
        assert body.speed_mps == pytest.approx(0, abs=1e-3)
        assert floor.nearest(body.x_m, body.y_m)[0] < 0.02
        believed_m = simulation.firmware.report().since_node_m - begun_m
        assert believed_m == pytest.approx(body.travelled_m - braked_m, abs=0.02)
        simulation.firmware.resume()


def test_a_frozen_row_is_known_on_a_straight_within_a_fifth_of_a_second() -> None:
    simulation = robot()
    simulation.run(4)
    simulation.plant.faults.frozen_line = True
    simulation.run(0.2)
    assert Trouble.SENSOR in troubles(simulation)


def test_without_a_switch_for_its_emitters_it_moves_aside_to_know() -> None:
    simulation = robot(config=Config(line=Line(test_gpio=None)))
    simulation.run(4)
    simulation.plant.faults.frozen_line = True
    simulation.run(3)
    assert Trouble.SENSOR in troubles(simulation)


def test_a_noisy_front_sensor_stops_it_within_a_fifth_of_a_second() -> None:
    wall = Thing(x_m=8.0, y_m=0.0, half_length_m=0.1, half_width_m=3.0)
    simulation = long_way(wall)
    simulation.run(4)
    assert simulation.plant.body.speed_mps > 0.2
    simulation.plant.faults.noisy.add(0)
    simulation.run(0.2)
    assert simulation.firmware.report().zone is Zone.STOP
    simulation.run(1)
    assert simulation.plant.body.speed_mps == pytest.approx(0, abs=1e-2)


def test_a_middle_line_sensor_that_is_stuck_on_is_told_on_a_straight() -> None:
    simulation = long_way()
    gpio = simulation.config.line.gpios[2]
    simulation.run(2)
    simulation.plant.faults.levels[gpio] = True
    for _ in range(1_500):
        if simulation.plant.body.x_m < 3.5 and not troubles(simulation):
            simulation.turn()
    (complaint,) = simulation.firmware.report().complaints
    assert complaint.said == "line sensors never leave the tape: ..X.."


def test_a_healthy_row_shows_that_it_is_and_stays_on_its_tape() -> None:
    simulation, worst = long_way(), 0.0
    for _ in range(1_600):
        simulation.turn()
        worst = max(worst, abs(simulation.plant.body.y_m))
    assert not troubles(simulation)
    assert simulation.plant.body.x_m > 4
    assert 0.005 < worst < 0.02


def long_way(*things: Thing) -> Simulation:
    """Six metres straight on, no marker in sight."""
    simulation = Simulation(Config(), Floor((line_to((0, 0), (6, 0)),)), 3, things=things)
    simulation.plant.body.put(0.2, 0.0, 0.0)
    simulation.ready("start")
    simulation.firmware.follow((Leg(sequence=1, node="end", length_m=1e3),))
    return simulation
