"""Peers that lie, cheat or are broken: a stable code, bounded effort, and the node goes on."""

import random
from collections.abc import Callable

import msgspec
import pytest

from sync.core.chain import Seal
from sync.core.effects import Extract, Extracted, Send
from sync.core.ids import NodeId, Scope, StreamId
from sync.core.limits import Limits
from sync.core.messages import (
    Ack,
    Batch,
    Bye,
    Card,
    Challenge,
    Digest,
    Hello,
    Message,
    Ping,
    Pong,
    Quar,
    Roster,
    SnapAsk,
    SnapChunk,
    SnapOffer,
    Want,
    Welcome,
)
from tests.sync.fleet import SHARED, key_of, member_of
from tests.sync.session.pair import End, Line, Station, assert_equal, hub_and_edge

THIRD = member_of(3)
STREAM = StreamId(NodeId(THIRD.node), 1, SHARED)
PRIVATE = Scope("w9")


def connected(rng: random.Random, limits: Limits | None = None) -> tuple[Line, Station, Station]:
    hub, edge = hub_and_edge()
    hub.store.enrol(THIRD)
    line = Line(edge, hub, edge.wall, rng, limits=limits)
    line.advance(1_000)
    assert not line.closed
    return line, hub, edge


def inject(line: Line, end: End, message: Message) -> None:
    """`end` says something no honest session would say."""
    end.outbox += end.writer.write(message)
    line.settle()


def change(kind: type, **fields: object) -> Callable[[Message], list[Message]]:
    def raw(message: Message) -> list[Message]:
        if isinstance(message, kind):
            return [msgspec.structs.replace(message, **fields)]
        return [message]

    return raw


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("signature", bytes(64), "bad_signature"),
        ("signature", b"", "bad_signature"),
        ("node", member_of(9).node, "unknown_node"),
        ("number", 9, "bad_signature"),
        ("epoch", 7, "bad_signature"),
        ("nonce", bytes(32), "bad_signature"),
        ("share", bytes(32), "bad_signature"),
        ("vector", (), "bad_signature"),
        ("wanted", ("c1", "w1"), "bad_signature"),
        ("version", 99, "version"),
        ("t1_ms", 1, "bad_signature"),
    ],
    ids=range(11),
)
def test_a_forged_hello_is_refused(
    field: str, value: object, code: str, rng: random.Random
) -> None:
    hub, edge = hub_and_edge()
    hub.fill(5)
    edge.fill(5)
    line = Line(edge, hub, edge.wall, rng)
    line.low.raw = change(Hello, **{field: value})
    line.settle()
    assert line.high.session.closed == code
    assert not any(isinstance(message, Welcome | Batch) for message in line.high.sent)
    assert line.low.session.closed == code


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("signature", bytes(64)),
        ("scopes", ("c1", "w9")),
        ("vector", ()),
        ("number", 9),
        ("t3_ms", 1),
    ],
    ids=range(5),
)
def test_a_forged_welcome_is_refused(field: str, value: object, rng: random.Random) -> None:
    hub, edge = hub_and_edge()
    hub.fill(5)
    line = Line(edge, hub, edge.wall, rng)
    line.high.raw = change(Welcome, **{field: value})
    line.settle()
    assert line.low.session.closed == "bad_signature"
    assert not any(isinstance(message, Batch) for message in line.low.sent)


def test_a_hello_recorded_yesterday_does_not_open_today(rng: random.Random) -> None:
    hub, edge = hub_and_edge()
    line = Line(edge, hub, edge.wall, rng)
    line.settle()
    old = next(message for message in line.low.sent if isinstance(message, Hello))
    again = Line(edge, hub, edge.wall, rng)
    again.low.raw = lambda message: [old] if isinstance(message, Hello) else [message]
    again.settle()
    assert again.high.session.closed == "bad_signature"


def test_another_node_at_the_address_of_the_hub_gets_nothing(rng: random.Random) -> None:
    hub, edge = hub_and_edge()
    rogue = Station(member_of(3), edge.wall, [hub.member, edge.member])
    line = Line(edge, rogue, edge.wall, rng, peer=hub.member.node)
    line.settle()
    assert line.low.session.closed == "wrong_peer"
    assert [type(message) for message in line.low.sent] == [Bye]


