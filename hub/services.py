"""What the handlers work with; the composition root fills it once."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol, TypeVar

import apsw
import msgspec

from hub.access import Access
from hub.config import Config
from hub.feed import Feed
from hub.identity import HubIdentity
from hub.link.freshness import Watch
from hub.overview import Counts
from hub.store.audit import Act, note
from hub.store.freshness import Known
from hub.store.sites import known_sites
from models.warehouse.ids import IdSource
from node.disk import Disk
from node.http.door import Traffic
from node.http.pages import Pages
from node.http.problems import Problem
from node.passwords import Lockout, Passwords
from node.readers import Readers
from sync.core.ids import Head, StreamId
from sync.link.state import LinkState
from sync.store.sqlite import SqliteStore

T = TypeVar("T")


class Recorder(Protocol):
    """The writer as the API sees it; both raise Problem when it is behind or the disk is full."""

    async def run(self, work: Callable[[SqliteStore], T]) -> T:
        """`work` on the writer's thread, outside any transaction."""
        ...

    async def change(self, work: Callable[[SqliteStore], T]) -> T:
        """`work` in one transaction; durable when this returns."""
        ...


class Health(msgspec.Struct, frozen=True):
    """Measured by the hub's housekeeping. None = not known yet."""

    ready: bool = False
    reasons: tuple[str, ...] = ("starting",)
    free_bytes: int = 0
    wal_bytes: int = 0
    quarantined: int | None = None
    conflicts: int | None = None
    stable_age_s: float | None = None
    records_kept: int | None = None


class Services:
    """Everything a handler may use."""

    def __init__(
        self,
        *,
        config: Config,
        identity: HubIdentity,
        node: int,
        public_key: bytes,
        version: str,
        wall_ms: Callable[[], int],
        random_bytes: Callable[[int], bytes],
        recorder: Recorder,
        readers: Readers,
        access: Access,
        passwords: Passwords,
        new_id: IdSource,
        watch: Watch,
        counts: Counts,
        feed: Feed,
        disk: Disk,
        pages: Pages,
    ) -> None:
        self.config = config
        self.identity = identity
        self.node = node
        self.public_key = public_key
        self.version = version
        self.wall_ms = wall_ms
        self.random_bytes = random_bytes
        self.recorder = recorder
        self.readers = readers
        self.access = access
        self.passwords = passwords
        self.new_id = new_id
        self.watch = watch
        self.counts = counts
        self.feed = feed
        self.disk = disk
        self.pages = pages
        self.traffic = Traffic()
        self.login_tries = Lockout(wall_ms)
        self.enrol_tries = Lockout(wall_ms)
        self.health = Health()
        self.members_changed: Callable[[], Awaitable[None]] = _nothing
        self.other_hubs: Callable[[Mapping[StreamId, Head]], Mapping[int, LinkState]] = _nobody

    async def record(self, act: Act, work: Callable[[SqliteStore], T]) -> T:
        """`work` and the word of it in one transaction; a `work` that answers False did nothing,
        and nothing is said of it. Raises Problem."""
        now = self.wall_ms()

        def both(store: SqliteStore) -> T:
            done = work(store)
            if done is not False:
                note(store.connection, act, now)
            return done

        return await self.recorder.change(both)

    async def keep(self, act: Act) -> None:
        """An act into the audit trail, on its own. Raises Problem."""
        await self.record(act, _nothing_else)

    async def ask(self, query: Callable[[apsw.Connection], T]) -> T:
        """A query on a reader's thread; raises Problem when too many wait."""
        return await self.readers.run(query)

    async def ask_sites(
        self, query: Callable[[apsw.Connection, list[Known]], T], code: str | None = None
    ) -> T:
        """A query over all sites, or one of them; raises Problem for a code nobody has."""
        fresh, now = self.watch.all(), self.wall_ms()

        def with_sites(connection: apsw.Connection) -> T:
            sites = known_sites(connection, fresh, now)
            if code is not None:
                sites = [site for site in sites if site.code == code]
                if not sites:
                    raise Problem(404, "no_such_site", f"there is no site {code}")
            return query(connection, sites)

        return await self.ask(with_sites)

    async def site(self, code: str) -> Known:
        """One site; raises Problem."""
        return await self.ask_sites(lambda _, sites: sites[0], code)


def _nothing_else(_: SqliteStore) -> None:
    """The word of an act is all there is to write."""


async def _nothing() -> None:
    """Before the links are up there is nobody to tell."""


def _nobody(_: Mapping[StreamId, Head]) -> Mapping[int, LinkState]:
    """Before the links are up there is no line."""
    return {}
