"""Many commands, one commit: boldly while nothing fails, carefully once something has.

Boldly there is one transaction and no savepoint. What fails there is undone as a whole and run
again carefully, each job in a savepoint of its own; deciding is pure, so that does no harm.
"""

from collections.abc import Callable

import structlog

from edge.store.errors import CommandFailed, CommandIdReused, StoreError
from edge.store.faults import FAULTS
from edge.store.jobs import Job
from edge.store.recorder import Answer, Recorder
from sync.core.errors import NotAllowed
from sync.store.sqlite import Damaged, DiskFull

COMMANDS_MAX = 256
MS_MAX = 20  # the loop does nothing else meanwhile

Take = Callable[[], Job | None]
"""The next job of this batch, if one waits."""


class Batches:
    """Fills transactions; knows no threads. Whoever calls commits, or calls `undo`."""

    def __init__(self, recorder: Recorder, wall_ms: Callable[[], int]) -> None:
        self._recorder = recorder
        self._store = recorder.store
        self._wall_ms = wall_ms

    def boldly(self, taken: list[Job], take: Take) -> None:
        """Adds the commands it took to `taken`; raises whatever one of them raises. The commit is
        prepared: what is left of it is waiting for the disk."""
        record = self._recorder.record
        self._store.begin()
        until_ms = self._wall_ms() + MS_MAX
        while (job := take()) is not None:
            taken.append(job)
            assert job.command is not None
            assert job.actor is not None
            try:
                job.result = record(job.command, job.actor)
            except CommandIdReused as error:  # found before anything was written
                job.result = error
            if len(taken) >= COMMANDS_MAX or self._wall_ms() > until_ms:
                break
        self._store.prepare()

    def carefully(self, taken: list[Job], take: Take) -> None:
        """Like `boldly`; a job that fails is undone alone, and its error is its result."""
        self._store.begin()
        until_ms = self._wall_ms() + MS_MAX
        while (job := take()) is not None:
            taken.append(job)
            self._one(job)
            if len(taken) >= COMMANDS_MAX or self._wall_ms() > until_ms:
                break

    def undo(self) -> None:
        """The transaction failed, if one is open; nothing kept in memory may outlive it."""
        if self._store.replica.pending is not None:
            self._store.rollback()
        self._recorder.reader.forget()

    def _one(self, job: Job) -> None:
        reader = self._recorder.reader
        try:
            with self._store.savepoint():
                job.result = job.perform(self._recorder)
            if not isinstance(job.result, Answer):
                reader.forget()
        except (DiskFull, Damaged):
            raise
        except (NotAllowed, StoreError) as error:
            reader.forget()
            job.result = error
        except FAULTS as error:
            reader.forget()
            structlog.get_logger("writer").error("command_failed", exc_info=error)
            failed = CommandFailed(f"{type(error).__name__}: {error}")
            failed.__cause__ = error
            job.result = failed
