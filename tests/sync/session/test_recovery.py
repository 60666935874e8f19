"""Nodes that were restored, cloned or compacted, hubs in a ring, and what must wait for what."""

import copy
import random
from hashlib import sha256

import msgspec
import pytest

from sync.core.builtin import RESUMED
from sync.core.change import Put
from sync.core.errors import NotAllowed
from sync.core.handshake import HUB
from sync.core.ids import NodeId, StreamId
from sync.core.limits import Limits
from sync.core.messages import Batch, Mark, SnapChunk, SnapOffer
from sync.link.side import StoreSide
from sync.store.protocol import Range
from tests.sync.catalogue import CATALOGUE, THING
from tests.sync.fleet import SHARED, START_MS, Wall, member_of
from tests.sync.session.pair import Line, Station, assert_equal, hub_and_edge


def image_of(station: Station) -> Station:
    """A copy of a node as a backup or a cloned disk holds it."""
    store = copy.deepcopy(station.store, {id(station.wall): station.wall})
    return Station(station.member, station.wall, [], store=store)


def test_a_restored_edge_pulls_its_records_back_and_goes_on_in_a_new_epoch(
    rng: random.Random,
) -> None:
    hub, edge = hub_and_edge()
    edge.fill(5)
    backup = image_of(edge)
    edge.fill(5)
    Line(edge, hub, edge.wall, rng).advance(1_000)
    line = Line(backup, hub, edge.wall, rng)
    line.advance(1_000)
    assert line.low.session.closed == "epoch"
    assert backup.raised == [(1, "lost_suffix")]
    assert not any(isinstance(message, Batch) for message in line.low.sent)
    backup.fill(2)
    line = Line(backup, hub, edge.wall, rng)
    line.advance(1_000)
    assert_equal(hub, backup)
    old, new = (StreamId(NodeId(edge.member.node), epoch, SHARED) for epoch in (1, 2))
    assert {s: head.seq for s, head in hub.store.vector().items()} == {old: 10, new: 3}
    (word,) = hub.store.entries(RESUMED)
    assert (word.stream, word.seq, word.values) == (new, 3, (1, 10))
    assert backup.raised == [(1, "lost_suffix")]


@pytest.mark.parametrize("records", [1, 5, 9])
def test_a_restored_edge_that_wrote_on_is_told_of_the_fork_before_anything_is_published(
    records: int, rng: random.Random
) -> None:
    hub, edge = hub_and_edge()
    edge.fill(5)
    backup = image_of(edge)
    edge.fill(5)
    Line(edge, hub, edge.wall, rng).advance(1_000)
    before = hub.store.vector()
    backup.name(1, "other")
    backup.fill(records)
    line = Line(backup, hub, edge.wall, rng)
    line.advance(1_000)
    assert backup.raised == [(1, "fork")]
    assert "fork" in line.low.alarms()
    assert hub.store.vector() == before
    assert not any(isinstance(message, Batch) for message in line.low.sent)
    # It writes nothing more, but stays connected and hears what others write.
    with pytest.raises(NotAllowed, match="frozen"):
        backup.fill(1)
    backup.store.rollback()
    hub.fill(3)
    line = Line(backup, hub, edge.wall, rng)
    line.advance(1_000)
    assert not line.closed
    heard = StreamId(NodeId(hub.member.node), 1, SHARED)
    assert backup.store.vector()[heard].seq == 3
    assert backup.raised == [(1, "fork")]


@pytest.mark.parametrize("cause", ["restored", "lost_suffix"])
def test_a_fork_stops_a_node_in_whatever_epoch_it_goes_on(cause: str, rng: random.Random) -> None:
    hub, edge = hub_and_edge()
    edge.fill(5)
    twin = image_of(edge)
    edge.fill(1)
    Line(edge, hub, edge.wall, rng).advance(1_000)
    twin.name(1, "written by the twin")
    twin.store.raise_epoch(1, cause)
    line = Line(twin, hub, edge.wall, rng)
    line.advance(1_000)
    assert twin.store.frozen
    assert "fork" in line.low.alarms()
    again = Line(twin, hub, edge.wall, rng)
    again.advance(1_000)
    assert not again.closed
    assert twin.raised == [(1, "fork")]


