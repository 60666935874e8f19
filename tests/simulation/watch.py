"""What must hold while a fleet runs, and at its end."""

from hashlib import blake2b
from typing import TYPE_CHECKING

from sync.core.builtin import VERDICT
from sync.core.chain import next_hash, stream_tag
from sync.core.change import Change, Delete, Insert, Put
from sync.core.clock import hlc_at
from sync.core.ids import ZERO_HASH, Head, NodeId, StreamId
from sync.core.judge import FUTURE_MS_MAX, PAST, UNDATED
from sync.core.messages import Batch, Message
from sync.core.record import decode_record
from sync.core.state import Entry
from sync.core.wire import encode
from sync.store.frontier import published
from sync.store.memory import MemoryStore
from tests.simulation.model import Said, entries_told, rows_told, spent_told
from tests.simulation.schemas import NEW_LEDGER, NEW_THING, VISIT
from tests.simulation.sums import summed_anew
from tests.sync.catalogue import PAPER, RIGHT, THING
from tests.sync.fleet import SHARED, START_MS

if TYPE_CHECKING:
    from tests.simulation.node import Node
    from tests.simulation.world import World

OF_A_STREAM = frozenset(
    {"scope", "unknown_node", "fork", "seal", "record_malformed", "withheld_here"}
)
"""Codes that say something about a stream or a sender, not about the effect of one record."""


RECONNECTED_MS = 15_000
ENOUGH = 60
"""Records of which some must have become stable."""


