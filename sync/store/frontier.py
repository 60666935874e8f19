"""What a replica may forget: the published stable clock of a scope, and what hangs on it.

A frontier counts at a replica once it holds every record the frontier names. From then on equal
vectors mean equal digests again: all read stamps up to H as one, those who have rewritten their
rows and those who have not yet.
"""

from collections.abc import Callable, Mapping

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.core.builtin import STABLE
from sync.core.change import Put
from sync.core.clock import HLC_MAX, hlc_at, hlc_ms
from sync.core.effects import PeerAcked
from sync.core.errors import Refused
from sync.core.handshake import HUB
from sync.core.ids import EMPTY_HEAD, NodeId, Scope, StreamId
from sync.core.messages import Mark
from sync.core.stability import Frontier, FrontierRule, Stability, publish, read
from sync.store.protocol import Author, Store
from sync.store.retention import Retention

DAY_MS = 24 * 3_600_000


def published(store: Store, scope: Scope) -> Frontier | None:
    """The newest frontier held, if a hub has signed it."""
    row = store.row(STABLE, scope)
    packed = row["frontier"] if row is not None else None
    if not isinstance(packed, bytes):
        return None
    for member in store.members().values():
        if member.role == HUB and scope in member.scopes:
            try:
                frontier = read(member.public_key, packed)
            except Refused:
                continue
            return frontier if frontier.scope == scope else None
    return None


def holds(store: Store, frontier: Frontier) -> bool:
    """Whether every record a frontier names is here."""
    vector = store.vector()
    return all(vector.get(stream, EMPTY_HEAD).seq >= seq for stream, seq in frontier.delivered)


def reached(store: Store, scope: Scope) -> int:
    """The stable clock that the vector held reaches: it alone says how digests count."""
    frontier = published(store, scope)
    if frontier is None or not holds(store, frontier):
        return store.level(scope)
    return frontier.hlc


def settled(store: Store, scope: Scope) -> bool:
    """Whether the digest lies ready, so that asking for it costs nothing and means something."""
    frontier = published(store, scope)
    return frontier is None or (store.level(scope) >= frontier.hlc and holds(store, frontier))


class Keep(msgspec.Struct, frozen=True):
    """How long records stay once all have them, and how much one step may do (a scan waits behind
    it)."""

    kept_ms: int = 35 * DAY_MS
    rows_max: int = 100
    records_max: int = 100


class Forgetting:
    """One step after the other, between the writer's other jobs; scopes take turns.

    hlc: the saved clock, which stays where the wall clock falls back.
    """

    def __init__(
        self,
        store: Store,
        keep: Keep,
        wall_ms: Callable[[], int],
        hlc: Callable[[], int],
        *,
        hub: bool,
    ) -> None:
        self._store, self._keep, self._hub = store, keep, hub
        self._wall_ms, self._hlc = wall_ms, hlc
        self._retention = Retention(store, keep.kept_ms)
        self._turns: list[Scope] = []
        self._read: dict[Scope, tuple[object, Frontier | None]] = {}

    def round(self) -> None:
        """All scopes have their turn again."""
        self._turns = sorted({stream.scope for stream in self._store.vector()})

    def step(self) -> bool:
        """A small piece of work; false once all scopes are through."""
        if not self._turns:
            return False
        scope = self._turns[-1]
        frontier = self._published(scope)
        if frontier is None or not self._work(scope, frontier):
            self._turns.pop()
        return bool(self._turns)

    def _published(self, scope: Scope) -> Frontier | None:
        """As `published`; a signature is verified once."""
        row = self._store.row(STABLE, scope)
        packed = row["frontier"] if row is not None else None
        if scope not in self._read or self._read[scope][0] != packed:
            self._read[scope] = packed, published(self._store, scope)
        return self._read[scope][1]

    def _work(self, scope: Scope, frontier: Frontier) -> bool:
        """Whether there was something to do, so that there may be more."""
        store, keep = self._store, self._keep
        if store.level(scope) < frontier.hlc:
            if not holds(store, frontier):
                return False
            # An own record below H that its judge has not seen yet must be found again to undo it.
            if store.lowest_hlc(scope, dict(frontier.delivered)) <= frontier.hlc:
                return False
            store.collapse(scope, frontier.hlc, keep.rows_max)
            return True
        now_ms = max(self._wall_ms(), hlc_ms(self._hlc()))
        upto = self._retention.over(scope, frontier, now_ms)
        if not self._hub:
            copied = dict(frontier.copied)
            upto = {stream: min(seq, copied.get(stream, 0)) for stream, seq in upto.items()}
        return store.drop_bodies(upto, keep.records_max) > 0


class Publisher:
    """A hub's knowledge of its scopes' replicas, and when it says what is stable.

    Only where it is the one judge of a scope: of two, one could let a record pass that the other
    refuses. `heard` and `candidate` share no state with the store; `publish` runs on the writer.
    """

    def __init__(self) -> None:
        self._stability = Stability()

    def heard(self, acked: PeerAcked, judge_hlc: int) -> None:
        """A replica has said what it holds and promises. judge_hlc: the hub's own clock."""
        self._stability.report(acked, judge_hlc)

    def candidate(self, scope: Scope, replicas: list[int], hub: int) -> Frontier:
        """What is stable by the word of all these replicas, the hub included.

        Nothing while the hub lacks records of its own: a later frontier may be among them.
        """
        if self._stability.fell_back(hub, replicas):
            return Frontier(scope, 0, ())
        delivered = self._stability.delivered(scope, replicas)
        hlc = self._stability.stable(scope, replicas)
        return Frontier(scope, hlc, tuple(sorted(delivered.items())))


def own_word(store: Store, node: int, hlc: int) -> PeerAcked:
    """What the hub itself holds and promises."""
    marks = tuple(Mark(stream, *head) for stream, head in sorted(store.vector().items()))
    own = tuple(mark for mark in marks if mark.stream.node == node)
    return PeerAcked(node, marks, own, hlc, anew=True)


def judges_alone(store: Store, scope: Scope, node: int) -> bool:
    """Whether a hub is the only one of a scope."""
    hubs = [m.node for m in store.members().values() if m.role == HUB and scope in m.scopes]
    return hubs == [NodeId(node)]


def write_frontier(
    store: Store,
    key: Ed25519PrivateKey,
    rule: FrontierRule,
    told: Frontier,
    copied: Mapping[StreamId, int],
    now_ms: int,
) -> bool:
    """Publish a candidate as far as it holds here; in an open transaction of the writer.

    Every record up to H must be where all replicas hold it, whoever promised what. Whether it was
    worth a record.
    """
    scope, delivered = Scope(told.scope), dict(told.delivered)
    lowest = store.lowest_hlc(scope, delivered)
    hlc = min(told.hlc, lowest - 1, hlc_at(now_ms - rule.lag_ms))
    before = published(store, scope)
    before_hlc = before.hlc if before is not None else 0
    newer = store.newer(scope, before_hlc, rule.records_min)
    if not 0 < hlc < HLC_MAX or not rule.due(before_hlc, hlc, newer):
        return False
    safe = tuple(
        (stream, min(seq, copied.get(stream, 0)))
        for stream, seq in told.delivered
        if copied.get(stream, 0)
    )
    packed = publish(key, Frontier(scope, hlc, told.delivered, safe))
    store.write(scope, [Put(STABLE, scope, {"hlc": hlc, "frontier": packed})], Author())
    return True
