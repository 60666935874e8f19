"""The one writer: commands from a queue, many of them per fsync. An answer leaves only after the
commit that made it durable.

Two threads take turns; whoever has the turn is alone with the connection. Scans are decided on the
event loop, because two threads that both run Python hand each other the interpreter at every
statement, which costs more than the statement. What blocks or takes long runs on the writer's own
thread: the commit, whole documents, errands (ingest, seal, …), what headquarters ordered.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from queue import SimpleQueue
from threading import Lock, Semaphore, Thread
from typing import TypeVar, cast

import apsw
import structlog

from edge.floor.draft import Site
from edge.store.batch import Batches
from edge.store.crowd import GATHER_S, Crowd
from edge.store.errors import CommandFailed, WriterBehind, WriterStopped
from edge.store.faults import FAULTS
from edge.store.jobs import Job, resolve
from edge.store.ordered import obey, waiting
from edge.store.quants import is_stale, rebuild
from edge.store.recorder import Actor, Answer, Recorder
from models.warehouse.commands import Command
from sync.core.errors import NotAllowed
from sync.store.sqlite import Damaged, DiskFull, SqliteStore

T = TypeVar("T")

QUEUE_MAX = 4_000  # about a second of work: waiting longer would only hide that we are behind

_Turn = Callable[[], None]


class Writer:
    """`committed` is told, on the writer's thread, which tables the commands of a batch changed:
    none where only other work wrote records. `fatal` is told of an error after which the database
    must not be written any more; the program should exit."""

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
        self._batch = Batches(self.recorder, wall_ms)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = Thread(target=self._run, name="writer", daemon=True)
        self._turns: SimpleQueue[_Turn | None] = SimpleQueue()
        self._begun = Semaphore(0)
        self._crowd = Crowd()
        self._timer: asyncio.TimerHandle | None = None  # the loop's alone
        self._guard = Lock()  # of the five below
        self._queue: deque[Job] = deque()
        self._busy = False
        self._called = False
        self._patient = False
        self._stopping = False

    def start(self, loop: asyncio.AbstractEventLoop | None = None) -> None:
        """Bring the quants up to date and begin to take work. Without a loop, everything runs on
        the writer's thread."""
        self._refresh()
        self._loop = loop
        self._thread.start()

    def stop(self) -> None:
        """Finish what is queued and end the thread. The store stays open."""
        with self._guard:
            self._stopping = True
            if not self._busy:
                self._next_turn()
        self._thread.join()

    @property
    def queued(self) -> int:
        """How many jobs wait."""
        return len(self._queue)

    # -- from the event loop ----------------------------------------------------------------------

    def submit(self, command: Command, actor: Actor) -> "asyncio.Future[Answer]":
        """Queue a command. Raises WriterBehind or WriterStopped at once; the future may raise
        CommandIdReused, CommandFailed, NotAllowed or DiskFull."""
        stands_at = self.recorder.standing.get(actor.person_id)
        job = Job(_new_future(), command=command, actor=actor, stands_at=stands_at)
        self._put(job)
        return cast("asyncio.Future[Answer]", job.future)

    def transact(self, work: Callable[[Recorder], T]) -> "asyncio.Future[T]":
        """Queue work for the inside of a batch: local tables, leases, changes of master data."""
        job = Job(_new_future(), inside=work)
        self._put(job)
        return cast("asyncio.Future[T]", job.future)

    def run(self, work: Callable[[SqliteStore], T]) -> "asyncio.Future[T]":
        """Queue work between batches, which begins and commits by itself (ingest, seal)."""
        job = Job(_new_future(), errand=work)
        self._put(job)
        return cast("asyncio.Future[T]", job.future)

    # -- from threads other than the loop ---------------------------------------------------------

    def ask(self, command: Command, actor: Actor) -> Answer:
        """Like `submit`, waiting for the answer."""
        return cast(Answer, self._wait(Job(Future(), command=command, actor=actor)))

    def call(self, work: Callable[[Recorder], T]) -> T:
        """Like `transact`, waiting."""
        return cast(T, self._wait(Job(Future(), inside=work)))

    def call_between(self, work: Callable[[SqliteStore], T]) -> T:
        """Like `run`, waiting."""
        return cast(T, self._wait(Job(Future(), errand=work)))

    def _wait(self, job: Job) -> object:
        self._put(job)
        assert isinstance(job.future, Future)
        return job.future.result()

    def _put(self, job: Job) -> None:
        with self._guard:
            if self._stopping:
                raise WriterStopped
            if len(self._queue) >= self._queue_max:
                raise WriterBehind
            self._queue.append(job)
            if not self._busy:
                self._next_turn()

    # -- turns ------------------------------------------------------------------------------------

    def _next_turn(self) -> None:
        """Whose turn it is now, by the job that has waited longest. Called inside the guard."""
        if self._queue and self._queue[0].short and self._is_looping():
            self._call()
        elif self._queue:
            self._busy = True
            self._turns.put(self._whole)
        elif self._stopping:
            self._turns.put(None)

    def _call(self) -> None:
        """Have the loop decide: now, or when those under way have come, but soon."""
        assert self._loop is not None
        if self._crowd.is_here(len(self._queue)):
            if not self._called:
                self._called = True
                self._loop.call_soon_threadsafe(self._decide)
        elif not self._patient:
            self._patient = True
            self._loop.call_soon_threadsafe(self._wait_a_moment)

    def _wait_a_moment(self) -> None:
        assert self._loop is not None
        self._timer = self._loop.call_later(GATHER_S, self._decide)

    def _is_looping(self) -> bool:
        return self._loop is not None and not self._stopping and not self._loop.is_closed()

    def _decide(self) -> None:
        """The loop's turn: decide and write the scans that wait; their commit is the thread's."""
        if self._timer is not None:
            self._timer.cancel()
        with self._guard:
            self._called = self._patient = False
            if self._busy or not self._queue or not self._queue[0].short or not self._is_looping():
                return
            self._busy = True
        taken: list[Job] = []
        turn: _Turn = partial(self._again, taken)
        try:
            self._batch.boldly(taken, self._next_short)
            turn = partial(self._commit, taken)
        except Damaged as error:
            turn = partial(_give_up, taken, error)
        except FAULTS:
            pass  # the thread finds out whose it was
        except apsw.Error as error:
            turn = partial(_give_up, taken, error)
        finally:
            self._hand_over(turn)

    def _hand_over(self, turn: _Turn) -> None:
        """Returns once the thread has begun: it would wait for the interpreter until the loop has
        nothing to do, and the disk for the thread."""
        self._turns.put(partial(self._handed, turn))
        self._begun.acquire()

    def _handed(self, turn: _Turn) -> None:
        self._begun.release()
        turn()

    def _next_short(self) -> Job | None:
        return self._queue.popleft() if self._queue and self._queue[0].short else None

    def _next_inside(self) -> Job | None:
        return self._queue.popleft() if self._queue and self._queue[0].errand is None else None

    # -- the thread -------------------------------------------------------------------------------

    def _run(self) -> None:
        try:
            while (turn := self._turns.get()) is not None:
                turn()
                with self._guard:
                    self._busy = False
                    self._next_turn()
        except (apsw.Error, Damaged) as error:
            structlog.get_logger("writer").critical("writer_died", exc_info=error)
            if self._fatal is not None:
                self._fatal(error)
        finally:
            self._refuse_rest()

    def _whole(self) -> None:
        """One errand, or a batch of whatever else waits."""
        if self._queue[0].errand is not None:
            self._errand(self._queue.popleft())
        else:
            self._carefully([], self._next_inside)

    def _again(self, taken: list[Job]) -> None:
        """One of these failed: each for itself now."""
        self._batch.undo()
        left = deque(taken)
        while left:
            self._carefully([], lambda: left.popleft() if left else None)

    def _carefully(self, taken: list[Job], take: Callable[[], Job | None]) -> None:
        try:
            self._batch.carefully(taken, take)
        except DiskFull as error:
            self._refuse(taken, error)
        except (apsw.Error, Damaged) as error:
            _give_up(taken, error)
        else:
            self._commit(taken)

    def _commit(self, taken: list[Job]) -> None:
        pending = self._store.replica.pending
        has_records = pending is not None and bool(pending.heads)
        try:
            self._store.commit()
        except DiskFull as error:
            self._refuse(taken, error)
        except (apsw.Error, Damaged) as error:
            _give_up(taken, error)
        else:
            self._tell(taken, has_records=has_records)
            resolve(taken)

    def _refuse(self, taken: list[Job], error: DiskFull) -> None:
        self._batch.undo()
        for job in taken:
            job.result = error
        resolve(taken)

    def _errand(self, job: Job) -> None:
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
        resolve([job])

    def _tell(self, taken: list[Job], *, has_records: bool) -> None:
        self.batches += 1
        self.commands += len(taken)
        self._crowd.served(len(taken), len(self._queue))
        if self._committed is None:
            return
        tables: set[int] = set()
        for job in taken:
            if isinstance(job.result, Answer):
                tables |= job.result.tables
        if tables or has_records:
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
        with self._guard:
            self._stopping = True
            left = list(self._queue)
            self._queue.clear()
        for job in left:
            job.result = WriterStopped()
        resolve(left)


def _new_future() -> "asyncio.Future[object]":
    return asyncio.get_running_loop().create_future()


def _give_up(taken: list[Job], error: Exception) -> None:
    """The database must not be written any more: raises."""
    for job in taken:
        job.result = CommandFailed(str(error))
    resolve(taken)
    raise error
