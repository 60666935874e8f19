"""The one place where a hub is assembled."""

import gc
import secrets
import sys
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from litestar import Litestar, Router
from litestar.handlers import HTTPRouteHandler
from litestar.openapi import OpenAPIConfig
from litestar.response import Response

from hub.access import OPEN, Access, demand_rules
from hub.api.audit import audit_routes
from hub.api.conflicts import conflict_routes
from hub.api.custom import custom_routes
from hub.api.enrolment import enrolment_routes
from hub.api.figures import figure_routes
from hub.api.foresight import foresight_routes
from hub.api.hubs import hub_routes
from hub.api.keys import key_routes
from hub.api.live import event_routes, health_routes
from hub.api.master import master_routes
from hub.api.models import model_routes
from hub.api.openapi import complete
from hub.api.owners import owner_routes
from hub.api.request import HttpRequest
from hub.api.robots import robot_routes
from hub.api.sessions import people_routes, session_routes
from hub.api.sites import command_routes, site_routes
from hub.api.transfers import transfer_routes
from hub.config import Config
from hub.feed import SITES, Feed
from hub.housekeeping import Housekeeping
from hub.link.courtesy import Courtesy
from hub.link.directory import Directory
from hub.link.freshness import Watch
from hub.link.others import Dialled
from hub.link.service import SiteLinks, me_of
from hub.link.stable import StableClock
from hub.opening import Opened, open_folder
from hub.overview import Counts
from hub.services import Services
from hub.store.cursor import BadCursor
from hub.store.files import LIVE_OPTIONS, highest_id
from hub.store.freshness import load_freshness
from hub.store.writer import HubWriter
from models.warehouse import ids
from models.warehouse.ids import IdSource
from node.clock import wall_clock_ms
from node.disk import Disk
from node.http.door import Door
from node.http.openapi import Description, openapi_config, openapi_routes
from node.http.origin import Hosts
from node.http.pages import Pages, page_routes
from node.http.problems import HANDLERS, Problem, answer
from node.passwords import Passwords
from node.readers import Readers
from node.supervise import Supervisor
from node.version import program_version
from sync.core.stability import FrontierRule
from sync.store.sqlite import Options

BACKUPS = "backups"
MINUTE_MS = 60_000
PAGES = Path(__file__).parent / "pages"
SWITCH_INTERVAL_S = 0.00001
"""Python's default of 5 ms lets ingest hold up every step of every query (see bench hub)."""
GC_THRESHOLD = (50_000, 20, 100)
"""A batch makes tens of thousands of objects that soon go: full collections would stall queries."""


class Clocks:
    """What is handed in: time and chance. Tests hand in their own."""

    def __init__(
        self,
        wall_ms: Callable[[], int] = wall_clock_ms,
        monotonic_ms: Callable[[], int] = lambda: time.monotonic_ns() // 1_000_000,
        random_bytes: Callable[[int], bytes] = secrets.token_bytes,
    ) -> None:
        self.wall_ms, self.monotonic_ms, self.random_bytes = wall_ms, monotonic_ms, random_bytes