def test_a_rogue_with_the_name_of_the_hub_is_refused(rng: random.Random) -> None:
    hub, edge = hub_and_edge()
    rogue = Station(hub.member, edge.wall, [edge.member])
    line = Line(edge, rogue, edge.wall, rng)
    line.high.raw = lambda message: (
        [message]
        if not isinstance(message, Welcome)
        else [msgspec.structs.replace(message, signature=key_of(9).sign(b"anything"))]
    )
    line.settle()
    assert line.low.session.closed == "bad_signature"


@pytest.mark.parametrize(
    "message",
    [
        Batch(STREAM, 1, (b"x",), Seal(1, bytes(64))),
        Ack((), 0, 1 << 20, (), 0),
        Want(STREAM, 1),
        Roster((), b""),
        Ping(1),
        Challenge((1,), 5, bytes(32), bytes(32), 0),
        Digest("c1", bytes(32), ()),
        SnapAsk(bytes(32), 0, 1),
    ],
)
def test_nothing_counts_before_the_hello(message: Message, rng: random.Random) -> None:
    hub, edge = hub_and_edge()
    hub.fill(3)
    line = Line(edge, hub, edge.wall, rng)
    inject(line, line.low, message)
    assert line.high.session.closed == "unexpected_message"


@pytest.mark.parametrize(
    ("message", "code"),
    [
        (Ack((), 1 << 40, 1 << 20, (), 0), "ack"),
        (Challenge((1,), 5, bytes(32), bytes(32), 0), "unexpected_message"),
        (Roster((Card(77, 77, bytes(32), "hub", ("c1",)),), bytes(64)), "roster"),
        (SnapOffer(bytes(32), "c1", 10, 1, (), bytes(64)), "snapshot_role"),
    ],
)
def test_a_welcomed_edge_that_breaks_the_rules_is_shown_out(
    message: Message, code: str, rng: random.Random
) -> None:
    line, hub, _ = connected(rng)
    members = hub.store.members()
    inject(line, line.low, message)
    assert line.high.session.closed == code
    assert hub.store.members() == members


@pytest.mark.parametrize(
    "message",
    [
        Want(STREAM, 1),
        Want(StreamId(NodeId(1), 1, PRIVATE), 1),
        Quar(STREAM, 1, "x" * 64),
        Quar(StreamId(NodeId(5), 5, Scope("zz")), 1, "fork"),
        Digest("w9", bytes(32), ()),
        Digest("c1", bytes(32), ((1, 1),)),
        SnapAsk(bytes(32), 0, 4),
        SnapAsk(bytes(32), 0, 0),
        SnapChunk(bytes(32), 0, b"x"),
        Ping(5),
        Pong(5),
        Ack((), 0, 0, (), 0),
    ],
)
def test_odd_but_harmless_messages_change_nothing(message: Message, rng: random.Random) -> None:
    line, hub, edge = connected(rng)
    inject(line, line.low, message)
    assert not line.closed
    edge.fill(3)
    line.durable(line.low)
    line.advance(1_000)
    assert_equal(hub, edge)


def sealed(number: int, bodies: tuple[bytes, ...], stream: StreamId) -> Batch:
    signature = key_of(number).sign(b"anything")
    return Batch(stream, 1, bodies, Seal(len(bodies), signature))


@pytest.mark.parametrize(
    ("stream", "code"),
    [
        (StreamId(NodeId(member_of(2).node), 1, SHARED), "seal"),
        (StreamId(NodeId(THIRD.node), 1, SHARED), "forged"),
        (StreamId(NodeId(member_of(1).node), 1, SHARED), "forged"),
        (StreamId(NodeId(999), 1, SHARED), "forged"),
        (StreamId(NodeId(member_of(2).node), 1, PRIVATE), "scope"),
    ],
)
def test_forged_records_are_refused_and_only_the_forger_suffers(
    stream: StreamId, code: str, rng: random.Random
) -> None:
    line, hub, edge = connected(rng)
    # An honest session would end when bytes are confirmed that it never sent.
    line.high.raw = lambda message: [] if isinstance(message, Ack) else [message]
    inject(line, line.low, sealed(2, (b"rubbish",), stream))
    assert not line.closed
    quars = [message for message in line.high.sent if isinstance(message, Quar)]
    assert [(quar.stream, quar.code) for quar in quars] == [(stream, code)]
    assert hub.store.vector() == {}
    # Everybody else goes on, the owner of a stolen name included.
    third = Station(THIRD, edge.wall, [hub.member])
    third.fill(4)
    hub.fill(4)
    other = Line(third, hub, edge.wall, rng)
    other.advance(1_000)
    assert_equal(hub, third)


