"""Watches: at the bound and one past it."""

from agv.config import Heartbeat
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
