"""Which stream is sent next, and what never holds up the rest."""

import pytest

from sync.core.chain import Seal
from sync.core.effects import Extract, Send
from sync.core.ids import Head, NodeId, Scope, StreamId
from sync.core.messages import Batch, Mark, Receipt
from sync.core.outflow import EXTRACT_BYTES, Outflow

OWN = StreamId(NodeId(1), 1, Scope("c1"))
ONE, TWO, THREE = (StreamId(NodeId(node), 1, Scope("c1")) for node in (2, 3, 4))
SCOPES = frozenset({"c1"})


def heads(**seqs: int) -> dict[StreamId, Head]:
    names = {"own": OWN, "one": ONE, "two": TWO, "three": THREE}
    return {names[name]: Head(seq, bytes(32)) for name, seq in seqs.items()}


def flow(credit: int = 4 << 20, **seqs: int) -> Outflow:
    made = Outflow(OWN.node, credit)
    made.learn(heads(**seqs), SCOPES)
    return made


def batch(stream: StreamId, first: int, last: int, *receipts: Receipt, size: int = 10) -> Batch:
    bodies = (bytes(size),) * (last - first + 1)
    return Batch(stream, first, bodies, Seal(last, bytes(64)), receipts)


def asked(step: Extract | Send | None) -> tuple[StreamId, int]:
    assert isinstance(step, Extract)
    assert step.bytes_max == EXTRACT_BYTES
    return step.stream, step.after


def test_streams_take_turns_and_own_ones_begin() -> None:
    out = flow(one=9, two=9, own=9)
    order = []
    for _ in range(6):
        stream, after = asked(out.next())
        order.append(stream)
        assert out.extracted(stream, batch(stream, after + 1, after + 3))
    assert order == [OWN, ONE, TWO, OWN, ONE, TWO]


def test_the_verdicts_go_first_where_records_need_them() -> None:
    out = flow(one=3, own=200)
    assert asked(out.next())[0] == OWN
    assert out.extracted(OWN, batch(OWN, 1, 5))
    assert asked(out.next())[0] == ONE
    needs = Receipt(1, OWN, 12)
    assert out.extracted(ONE, batch(ONE, 1, 3, needs)) is None
    for first in (6, 9, 12):
        assert asked(out.next()) == (OWN, first - 1)
        assert out.extracted(OWN, batch(OWN, first, first + 2))
    # Reached: the turn passes on although more of the own stream is left.
    seen = []
    for _ in range(2):
        stream, after = asked(out.next())
        seen.append(stream)
        out.extracted(
            stream, batch(stream, after + 1, after + 3, *([needs] if stream == ONE else []))
        )
    assert ONE in seen


def test_a_verdict_not_sealed_yet_waits_for_the_next_look() -> None:
    out = flow(one=3, own=5)
    out.peer_holds([Mark(OWN, 5, bytes(32))])
    assert asked(out.next())[0] == ONE
    assert out.extracted(ONE, batch(ONE, 1, 3, Receipt(1, OWN, 6))) is None
    assert out.next() is None
    assert out.unsealed()
    out.learn(heads(one=3, own=6), SCOPES)
    assert asked(out.next()) == (OWN, 5)


def test_a_judge_we_do_not_have_is_the_receivers_business() -> None:
    out = flow(one=3)
    assert asked(out.next())[0] == ONE
    assert out.extracted(ONE, batch(ONE, 1, 3, Receipt(1, THREE, 6)))


def test_a_stream_the_peer_refuses_is_passed_over_until_it_asks_again() -> None:
    out = flow(one=3, two=3)
    out.freeze(ONE, "seal")
    assert asked(out.next())[0] == TWO
    assert out.extracted(TWO, batch(TWO, 1, 3))
    assert out.next() is None
    out.rewind(ONE, 2)
    assert asked(out.next()) == (ONE, 0)


@pytest.mark.parametrize(("credit", "sent"), [(1_000, 2), (998, 2), (997, 1), (1, 1)])
def test_the_credit_is_kept_to_the_byte(credit: int, sent: int) -> None:
    out = flow(credit, own=100)
    for _ in range(sent):
        stream, after = asked(out.next())
        assert out.extracted(stream, batch(stream, after + 1, after + 1, size=243))
    if credit >= 499 * sent and out.in_flight < credit:
        stream, after = asked(out.next())
        assert out.extracted(stream, batch(stream, after + 1, after + 1, size=243)) is None
    assert out.next() is None
    assert out.in_flight == 499 * sent


def test_what_the_peer_got_elsewhere_is_not_sent() -> None:
    out = flow(one=9)
    assert asked(out.next()) == (ONE, 0)
    out.peer_holds([Mark(ONE, 9, bytes(32))])
    assert out.extracted(ONE, batch(ONE, 1, 9)) is None
    assert out.next() is None
    assert out.waiting == 0


def test_acks_beyond_what_was_sent_are_lies() -> None:
    out = flow(own=1)
    stream, _ = asked(out.next())
    assert out.extracted(stream, batch(stream, 1, 1))
    assert not out.taken(out.in_flight + 1, 1 << 20)
    assert out.taken(out.in_flight, 1 << 20)
    assert out.in_flight == 0
