"""What the handlers work with; the composition root fills it once."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar
from zoneinfo import ZoneInfo

import apsw
import msgspec

from edge.api.accounts import Accounts, Caller
from edge.api.auditing import Refusals
from edge.config import Config
from edge.floor.draft import Site
from edge.link.status import LinkStatus
from edge.plugins.host import Plugins
from edge.store.audit import Act, note
from edge.store.blobs import Blobs
from edge.store.errors import StoreError
from edge.store.recorder import Recorder
from edge.store.sighted import Sighted
from edge.store.writer import Writer
from node.disk import Disk
from node.http.door import Traffic
from node.http.pages import Pages
from node.http.problems import Problem
from node.http.sse import Broadcast
from node.passwords import Lockout, Passwords
from node.readers import Readers
from sync.core.errors import NotAllowed
from sync.store.sqlite import DiskFull

P = ParamSpec("P")
T = TypeVar("T")
DEVICE_TRIES = 20
DISK_FULL = "the disk is full: looking goes on, recording waits until there is room"


class Secrets(msgspec.Struct, frozen=True):
    """Keys for one purpose each, derived from the node's secret."""

    enrolment: bytes
    owner: bytes


class Health(msgspec.Struct, frozen=True):
    """Figures measured by the program's housekeeping. None = not known yet."""

    ready: bool = False
    reasons: tuple[str, ...] = ("starting",)
    free_bytes: int = 0
    wal_bytes: int = 0
    outbox_ops: int | None = None
    outbox_oldest_s: float | None = None
    quarantined: int = 0
    conflicts: int = 0
    resuming: bool = False
    fsync_s: float | None = None
    stable_age_s: float | None = None
    records_kept: int = 0
    letters: int = 0


class Services:
    """Everything a handler may use."""

    def __init__(
        self,
        *,
        config: Config,
        site: Site,
        version: str,
        wall_ms: Callable[[], int],
        writer: Writer,
        readers: Readers,
        sighted: Sighted,
        accounts: Accounts,
        passwords: Passwords,
        secrets: Secrets,
        disk: Disk,
        pages: Pages,
        link: LinkStatus,
        intake_folder: Path,
        blobs: Blobs,
        plugins: Plugins,
    ) -> None:
        self.config = config
        self.site = site
        self.company_code = ""
        self.version = version
        self.wall_ms = wall_ms
        self.writer = writer
        self.readers = readers
        self.sighted = sighted
        self.accounts = accounts
        self.passwords = passwords
        self.secrets = secrets
        self.disk = disk
        self.pages = pages
        self.link = link
        self.intake_folder = intake_folder
        self.blobs = blobs
        self.plugins = plugins
        self.blob_turn = asyncio.Lock()
        self.zone = ZoneInfo(site.time_zone)
        self.broadcast = Broadcast(config.http.streams_max)
        self.traffic = Traffic()
        self.health = Health()
        self.scans = 0
        self.disk_low = False
        self.disk_was_full = False
        self.refusals = Refusals(wall_ms)
        self.person_tries = Lockout(wall_ms)
        self.device_tries = Lockout(wall_ms, DEVICE_TRIES)

    async def change(self, work: Callable[[Recorder], T]) -> T:
        """`work` in the writer's next transaction; raises Problem. It must not raise on purpose."""
        self.need_room()
        try:
            return await self.writer.transact(work)
        except (StoreError, DiskFull, NotAllowed) as error:
            raise self.refused(error) from error

    async def see(
        self,
        caller: Caller,
        read: Callable[Concatenate[apsw.Connection, P], T],
        *args: P.args,
        **named: P.kwargs,
    ) -> T:
        """`read(connection, …)` of the rows this caller sees: for routes that people outside, or of
        one owner, may use. Raises Problem."""
        if caller.sight is None:
            return await self.readers.run(read, *args, **named)
        return await self.sighted.run(caller.sight, read, *args, **named)

    async def keep(self, act: Act) -> None:
        """An act into the audit trail, on its own."""
        now = self.wall_ms()
        await self.change(lambda recorder: note(recorder.store.connection, act, now))

    def refused(self, error: StoreError | DiskFull | NotAllowed) -> Problem:
        """What a writer's refusal is to a client; housekeeping hears of a full disk."""
        if isinstance(error, DiskFull):
            self.disk_was_full = True
            return Problem(507, "disk_full", DISK_FULL)
        if isinstance(error, NotAllowed):
            return Problem(409, error.code, error.detail)
        detail = "" if error.status == 500 else str(error)
        return Problem(error.status, error.code, detail, retry_after_s=error.retry_after_s)

    def need_room(self) -> None:
        """Raises Problem while the disk is too full to write."""
        if self.disk_low:
            raise Problem(507, "disk_full", DISK_FULL)

    def today(self) -> str:
        """The date at the warehouse."""
        moment = datetime.fromtimestamp(self.wall_ms() / 1000, UTC)
        return moment.astimezone(self.zone).date().isoformat()
