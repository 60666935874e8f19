"""Watches: at the bound and one past it."""

from agv.config import Heartbeat
from agv.hardware.board import Reading
from agv.safety.row import ALL_ON_M_MAX, DOUBT_M, DOUBT_S_MAX, STILL_M_MAX, Row
from agv.safety.watch import HeartbeatWatch, LoopWatch


def test_a_silent_loop_is_cut_once_until_somebody_confirms() -> None:
    cuts: list[int] = []
    watch = LoopWatch(0.15, lambda: cuts.append(1))
    assert not watch.check(5.0)
    watch.beat(5.0)
    assert not watch.check(5.14)
    assert watch.check(5.16)
    assert not watch.check(5.2)
    assert (len(cuts), watch.tripped) == (1, True)
    watch.rearm()
    assert not watch.tripped


def test_a_silent_edge_means_slow_then_stop() -> None:
    watch = HeartbeatWatch(Heartbeat(expected=True))
    assert watch.lost(0.0)
    watch.beat(1.0)
    found = [(watch.late(at_s), watch.lost(at_s)) for at_s in (1.5, 1.6, 2.5, 2.6)]
    assert found == [(False, False), (True, False), (True, False), (True, True)]


def test_a_manager_that_sends_no_heartbeat_is_not_missed() -> None:
    watch = HeartbeatWatch(Heartbeat(expected=False))
    assert not watch.late(1e6)


def looks(*patterns: str, step_m: float = 0.005, fork: bool = False) -> list[str | None]:
    row = Row()
    lines = [tuple(each == "X" for each in pattern) for pattern in patterns]
    readings = [Reading(at_s=number / 100, line=line) for number, line in enumerate(lines)]
    return [row.look(reading, step_m * 100, fork=fork) for reading in readings]


def test_a_row_that_never_changes_is_frozen() -> None:
    turns = round(max(STILL_M_MAX / 0.005, DOUBT_M / 0.005 + DOUBT_S_MAX * 100))
    said = looks(*["..X.."] * (turns + 5))
    assert said[turns - 3] is None
    assert said[-1] == "line sensors are frozen: ..X.."


def test_all_on_for_longer_than_a_bar() -> None:
    said = looks(*["XXXXX"] * (round(ALL_ON_M_MAX / 0.005) + 3))
    assert said[20] is None
    assert said[-1] == "all line sensors say tape"


def test_a_gap_in_the_row_is_a_broken_sensor_but_at_forks() -> None:
    pattern = ["X.X..", "X.XX."] * 10
    assert looks(*pattern)[-1] == "line sensors do not agree: X.XX."
    assert looks(*["X.X..", "X.X..", "X.XX.", "X.XX."] * 5, fork=True)[-1] is None


def test_a_chattering_row() -> None:
    pattern = ["..X..", "...X."] * 15
    assert looks(*pattern)[-1] == "line sensors chatter"
    assert looks(*pattern, step_m=0.0)[-1] is None
