"""The one writer: a thread that takes commands from a queue and commits many of them per fsync.

An answer leaves only after the commit that made it durable. Between batches the thread runs errands
(ingest, seal, …) and what headquarters ordered.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TypeVar, cast

import apsw
import structlog

from edge.floor.draft import Site
from edge.store.errors import CommandFailed, StoreError, WriterBehind, WriterStopped
from edge.store.faults import FAULTS
from edge.store.ordered import obey, waiting
from edge.store.quants import is_stale, rebuild
from edge.store.recorder import Actor, Answer, Recorder
from models.warehouse.commands import Command
from sync.core.errors import NotAllowed
from sync.store.sqlite import Damaged, DiskFull, SqliteStore

T = TypeVar("T")

BATCH_COMMANDS_MAX = 256
BATCH_MS_MAX = 5
QUEUE_MAX = 4_000  # about a second of work: waiting longer would only hide that we are behind

Inside = Callable[[Recorder], object]
"""Work inside the batch's transaction, in a savepoint of its own."""
Errand = Callable[[SqliteStore], object]
"""Work between batches, with transactions of its own."""


class _Job:
    """Something queued, and the future that waits for it."""

    __slots__ = ("errand", "future", "inside", "result")

    def __init__(
        self,
        future: "asyncio.Future[object] | Future[object]",
        inside: Inside | None = None,
        errand: Errand | None = None,
    ) -> None:
        self.future = future
        self.inside = inside
        self.errand = errand
        self.result: object = None