def test_a_clone_is_found_while_both_are_connected(rng: random.Random) -> None:
    hub, edge = hub_and_edge()
    edge.fill(5)
    first = Line(edge, hub, edge.wall, rng)
    first.advance(1_000)
    clone = image_of(edge)
    second = Line(clone, hub, edge.wall, rng)
    second.advance(1_000)
    edge.fill(1)
    first.durable(first.low)
    first.advance(1_000)
    clone.name(7, "written by the clone")
    second.durable(second.low)
    second.advance(1_000)
    assert "frozen_by_peer" in second.low.alarms()
    assert "refused" in second.high.alarms()
    again = Line(clone, hub, edge.wall, rng)
    again.advance(1_000)
    assert clone.raised == [(1, "fork")]


def test_a_hub_restored_from_an_old_backup_gets_the_edge_records_again(rng: random.Random) -> None:
    hub, edge = hub_and_edge()
    edge.fill(5)
    Line(edge, hub, edge.wall, rng).advance(1_000)
    backup = image_of(hub)
    edge.fill(5)
    Line(edge, hub, edge.wall, rng).advance(1_000)
    line = Line(edge, backup, edge.wall, rng)
    line.advance(1_000)
    assert_equal(edge, backup)
    assert edge.raised == backup.raised == []


def test_a_restored_hub_believes_sealed_records_not_claims(rng: random.Random) -> None:
    hub, edge = hub_and_edge()
    hub.fill(5)
    backup = image_of(hub)
    hub.fill(5)
    Line(edge, hub, edge.wall, rng).advance(1_000)
    # An edge that only claims moves nothing.
    line = Line(edge, backup, edge.wall, rng)
    line.low.raw = lambda message: [] if isinstance(message, Batch) else [message]
    line.advance(1_000)
    assert backup.raised == []
    assert "lost_suffix" in line.high.alarms()
    line = Line(edge, backup, edge.wall, rng)
    line.advance(1_000)
    assert backup.raised == [(1, "lost_suffix")]
    line = Line(edge, backup, edge.wall, rng)
    line.advance(1_000)
    assert_equal(edge, backup)


def test_records_go_only_behind_the_verdicts_about_them(rng: random.Random) -> None:
    wall = Wall()
    members = [member_of(1, "hub"), member_of(2), member_of(3)]
    hub, other = Station(members[0], wall, members), Station(members[2], wall, members)
    edge = Station(members[1], Wall(START_MS + 360_000), members)
    # Six minutes ahead: the hub withholds the effect and says so in its own stream.
    edge.name(1, "from the future")
    Line(edge, hub, wall, rng).advance(1_000)
    assert len(hub.store.vector()) == 2
    line = Line(other, hub, wall, rng)
    line.advance(3_000)
    streams = [m.stream.node for m in line.high.sent if isinstance(m, Batch)]
    assert streams == [hub.member.node, edge.member.node]
    assert_equal(hub, other)
    assert other.store.row(THING, 1) is None
    # Its author steps back too.
    Line(edge, hub, wall, rng).advance(3_000)
    assert_equal(hub, edge)


def test_streams_take_turns(rng: random.Random) -> None:
    hub, edge = hub_and_edge()
    for number in range(3, 7):
        station = Station(member_of(number), edge.wall, [hub.member])
        hub.store.enrol(station.member)
        for pk in range(60):
            station.write(Put(THING, pk + number * 1_000, {"name": rng.randbytes(6_000).hex()}))
        Line(station, hub, edge.wall, rng).advance(2_000)
    line = Line(edge, hub, edge.wall, rng)
    line.advance(5_000)
    assert_equal(hub, edge)
    order = [m.stream.node for m in line.high.sent if isinstance(m, Batch)]
    foreign = [node for node in order if node != hub.member.node]
    assert len(set(foreign[:4])) == 4


