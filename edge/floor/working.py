"""The next task for a person or a robot, leased so that nobody else is sent to it."""

import msgspec

from edge.floor.claiming import leases_of
from edge.floor.draft import Context, Decision, Draft, Refusal
from edge.floor.finding import find_location
from edge.floor.reader import SiteReader
from edge.floor.reads.working import TaskToDo
from models.warehouse import ids
from models.warehouse.commands import NextWork
from models.warehouse.people.dialogues import TASKS
from models.warehouse.replies import Data, Level, Outcome, Step
from models.warehouse.work import KINDS, next_of

NOBODY = -1
"""Programs share one identity: what one robot holds must not be given to the next."""


def next_work(command: NextWork, site: SiteReader, now: Context) -> Decision:
    """For robots and programs; people are led by the dialogue of the same queue."""
    near = find_location(site, command.near).sequence if command.near is not None else None
    task = choose(site, now, command.kinds, command.zone, near, skills=frozenset(command.skills))
    if task is None:
        raise Refusal(Outcome.NO_WORK, "work.nothing_waits", Step.NEXT_TASK, level=Level.INFO)
    decision = Draft(now).say(
        Outcome.ACCEPTED, "work.next", Step.SCAN_LOCATION, data={"task": _shown(task)}
    )
    return msgspec.structs.replace(decision, leases=leases_of([task.id], now))


def choose(
    site: SiteReader,
    now: Context,
    kinds: tuple[str, ...] = KINDS,
    zone: str | None = None,
    near: int | None = None,
    passed: tuple[int, ...] = (),
    skills: frozenset[str] = frozenset(),
) -> TaskToDo | None:
    """The most urgent task nobody else holds and this person or robot may do, the nearest among
    equals; where somebody has zones of their own, those come first or are all there is."""
    worker = site.worker(now.person_id)
    own = worker.zones if zone is None else ()
    zones = (zone,) if zone is not None else own if worker.zones_only and own else (None, *own)
    waiting = [
        task
        for kind in kinds
        if TASKS[kind].bit & worker.allowed
        for each in zones
        for task in site.work_waiting(
            kind, each, skills | worker.skills, now.person_id or NOBODY, now.now_ms
        )
    ]
    chosen = next_of(waiting, near, now.now_ms, passed, own)
    return site.task_to_do(chosen.id) if chosen is not None else None


def _shown(task: TaskToDo) -> Data:
    return {**msgspec.structs.asdict(task), "id": ids.show(task.id)}
