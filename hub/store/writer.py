"""The hub's one writing thread: changes share commits, everything else runs between them.

A change answers after its commit, so after the fsync. An I/O error while committing is fatal: what
the disk holds is unknown until recovery at the next start.
"""

import asyncio
import queue
import threading
from collections.abc import Callable
from typing import Any, TypeVar

import apsw
import structlog

from node.http.problems import Problem
from sync.core.errors import NotAllowed
from sync.store.sqlite import Damaged, DiskFull, SqliteStore

T = TypeVar("T")

WAITING_MAX = 1_000
CHANGES_PER_COMMIT_MAX = 64

Work = Callable[[SqliteStore], Any]


class _Job:
    __slots__ = ("changes", "error", "future", "result", "work")

    def __init__(self, work: Work, future: "asyncio.Future[Any]", *, changes: bool) -> None:
        self.work, self.future, self.changes = work, future, changes
        self.result: Any = None
        self.error: BaseException | None = None


class HubWriter:
    """Owns the store from `start` to `close`. `fatal` is called once, on the loop, when the disk
    can no longer be trusted; `written` after each commit of changes."""

    def __init__(
        self,
        store: SqliteStore,
        *,
        refuses: Callable[[], bool] = lambda: False,
        written: Callable[[], None] = lambda: None,
        fatal: Callable[[BaseException], None] = lambda error: None,
    ) -> None:
        self._store = store
        self._refuses, self._written, self._fatal = refuses, written, fatal
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._waiting = 0
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = threading.Thread(target=self._run, name="hub-writer", daemon=True)
        self._dead: BaseException | None = None

    @property
    def store(self) -> SqliteStore:
        """For reading facts fixed at start; everything else goes through `run`."""
        return self._store

    @property
    def waiting(self) -> int:
        """Jobs not finished."""
        return self._waiting

    def start(self) -> None:
        """On the loop that will ask."""
        self._loop = asyncio.get_running_loop()
        self._thread.start()

    async def close(self) -> None:
        """Finish what is queued, then close the store."""
        self._jobs.put(None)
        await asyncio.to_thread(self._thread.join)
        self._store.close()

    def tell(self, news: Callable[[], None]) -> None:
        """From the writer's thread: call this on the loop."""
        assert self._loop is not None
        self._loop.call_soon_threadsafe(news)

    async def run(self, work: Callable[[SqliteStore], T]) -> T:
        """`work` on the writer's thread, outside any transaction."""
        return await self._ask(work, changes=False)

    async def change(self, work: Callable[[SqliteStore], T]) -> T:
        """`work` inside a transaction that is durable when this returns."""
        if self._refuses():
            raise Problem(507, "disk_full", "free some space; reading goes on")
        return await self._ask(work, changes=True)

    async def _ask(self, work: Callable[[SqliteStore], T], *, changes: bool) -> T:
        if self._dead is not None:
            raise Problem(503, "stopping", "the hub is stopping") from self._dead
        if self._waiting >= WAITING_MAX:
            raise Problem(503, "writer_behind", "try again shortly", retry_after_s=1)
        assert self._loop is not None
        job = _Job(work, self._loop.create_future(), changes=changes)
        self._waiting += 1
        self._jobs.put(job)
        try:
            result: T = await asyncio.shield(job.future)
        except DiskFull:
            raise Problem(507, "disk_full", "free some space; reading goes on") from None
        except NotAllowed as error:
            raise Problem(409, error.code, error.detail) from error
        return result

    # -- the thread -------------------------------------------------------------------------------

    def _run(self) -> None:
        following: _Job | None = None
        while True:
            job = following or self._jobs.get()
            following = None
            if job is None:
                return
            if job.changes:
                group, following, ends = self._gather(job)
                self._commit(group)
            else:
                group, ends = [job], False
                self._perform(job)
            self._tell(group)
            if ends:
                return

    def _gather(self, first: _Job) -> tuple[list[_Job], _Job | None, bool]:
        """Changes that wait already share one commit."""
        group = [first]
        while len(group) < CHANGES_PER_COMMIT_MAX:
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                break
            if job is None:
                return group, None, True
            if not job.changes:
                return group, job, False
            group.append(job)
        return group, None, False

    def _commit(self, group: list[_Job]) -> None:
        store = self._store
        try:
            store.begin()
            for job in group:
                try:
                    with store.savepoint():
                        job.result = job.work(store)
                except DiskFull:
                    raise
                except Exception as error:  # handed to whoever asked
                    job.error = error
            store.commit()
        except Exception as error:
            if store.replica.pending is not None:
                store.rollback()
            for job in group:
                job.error = error
            self._judge(error)

    def _perform(self, job: _Job) -> None:
        try:
            job.result = job.work(self._store)
        except Exception as error:  # handed to whoever asked
            if self._store.replica.pending is not None:
                self._store.rollback()
            job.error = error
            self._judge(error)

    def _judge(self, error: Exception) -> None:
        if isinstance(error, apsw.IOError | Damaged):
            self._dead = error
            structlog.get_logger("writer").critical("disk_failed", exc_info=error)
            assert self._loop is not None
            self._loop.call_soon_threadsafe(self._fatal, error)

    def _tell(self, group: list[_Job]) -> None:
        """One wake-up of the loop for all of them."""
        assert self._loop is not None
        self._loop.call_soon_threadsafe(self._answer, group)

    def _answer(self, group: list[_Job]) -> None:
        self._waiting -= len(group)
        for job in group:
            if job.future.done():
                continue
            if job.error is not None:
                job.future.set_exception(job.error)
            else:
                job.future.set_result(job.result)
        if any(job.changes and job.error is None for job in group):
            self._written()