def test_no_more_than_the_credit_is_on_its_way(rng: random.Random) -> None:
    hub, edge = hub_and_edge()
    for pk in range(1, 200):
        edge.name(pk, rng.randbytes(5_000).hex())
    line = Line(edge, hub, edge.wall, rng, limits=Limits(credit_bytes=600_000))
    most = 0
    for _ in range(2_000):
        if not line.deliver():
            break
        exchange = line.low.session._exchange
        most = max(most, exchange.outflow.in_flight if exchange is not None else 0)
    assert 0 < most <= 600_000 + 300_000
    line.advance(1_000)
    assert_equal(hub, edge)


def ring(rng: random.Random, shape: str) -> tuple[list[Station], list[tuple[Station, Station]]]:
    wall = Wall()
    members = [member_of(number, HUB if number < 4 else "edge") for number in range(1, 7)]
    stations = [Station(member, wall, members) for member in members]
    hubs, edges = stations[:3], stations[3:]
    links = [(hubs[0], hubs[1]), (hubs[1], hubs[2])]
    if shape == "ring":
        links.append((hubs[2], hubs[0]))
    links += list(zip(edges, hubs, strict=True))
    return stations, links


@pytest.mark.parametrize("shape", ["line", "ring"])
def test_hubs_relay_original_bytes_and_nothing_circles(shape: str, rng: random.Random) -> None:
    stations, links = ring(rng, shape)
    for station in stations:
        station.fill(5)
        station.name(station.member.number, "thing")
    clock = stations[0].wall
    lines = [Line(low, high, clock, rng) for low, high in links]
    for _ in range(30):
        for line in lines:
            for end in line.ends:
                line.durable(end)
            line.advance(250)
    for station in stations[1:]:
        assert_equal(stations[0], station)
        for stream, held in station.store.data.streams.items():
            first = stations[0].store.data.streams[stream].log
            assert [(one.hash, one.body) for one in held.log] == [
                (one.hash, one.body) for one in first
            ]
    sent = [len(end.sent) for line in lines for end in line.ends]
    for _ in range(5):
        for line in lines:
            for end in line.ends:
                line.durable(end)
            line.advance(250)
    batches = [
        message
        for line in lines
        for end, before in zip(line.ends, sent[:2], strict=True)
        for message in end.sent[before:]
        if isinstance(message, Batch)
    ]
    assert len(batches) < 60
    assert not [line for line in lines if line.closed]


class FakeSnapshots:
    """Snapshots of a memory store: the records themselves, in one file."""

    def __init__(self, station: Station) -> None:
        self.station = station
        self.made: dict[bytes, bytes] = {}
        self.received: dict[bytes, bytearray] = {}
        self.installed: list[str] = []
        self.spoil = False

    def make(self, scope: str) -> SnapOffer | None:
        store = self.station.store
        store.seal()
        vector = [(s, h) for s, h in sorted(store.vector().items()) if s.scope == scope]
        ranges = [store.extract(stream, 0, 1 << 30) for stream, _ in vector]
        data = msgspec.msgpack.encode(ranges) + bytes(1_500_000)
        id_ = sha256(data).digest()
        self.made[id_] = data
        marks = tuple(Mark(stream, head.seq, head.hash) for stream, head in vector)
        return SnapOffer(id_, scope, len(data), CATALOGUE.schema, marks, b"")

    def read(self, id_: bytes, offset: int, size: int) -> bytes:
        return self.made.get(id_, b"")[offset : offset + size]

    def open(self, offer: SnapOffer) -> int:
        return len(self.received.setdefault(offer.id, bytearray()))

    def store(self, id_: bytes, offset: int, data: bytes) -> int:
        held = self.received[id_]
        assert offset == len(held)
        held += data
        return len(held)

    def install(self, offer: SnapOffer) -> str:
        data = bytes(self.received[offer.id])
        if self.spoil or sha256(data).digest() != offer.id:
            return "snapshot_hash"
        ranges = msgspec.msgpack.Decoder(list[Range]).decode(data[:-1_500_000])
        for found in ranges:
            self.station.store.ingest(found)
        self.installed.append(offer.scope)
        return ""


