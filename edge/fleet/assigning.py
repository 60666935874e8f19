"""Which robot does which task: those of the queue that stations are bound to, anew until loaded."""

import math

import msgspec

from edge.fleet.charging import LOW, TAKES_TASKS
from edge.fleet.crew import Crew
from edge.fleet.missions import Job, Mission
from edge.fleet.picture import MissionKind
from edge.fleet.seat import Seat
from edge.fleet.traffic import dispatch

LIFT = "lift"
SETUP_S = 4.0
# What one degree of priority is worth, in seconds of having waited.
PRIORITY_S = 600.0


class Given(msgspec.Struct, frozen=True):
    """What changes. `to_take`: tasks that have to be leased before their robot is sent."""

    pairs: list[tuple[str, Job]]
    to_take: list[Job]
    let_go: list[Job]


def can_do(crew: Crew, job: Job) -> bool:
    """Whether both ends have a station, at two nodes."""
    source, target = _ends(crew, job)
    return source is not None and target is not None and source != target


def assign(crew: Crew, waiting: list[Job], now_ms: int) -> Given:
    """`waiting`: open tasks nobody holds. What robots hold already is considered with them."""
    seats = [seat for seat in crew.seats.values() if _works(seat)]
    held = {
        seat.serial: seat.mission.job
        for seat in seats
        if seat.mission is not None and seat.mission.job is not None
    }
    mine = {job.task_id for job in held.values()}
    jobs = {
        str(job.task_id): job
        for job in (*held.values(), *waiting)
        if can_do(crew, job) and (job.task_id in mine or job not in held.values())
    }
    robots = [_robot(seat) for seat in seats]
    missions = [_mission(crew, job, now_ms) for job in jobs.values()]
    chosen = dispatch.dispatch(robots, missions, crew.traffic.far, dispatch.Pace(step_s=1.5))
    pairs = [
        (serial, jobs[name])
        for serial, name in chosen.items()
        if name in jobs and held.get(serial) != jobs[name]
    ]
    kept = {int(name) for name in chosen.values()}
    return Given(
        pairs,
        [job for _, job in pairs if job.task_id not in mine],
        [job for job in held.values() if job.task_id not in kept],
    )


def give(crew: Crew, serial: str, job: Job, now_ms: int) -> None:
    """The robot has this task from now on."""
    source, target = _ends(crew, job)
    assert source is not None and target is not None
    mission = Mission(
        id=crew.new_id(), kind=job.kind, source=source, target=target, job=job, since_ms=now_ms
    )
    crew.set(crew.seats[serial], mission)


def _ends(crew: Crew, job: Job) -> tuple[str | None, str | None]:
    places = crew.floor.at_location
    source, target = places.get(job.from_location), places.get(job.to_location)
    return source.node if source else None, target.node if target else None


def _works(seat: Seat) -> bool:
    mission = seat.mission
    if seat.number is None or seat.out or seat.state is None:
        return False
    if mission is not None and mission.job is not None:
        return True
    if seat.loads:
        return False
    charging = mission is not None and mission.kind is MissionKind.CHARGE
    return seat.charge >= (TAKES_TASKS if charging else LOW)


def _robot(seat: Seat) -> dispatch.Robot:
    mission = seat.mission
    job = mission.job if mission is not None else None
    return dispatch.Robot(
        name=seat.serial,
        node=seat.path[-1],
        actuator=LIFT,
        charge=seat.charge,
        mission=str(job.task_id) if job is not None else None,
        loaded=seat.bound,
    )


def _mission(crew: Crew, job: Job, now_ms: int) -> dispatch.Mission:
    source, target = _ends(crew, job)
    assert source is not None and target is not None
    numbers = crew.floor.graph.numbers
    due_s = math.inf if job.deadline_ms is None else (job.deadline_ms - now_ms) / 1000
    return dispatch.Mission(
        name=str(job.task_id),
        pickup=numbers[source],
        target=numbers[target],
        actuator=LIFT,
        setup_s=SETUP_S,
        due_s=due_s,
        waiting_s=max(0.0, (now_ms - job.since_ms) / 1000) + PRIORITY_S * job.priority,
    )