def test_a_poisoned_stream_does_not_hold_up_the_others(rng: random.Random) -> None:
    hub, edge = hub_and_edge((SHARED, Scope("w1")))
    edge.fill(10)
    edge.fill(10, Scope("w1"))
    line = Line(edge, hub, edge.wall, rng)

    def spoil(message: Message) -> list[Message]:
        if isinstance(message, Batch) and message.stream.scope == SHARED:
            bodies = (message.bodies[0][:-1] + b"\0", *message.bodies[1:])
            return [msgspec.structs.replace(message, bodies=bodies)]
        return [message]

    line.low.raw = spoil
    line.advance(5_000)
    assert_equal(hub, edge, Scope("w1"))
    assert "frozen_by_peer" in line.low.alarms()
    assert "refused" in line.high.alarms()
    assert not line.closed
    # New records of the healthy stream still travel.
    edge.fill(5, Scope("w1"))
    line.durable(line.low)
    line.advance(1_000)
    assert_equal(hub, edge, Scope("w1"))


def test_more_than_the_credit_ends_the_connection(rng: random.Random) -> None:
    line, _, _ = connected(rng, Limits(credit_bytes=100_000))
    end = line.high
    body = bytes(60_000)
    stream = StreamId(NodeId(member_of(2).node), 1, SHARED)
    # The hub's store is slow: nothing is taken between the two.
    first = end.session.on_message(sealed(2, (body,), stream), line.now_ms)
    second = end.session.on_message(sealed(2, (body,), stream), line.now_ms)
    assert first
    assert [effect.message for effect in second if isinstance(effect, Send)] == [Bye("credit")]


def test_endless_wants_end_the_connection(rng: random.Random) -> None:
    line, hub, _ = connected(rng, Limits(wants_max=20))
    hub.fill(3)
    line.durable(line.high)
    line.settle()
    stream = StreamId(NodeId(hub.member.node), 1, SHARED)
    for _ in range(21):
        inject(line, line.low, Want(stream, 1))
    assert line.high.session.closed == "wants"


def test_bytes_outside_the_shared_scopes_never_leave(rng: random.Random) -> None:
    hub, edge = hub_and_edge()
    hub.store.enrol(member_of(1, "hub", (SHARED, PRIVATE)))
    hub.store.me = member_of(1, "hub", (SHARED, PRIVATE))
    hub.fill(5, PRIVATE)
    hub.name(1, "secret name", PRIVATE)
    hub.fill(5)
    line = Line(edge, hub, edge.wall, rng)
    line.settle()
    inject(line, line.low, Want(StreamId(NodeId(hub.member.node), 1, PRIVATE), 1))
    line.advance(30_000)
    assert line.low.session.scopes == {SHARED}
    said = b"".join(repr(message).encode() for message in line.high.sent)
    assert PRIVATE.encode() not in said
    assert b"secret name" not in said
    assert {stream.scope for stream in edge.store.vector()} == {SHARED}


def test_good_records_of_a_scope_that_is_not_shared_are_refused(rng: random.Random) -> None:
    hub, edge = hub_and_edge((SHARED, Scope("w1")))
    edge.fill(3)
    edge.fill(3, Scope("w1"))
    line = Line(edge, hub, edge.wall, rng, wanted=("w1",))
    line.advance(1_000)
    line.high.raw = lambda message: [] if isinstance(message, Ack) else [message]
    own = StreamId(NodeId(edge.member.node), 1, SHARED)
    found = edge.side.perform(Extract(own, 0, 1 << 20))
    assert isinstance(found, Extracted)
    assert found.batch is not None
    inject(line, line.low, found.batch)
    assert {stream.scope for stream in hub.store.vector()} == {"w1"}
    assert [quar.code for quar in line.high.sent if isinstance(quar, Quar)] == ["scope"]
    assert not line.closed