def with_snapshots(station: Station, floor: int = 0) -> FakeSnapshots:
    fake = FakeSnapshots(station)
    station.side = StoreSide(
        station.store,
        hlc=lambda: station.store.clock.last,
        hash_at=station.store.hash_at,
        floor=lambda stream: floor,
        snapshots=fake,
    )
    return fake


def test_a_new_node_starts_from_a_snapshot_and_the_tail(rng: random.Random) -> None:
    hub, edge = hub_and_edge()
    hub.fill(60)
    source, target = with_snapshots(hub), with_snapshots(edge)
    line = Line(edge, hub, edge.wall, rng, limits=Limits(snapshot_records=50))
    for _ in range(3):
        line.deliver()
    hub.fill(5)
    line.durable(line.high)
    line.advance(5_000)
    assert target.installed == [SHARED]
    assert len(source.made) == 1
    assert_equal(hub, edge)


def test_a_snapshot_goes_on_where_the_line_was_cut(rng: random.Random) -> None:
    hub, edge = hub_and_edge()
    hub.fill(60)
    with_snapshots(hub)
    target = with_snapshots(edge)
    limits = Limits(snapshot_records=50)
    line = Line(edge, hub, edge.wall, rng, limits=limits)
    while not any(len(held) > 600_000 for held in target.received.values()):
        assert line.deliver()
    line = Line(edge, hub, edge.wall, rng, limits=limits)
    line.advance(5_000)
    offsets = [m.offset for m in line.high.sent if isinstance(m, SnapChunk)]
    assert min(offsets) > 600_000
    assert target.installed == [SHARED]
    assert_equal(hub, edge)


def test_a_peer_behind_the_compacted_log_gets_a_snapshot(rng: random.Random) -> None:
    hub, edge = hub_and_edge()
    other = Station(member_of(3), edge.wall, [hub.member])
    hub.store.enrol(other.member)
    other.fill(20)
    Line(other, hub, edge.wall, rng).advance(1_000)
    with_snapshots(hub, floor=10)
    target = with_snapshots(edge)
    line = Line(edge, hub, edge.wall, rng)
    line.advance(5_000)
    assert target.installed == [SHARED]
    assert_equal(hub, edge)


def test_a_spoilt_snapshot_is_refused_and_records_travel_instead(rng: random.Random) -> None:
    hub, edge = hub_and_edge()
    hub.fill(60)
    with_snapshots(hub)
    target = with_snapshots(edge)
    target.spoil = True
    line = Line(edge, hub, edge.wall, rng, limits=Limits(snapshot_records=50))
    line.advance(5_000)
    assert "snapshot_hash" in line.low.alarms()
    assert_equal(hub, edge)


def test_without_snapshots_a_far_peer_is_served_with_records(rng: random.Random) -> None:
    hub, edge = hub_and_edge()
    hub.fill(60)
    line = Line(edge, hub, edge.wall, rng, limits=Limits(snapshot_records=50))
    line.advance(5_000)
    assert_equal(hub, edge)


def test_a_node_that_fell_back_resumes_once_all_it_had_written_is_here_again(
    rng: random.Random,
) -> None:
    hub, edge = hub_and_edge()
    line = Line(edge, hub, edge.wall, rng)
    edge.fill(20)
    line.run()
    empty = Station(edge.member, edge.wall, [hub.member, edge.member])
    empty.store.raise_epoch(edge.store.epoch)
    again = Line(empty, hub, edge.wall, rng)
    again.high.raw = lambda message: [] if isinstance(message, Batch) else [message]
    again.advance(1_000)
    assert again.low.session.peer is not None
    assert _resuming(empty)
    last = Line(empty, hub, edge.wall, rng)
    last.run()
    assert not _resuming(empty)
    assert "resumed" in last.low.kinds()
    assert_equal(hub, empty)


def _resuming(station: Station) -> bool:
    return station.store.resuming
