"""The one place where an edge is assembled."""

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import apsw
import structlog
from litestar import Litestar, Router
from litestar.openapi import OpenAPIConfig

from edge.api.access import demand_rules
from edge.api.accounts import Accounts
from edge.api.attachments import attachment_routes
from edge.api.audit import audit_routes
from edge.api.caller import Gate, cookies_of
from edge.api.commands import command_routes
from edge.api.edi import edi_routes
from edge.api.exports import export_routes
from edge.api.feed import feed_routes
from edge.api.foresight import foresight_routes
from edge.api.freight import freight_routes
from edge.api.history import history_routes
from edge.api.imports import import_routes
from edge.api.keys import device_routes, key_routes
from edge.api.lists import document_routes, list_routes, work_routes
from edge.api.live import live_routes
from edge.api.openapi import complete
from edge.api.papers import papers_routes, printer_routes
from edge.api.people import people_routes
from edge.api.plugins import plugin_routes
from edge.api.robots import robot_keeping_routes, robot_routes
from edge.api.robots_live import robot_live_routes, robot_word_routes
from edge.api.services import Secrets, Services
from edge.api.sessions import session_routes
from edge.api.setup import setup_routes
from edge.api.status import health_routes, status_routes
from edge.api.tail import Tail
from edge.api.walks import walk_routes
from edge.api.webhooks import webhook_routes
from edge.batching import Batching
from edge.config import Config
from edge.counting import Counting
from edge.feed.live import Feed
from edge.feed.log import Where
from edge.fleet.board import TaskBoard
from edge.fleet.link.office import RobotOffice
from edge.fleet.running import Chance, Fleet
from edge.fleet.telling import Telling
from edge.fleet.watching import Watching
from edge.foresight.foreseeing import Foreseeing
from edge.foresight.models import start_models
from edge.foresight.proposing import Policy
from edge.housekeeping import Housekeeping
from edge.link.announce import Announcement
from edge.link.hub import load_hub
from edge.link.road import Road
from edge.link.status import LinkStatus
from edge.opening import BLOBS, DATABASE, INTAKE, Opened, open_folder
from edge.papers.automatic import Automatic
from edge.papers.printing import Printing
from edge.papers.spooling import Spooling
from edge.plugins.host import load_plugins
from edge.releasing import Releasing
from edge.routing import Routing
from edge.store.audit import note_restored
from edge.store.blobs import Blobs
from edge.store.recorder import Actor, Recorder
from edge.store.sighted import Sighted
from edge.store.writer import Writer
from edge.sweeping import Sweeping
from edge.webhooks.courier import Means
from edge.webhooks.desk import Desk
from edge.webhooks.keeper import Webhooks
from edge.webhooks.sending import Sender
from models.warehouse.labels.label import Label
from node.clock import wall_clock_ms
from node.disk import Disk
from node.http.access import own_rules
from node.http.door import Door
from node.http.openapi import Description, openapi_config, openapi_routes
from node.http.origin import Hosts
from node.http.pages import Pages, page_routes
from node.http.problems import HANDLERS
from node.keys import derived
from node.passwords import Passwords
from node.readers import Readers
from node.supervise import Supervisor
from node.version import program_version
from sync.link.address import sync_address
from sync.store.sqlite import Options
from sync.store.sqlite.open import open_reader

if TYPE_CHECKING:
    from edge.papers.desk import LabelFacts

PAGES = Path(__file__).parent / "pages"
ROBOTS = "robots"


