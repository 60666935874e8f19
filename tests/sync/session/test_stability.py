"""The stable clock counts promises whose heads have arrived everywhere, and nothing else."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from sync.core.change import Put
from sync.core.clock import hlc_at
from sync.core.effects import PeerAcked
from sync.core.errors import Refused
from sync.core.ids import NodeId, Scope, StreamId
from sync.core.messages import Mark
from sync.core.stability import (
    PROMISES_MAX,
    Frontier,
    FrontierRule,
    Stability,
    publish,
    read,
)
from sync.core.stamp import unpack_stamp
from sync.store.memory import MemoryStore
from sync.store.protocol import Member
from tests.sync.catalogue import THING
from tests.sync.fleet import Replica, Wall, key_of, make_memory, member_of

HUB, ONE, TWO = 1, 2, 3
ALL = (HUB, ONE, TWO)
KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))


def stream(node: int, scope: str = "c1") -> StreamId:
    return StreamId(NodeId(node), 1, Scope(scope))


def said(
    node: int, hlc: int, own: int, *, anew: bool = False, hub: int = 0, one: int = 0, two: int = 0
) -> PeerAcked:
    heads = {HUB: hub, ONE: one, TWO: two}
    marks = tuple(Mark(stream(n), seq, bytes(32)) for n, seq in heads.items() if seq)
    return PeerAcked(node, marks, (Mark(stream(node), own, bytes(32)),), hlc, anew)


def test_nothing_is_stable_before_all_have_spoken() -> None:
    known = Stability()
    known.report(said(HUB, 100, 0))
    known.report(said(ONE, 90, 0))
    assert known.stable("c1", ALL) == 0
    known.report(said(TWO, 80, 0))
    assert known.stable("c1", ALL) == 80


def test_all_acked_is_not_enough() -> None:
    """The trap of the facts: an unsent edit at 15 while row and field at 10 and 20 are acked."""
    known = Stability()
    known.report(said(HUB, 30, 2))
    known.report(said(ONE, 30, 0, hub=2))
    # Two holds everything of the others, but its own clock is still at 14.
    known.report(said(TWO, 14, 0, hub=2))
    assert known.stable("c1", ALL) == 14
    # It has written at 15 and promises 40 from there on: counts once that record is everywhere.
    known.report(said(TWO, 40, 1, hub=2))
    assert known.stable("c1", ALL) == 14
    known.report(said(ONE, 30, 0, two=1))
    assert known.stable("c1", ALL) == 14
    known.report(said(HUB, 30, 2, two=1))
    assert known.stable("c1", ALL) == 30


@pytest.mark.parametrize(("promised", "stable"), [(59, 59), (60, 60), (61, 60)])
def test_a_promise_counts_up_to_the_clock_of_the_judge(promised: int, stable: int) -> None:
    known = Stability()
    known.report(said(HUB, 90, 0))
    known.report(said(ONE, promised, 0), judge_hlc=60)
    assert known.stable("c1", (HUB, ONE)) == stable


def test_the_stable_clock_never_falls() -> None:
    known = Stability()
    for node in ALL:
        known.report(said(node, 50, 0))
    assert known.stable("c1", ALL) == 50
    known.report(said(ONE, 20, 0, anew=True))
    assert known.stable("c1", ALL) == 50


def test_a_restored_replica_holds_less_than_it_did() -> None:
    known = Stability()
    known.report(said(HUB, 10, 5))
    known.report(said(ONE, 10, 0, hub=5))
    assert known.delivered("c1", (HUB, ONE)) == {stream(HUB): 5}
    known.report(said(ONE, 0, 0, anew=True, hub=2))
    assert known.delivered("c1", (HUB, ONE)) == {stream(HUB): 2}


def test_a_hub_that_was_put_back_is_known_by_what_others_hold_of_it() -> None:
    known = Stability()
    known.report(said(HUB, 10, 5))
    known.report(said(ONE, 10, 0, hub=5))
    assert not known.fell_back(HUB, (HUB, ONE))
    known.report(said(HUB, 10, 4, anew=True))
    assert known.fell_back(HUB, (HUB, ONE))
    assert not known.fell_back(HUB, (HUB, TWO))


def test_scopes_do_not_wait_for_each_other() -> None:
    known = Stability()
    known.report(said(HUB, 100, 3))
    known.report(said(ONE, 90, 3, hub=3))
    assert known.stable("w1", (HUB, ONE)) == 90
    assert known.stable("c1", (HUB, ONE)) == 0
    known.report(said(HUB, 100, 3, one=3))
    assert known.stable("c1", (HUB, ONE)) == 90


def test_a_slow_replica_does_not_stop_the_clock() -> None:
    known = Stability()
    for step in range(1, PROMISES_MAX * 10):
        known.report(said(HUB, step * 10, step))
    known.report(said(ONE, 1_000_000, 0, hub=PROMISES_MAX * 5))
    stable = known.stable("c1", (HUB, ONE))
    assert 10 <= stable <= PROMISES_MAX * 5 * 10


@given(st.lists(st.tuples(st.sampled_from(ALL), st.integers(1, 100), st.booleans()), max_size=40))
def test_no_replica_ever_writes_below_the_stable_clock(
    steps: list[tuple[int, int, bool]],
) -> None:
    """Each writes above its own clock and tells it; records arrive at once or never."""
    known = Stability()
    clock = dict.fromkeys(ALL, 0)
    own = dict.fromkeys(ALL, 0)
    held = {node: dict.fromkeys(ALL, 0) for node in ALL}
    undelivered: dict[int, list[int]] = {node: [] for node in ALL}
    for node, ahead, delivers in steps:
        clock[node] += ahead
        own[node] += 1
        undelivered[node].append(clock[node])
        if delivers:
            undelivered[node] = []
            for other in ALL:
                held[other][node] = own[node]
        for other in ALL:
            seqs = {n: 0 if n == other else seq for n, seq in held[other].items()}
            known.report(
                said(other, clock[other], own[other], hub=seqs[HUB], one=seqs[ONE], two=seqs[TWO])
            )
        stable = known.stable("c1", ALL)
        assert all(hlc > stable for hlcs in undelivered.values() for hlc in hlcs)


STEPS = ("write", "ahead", "right", "exchange", "promise")


@given(st.lists(st.sampled_from(STEPS), max_size=30))
def test_a_capped_promise_holds_whatever_a_verdict_lowers_the_clock_to(steps: list[str]) -> None:
    hub, edge = (make_memory_replica(member) for member in (member_of(1, "hub"), member_of(2)))
    promised = 0
    for place, step in enumerate(steps):
        match step:
            case "write":
                written = edge.write(Put(THING, 7, {"weight_g": place}))
                assert written is not None
                assert unpack_stamp(written.stamp)[0] > promised
            case "ahead":
                edge.wall.now_ms += 3_600_000
            case "right":
                edge.wall.now_ms = hub.wall.now_ms
            case "exchange":
                hub.wall.now_ms += 1_000
                for one, other in ((hub, edge), (edge, hub)) * 2:
                    one.pull(other)
            case "promise":
                promised = max(promised, min(clock_of(edge), clock_of(hub)))


def make_memory_replica(me: Member) -> Replica:
    wall = Wall()
    store = make_memory(Path(), me, key_of(me.number), wall, judge=me.role == "hub")
    for member in (member_of(1, "hub"), member_of(2)):
        store.enrol(member)
    return Replica(store, me, wall)


def clock_of(replica: Replica) -> int:
    assert isinstance(replica.store, MemoryStore)
    return replica.store.clock.last


@pytest.mark.parametrize(
    ("before", "hlc", "newer", "due"),
    [(0, 10, 3, True), (0, 9, 3, False), (0, 10, 2, False), (5, 14, 9, False), (5, 15, 3, True)],
)
def test_a_frontier_is_published_once_it_has_moved_enough(
    before: int, hlc: int, newer: int, due: bool
) -> None:
    rule = FrontierRule(every_ms=10, records_min=3)
    assert rule.due(hlc_at(before), hlc_at(hlc), newer) == due


def test_a_published_frontier_is_signed() -> None:
    packed = publish(KEY, Frontier("c1", 77, ((stream(ONE), 5),)))
    public = KEY.public_key().public_bytes_raw()
    frontier = read(public, packed)
    assert (frontier.scope, frontier.hlc, frontier.delivered) == ("c1", 77, ((stream(ONE), 5),))
    for place in range(len(packed)):
        changed = bytearray(packed)
        changed[place] ^= 1
        with pytest.raises(Refused, match="frontier"):
            read(public, bytes(changed))
    with pytest.raises(Refused, match="frontier"):
        read(bytes(31), packed)
