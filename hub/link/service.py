"""All sites on the line: sessions, who may join them, and what the hub learns from each."""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

import structlog
from litestar.handlers import WebsocketRouteHandler

from hub.feed import CONFLICTS, SITES, STOCK, Feed
from hub.link.courtesy import Courtesy
from hub.link.directory import Directory
from hub.link.enrolment import write_there_too
from hub.link.freshness import Watch
from hub.link.others import Dialled, OtherHubs
from hub.link.side import HubSide
from hub.link.stable import StableClock
from hub.overview import Counts
from hub.store.sites import turn_away
from hub.store.writer import HubWriter
from hub.trade.transfers import carry, waiting
from models.warehouse.policy import HUB
from node.http.problems import Problem
from sync.core.effects import Note, PeerAcked, Taken
from sync.core.handshake import Me
from sync.core.ids import Head, StreamId
from sync.core.messages import Card
from sync.link.driver import Node
from sync.link.server import Switchboard
from sync.link.state import LIVE
from sync.store.sqlite import SqliteStore

T = TypeVar("T")

POLL_S = 1.0
REFUSALS_WAITING_MAX = 100
REVOKED = "revoked"


class SiteLinks:
    """The observer of all sessions, and the one who polls them. Everything happens on the loop."""

    def __init__(
        self,
        writer: HubWriter,
        me: Me,
        watch: Watch,
        counts: Counts,
        feed: Feed,
        directory: Directory,
        dialled: Sequence[Dialled],
        *,
        courtesy: Courtesy,
        stable: StableClock,
        random_bytes: Callable[[int], bytes],
        wall_ms: Callable[[], int],
        monotonic_ms: Callable[[], int],
    ) -> None:
        self.directory, self._stable, self._courtesy = directory, stable, courtesy
        self._writer, self._watch, self._counts, self._feed = writer, watch, counts, feed
        self._wall_ms = wall_ms
        self._held: dict[StreamId, int] = {}
        self._claimed: dict[int, dict[StreamId, int]] = {}
        self._open: set[int] = set()
        self._refusals: set[asyncio.Task[None]] = set()
        self._log = structlog.get_logger("sites")
        self.side = HubSide(writer, courtesy, self._taken_in)
        node = Node(
            self.side,
            self._run,
            random_bytes=random_bytes,
            wall_ms=wall_ms,
            monotonic_ms=monotonic_ms,
            observer=self,
            transient=(Problem,),
        )
        self.switchboard = Switchboard(node, lambda: me, visible=self._visible)
        self.others = OtherHubs(node, lambda: me, self.switchboard, dialled, self._visible)
        self._names_came = False

    def handler(self) -> WebsocketRouteHandler:
        """The WebSocket route."""
        return self.switchboard.handler()

    async def load(self) -> None:
        """What is held and who is known, once at start."""
        await self.members_changed()
        vector = await self._writer.run(lambda store: store.vector())
        self._held = {stream: head.seq for stream, head in vector.items()}

    async def members_changed(self) -> None:
        """A computer was enrolled or revoked."""
        before = self.directory.scopes
        await self._writer.run(self.directory.load)
        self.switchboard.members_changed()
        self.others.members_changed()
        if self.directory.scopes != before:
            self.others.begin_anew(self.directory.hubs)
        for node in self.directory.revoked & self._open:
            self.switchboard.leave(node, REVOKED)
        for node in self.directory.revoked & self.directory.hubs:
            self.others.turn_away(node, REVOKED)

    def written(self) -> None:
        """The hub wrote something that sites should get."""
        self.switchboard.changed()
        self.others.changed()

    async def poll(self) -> None:
        """Forever: follow the state of each line."""
        while True:
            self._look()
            await self._follow_names()
            await self.carry()
            await self._writer.run(lambda store: store.tick())
            await asyncio.sleep(POLL_S)

    async def carry(self) -> None:
        """What one site says of a transfer, the other gets."""
        while await self._writer.run(lambda store: waiting(store.connection)):
            try:
                await self._writer.change(lambda store: carry(store, self._wall_ms()))
            except Problem:
                self._log.warning("transfers_wait")
                return

    async def close(self) -> None:
        """Say goodbye to all."""
        self.switchboard.close()
        self.others.close()
        await asyncio.gather(*self._refusals, return_exceptions=True)

    # -- observer of all sessions -----------------------------------------------------------------

    def note(self, note: Note) -> None:
        """Log alarms; keep what an operator should see."""
        fields = dict(note.fields)
        if note.alarm:
            self._log.warning(note.kind, **{f"sync_{key}": value for key, value in fields.items()})
        if note.kind == "connected" and int(fields["node"]) in self.directory.revoked:
            self._turn_away(int(fields["node"]), REVOKED, "a revoked computer tried to connect")
            self.others.turn_away(int(fields["node"]), REVOKED)
        elif note.kind == "skew" and int(fields["node"]) in self.directory.sites:
            self._watch.skewed(self.directory.sites[int(fields["node"])], int(fields["skew_ms"]))
        elif note.kind == "ended" and note.alarm:
            node = int(fields.get("node", 0))
            self._turn_away(node, str(fields["code"]), str(fields.get("detail", "")))
        elif note.kind == "refused":
            node = _node_of(str(fields["stream"]))
            self._turn_away(node, str(fields["code"]), str(fields["stream"]))
        elif note.kind in ("withheld", "fork", "lost_suffix"):
            self._feed.tell(SITES)

    def acked(self, acked: PeerAcked) -> None:
        """What a site says it holds itself tells what still waits there, and what is stable."""
        self._stable.heard(acked)
        site = self.directory.sites.get(acked.node)
        if site is None:
            return
        claimed = self._claimed.setdefault(acked.node, {})
        for mark in (*acked.heads, *acked.own):
            if mark.stream.node == acked.node:
                claimed[mark.stream] = max(mark.seq, claimed.get(mark.stream, 0))
        self._count_waiting(acked.node, site)

    def ingested(self, records: int) -> None:
        """Other sites may have something to get."""
        self.switchboard.changed(records)
        self.others.changed(records)

    # -- inside -----------------------------------------------------------------------------------

    async def _run(self, job: Callable[[], T]) -> T:
        """A session's effect on the writer; what follows it waits for people."""
        result = await self._writer.run(lambda _: job())
        if isinstance(result, Taken) and result.records:
            await self._courtesy.let_pass()
        return result

    def _visible(self, card: Card) -> Iterable[str]:
        if card.node in self.directory.revoked:
            return ()
        return self.directory.scopes if card.role == HUB else card.scopes

    async def _follow_names(self) -> None:
        """Another hub may have named a new warehouse: share it too. Or turned a computer away."""
        if not self._names_came:
            return
        self._names_came = False
        await self._writer.run(lambda store: write_there_too(store, self.directory.shared(store)))
        await self.members_changed()

    def _taken_in(self, stream: StreamId, taken: Taken, newest_ms: int) -> None:
        self._held[stream] = max(taken.head.seq, self._held.get(stream, 0))
        if stream.scope.startswith("c") and stream.node not in self.directory.sites:
            self._names_came = True
        site = self.directory.site_of_stream(stream)
        if site is None:
            return
        if taken.records:
            self._counts.moved(site)
            self._watch.applied(site, newest_ms)
            code = self.directory.codes.get(site, "")
            self._feed.tell(STOCK, code)
            if stream.scope.startswith("c"):
                self._feed.tell(CONFLICTS)
        if stream.node in self._claimed:
            self._count_waiting(stream.node, site)

    def _count_waiting(self, node: int, site: int) -> None:
        waiting = sum(
            max(0, seq - self._held.get(stream, 0)) for stream, seq in self._claimed[node].items()
        )
        self._watch.waiting(site, waiting)

    def _look(self) -> None:
        for node, state in self.switchboard.states(_NOTHING).items():
            site = self.directory.sites.get(node)
            if site is None:
                continue
            if state.state == LIVE and node not in self._open:
                self._open.add(node)
                self._watch.up(site)
            elif state.state != LIVE and node in self._open:
                self._open.discard(node)
                self._claimed.pop(node, None)
                self._watch.down(site, state.last_code)
            if state.state == LIVE and state.last_heard_ms is not None:
                self._watch.heard(site, state.last_heard_ms)
        self._look_behind_others()

    def _look_behind_others(self) -> None:
        """Sites none of whose computers were enrolled here are told of by the other hubs."""
        told = [
            state.last_heard_ms
            for node, state in self.others.states(_NOTHING).items()
            if node in self.directory.hubs and state.state == LIVE and state.last_heard_ms
        ]
        if told:
            for site in self.directory.codes.keys() - set(self.directory.sites.values()):
                self._watch.told(site, max(told))

    def _turn_away(self, node: int, code: str, detail: str) -> None:
        """Bounded: a flood of strangers must not become a flood of commits."""
        self._feed.tell(SITES)
        if len(self._refusals) >= REFUSALS_WAITING_MAX:
            return
        now = self._wall_ms()
        task = asyncio.get_running_loop().create_task(self._record(node, code, detail, now))
        self._refusals.add(task)
        task.add_done_callback(self._refusals.discard)

    async def _record(self, node: int, code: str, detail: str, now_ms: int) -> None:
        try:
            await self._writer.change(
                lambda store: turn_away(store.connection, node, code, detail, now_ms)
            )
        except Problem as problem:
            self._log.warning("refusal_not_kept", reason=problem.code)


_NOTHING: Mapping[StreamId, Head] = {}


def me_of(store: SqliteStore) -> Me:
    """The hub as it presents itself to peers."""
    replica = store.replica
    return Me(
        replica.me.node,
        replica.epoch,
        replica.me.number,
        replica.me.role,
        store.catalogue.schema,
        replica.key,
    )


def _node_of(stream: str) -> int:
    """Node id at the beginning of a stream's name."""
    try:
        return int(stream.partition(".")[0], 16)
    except ValueError:
        return 0