class Edge:
    """A running site. `asgi` is the whole program; it starts and stops with the lifespan."""

    def __init__(self, config: Config, opened: Opened, wall_ms: Callable[[], int]) -> None:
        self.config = config
        self.opened = opened
        self.failed: BaseException | None = None
        self.on_fatal: Callable[[], None] = lambda: None
        self._wall_ms = wall_ms
        self._loop: asyncio.AbstractEventLoop | None = None
        self.writer = Writer(
            opened.store, opened.site, wall_ms, committed=self._committed, fatal=self._died
        )
        self.plugins = load_plugins(time.perf_counter_ns, config.plugins.off)
        self.writer.recorder.reader.plugins = self.plugins
        self.services = self._services()
        self._tail = Tail(self.services.readers, self.services.broadcast)
        self._feed = Feed(
            self.services.readers,
            Where(opened.site.warehouse_id, opened.site.code),
            config.http.streams_max,
        )
        self.watching = Watching(
            opened.folder / ROBOTS,
            config.http.streams_max,
            wall_ms,
            has_room=lambda: not self.services.disk_low,
        )
        self.fleet = self._build_fleet()
        self.watching.desk = self.fleet
        self._telling = Telling(self.services, self.watching)
        self._webhooks = Webhooks(
            Means(
                self.services,
                self._feed,
                derived(opened.secret, "webhooks"),
                Sender(),
                secrets.SystemRandom().random,
            )
        )
        self._road = self._build_road()
        self._housekeeping = Housekeeping(
            self.services, opened.store, self._road, opened.folder / DATABASE
        )
        self._releasing = Releasing(self.services, lambda: secrets.token_hex(16))
        self._routing = Routing(self.services, lambda: secrets.token_hex(16))
        self._batching = Batching(self.services, opened.site.settings)
        self._counting = Counting(self.services, lambda: secrets.token_hex(16))
        self._sweeping = Sweeping(self.services, opened.store)
        self._spooling = Spooling(self.services)
        self._printing = Printing(self.services, self._spooling.look, self._laid_out)
        self._automatic = Automatic(self.services, self._printing)
        self.models = start_models(self.services, opened.folder)
        self._foreseeing = self._build_foreseeing()
        self._supervisor = Supervisor()
        self._announcement = Announcement(
            opened.site.name, config.http.host, config.http.port, self.services.version
        )
        self.litestar = self._litestar()
        demand_rules(own_rules(self.litestar))
        hosts = Hosts((*config.http.hosts, config.http.host))
        self.asgi = Door(self.litestar, hosts, self.services.traffic)

    # -- life -------------------------------------------------------------------------------------

    async def start(self) -> None:
        """Bring everything up; ready when this returns."""
        self._loop = asyncio.get_running_loop()
        self.writer.start(self._loop)
        await self.writer.transact(self._note_restored)
        await self._housekeeping.refresh_accounts()
        self.services.health = await self._housekeeping.measure()
        self._supervisor.start("housekeeping", self._housekeeping.run)
        self._supervisor.start("tail", self._tail.run)
        self._supervisor.start("watching", self.watching.run)
        self._supervisor.start("telling", self._telling.run)
        if self.fleet is not None:
            self._supervisor.start("fleet", self.fleet.run)
        self._supervisor.start("releasing", self._releasing.run)
        self._supervisor.start("routing", self._routing.run)
        self._supervisor.start("batching", self._batching.run)
        self._supervisor.start("counting", self._counting.run)
        if self.config.foresight.on:
            self._supervisor.start("foreseeing", self._foreseeing.run)
        self._supervisor.start("sweeping", self._sweeping.run)
        self._supervisor.start("models", self.models.run)
        self._supervisor.start("spooling", self._spooling.run)
        self._supervisor.start("printing", self._automatic.run)
        if self.config.webhooks.on:
            self._supervisor.start("webhooks", self._webhooks.run)
        if self._road is not None:
            self._supervisor.start("link", self._road.run)

    @property
    def title(self) -> str:
        """What the operator calls it."""
        return f"{self.opened.site.code} {self.opened.site.name}"

    def ready(self, address: str, port: int) -> None:
        """It answers here: tell the command line and the LAN."""
        self.opened.lock.tell(address)
        if self.config.link.announce:
            self._announcement.port = port
            self._supervisor.start("announce", self._announcement.keep)

    async def stop(self) -> None:
        """Finish what is queued, then leave clean files behind."""
        self.stopping()
        await self._supervisor.stop()
        await asyncio.to_thread(self.writer.stop)
        self.services.readers.close()
        self.services.sighted.close()
        self.services.passwords.close()
        self.opened.close()

    def stopping(self) -> None:
        """The end is near: open streams and the link end now."""
        self.services.broadcast.close()
        self._feed.close()
        self.watching.broadcast.close()
        if self._road is not None:
            self._road.stop()

    @asynccontextmanager
    async def running(self, _: Litestar | None = None) -> AsyncIterator[None]:
        """Started inside, stopped after."""
        await self.start()
        try:
            yield
        finally:
            await self.stop()

    # -- parts ------------------------------------------------------------------------------------

    def _services(self) -> Services:
        config, opened = self.config, self.opened
        return Services(
            config=config,
            site=opened.site,
            version=program_version(),
            wall_ms=self._wall_ms,
            writer=self.writer,
            readers=Readers(opened.store.read_connection, config.store.readers),
            sighted=Sighted(self._open_sighted),
            accounts=Accounts(
                self._wall_ms,
                int(config.login.session_idle_s * 1000),
                int(config.login.lock_idle_s * 1000),
            ),
            passwords=Passwords(opened.pepper),
            secrets=secrets_from(opened.secret),
            disk=Disk(
                opened.folder,
                ballast_bytes=config.store.ballast_bytes,
                free_bytes_min=config.store.free_bytes_min,
            ),
            pages=Pages(PAGES),
            link=LinkStatus(config.link.hub or None),
            intake_folder=opened.folder / INTAKE,
            blobs=Blobs(opened.folder / BLOBS).open(),
            plugins=self.plugins,
        )

    def _open_sighted(self) -> apsw.Connection:
        """Views are laid over it before it is told to only read."""
        store = self.opened.store
        return open_reader(store.path, store.replica.options, query_only=False)

    def _build_road(self) -> Road | None:
        hub = load_hub(self.opened.store.connection)
        if hub is None:
            self.opened.store.resume()  # nobody could tell what was written before a restore
        if hub is None or not self.config.link.hub:
            return None
        return Road(
            self.opened.store,
            self.writer,
            self.services.link,
            url=sync_address(self.config.link.hub),
            hub=hub.node,
            random_bytes=secrets.token_bytes,
            wall_ms=self._wall_ms,
            arrived=self._tail.wake,
        )

    def _build_fleet(self) -> Fleet | None:
        if not self.config.robots.on:
            return None
        office = RobotOffice(self.opened.folder, self._wall_ms)
        board = TaskBoard(self.services, Actor())
        chance = Chance(secrets.SystemRandom().random, secrets.token_hex)
        return Fleet(self.services, self.config.robots, office, self.opened.secret, board, chance)

    def _build_foreseeing(self) -> Foreseeing:
        said = self.config.foresight
        policy = Policy(said.service_level, said.review_days, said.lead_days)
        return Foreseeing(self.services, self.models, policy, lambda: secrets.token_hex(16))

    def _litestar(self, openapi: OpenAPIConfig | None = None) -> Litestar:
        at = self.services
        described = openapi_config("Holdfast edge", at.version)
        description = Description(lambda: self._litestar(described), complete)
        cookies = cookies_of(at.site)
        gate = Gate(at.accounts, at.secrets.owner, self._wall_ms, at.refusals.tell, cookies)
        api = Router(
            path="/api/v1",
            route_handlers=[
                *command_routes(at, gate),
                *session_routes(at),
                *people_routes(at),
                *key_routes(at),
                *device_routes(at),
                *audit_routes(at),
                *work_routes(at),
                *list_routes(at),
                *document_routes(at),
                *freight_routes(at),
                *setup_routes(at),
                *foresight_routes(at),
                *history_routes(at),
                *live_routes(at, self._tail),
                *feed_routes(at, self._feed, gate),
                *edi_routes(at),
                *plugin_routes(at),
                *webhook_routes(Desk(at, self._feed, self._webhooks)),
                *import_routes(at),
                *export_routes(at),
                *attachment_routes(at),
                *papers_routes(at, self._printing),
                *printer_routes(at),
                *robot_routes(at, self.fleet),
                *robot_keeping_routes(at, self.fleet),
                *walk_routes(at),
                *robot_live_routes(at, self.watching),
                *robot_word_routes(at, self.watching),
                *status_routes(at),
            ],
        )
        return Litestar(
            route_handlers=[
                api,
                *health_routes(at),
                *openapi_routes(description, "open"),
                *page_routes(at.pages, "open"),
            ],
            before_request=gate.admit,
            exception_handlers=HANDLERS,
            openapi_config=openapi,
            lifespan=[self.running],
            logging_config=None,
            request_max_body_size=1 << 20,
        )

    def _note_restored(self, recorder: Recorder) -> None:
        epoch = self.opened.store.replica.epoch
        note_restored(recorder.store.connection, epoch, self._wall_ms())

    def _laid_out(self, facts: "LabelFacts") -> "LabelFacts":
        """A label by the template of a plug-in that the settings name, if one is meant."""
        if isinstance(facts, Label):
            return facts
        found = (self.plugins.label(name, facts) for name in self.config.plugins.labels)
        return next((label for label in found if label is not None), facts)

    # -- from the writer's thread -----------------------------------------------------------------

    def _committed(self, _: frozenset[int]) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._changed)

    def _changed(self) -> None:
        self._tail.wake()
        self._feed.wake()
        if self._road is not None:
            self._road.changed()

    def _died(self, error: BaseException) -> None:
        """The database must not be written any more: go down, loudly."""
        self.failed = error
        structlog.get_logger("edge").critical("stopping", reason=str(error))
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(lambda: self.on_fatal())


def secrets_from(secret: bytes) -> Secrets:
    """Keys for one purpose each."""
    return Secrets(
        enrolment=derived(secret, "device-enrolment"), owner=derived(secret, "folder-owner")
    )


def build(
    config: Config,
    *,
    wall_ms: Callable[[], int] = wall_clock_ms,
    options: Options | None = None,
) -> Edge:
    """Open the data folder and put everything together. Raises what open_folder raises."""
    opened = open_folder(config.path, wall_ms, options)
    try:
        return Edge(config, opened, wall_ms)
    except BaseException:
        opened.close()
        raise
