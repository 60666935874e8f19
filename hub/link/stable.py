"""Publishes the stable clock of each scope, rarely, and only what every replica has confirmed."""

from collections.abc import Callable
from pathlib import Path

from hub.store.writer import HubWriter
from sync.core.effects import PeerAcked
from sync.core.ids import NodeId, Scope, StreamId
from sync.core.stability import Frontier, FrontierRule
from sync.store.frontier import Publisher, judges_alone, own_word, write_frontier
from sync.store.sqlite import Options, SqliteStore
from sync.store.sqlite.keys import last_of
from sync.store.sqlite.open import open_reader

_HEADS = "SELECT node, epoch, scope, {} AS seq FROM s_stream s".format(last_of("seq", "s.id"))  # noqa: S608 - own text

Scopes = dict[str, list[int]]


class StableClock:
    """Knows what replicas have said; all calls on the loop.

    revoked: computers turned away, which confirm nothing any more. copies: how many the hub wants
    of a record before sites may drop theirs; one is its database, two a proved backup as well.
    """

    def __init__(
        self,
        writer: HubWriter,
        rule: FrontierRule,
        *,
        copies: int,
        backups: Path,
        revoked: Callable[[], frozenset[int]],
    ) -> None:
        self._writer, self._rule, self._copies, self._backups = writer, rule, copies, backups
        self._revoked = revoked
        self._publisher = Publisher()
        self._tried: dict[str, int] = {}
        self._copied: tuple[str, dict[StreamId, int]] = ("", {})

    def heard(self, acked: PeerAcked) -> None:
        """A site has said what it holds and promises."""
        self._publisher.heard(acked, self._writer.store.hlc())

    async def publish(self) -> None:
        """Whatever has moved enough, each scope in a commit of its own."""
        word, scopes, copied = await self._writer.run(self._look)
        self._publisher.heard(word, word.hlc)
        for scope, replicas in scopes.items():
            told = self._publisher.candidate(Scope(scope), replicas, word.node)
            if told.hlc > self._tried.get(scope, 0):
                self._tried[scope] = told.hlc
                await self._writer.change(self._written(told, copied))

    def _look(self, store: SqliteStore) -> tuple[PeerAcked, Scopes, dict[StreamId, int]]:
        """On the writer: our own word, who is registered where, and what is copied."""
        me, revoked = store.me.node, self._revoked()
        scopes: Scopes = {}
        for member in store.members().values():
            if member.node not in revoked:
                for scope in member.scopes:
                    scopes.setdefault(scope, []).append(member.node)
        alone = {
            scope: sorted(nodes)
            for scope, nodes in sorted(scopes.items())
            if len(nodes) > 1 and judges_alone(store, Scope(scope), me)
        }
        return own_word(store, me, store.hlc()), alone, self._copies_of(store)

    def _copies_of(self, store: SqliteStore) -> dict[StreamId, int]:
        if self._copies == 1:
            return {stream: head.seq for stream, head in store.vector().items()}
        proved = sorted(self._backups.glob("hub-*.db"))  # the name comes after the proof
        if proved and proved[-1].name != self._copied[0]:
            self._copied = proved[-1].name, read_heads(proved[-1])
        return self._copied[1]

    def _written(
        self, told: Frontier, copied: dict[StreamId, int]
    ) -> Callable[[SqliteStore], bool]:
        def work(store: SqliteStore) -> bool:
            now_ms = store.clock.wall_ms()
            return write_frontier(store, store.replica.key, self._rule, told, copied, now_ms)

        return work


def read_heads(database: Path) -> dict[StreamId, int]:
    """How far the streams go in a copy of the database."""
    connection = open_reader(database, Options())
    try:
        found = connection.execute(_HEADS).fetchall()
    finally:
        connection.close()
    return {
        StreamId(NodeId(int(str(node))), int(str(epoch)), Scope(str(scope))): int(str(seq))
        for node, epoch, scope, seq in found
        if seq is not None
    }
