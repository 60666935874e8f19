"""The warehouse's queue of tasks as robots see it: leases and commands are those of people."""

from collections.abc import Callable
from typing import Protocol, TypeVar

from edge.api.services import Services
from edge.fleet.missions import Job, Mission
from edge.floor.draft import Lease
from edge.store.errors import StoreError
from edge.store.recorder import Actor, Recorder
from edge.store.robots import FLEET_PERSON, is_over, jobs_waiting, refuse
from models.warehouse import ids
from models.warehouse.commands import (
    Command,
    GiveBackTask,
    Move,
    PutAwayUnit,
    Replenish,
    SetDownTotes,
)
from models.warehouse.replies import Level
from sync.core.errors import NotAllowed
from sync.store.sqlite import DiskFull

T = TypeVar("T")
LEASE_MS = 900_000
_OPEN = (
    "SELECT 1 FROM task t WHERE t.id=? AND t.done_at_ms IS NULL AND NOT EXISTS("
    "SELECT 1 FROM lease e WHERE e.task_id=t.id AND e.until_ms>? AND e.person_id<>?)"
)


class NotNow(Exception):
    """The warehouse takes nothing at present; try again."""


class Board(Protocol):
    """What the fleet asks of the warehouse."""

    async def waiting(self) -> list[Job]:
        """Tasks robots may take."""
        ...

    async def take(self, job: Job) -> bool:
        """Lease it; False where somebody was faster. Asking again lengthens the lease."""
        ...

    async def let_go(self, job: Job) -> None:
        """Others may take it at once."""
        ...

    async def confirm(self, mission: Mission) -> str:
        """The unit stands at its target. Empty, or why the warehouse does not take that; once,
        however often it is said, and nothing where somebody has done it meanwhile. Raises
        NotNow."""
        ...

    async def give_back(self, mission: Mission, reason: str) -> None:
        """The task is people's from now on."""
        ...


class TaskBoard:
    """The board over the writer."""

    def __init__(self, at: Services, actor: Actor) -> None:
        self._at, self._actor = at, actor

    async def waiting(self) -> list[Job]:
        return await self._at.readers.run(jobs_waiting, self._at.wall_ms())

    async def take(self, job: Job) -> bool:
        until_ms = self._at.wall_ms() + LEASE_MS
        return await self._transact(lambda recorder: _take(recorder, job, until_ms))

    async def let_go(self, job: Job) -> None:
        await self._transact(lambda recorder: recorder.lease([_lease(job, 0)]))

    async def confirm(self, mission: Mission) -> str:
        job = mission.job
        assert job is not None
        if await self._at.readers.run(is_over, job.task_id):
            await self.let_go(job)
            return ""
        answer = await self._give(_told(mission, job))
        await self.let_go(job)
        return answer

    async def give_back(self, mission: Mission, reason: str) -> None:
        if mission.job is None:
            return
        job = mission.job
        await self._transact(lambda recorder: _refuse(recorder, job, reason))
        await self._give(
            GiveBackTask(
                command_id=f"{mission.id}-back",
                task_id=ids.show(mission.job.task_id),
                reason=reason[:200],
            )
        )

    async def _give(self, command: Command) -> str:
        try:
            answer = await self._at.writer.submit(command, self._actor)
        except (StoreError, DiskFull, NotAllowed) as error:
            raise NotNow(str(error)) from error
        reply = answer.reply()
        return "" if reply.level in (Level.OK, Level.INFO) else reply.say.key

    async def _transact(self, work: Callable[[Recorder], T]) -> T:
        try:
            return await self._at.writer.transact(work)
        except (StoreError, DiskFull, NotAllowed) as error:
            raise NotNow(str(error)) from error


def _take(recorder: Recorder, job: Job, until_ms: int) -> bool:
    now_ms = recorder.now(Actor()).now_ms
    values = (job.task_id, now_ms, FLEET_PERSON)
    if not recorder.store.connection.execute(_OPEN, values).fetchall():
        return False
    recorder.lease([_lease(job, until_ms)])
    return True


def _refuse(recorder: Recorder, job: Job, reason: str) -> None:
    recorder.lease([_lease(job, 0)])
    refuse(recorder.store.connection, job.task_id, reason, recorder.now(Actor()).now_ms)


def _lease(job: Job, until_ms: int) -> Lease:
    return Lease(job.task_id, FLEET_PERSON, 0, until_ms)


def _told(mission: Mission, job: Job) -> Command:
    """The very command a person's scan would be."""
    command_id = f"{mission.id}-done"
    if job.task == "putaway":
        return PutAwayUnit(
            command_id=command_id, unit=job.unit, location=job.to_location, confirm=True
        )
    if job.task == "replenish":
        return Replenish(
            command_id=command_id,
            task_id=ids.show(job.task_id),
            quantity=job.quantity,
            location=job.to_location,
        )
    if job.for_order:
        return SetDownTotes(
            command_id=command_id, units=[job.unit], location=job.to_location, confirm=True
        )
    return Move(
        command_id=command_id,
        from_location=job.from_location,
        to_location=job.to_location,
        unit=job.unit,
    )
