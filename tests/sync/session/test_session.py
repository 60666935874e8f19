"""What two sessions agree on over a good line."""

import random

from sync.core.digest import row_digest
from sync.core.limits import Limits
from sync.core.messages import Batch, Digest, Roster
from tests.sync.catalogue import THING
from tests.sync.fleet import SHARED, Wall, key_of, member_of
from tests.sync.session.pair import Line, Station, assert_equal, hub_and_edge


def test_both_get_what_they_lack(rng: random.Random) -> None:
    hub, edge = hub_and_edge()
    hub.fill(30)
    edge.fill(20)
    line = Line(edge, hub, edge.wall, rng)
    line.run()
    assert_equal(hub, edge)
    assert len(hub.store.vector()) == 2
    assert line.low.session.in_sync
    assert line.high.session.in_sync
    assert not line.low.alarms()
    assert not line.high.alarms()


def test_a_record_is_not_sent_back_to_whom_it_came_from(rng: random.Random) -> None:
    hub, edge = hub_and_edge()
    line = Line(edge, hub, edge.wall, rng)
    line.run()
    edge.fill(5)
    line.durable(line.low, 5)
    line.run(60_000)
    assert_equal(hub, edge)
    assert [message for message in line.high.sent if isinstance(message, Batch)] == []


def test_what_was_lost_on_the_way_is_sent_again_when_the_line_is_quiet(rng: random.Random) -> None:
    hub, edge = hub_and_edge()
    line = Line(edge, hub, edge.wall, rng)
    line.run()
    line.low.raw = lambda message: [] if isinstance(message, Batch) else [message]
    edge.fill(1)
    line.durable(line.low)
    line.settle()
    # As if another message, counted twice on the other side, had covered up for it.
    exchange = line.low.session._exchange
    assert exchange is not None
    exchange.outflow._sent_bytes = exchange.outflow._taken_bytes
    line.low.raw = lambda message: [message]
    line.advance(Limits().digest_ms + 1)
    assert_equal(hub, edge)


def test_a_new_record_travels_at_once_when_idle(rng: random.Random) -> None:
    hub, edge = hub_and_edge()
    line = Line(edge, hub, edge.wall, rng)
    line.advance(1_000)
    edge.name(1, "drill")
    line.durable(line.low)
    line.settle()
    assert_equal(hub, edge)
    assert line.low.session.waiting == 0


def test_under_load_records_are_bundled(rng: random.Random) -> None:
    hub, edge = hub_and_edge()
    line = Line(edge, hub, edge.wall, rng)
    line.advance(1_000)
    before = len(line.low.sent)
    for number in range(50):
        edge.name(number + 1, "drill")
        line.durable(line.low)
        line.clock.now_ms += 2
        line.settle()
    batches = [message for message in line.low.sent[before:] if isinstance(message, Batch)]
    assert [len(batch.bodies) for batch in batches] == [1]
    line.advance(200)
    batches = [message for message in line.low.sent[before:] if isinstance(message, Batch)]
    assert [len(batch.bodies) for batch in batches] == [1, 49]
    assert_equal(hub, edge)


def test_a_thousand_records_do_not_wait(rng: random.Random) -> None:
    hub, edge = hub_and_edge()
    line = Line(edge, hub, edge.wall, rng, limits=Limits(seal_records=10))
    line.advance(1_000)
    edge.fill(1)
    line.durable(line.low)
    line.settle()
    edge.fill(10)
    line.durable(line.low, 10)
    line.settle()
    assert_equal(hub, edge)


def test_what_a_hub_receives_from_one_edge_goes_to_the_other(rng: random.Random) -> None:
    hub, edge = hub_and_edge()
    other = Station(member_of(3), edge.wall, [member_of(1, "hub"), member_of(3)])
    hub.store.enrol(member_of(3))
    first, second = Line(edge, hub, edge.wall, rng), Line(other, hub, edge.wall, rng)
    second.advance(1_000)
    edge.fill(5)
    first.advance(1_000)
    second.durable(second.high)
    second.advance(1_000)
    # The other edge had never heard of this one: the hub has introduced it.
    assert any(isinstance(message, Roster) for message in second.high.sent)
    assert_equal(edge, other)