class Writer:
    """`committed` is told, on the writer's thread, which tables a batch changed. `fatal` is told of
    an error after which the database must not be written any more; the program should exit."""

    def __init__(
        self,
        store: SqliteStore,
        site: Site,
        wall_ms: Callable[[], int],
        *,
        committed: Callable[[frozenset[int]], None] | None = None,
        fatal: Callable[[BaseException], None] | None = None,
        queue_max: int = QUEUE_MAX,
    ) -> None:
        self.recorder = Recorder(store, site, wall_ms)
        self.batches = 0
        self.commands = 0
        self._store = store
        self._wall_ms = wall_ms
        self._committed = committed
        self._fatal = fatal
        self._queue_max = queue_max
        self._queue: SimpleQueue[_Job | None] = SimpleQueue()
        self._thread = Thread(target=self._run, name="writer", daemon=True)
        self._stopped = False

    def start(self) -> None:
        """Bring the quants up to date and begin to take work."""
        self._refresh()
        self._thread.start()

    def stop(self) -> None:
        """Finish what is queued and end the thread. The store stays open."""
        self._queue.put(None)
        self._thread.join()

    @property
    def queued(self) -> int:
        """How many jobs wait."""
        return self._queue.qsize()

    # -- from the event loop ----------------------------------------------------------------------

    def submit(self, command: Command, actor: Actor) -> "asyncio.Future[Answer]":
        """Queue a command. Raises WriterBehind or WriterStopped at once; the future may raise
        CommandIdReused, CommandFailed, NotAllowed or DiskFull."""
        job = _Job(self._new_future(), partial(_record, command, actor))
        self._put(job)
        return cast("asyncio.Future[Answer]", job.future)

    def transact(self, work: Callable[[Recorder], T]) -> "asyncio.Future[T]":
        """Queue work for the inside of a batch: local tables, leases, changes of master data."""
        job = _Job(self._new_future(), work)
        self._put(job)
        return cast("asyncio.Future[T]", job.future)

    def run(self, work: Callable[[SqliteStore], T]) -> "asyncio.Future[T]":
        """Queue work between batches, which begins and commits by itself (ingest, seal)."""
        job = _Job(self._new_future(), errand=work)
        self._put(job)
        return cast("asyncio.Future[T]", job.future)

    # -- from other threads -----------------------------------------------------------------------

    def ask(self, command: Command, actor: Actor) -> Answer:
        """Like `submit`, waiting for the answer."""
        return cast(Answer, self._wait(_Job(Future(), partial(_record, command, actor))))

    def call(self, work: Callable[[Recorder], T]) -> T:
        """Like `transact`, waiting."""
        return cast(T, self._wait(_Job(Future(), work)))

    def call_between(self, work: Callable[[SqliteStore], T]) -> T:
        """Like `run`, waiting."""
        return cast(T, self._wait(_Job(Future(), errand=work)))

    def _wait(self, job: _Job) -> object:
        self._put(job)
        assert isinstance(job.future, Future)
        return job.future.result()

    def _new_future(self) -> "asyncio.Future[object]":
        return asyncio.get_running_loop().create_future()

    def _put(self, job: _Job) -> None:
        if self._stopped:
            raise WriterStopped
        if self._queue.qsize() >= self._queue_max:
            raise WriterBehind
        self._queue.put(job)

    # -- the thread -------------------------------------------------------------------------------

    def _run(self) -> None:
        try:
            job = self._queue.get()
            while job is not None:
                job = self._errand(job) if job.errand is not None else self._batch(job)
        except (apsw.Error, Damaged) as error:
            structlog.get_logger("writer").critical("writer_died", exc_info=error)
            if self._fatal is not None:
                self._fatal(error)
        finally:
            self._stopped = True
            self._refuse_rest()

    def _errand(self, job: _Job) -> _Job | None:
        assert job.errand is not None
        try:
            job.result = job.errand(self._store)
        except FAULTS as error:
            job.result = error
        if self._store.replica.pending is not None:
            self._store.rollback()
        if isinstance(job.result, Damaged):
            raise job.result
        self._refresh()
        _resolve([job])
        return self._queue.get()

    def _batch(self, first: _Job) -> _Job | None:
        """Commands up to a bound, then one commit. Returns the job that follows."""
        store, done, job = self._store, list[_Job](), first
        until_ms = self._wall_ms() + BATCH_MS_MAX
        upcoming: _Job | None = None
        has_next = False
        try:
            store.begin()
            while True:
                done.append(job)
                self._one(job)
                if len(done) >= BATCH_COMMANDS_MAX or self._wall_ms() > until_ms:
                    break
                try:
                    upcoming = self._queue.get_nowait()
                except Empty:
                    break
                if upcoming is None or upcoming.errand is not None:
                    has_next = True
                    break
                job = upcoming
            store.commit()
        except DiskFull as error:
            if store.replica.pending is not None:
                store.rollback()
            self.recorder.reader.forget()
            for each in done:
                each.result = error
        except (apsw.Error, Damaged) as error:
            for each in done:
                each.result = CommandFailed(str(error))
            _resolve(done)
            raise
        else:
            self._tell(done)
        _resolve(done)
        return upcoming if has_next else self._queue.get()

    def _one(self, job: _Job) -> None:
        assert job.inside is not None
        try:
            with self._store.savepoint():
                job.result = job.inside(self.recorder)
            if not isinstance(job.result, Answer):
                self.recorder.reader.forget()
        except (DiskFull, Damaged):
            raise
        except (NotAllowed, StoreError) as error:
            self.recorder.reader.forget()
            job.result = error
        except FAULTS as error:
            self.recorder.reader.forget()
            structlog.get_logger("writer").error("command_failed", exc_info=error)
            failed = CommandFailed(f"{type(error).__name__}: {error}")
            failed.__cause__ = error
            job.result = failed

    def _tell(self, done: list[_Job]) -> None:
        self.batches += 1
        self.commands += len(done)
        if self._committed is None:
            return
        tables: set[int] = set()
        for job in done:
            if isinstance(job.result, Answer):
                tables |= job.result.tables
        if tables:
            self._committed(frozenset(tables))

    def _refresh(self) -> None:
        """After records came from elsewhere: quants made anew if need be, orders obeyed."""
        site, store = self.recorder.site, self._store
        self.recorder.reader.forget()
        if is_stale(store.connection):
            rebuild(store.connection, site.warehouse_id, site.places.virtual)
        while waiting(self.recorder):
            try:
                store.begin()
                obey(self.recorder, self._wall_ms())
                store.commit()
            except (DiskFull, NotAllowed):
                if store.replica.pending is not None:
                    store.rollback()  # what headquarters wants waits until there is room
                return

    def _refuse_rest(self) -> None:
        while True:
            try:
                job = self._queue.get_nowait()
            except Empty:
                return
            if job is not None:
                job.result = WriterStopped()
                _resolve([job])


def _record(command: Command, actor: Actor, recorder: Recorder) -> Answer:
    return recorder.record(command, actor)


def _resolve(jobs: list[_Job]) -> None:
    """Wake those who wait: each event loop once for the whole batch."""
    by_loop: dict[asyncio.AbstractEventLoop, list[_Job]] = {}
    for job in jobs:
        if isinstance(job.future, Future):
            _finish(job)
        else:
            by_loop.setdefault(job.future.get_loop(), []).append(job)
    for loop, waiting_jobs in by_loop.items():
        if not loop.is_closed():
            loop.call_soon_threadsafe(_finish_all, waiting_jobs)


def _finish_all(jobs: list[_Job]) -> None:
    for job in jobs:
        _finish(job)


def _finish(job: _Job) -> None:
    if job.future.done():
        return
    if isinstance(job.result, Exception):
        job.future.set_exception(job.result)
    else:
        job.future.set_result(job.result)
