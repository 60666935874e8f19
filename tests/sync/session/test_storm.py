"""Any order of writes, cuts and bad lines ends in agreement once the line is good."""

import random
from collections.abc import Callable

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from sync.core.ids import Scope, StreamId
from sync.core.limits import Limits
from tests.sync.fleet import SHARED, Wall, member_of
from tests.sync.session.pair import End, Line, Station, assert_equal

SITES = {2: Scope("w2"), 3: Scope("w3")}
LIMITS = Limits(credit_bytes=40_000)


class World:
    """A hub and two edges, each with the company's scope and one of its own."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.wall = Wall()
        members = [member_of(1, "hub", (SHARED, *SITES.values()))]
        members += [member_of(number, "edge", (SHARED, site)) for number, site in SITES.items()]
        self.hub = Station(members[0], self.wall, members)
        self.edges = [Station(member, self.wall, [members[0], member]) for member in members[1:]]
        self.lines: list[Line | None] = [None, None]
        self.acked: dict[StreamId, int] = {}
        self.codes: set[str] = set()

    @property
    def stations(self) -> list[Station]:
        return [self.hub, *self.edges]

    def write(self, place: int, records: int, *, site: bool) -> None:
        station = self.stations[place]
        scope = SITES.get(station.member.number, SITES[2]) if site else SHARED
        for _ in range(records):
            if self.rng.random() < 0.5:
                station.fill(1, scope)
            else:
                # A row lives in one scope.
                pk = self.rng.randrange(1, 6) + 100 * station.member.number * (scope != SHARED)
                station.name(pk, self.rng.randbytes(40).hex(), scope)
        for line in self.lines:
            for end in line.ends if line is not None else ():
                if end.station is station:
                    line.durable(end, records)  # type: ignore[union-attr]

    def connect(self, place: int) -> Line:
        edge = self.edges[place]
        line = Line(edge, self.hub, self.wall, self.rng, limits=LIMITS)
        self.lines[place] = line
        return line

    def deliver(self, place: int, damage: Callable[[list[bytes]], list[bytes]]) -> None:
        line = self.lines[place]
        if line is None:
            return
        line.damage = damage
        line.deliver()
        self.note_acks(line)
        if line.closed:
            self.codes |= {end.session.closed for end in line.ends}
            self.lines[place] = None

    def note_acks(self, line: Line) -> None:
        """What a peer has confirmed it must hold for ever."""
        exchange = line.low.session._exchange
        for stream, seq in exchange.outflow.acked.items() if exchange is not None else ():
            self.acked[stream] = max(seq, self.acked.get(stream, 0))

    def advance(self, ms: int) -> None:
        self.wall.now_ms += ms
        for line in self.lines:
            for end in line.ends if line is not None else ():
                end.perform(end.session.tick(line.now_ms), line.now_ms)  # type: ignore[union-attr]

    def heal(self) -> None:
        for place in (0, 1):
            self.connect(place)
        for _ in range(60):
            for line in self.lines:
                assert line is not None
                for end in line.ends:
                    line.durable(end)
                line.settle()
            self.advance(250)
        for line in self.lines:
            assert line is not None
            assert not line.closed, [end.session.closed for end in line.ends]

    def check(self) -> None:
        for edge, site in zip(self.edges, SITES.values(), strict=True):
            assert_equal(self.hub, edge)
            assert_equal(self.hub, edge, site)
            scopes = {stream.scope for stream in edge.store.vector()}
            assert scopes <= {SHARED, site}
        for line in self.lines:
            assert line is not None
            assert not self.bad_alarms(line.low) + self.bad_alarms(line.high)

    def bad_alarms(self, end: End) -> list[str]:
        return [note.kind for note in end.notes if note.alarm and note.kind != "ended"]

    def acked_is_held(self) -> None:
        held = self.hub.store.vector()
        for stream, seq in self.acked.items():
            if stream.node != self.hub.member.node:
                assert held[stream].seq >= seq


def damage_of(kind: str, rng: random.Random) -> Callable[[list[bytes]], list[bytes]]:
    def drop(frames: list[bytes]) -> list[bytes]:
        return [frame for frame in frames if rng.random() < 0.7]

    def duplicate(frames: list[bytes]) -> list[bytes]:
        return [frame for frame in frames for _ in range(rng.choice((1, 1, 2)))]

    def reorder(frames: list[bytes]) -> list[bytes]:
        return rng.sample(frames, len(frames))

    def truncate(frames: list[bytes]) -> list[bytes]:
        return [
            frame[: rng.randrange(len(frame))] if rng.random() < 0.3 else frame for frame in frames
        ]

    def flip(frames: list[bytes]) -> list[bytes]:
        if not frames:
            return frames
        place = rng.randrange(len(frames))
        frame = bytearray(frames[place])
        frame[rng.randrange(len(frame))] ^= rng.randrange(1, 256)
        return [*frames[:place], bytes(frame), *frames[place + 1 :]]

    return {
        "good": lambda frames: frames,
        "drop": drop,
        "duplicate": duplicate,
        "reorder": reorder,
        "truncate": truncate,
        "flip": flip,
    }[kind]


KINDS = ["good", "good", "good", "drop", "duplicate", "reorder", "truncate", "flip"]


@pytest.mark.parametrize("run", range(40))
def test_sites_agree_after_any_storm(run: int, rng: random.Random) -> None:
    world = World(rng)
    for _ in range(120):
        match rng.randrange(8):
            case 0 | 1:
                world.write(rng.randrange(3), rng.randrange(1, 30), site=rng.random() < 0.5)
            case 2:
                world.connect(rng.randrange(2))
            case 3:
                world.advance(rng.choice((1, 50, 250, 5_000, 70_000)))
            case _:
                world.deliver(rng.randrange(2), damage_of(rng.choice(KINDS), rng))
        world.acked_is_held()
    world.heal()
    world.check()


class Storm(RuleBasedStateMachine):
    """The same, with hypothesis looking for the shortest way to trouble."""

    def __init__(self) -> None:
        super().__init__()
        self.world = World(random.Random(1))

    @rule(place=st.integers(0, 2), records=st.integers(1, 20), site=st.booleans())
    def write(self, place: int, records: int, site: bool) -> None:
        self.world.write(place, records, site=site)

    @rule(place=st.integers(0, 1))
    def connect(self, place: int) -> None:
        self.world.connect(place)

    @rule(place=st.integers(0, 1), kind=st.sampled_from(KINDS), seed=st.integers(0, 99))
    def deliver(self, place: int, kind: str, seed: int) -> None:
        self.world.deliver(place, damage_of(kind, random.Random(seed)))

    @rule(place=st.integers(0, 1))
    def deliver_all(self, place: int) -> None:
        for _ in range(20):
            self.world.deliver(place, damage_of("good", self.world.rng))

    @rule(ms=st.sampled_from([1, 200, 1_000, 20_000, 50_000]))
    def advance(self, ms: int) -> None:
        self.world.advance(ms)

    @invariant()
    def what_was_acked_is_held(self) -> None:
        self.world.acked_is_held()

    def teardown(self) -> None:
        self.world.heal()
        self.world.check()


TestStorm = Storm.TestCase
TestStorm.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)