def test_between_hubs_the_later_word_on_a_node_holds(rng: random.Random) -> None:
    wall, names = Wall(), [member_of(1, "hub"), member_of(2, "hub"), member_of(3)]
    one, other = (Station(me, wall, names) for me in names[:2])
    for removed in (True, False):
        one.store.enrol(member_of(3, scopes=() if removed else (SHARED,)))
        line = Line(one, other, wall, rng)
        line.advance(1_000)
        for hub in (one, other):
            assert hub.store.members()[names[2].node].scopes == (() if removed else (SHARED,))


def test_a_node_let_in_again_is_heard_over_the_line_that_had_refused_it(
    rng: random.Random,
) -> None:
    hub, edge = hub_and_edge()
    other = Station(member_of(3), edge.wall, [member_of(3)])
    other.fill(5)
    other.store.seal()
    (stream,) = other.store.vector()
    records = other.store.extract(stream, 0, 1 << 20)
    assert records is not None
    edge.store.enrol(other.member)
    edge.store.ingest(records)
    hub.store.enrol(member_of(3, scopes=()))
    line = Line(edge, hub, edge.wall, rng)
    line.advance(1_000)
    assert stream not in hub.store.vector()
    hub.store.enrol(other.member)
    line.high.perform(line.high.session.on_members(), line.now_ms)
    line.advance(1_000)
    assert_equal(hub, edge)
    assert not line.closed


def test_equal_vectors_are_compared_and_a_difference_raises_the_alarm(rng: random.Random) -> None:
    hub, edge = hub_and_edge()
    edge.fill(5)
    line = Line(edge, hub, edge.wall, rng)
    line.advance(20_000)
    assert any(isinstance(message, Digest) for message in line.low.sent)
    assert "digest_equal" in line.low.kinds() + line.high.kinds()
    assert not line.low.alarms() + line.high.alarms()
    hub.store.data.add_digest(SHARED, 3, 1)
    edge.fill(1)
    line.durable(line.low)
    line.advance(20_000)
    assert "digest_mismatch" in line.low.alarms() + line.high.alarms()


def test_a_difference_is_followed_down_to_the_row(rng: random.Random) -> None:
    hub, edge = hub_and_edge()
    for pk in range(1, 600):
        edge.name(pk, f"thing {pk}")
    line = Line(edge, hub, edge.wall, rng)
    line.advance(1_000)
    state = hub.store.data.rows[THING.id, 300]
    before = row_digest(300, state)
    state.values[0] = "a row that rotted"
    hub.store.data.add_digest(SHARED, THING.id, row_digest(300, state) - before)
    line.advance(20_000)
    rows = [
        note.fields["key"] for end in line.ends for note in end.notes if note.kind == "row_mismatch"
    ]
    assert set(rows) == {b"300".hex()}


def test_a_quiet_line_stays_quiet(rng: random.Random) -> None:
    hub, edge = hub_and_edge()
    edge.fill(5)
    line = Line(edge, hub, edge.wall, rng)
    line.advance(60_000)
    before = len(line.low.sent) + len(line.high.sent)
    line.advance(300_000)
    # A ping, its answer and an ack from each side every 15 seconds.
    assert len(line.low.sent) + len(line.high.sent) - before <= 20 * 6
    assert not line.closed


def test_a_silent_peer_is_given_up(rng: random.Random) -> None:
    hub, edge = hub_and_edge()
    line = Line(edge, hub, edge.wall, rng)
    line.advance(1_000)
    line.damage = lambda frames: []
    line.advance(60_000)
    assert line.low.session.closed == "silent"


def test_clock_skew_is_measured_on_both_sides(rng: random.Random) -> None:
    hub, edge = hub_and_edge()
    hub.wall = type(edge.wall)(edge.wall.now_ms + 90_000)
    line = Line(edge, hub, edge.wall, rng)
    line.run()
    skews = [
        note.fields["skew_ms"] for end in line.ends for note in end.notes if note.kind == "skew"
    ]
    assert skews == [90_000, -90_000]


def test_keys_are_never_replaced_over_the_line(rng: random.Random) -> None:
    hub, edge = hub_and_edge()
    impostor = member_of(3)
    edge.store.enrol(impostor)
    false = type(impostor)(
        impostor.node, 3, key_of(9).public_key().public_bytes_raw(), "edge", (SHARED,)
    )
    hub.store.enrol(false)
    line = Line(edge, hub, edge.wall, rng)
    line.run()
    assert "key_conflict" in line.low.alarms()
    assert edge.store.members()[impostor.node] == impostor
