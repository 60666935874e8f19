"""What must hold while a fleet runs, and at its end."""

from typing import TYPE_CHECKING

from sync.core import digest
from sync.core.change import Change, Delete, Insert, Put
from sync.core.ids import StreamId
from sync.core.messages import Batch, Message
from sync.core.record import decode_record
from sync.store.memory import MemoryStore
from sync.store.protocol import Store
from tests.simulation.model import Said, entries_told, rows_told, spent_told
from tests.sync.catalogue import LEDGER, PAPER, RIGHT, THING
from tests.sync.fleet import SHARED

if TYPE_CHECKING:
    from tests.simulation.node import Node
    from tests.simulation.world import World


class Watch:
    """The invariants. Each raises AssertionError with what it found."""

    def __init__(self, world: "World") -> None:
        self._world = world
        self._bodies: dict[tuple[StreamId, int], bytes] = {}
        self._excused: set[str] = set()

    # -- while it runs ----------------------------------------------------------------------------

    def wrote(self, node: "Node", changes: list[Change]) -> None:
        """Read your writes: what was just committed is what is read."""
        last: dict[int | str, dict[str, object]] = {}
        for change in changes:
            match change:
                case Put(table, pk, written) if table is THING:
                    last.setdefault(pk, {}).update(written)
                case Insert(table, rows) if table is THING:
                    for new in rows:
                        last[pk_of(new[0])] = dict(zip(THING.names, new[1:], strict=True))
                case Delete(table, pk) if table is THING:
                    last.pop(pk, None)
        for pk, values in last.items():
            row = node.store.row(THING, pk)
            assert row is not None, f"{node.me.number} does not read its own row {pk}"
            read = {name: row[name] for name in values}
            assert read == values, f"{node.me.number} reads {read}, wrote {values}"

    def sent(self, sender: "Node", receiver: "Node", message: Message) -> None:
        """Nothing leaves its scope, nothing unsynced is published, and relays change no byte."""
        if not isinstance(message, Batch):
            return
        assert message.stream.scope in receiver.me.scopes
        for seq, body in enumerate(message.bodies, start=message.first):
            known = self._bodies.setdefault((message.stream, seq), body)
            assert known == body, f"{message.stream} {seq} was changed on its way"

    def restored(self, node: "Node") -> None:
        """What the node had not sent yet is lost with its disk: nobody else can have it."""
        kept = {
            decode_record(body).key
            for hub in self._world.nodes
            if hub.me.role == "hub"
            for stream in hub.store.vector()
            if stream.node == node.me.node
            for body in bodies_of(hub.store, stream)
        }
        self._excused |= node.acknowledged - kept

    # -- at the end -------------------------------------------------------------------------------

    def check(self) -> None:
        """After healing and settling."""
        self._equal()
        everything = self._said()
        withheld = {(i.stream, i.seq) for i in self._world.nodes[0].store.quarantine()}
        said = [one for one in everything if (one.stream, one.seq) not in withheld]
        for node in self._world.nodes:
            number = node.me.number
            assert node.store.rows(THING) == rows_told(THING, said), f"rows of {number}"
            assert node.store.rows(PAPER) == rows_told(PAPER, said), f"owned rows of {number}"
            entries = {
                (e.stream.node, e.stream.epoch, e.seq, e.index): e.values
                for e in node.store.entries(LEDGER)
            }
            assert len(entries) == len(node.store.entries(LEDGER)), f"repeats at {number}"
            assert entries == entries_told(LEDGER, said), f"entries of {number}"
        self._acknowledged_once(everything)
        for opened, used in spent_told(RIGHT, said).values():
            assert used <= opened, f"{used} used of {opened} rights"

    def _equal(self) -> None:
        first = self._world.nodes[0]
        for node in self._world.nodes[1:]:
            assert node.store.vector() == first.store.vector(), self._world.unrest()
            digests = (node.store.digest(SHARED), first.store.digest(SHARED))
            if isinstance(node.store, MemoryStore):
                assert digests[0] == summed_anew(node.store), f"digests of {node.me.number}"
            assert digests[0] == digests[1], f"digests of {node.me.number}"
        alarms = [
            n for node in self._world.nodes for n in node.alarms if n.kind == "digest_mismatch"
        ]
        assert not alarms, alarms[:3]

    def _said(self) -> list[Said]:
        """All records as the first hub holds them."""
        hub = self._world.nodes[0]
        numbers = {node.me.node: node.me.number for node in self._world.nodes}
        return [
            Said(stream, numbers[stream.node], seq, decode_record(body))
            for stream in sorted(hub.store.vector())
            for seq, body in enumerate(bodies_of(hub.store, stream), start=1)
        ]

    def _acknowledged_once(self, said: list[Said]) -> None:
        keys = [one.record.key for one in said if one.record.key and one.record.part == 0]
        assert len(keys) == len(set(keys)), "an operation took effect twice"
        for node in self._world.nodes:
            lost = node.acknowledged - set(keys) - self._excused
            assert not lost, f"{node.me.number} lost {sorted(lost)[:5]}"


def summed_anew(store: MemoryStore) -> dict[int, int]:
    """The digests of a replica of one scope, from its rows instead of from its changes."""
    data, sums = store.data, dict[int, int]()
    pieces = [(table, digest.row_digest(pk, row)) for (table, pk), row in data.rows.items()]
    pieces += [
        (table, digest.element_digest(pk, element, state))
        for (table, pk, element), state in data.elements.items()
    ]
    pieces += [
        (table, digest.rights_digest(pk, state)) for (table, pk), state in data.counters.items()
    ]
    pieces += [
        (table, one)
        for table, entries in data.entries.items()
        for *_, one in digest.ledger_digests(entries)
    ]
    for table, piece in pieces:
        sums[table] = (sums.get(table, 0) + piece) & digest.MASK
    return sums


def pk_of(value: object) -> int | str:
    """A key out of a row."""
    assert isinstance(value, int | str)
    return value


def bodies_of(store: Store, stream: StreamId) -> tuple[bytes, ...]:
    """All sealed records of a stream."""
    found = store.extract(stream, 0, 1 << 40)
    return found.bodies if found is not None else ()
