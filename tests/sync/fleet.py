"""Replicas side by side, with records carried by hand: no session, no network."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from sync.core.change import Change
from sync.core.ids import EMPTY_HEAD, Scope
from sync.core.judge import Policy
from sync.store.memory import MemoryStore
from sync.store.protocol import Author, Ingested, Member, Projection, Store, Written
from tests.sync.catalogue import CATALOGUE

SHARED = Scope("c1")
START_MS = 1_790_000_000_000


class Wall:
    """A clock set by the test."""

    def __init__(self, now_ms: int = START_MS) -> None:
        self.now_ms = now_ms

    def __call__(self) -> int:
        return self.now_ms


class MakeStore(Protocol):
    """Builds one kind of store."""

    def __call__(
        self,
        folder: Path,
        me: Member,
        key: Ed25519PrivateKey,
        wall: Callable[[], int],
        *,
        policy: Policy | None = None,
        judge: bool = False,
        projection: Projection | None = None,
    ) -> Store: ...


def make_memory(
    folder: Path,
    me: Member,
    key: Ed25519PrivateKey,
    wall: Callable[[], int],
    *,
    policy: Policy | None = None,
    judge: bool = False,
    projection: Projection | None = None,
) -> Store:
    """The reference."""
    return MemoryStore(CATALOGUE, me, key, wall, policy=policy, judge=judge, projection=projection)


def key_of(number: int) -> Ed25519PrivateKey:
    """A fixed key per node."""
    return Ed25519PrivateKey.from_private_bytes(number.to_bytes(32, "big"))


def member_of(number: int, role: str = "edge", scopes: tuple[str, ...] = (SHARED,)) -> Member:
    """A node as everybody pins it."""
    public = key_of(number).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return Member(number * 1_000_003, number, public, role, scopes)


class Replica:
    """One store with its clock."""

    def __init__(self, store: Store, me: Member, wall: Wall) -> None:
        self.store, self.me, self.wall = store, me, wall

    def write(self, *changes: Change, scope: Scope = SHARED) -> Written | None:
        """One committed, sealed transaction."""
        self.store.begin()
        try:
            written = self.store.write(scope, changes, Author())
        except BaseException:
            self.store.rollback()
            raise
        self.store.commit()
        self.store.seal()
        return written

    def pull(self, other: "Replica", *, bytes_max: int = 1 << 20) -> list[Ingested]:
        """Take everything the other has and we lack, as often as it helps; the last outcomes."""
        outcomes: list[Ingested] = []
        for _ in range(1_000):
            fresh = self._pull_once(other, bytes_max)
            outcomes += fresh
            if not any(outcome.records for outcome in fresh):
                return outcomes
        raise AssertionError("does not come to rest")

    def _pull_once(self, other: "Replica", bytes_max: int) -> list[Ingested]:
        outcomes = []
        other.store.seal()
        own_first = sorted(other.store.vector(), key=lambda stream: stream.node != other.me.node)
        for stream in own_first:
            held = self.store.vector().get(stream, EMPTY_HEAD)
            batch = other.store.extract(stream, held.seq, bytes_max)
            if batch is not None:
                outcomes.append(self.store.ingest(batch))
        return outcomes


class Fleet:
    """Replicas that know each other. Number 1 is a hub and judges."""

    def __init__(self, make: MakeStore, folder: Path, edges: int = 2) -> None:
        self.members = [member_of(1, "hub")] + [member_of(n) for n in range(2, edges + 2)]
        self.replicas = []
        for me in self.members:
            wall = Wall()
            home = folder / f"node{me.number}"
            home.mkdir()
            store = make(home, me, key_of(me.number), wall, judge=me.role == "hub")
            for member in self.members:
                store.enrol(member)
            self.replicas.append(Replica(store, me, wall))

    @property
    def hub(self) -> Replica:
        """The judge."""
        return self.replicas[0]

    @property
    def edges(self) -> list[Replica]:
        """The others."""
        return self.replicas[1:]

    def settle(self) -> None:
        """Everybody exchanges with the hub until nothing moves."""
        for _ in range(10):
            moved = 0
            for edge in self.edges:
                for one, other in ((self.hub, edge), (edge, self.hub)):
                    moved += sum(outcome.records for outcome in one.pull(other))
            if not moved:
                return
        raise AssertionError("does not come to rest")

    def assert_equal(self, scope: Scope = SHARED) -> None:
        """Equal vectors and equal digests everywhere."""
        for replica in self.replicas[1:]:
            assert replica.store.vector() == self.hub.store.vector()
            assert replica.store.digest(scope) == self.hub.store.digest(scope)
