"""The stable clock counts promises whose heads have arrived everywhere, and nothing else."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from sync.core.effects import PeerAcked
from sync.core.errors import Refused
from sync.core.ids import NodeId, Scope, StreamId
from sync.core.messages import Mark
from sync.core.stability import PROMISES_MAX, Stability, publish, read

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


@pytest.mark.parametrize(("promised", "stable"), [(60, 50), (61, 0)])
def test_a_promise_from_the_future_does_not_count(promised: int, stable: int) -> None:
    known = Stability()
    known.report(said(HUB, 50, 0), hlc_max=60)
    known.report(said(ONE, promised, 0), hlc_max=60)
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


def test_a_published_frontier_is_signed() -> None:
    packed = publish(KEY, "c1", 77, {stream(ONE): 5})
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
