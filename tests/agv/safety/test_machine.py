"""The safety machine: a table of steps, and what holds whatever it is shown."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agv.config import Config
from agv.safety.distance import echo_reaction_s, schedule, speed_for, stop_m
from agv.safety.machine import Safe, Senses, speed_limit, step, stop_distance_m
from agv.vehicle import Complaint, Trouble, Zone

CONFIG = Config()
BROKEN = Complaint(trouble=Trouble.SENSOR, said="ultrasonic front", needs_person=True)

finite = st.floats(0, 4)
senses = st.builds(
    Senses,
    at_s=st.floats(0, 100),
    speed_mps=st.floats(0, 1),
    nearest_m=st.none() | finite,
    free_m=st.none() | finite,
    fresh=st.booleans(),
    infrared=st.booleans(),
    beside=st.booleans(),
    doubtful=st.booleans(),
    vanished=st.booleans(),
    heartbeat_late=st.booleans(),
    faults=st.sampled_from([(), (), (), (BROKEN,)]),
    confirmed=st.sampled_from([False, False, False, True]),
)


def free(at_s: float, *, metres: float | None = 2.0, confirmed: bool = False) -> Senses:
    return Senses(at_s=at_s, nearest_m=metres, free_m=metres, fresh=True, confirmed=confirmed)


def run(state: Safe, *shown: Senses) -> Safe:
    for each in shown:
        state = step(state, each, CONFIG)
    return state


def test_after_a_start_nothing_moves_until_somebody_confirms() -> None:
    state = run(Safe(), *(free(each / 10) for each in range(20)))
    assert state.zone is Zone.FAULT
    assert run(state, free(3, confirmed=True)).zone is Zone.STOP


def test_the_way_has_to_be_clear_several_times_and_then_slowly() -> None:
    clear = CONFIG.safety.clear_readings
    state = run(Safe(), free(0, confirmed=True), *[free(0.1)] * (clear - 1))
    assert state.zone is Zone.STOP
    state = run(state, free(0.3))
    assert state.zone is Zone.RECOVER
    assert speed_limit(state, free(0.3), CONFIG) <= CONFIG.safety.slow_mps
    assert run(state, free(1.4)).zone is Zone.CLEAR


@pytest.mark.parametrize(
    "shown",
    [
        Senses(at_s=5, infrared=True, nearest_m=2.0, free_m=2.0),
        Senses(at_s=5, speed_mps=0.5, nearest_m=0.3, free_m=2.0),
        Senses(at_s=5, nearest_m=0.1, free_m=2.0),
    ],
)
def test_the_first_reading_stops(shown: Senses) -> None:
    assert step(Safe(zone=Zone.CLEAR, held=()), shown, CONFIG).zone is Zone.STOP


def test_no_echo_is_slow_and_never_free() -> None:
    unknown = Senses(at_s=5, nearest_m=None, free_m=None)
    state = step(Safe(zone=Zone.CLEAR, held=()), unknown, CONFIG)
    assert state.zone is Zone.SLOW
    assert 0 < speed_limit(state, unknown, CONFIG) <= CONFIG.safety.slow_mps
    blind = Config(infrared=())
    assert speed_limit(state, unknown, blind) == 0.0


def test_slow_is_left_farther_off_than_it_is_entered() -> None:
    edge = CONFIG.safety.slow_m * 1.1
    assert step(Safe(zone=Zone.CLEAR, held=()), free(5, metres=edge), CONFIG).zone is Zone.CLEAR
    assert step(Safe(zone=Zone.SLOW, held=()), free(5, metres=edge), CONFIG).zone is Zone.SLOW


def test_a_fault_outlives_its_cause_until_it_is_confirmed() -> None:
    state = run(Safe(zone=Zone.CLEAR, held=()), Senses(at_s=1, faults=(BROKEN,)), free(2), free(3))
    assert (state.zone, state.held) == (Zone.FAULT, (BROKEN,))
    still = run(state, Senses(at_s=4, faults=(BROKEN,), confirmed=True))
    assert still.zone is Zone.FAULT
    assert run(still, free(5, confirmed=True)).zone is Zone.STOP


def test_a_doubt_stops_only_while_it_stands() -> None:
    doubt = Senses(at_s=1, nearest_m=2.0, free_m=2.0, doubtful=True)
    driving = Safe(zone=Zone.CLEAR, held=())
    stopped = run(driving, doubt)
    assert (stopped.zone, stopped.listening) == (Zone.STOP, True)
    assert speed_limit(stopped, doubt, CONFIG) == 0.0
    assert run(stopped, doubt, free(2)).zone is Zone.CLEAR


def test_what_comes_near_during_a_doubt_is_an_obstacle_like_any() -> None:
    doubt = Senses(at_s=1, nearest_m=2.0, free_m=2.0, doubtful=True)
    near = Senses(at_s=2, nearest_m=0.1, free_m=2.0, doubtful=True)
    stopped = run(Safe(zone=Zone.CLEAR, held=()), doubt, near)
    assert (stopped.zone, stopped.listening) == (Zone.STOP, False)
    assert run(stopped, free(3)).zone is Zone.STOP


@given(st.lists(senses, max_size=30))
@settings(max_examples=150)
def test_whatever_it_is_shown(shown: list[Senses]) -> None:
    state = Safe()
    for each in shown:
        before, state = state, step(state, each, CONFIG)
        limit = speed_limit(state, each, CONFIG)
        if each.faults or (before.zone is Zone.FAULT and not each.confirmed):
            assert state.zone is Zone.FAULT
        if state.zone in (Zone.STOP, Zone.FAULT):
            assert limit == 0.0
        if each.infrared or (
            each.nearest_m is not None and each.nearest_m < stop_distance_m(each.speed_mps, CONFIG)
        ):
            assert limit == 0.0
        if before.zone in (Zone.STOP, Zone.FAULT) and not before.listening:
            assert state.zone in (Zone.STOP, Zone.FAULT, Zone.RECOVER)
        if each.free_m is not None and limit > 0:
            assert stop_m(limit, echo_reaction_s(CONFIG), 1.0, 0.0) <= each.free_m


@given(st.floats(0.1, 4), st.floats(0.01, 0.5), st.floats(0.3, 3))
def test_the_allowed_speed_is_the_inverse_of_the_stop_budget(
    way: float, reaction: float, brake: float
) -> None:
    speed = speed_for(way, reaction, brake, 0.05)
    assert stop_m(speed, reaction, brake, 0.05) == pytest.approx(way)


def test_each_sensor_pings_twice_in_three_slots_and_the_front_one_alone_in_one() -> None:
    assert [schedule(each) for each in range(4)] == [
        (),
        ((0,),),
        ((0,), (1,), (0, 1)),
        ((0,), (1, 2), (0, 1, 2)),
    ]


def test_a_sensor_that_repeats_itself_stops_the_robot() -> None:
    doubtful = Senses(at_s=5, nearest_m=2.0, free_m=2.0, fresh=True, doubtful=True)
    state = run(Safe(zone=Zone.CLEAR, held=()), *[doubtful] * 20)
    assert state.zone is Zone.STOP


def test_what_vanished_close_before_it_stops_the_robot_until_it_is_heard() -> None:
    near = free(2, metres=0.3)
    gone = Senses(at_s=2.1, fresh=True, doubtful=True, vanished=True)
    clear = CONFIG.safety.clear_readings
    going = run(Safe(), free(0, confirmed=True), *[free(0.1)] * clear, free(1.5))
    state = run(going, near, *[gone] * 50)
    assert state.zone is Zone.STOP
    assert speed_limit(state, gone, CONFIG) == 0
    assert run(state, *[free(9)] * clear).zone is Zone.RECOVER


def test_one_echo_after_silence_is_driven_up_to_no_faster_than_to_a_known_thing() -> None:
    going = Safe(zone=Zone.SLOW, held=())
    known = Senses(at_s=1, nearest_m=0.25, free_m=0.25)
    heard_once = Senses(at_s=1, nearest_m=0.25)
    assert speed_limit(going, heard_once, CONFIG) <= speed_limit(going, known, CONFIG)