class Program:
    """A hub ready to be served. `asgi` is the whole program; its lifespan starts and stops all."""

    def __init__(self, config: Config, opened: Opened, clocks: Clocks) -> None:
        store, keys = opened.store, opened.keys
        self.config, self.identity, self.lock = config, opened.identity, opened.lock
        self._clocks, self._keys = clocks, keys
        self.disk = Disk(
            config.path,
            ballast_bytes=config.store.ballast_bytes,
            free_bytes_min=config.store.free_bytes_min,
        )
        self._supervisor = Supervisor()
        self.local_token = keys.local_token
        self.failed: BaseException | None = None
        self.on_fatal: Callable[[], None] = lambda: None
        self.store = store
        self.writer = HubWriter(
            store, refuses=self._refuses, written=self._written, fatal=self._fatal
        )
        self.readers = Readers(store.read_connection, config.store.readers)
        self.feed = Feed(secrets.token_hex(4), config.http.streams_max)
        self.counts = Counts(clocks.wall_ms)
        fresh = self.readers.now(load_freshness)
        self.watch = Watch(fresh, clocks.wall_ms, self._site_changed)
        self.courtesy = Courtesy(config.store.ingest_share, time.monotonic)
        self.directory = Directory(opened.identity.company_id)
        self.stable = self._stable_clock()
        self.links = self._links()
        self.services = self._services()
        self.services.members_changed = self.links.members_changed
        self.services.other_hubs = self.links.others.states
        self.asgi = self._door()

    # -- assembly ---------------------------------------------------------------------------------

    def _services(self) -> Services:
        config, clocks, store = self.config, self._clocks, self.store
        access = Access(self._keys.local_token, clocks.wall_ms, ids.show(store.me.node))
        self.readers.now(access.load)
        number = self.identity.number_first
        last = self.readers.now(lambda connection: highest_id(connection, number))
        return Services(
            config=config,
            identity=self.identity,
            node=store.me.node,
            public_key=store.me.public_key,
            version=program_version(),
            wall_ms=clocks.wall_ms,
            random_bytes=clocks.random_bytes,
            recorder=self.writer,
            readers=self.readers,
            access=access,
            passwords=Passwords(self._keys.pepper),
            new_id=IdSource(number, clocks.wall_ms, last),
            watch=self.watch,
            counts=self.counts,
            feed=self.feed,
            disk=self.disk,
            pages=Pages(PAGES),
        )

    def _door(self) -> Door:
        at = self.services
        described = openapi_config("Holdfast hub", at.version)
        description = Description(lambda: self._litestar(described), complete)
        self.litestar = self._litestar(None, openapi_routes(description, OPEN), live=True)
        demand_rules(self.litestar)
        hosts = Hosts((*self.config.http.hosts, self.config.http.host))
        return Door(self.courtesy.door(self.litestar), hosts, at.traffic)

    def _litestar(
        self,
        described: OpenAPIConfig | None,
        more: Sequence[HTTPRouteHandler] = (),
        *,
        live: bool = False,
    ) -> Litestar:
        at = self.services
        api = Router(
            "/api/v1",
            route_handlers=[
                *session_routes(at),
                *people_routes(at),
                *key_routes(at),
                *audit_routes(at),
                *figure_routes(at),
                *conflict_routes(at),
                *site_routes(at),
                *command_routes(at),
                *transfer_routes(at),
                *robot_routes(at),
                *master_routes(at),
                *owner_routes(at),
                *custom_routes(at),
                *enrolment_routes(at),
                *hub_routes(at),
                *model_routes(at),
                *foresight_routes(at),
                *event_routes(at),
            ],
        )
        outside = [*health_routes(at), *more, *page_routes(at.pages, OPEN)]
        return Litestar(
            route_handlers=[api, *outside, self.links.handler()],
            guards=[at.access.guard],
            exception_handlers={**HANDLERS, BadCursor: _bad_cursor},
            openapi_config=described,
            lifespan=[self._lifespan] if live else [],
            logging_config=None,
        )

    # -- life -------------------------------------------------------------------------------------

    @asynccontextmanager
    async def _lifespan(self, app: Litestar) -> AsyncIterator[None]:
        _favour_queries()
        self.writer.start()
        await self.links.load()
        keeping = Housekeeping(self.services, self.writer, self.disk, self.stable)
        self._supervisor.start("links", self.links.poll)
        self.links.others.start(self._supervisor)
        self._supervisor.start("housekeeping", keeping.run)
        await keeping.look()
        try:
            yield
        finally:
            await self._stop(keeping)

    def _stable_clock(self) -> StableClock:
        records = self.config.records
        rule = FrontierRule(
            every_ms=records.stable_minutes * MINUTE_MS,
            lag_ms=records.stable_lag_minutes * MINUTE_MS,
            records_min=records.stable_records,
        )
        return StableClock(
            self.writer,
            rule,
            copies=records.copies,
            backups=self.config.path / BACKUPS,
            revoked=lambda: self.directory.revoked,
        )

    def _links(self) -> SiteLinks:
        clocks = self._clocks
        return SiteLinks(
            self.writer,
            me_of(self.store),
            self.watch,
            self.counts,
            self.feed,
            self.directory,
            [Dialled(ids.read(peer.node), peer.address) for peer in self.config.hubs.peers],
            courtesy=self.courtesy,
            stable=self.stable,
            random_bytes=clocks.random_bytes,
            wall_ms=clocks.wall_ms,
            monotonic_ms=clocks.monotonic_ms,
        )

    async def _stop(self, keeping: Housekeeping) -> None:
        self.feed.close()
        await self.links.close()
        await self._supervisor.stop()
        if self.failed is None:
            await keeping.note_refusals()
            await keeping.save()
        self.services.passwords.close()
        self.readers.close()
        await self.writer.close()
        self.lock.release()

    @property
    def title(self) -> str:
        """What the operator calls it."""
        return f"{self.identity.company_code} headquarters"

    def ready(self, address: str, port: int) -> None:
        """It answers here: tell the command line."""
        self.lock.tell(address)

    def stopping(self) -> None:
        """The server was told to stop: end what would hold it up."""
        self.feed.close()
        self.links.switchboard.close()
        self.links.others.close()

    # -- what parts tell each other ---------------------------------------------------------------

    def _refuses(self) -> bool:
        return self.disk.is_low()

    def _written(self) -> None:
        self.links.written()

    def _site_changed(self, site: int) -> None:
        self.feed.tell(SITES, self.links.directory.codes.get(site, ""))

    def _fatal(self, error: BaseException) -> None:
        self.failed = error
        self.on_fatal()


def build(config: Config, clocks: Clocks | None = None, options: Options = LIVE_OPTIONS) -> Program:
    """Open the folder and put everything together; raises what open_folder raises."""
    clocks = clocks or Clocks()
    return Program(config, open_folder(config, clocks.wall_ms, options), clocks)


def _favour_queries() -> None:
    """Settings of the whole process, so only made where a program starts to serve."""
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    gc.freeze()
    gc.set_threshold(*GC_THRESHOLD)


def _bad_cursor(_: HttpRequest, error: BadCursor) -> Response[bytes]:
    return answer(Problem(400, "bad_cursor", "begin again without a cursor"))