def test_an_edge_may_ask_for_less_but_not_for_more(rng: random.Random) -> None:
    hub, edge = hub_and_edge((SHARED, Scope("w1")))
    hub.fill(2)
    hub.fill(2, Scope("w1"))
    line = Line(edge, hub, edge.wall, rng, wanted=("w1", "w9"))
    line.advance(1_000)
    assert line.low.session.scopes == {"w1"}
    assert {stream.scope for stream in edge.store.vector()} == {"w1"}


def test_a_peer_that_never_says_hello_is_shown_out(rng: random.Random) -> None:
    hub, edge = hub_and_edge()
    line = Line(edge, hub, edge.wall, rng)
    line.damage = lambda frames: []
    line.advance(9_999)
    assert not line.closed
    line.advance(1)
    assert line.high.session.closed == "handshake_timeout"


def test_a_peer_that_takes_nothing_is_given_up(rng: random.Random) -> None:
    line, hub, _ = connected(rng)
    line.low.raw = lambda message: [] if isinstance(message, Ack) else [message]
    hub.fill(5)
    line.durable(line.high)
    line.advance(120_000)
    assert line.high.session.closed == "stalled"


def test_two_thousand_changed_frames_leave_the_hub_as_it_was(rng: random.Random) -> None:
    hub, edge = hub_and_edge()
    hub.fill(3)
    edge.fill(3)
    Line(edge, hub, edge.wall, rng).advance(1_000)
    edge.fill(40)
    before = (hub.store.vector(), hub.store.digest(SHARED), len(hub.store.quarantine()))
    for _ in range(2_000):
        line = Line(edge, hub, edge.wall, rng)
        while not any(isinstance(message, Batch) for message in line.low.sent):
            assert line.high.outbox or line.low.outbox
            frames, line.high.outbox = line.high.outbox, []
            for frame in frames:
                line.low.hear(frame, line.now_ms)
            if any(isinstance(message, Batch) for message in line.low.sent):
                break
            frames, line.low.outbox = line.low.outbox, []
            for frame in frames:
                line.high.hear(frame, line.now_ms)
        place = [type(message) for message in line.low.sent if not isinstance(message, Hello)]
        changed = bytearray(line.low.outbox[place.index(Batch)])
        changed[rng.randrange(len(changed))] ^= rng.randrange(1, 256)
        for other in line.low.outbox[: place.index(Batch)]:
            line.high.hear(other, line.now_ms)
        line.high.hear(bytes(changed), line.now_ms)
        assert line.high.session.closed.startswith(("frame_", "message_"))
        assert (hub.store.vector(), hub.store.digest(SHARED), len(hub.store.quarantine())) == before


def test_changed_batches_with_good_frames_are_never_taken(rng: random.Random) -> None:
    """The author's own key guards the records even where the frames are right."""
    _, edge = hub_and_edge()
    edge.fill(20)
    for _ in range(300):
        fresh, _ = hub_and_edge()
        line = Line(edge, fresh, edge.wall, rng)

        def spoil(message: Message) -> list[Message]:
            if not isinstance(message, Batch):
                return [message]
            bodies = list(message.bodies)
            place = rng.randrange(len(bodies))
            body = bytearray(bodies[place])
            body[rng.randrange(len(body))] ^= rng.randrange(1, 256)
            bodies[place] = bytes(body)
            return [msgspec.structs.replace(message, bodies=tuple(bodies))]

        line.low.raw = spoil
        line.advance(500)
        assert fresh.store.vector() == {}
        assert any(note.alarm for note in line.high.notes)


def test_frames_of_one_connection_mean_nothing_in_another(rng: random.Random) -> None:
    hub, edge = hub_and_edge()
    edge.fill(3)
    line = Line(edge, hub, edge.wall, rng)
    recorded: list[bytes] = []

    def record(frames: list[bytes]) -> list[bytes]:
        recorded.extend(frames)
        return frames

    line.damage = record
    line.settle()
    fresh, _ = hub_and_edge()
    replay = Line(edge, fresh, edge.wall, rng)
    for frame in recorded:
        replay.high.hear(frame, replay.now_ms)
    assert fresh.store.vector() == {}
    assert replay.high.session.closed