class Watch:
    """The invariants. Each raises AssertionError with what it found."""

    def __init__(self, world: "World") -> None:
        self._world = world
        self._bodies: dict[tuple[StreamId, int], list[bytes]] = {}
        self._claimed: dict[tuple[StreamId, int], list[bytes]] = {}
        self._excused: set[str] = set()
        self._trace = blake2b(digest_size=16)
        self._latest_ms = 0

    def trace(self) -> bytes:
        """Stands for every message that was sent, by whom, to whom and when."""
        return self._trace.digest()

    # -- while it runs ----------------------------------------------------------------------------

    def wrote(self, node: "Node", changes: list[Change]) -> None:
        """Read your writes: what was just committed is what is read."""
        self._latest_ms = max(self._latest_ms, node.wall())
        last: dict[int | str, dict[str, object]] = {}
        for change in changes:
            match change:
                case Put(table, pk, written) if table.id == THING.id:
                    last.setdefault(pk, {}).update(written)
                case Insert(table, rows) if table.id == THING.id:
                    for new in rows:
                        last[pk_of(new[0])] = dict(zip(table.names, new[1:], strict=True))
                case Delete(table, pk) if table.id == THING.id:
                    last.pop(pk, None)
        thing = node.disk.catalogue.by_id[THING.id]
        for pk, values in last.items():
            row = node.store.row(thing, pk)
            assert row is not None, f"{node.me.number} does not read its own row {pk}"
            read = {name: row[name] for name in values}
            assert read == values, f"{node.me.number} reads {read}, wrote {values}"

    def sent(self, sender: "Node", receiver: "Node", message: Message) -> None:
        """Nothing leaves its scope, nothing unsynced is published, and relays change no byte."""
        who = sender.me.number << 8 | receiver.me.number
        self._trace.update(self._world.now_ms.to_bytes(8, "big") + who.to_bytes(8, "big"))
        self._trace.update(encode(message))
        if not isinstance(message, Batch):
            return
        assert sender.rogue is not None or message.stream.scope in receiver.me.scopes
        honest = sender.rogue is None
        bodies = self._bodies if honest else self._claimed
        for seq, body in enumerate(message.bodies, start=message.first):
            known = bodies.setdefault((message.stream, seq), [])
            if body not in known:
                known.append(body)
            changed = honest and len(known) > 1 and not self._has_two_authors(message.stream)
            assert not changed, f"{message.stream} {seq} was changed on its way"

    def _has_two_authors(self, stream: StreamId) -> bool:
        world = self._world
        cloned = stream.node in world.cloned
        return cloned or any(node.me.node == stream.node for node in world.rogues)

    def restored(self, node: "Node") -> None:
        """What lay on this disk only is lost with it: nobody else can have it."""
        world = self._world
        others = [one for one in (*world.nodes, *world.twins) if not one.disk.damaged]
        kept = {key for one in others for key in self.keys_of(one)}
        for one in world.nodes:
            self._excused |= one.acknowledged - kept
        for held in world.removed.values():
            held.pop(node.me.number, None)  # a hub believes its old list until it hears another

    def scrapped(self, lost: "Node", kept: "Node") -> None:
        """One of two images is thrown away: what it had not sent goes with it, and no more."""
        held = {key for one in (*self._world.hubs, kept) for key in self.keys_of(one)}
        self._excused |= lost.acknowledged - kept.acknowledged - held

    def heads(self, hub: "Node", node: "Node") -> dict[StreamId, Head]:
        """What a hub holds of a node."""
        return {s: head for s, head in hub.store.vector().items() if s.node == node.me.node}

    def stood_still(self, hub: "Node", node: "Node", before: dict[StreamId, Head]) -> None:
        """Nothing was taken from a node without rights."""
        now = self.heads(hub, node)
        assert now == before, f"{hub.me.number} took from {node.me.number} without rights"

    def bodies_of(self, node: "Node", stream: StreamId) -> list[bytes]:
        """All sealed records of a stream; where a node has dropped the body, as it was sent."""
        floor = node.store.floor(stream)
        found = node.store.extract(stream, floor, 1 << 40)
        gone = [self._sent_under(node, stream, seq) for seq in range(1, floor + 1)]
        return [*gone, *(found.bodies if found is not None else ())]

    def _sent_under(self, node: "Node", stream: StreamId, seq: int) -> bytes:
        """What was sent under this number and, if several things were, has the hash held here."""
        hash_at, tag = node.disk.hash_at, stream_tag(stream)
        before = hash_at(stream, seq - 1) if seq > 1 else ZERO_HASH
        said = self._bodies.get((stream, seq), []) + self._claimed.get((stream, seq), [])
        for body in said:
            alone = len(said) == 1 or before is None
            if alone or next_hash(before or b"", tag, seq, body) == hash_at(stream, seq):
                return body
        raise AssertionError(f"{node.me.number} holds a {stream} {seq} that nobody has sent")

    def keys_of(self, node: "Node") -> set[str]:
        """Of all records that lie on a node's disk."""
        return {
            decode_record(body).key
            for stream in node.store.vector()
            for body in self.bodies_of(node, stream)
        }

    # -- at the end -------------------------------------------------------------------------------

    def check(self) -> None:
        """After healing and settling."""
        self._equal()
        self._clocks()
        self._kept()
        self._forgotten()
        everything = self._said()
        dated, withheld = self._without_effect()
        said = [one for one in everything if (one.stream, one.seq) not in withheld]
        undated = [one for one in said if (one.stream, one.seq) not in dated]
        for node in self._world.nodes:
            number, store = node.me.number, node.store
            assert store.rows(NEW_THING) == rows_told(NEW_THING, undated), f"rows of {number}"
            assert store.rows(PAPER) == rows_told(PAPER, said), f"owned rows of {number}"
            for ledger in (NEW_LEDGER, VISIT):
                entries = {
                    (e.stream.node, e.stream.epoch, e.seq, e.index): e.values
                    for e in store.entries(ledger)
                }
                assert len(entries) == len(store.entries(ledger)), f"repeats at {number}"
                assert entries == entries_told(ledger, said), f"{ledger.name} of {number}"
        self._acknowledged_once(everything)
        for opened, used in spent_told(RIGHT, said).values():
            assert used <= opened, f"{used} used of {opened} rights"

    def _without_effect(self) -> tuple[set[tuple[StreamId, int]], set[tuple[StreamId, int]]]:
        """Records stamped out of bounds, of which what needs no stamp counts; and withheld ones."""
        hub = self._world.hubs[0].store
        shown = {(item.stream, item.seq, item.code) for item in hub.quarantine()}
        told = {judged_in(entry) for entry in hub.entries(VERDICT)}
        codes = {one for one in shown | told if one[2] not in OF_A_STREAM}
        dated = {(stream, seq) for stream, seq, code in codes if code in UNDATED}
        return dated, {(stream, seq) for stream, seq, code in codes if code not in UNDATED}

    def _equal(self) -> None:
        first = self._world.nodes[0]
        for node in self._world.nodes:
            assert node.store.vector() == first.store.vector(), self._world.unrest()
            foreign = [str(s) for s in node.store.vector() if s.scope not in node.me.scopes]
            assert not foreign, f"{node.me.number} took {foreign}"
            digests = [counted(one.store.digest(SHARED)) for one in (node, first)]
            if isinstance(node.store, MemoryStore):
                kept = {key: one for key, one in node.store.data.digests.items() if one}
                anew = {(SHARED, table): one for table, one in summed_anew(node.store.data).items()}
                assert kept == anew, f"sums of {node.me.number}"
            assert digests[0] == digests[1], f"digests of {node.me.number}"
        alarms = [
            n for node in self._world.nodes for n in node.alarms if n.kind == "digest_mismatch"
        ]
        assert not alarms, alarms[:3]

    def _clocks(self) -> None:
        """Nobody's clock has followed a stamp that no judge accepts."""
        world = self._world
        latest = max(self._latest_ms, START_MS + world.now_ms + world.calendar_ms)
        for node in world.nodes:
            ahead = node.disk.hlc() > hlc_at(latest + 2 * FUTURE_MS_MAX)
            assert not ahead, f"the clock of {node.me.number} has followed a stamp from the future"

    def _kept(self) -> None:
        """Nothing was dropped: no world goes on for as long as records are kept."""
        for node in self._world.nodes:
            floors = {stream: node.store.floor(stream) for stream in node.store.vector()}
            assert not any(floors.values()), f"{node.me.number} dropped too early: {floors}"

    def _forgotten(self) -> None:
        """Where one hub judges, all forget, in any order, and agree at every moment of it."""
        nodes = self._world.nodes
        self._honest_work_counts()
        if not self._forgets():
            return
        # What was said on a rough line may be lost; a new connection says all of it again.
        for line in self._world.lines:
            line.drop()
        self._world.run(RECONNECTED_MS)
        self._world.settle()
        for node in nodes:
            forgetting = node.forgetting()
            while forgetting.step():
                pass
            self._equal()
        self._kept()
        frontier = published(nodes[0].store, SHARED)
        records = sum(head.seq for head in nodes[0].store.vector().values())
        assert frontier is not None or records < ENOUGH, f"nothing stable of {records} records"
        if frontier is None:
            return
        for node in nodes:
            number, level = node.me.number, node.store.level(SHARED)
            lowest = node.store.lowest_hlc(SHARED, dict(frontier.delivered))
            # One that was put back has written below the clock it had promised before: until a
            # later frontier covers that, whoever holds it waits.
            waits = lowest <= frontier.hlc and level < frontier.hlc
            assert waits or level == frontier.hlc, f"{number} collapsed to {level}, not {frontier}"
            node.store.drop_bodies(dict(frontier.delivered), 1 << 30)
            for stream, seq in frontier.delivered:
                left = node.store.extract(stream, node.store.floor(stream), 1)
                counted_one_by_one = isinstance(node.store, MemoryStore)  # files drop whole seals
                if counted_one_by_one and left is not None and left.first <= seq:
                    unfinished = decode_record(left.bodies[0]).part > 0
                    assert unfinished, f"{number} keeps what is stable of {stream}"
        self._equal()

    def _forgets(self) -> bool:
        """Whether one hub judges all, and nothing has happened that stops its stable clock.

        A rogue keeps no promise, a copied edge is two that promise, a hub put back begins anew.
        """
        world = self._world
        one = len(world.hubs) == 1 and world.hubs[0].disk.epoch() == 1
        return one and not (world.rogues or world.cloned or world.calendar_ms)

    def _honest_work_counts(self) -> None:
        """Who never fell back is never refused for being late: all it promised was true."""
        for node in self._world.nodes:
            late = [item for item in node.store.quarantine() if item.code == PAST]
            fell_back = {s.node for s in node.store.vector() if s.epoch > 1}
            excused = fell_back | self._world.cloned | {one.me.node for one in self._world.rogues}
            honest = [item for item in late if item.stream.node not in excused]
            assert not honest, f"refused as late: {honest[:3]}"

    def _said(self) -> list[Said]:
        """All records as the first hub holds them; the author's chain ends in the same hash."""
        world, hub = self._world, self._world.nodes[0]
        numbers = {node.me.node: node.me.number for node in (*world.nodes, *world.rogues)}
        return [
            Said(stream, numbers[stream.node], seq, decode_record(body))
            for stream in sorted(hub.store.vector())
            for seq, body in enumerate(self.bodies_of(hub, stream), start=1)
        ]

    def _acknowledged_once(self, said: list[Said]) -> None:
        keys = [one.record.key for one in said if one.record.key and one.record.part == 0]
        assert len(keys) == len(set(keys)), "an operation took effect twice"
        for node in self._world.nodes:
            lost = node.acknowledged - set(keys) - self._excused
            assert not lost, f"{node.me.number} lost {sorted(lost)[:5]}"


def counted(sums: dict[int, int]) -> dict[int, int]:
    """Without tables of which nothing is left."""
    return {table: one for table, one in sums.items() if one}


def judged_in(verdict: Entry) -> tuple[StreamId, int, str]:
    """Which record a verdict is about, and its code."""
    node, epoch, seq, code, _ = verdict.values
    assert isinstance(node, int) and isinstance(epoch, int) and isinstance(seq, int)
    return StreamId(NodeId(node), epoch, SHARED), seq, str(code)


def pk_of(value: object) -> int | str:
    """A key out of a row."""
    assert isinstance(value, int | str)
    return value
