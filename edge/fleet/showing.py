"""The fleet's mind as people see it."""

from collections.abc import Iterable, Mapping

from edge.fleet.crew import Crew
from edge.fleet.floor import Floor
from edge.fleet.missions import Mission
from edge.fleet.picture import (
    AlarmView,
    BlockView,
    ErrorView,
    FleetPicture,
    MissionKind,
    MissionView,
    RobotState,
    RobotView,
)
from edge.fleet.seat import Seat
from edge.fleet.way import angle_mrad
from edge.store.robots import PAUSED, Word

MM = 1000


def picture_of(
    crew: Crew,
    held: Mapping[str, str],
    connections: Mapping[str, str],
    words: Iterable[Word],
    alarms: Iterable[AlarmView],
    waiting: int,
    now_ms: int,
) -> FleetPicture:
    """`held`: every robot that is entered, and why it gets no base."""
    said = {word.name: word for word in words}
    pause = said.pop(PAUSED, None)
    blocks = [
        BlockView(segment=word.name, reason=word.reason, by=word.person, since_ms=word.at_ms)
        for word in said.values()
    ]
    blocks += [
        BlockView(segment=segment, reason=f"{serial} stands before something")
        for segment, serial in crew.found.items()
        if segment not in said
    ]
    return FleetPicture(
        as_of_ms=now_ms,
        map_version=crew.floor.version,
        paused=pause is not None,
        paused_by=pause.person if pause is not None else "",
        paused_since_ms=pause.at_ms if pause is not None else None,
        robots=tuple(
            _robot(crew, crew.seat(serial), held[serial], connections.get(serial, "OFFLINE"))
            for serial in sorted(held)
        ),
        blocked=tuple(blocks),
        alarms=tuple(alarms),
        missions_waiting=waiting,
        missions_done=crew.done,
        missions_failed=crew.failed,
    )


def _robot(crew: Crew, seat: Seat, held: str, connection: str) -> RobotView:
    state, plan = seat.state, seat.plan
    x, y, heading = _place(crew.floor, seat)
    ahead = plan.nodes[seat.index + 1 :] if plan is not None else ()
    return RobotView(
        serial=seat.serial,
        name=seat.serial,
        state=_word(crew, seat, held, connection),
        x_mm=x,
        y_mm=y,
        heading_mrad=heading,
        node=state.last_node_id if state is not None else "",
        battery_percent=None if state is None else round(100 * seat.charge),
        mission=None if seat.mission is None else _mission(seat.mission, seat),
        route=tuple(node.node_id for node in ahead),
        released=max(0, plan.released - seat.index - 1) if plan is not None else 0,
        errors=tuple(
            ErrorView(
                type=each.error_type,
                level=each.error_level.value,
                said=each.error_description or "",
            )
            for each in (state.errors if state is not None else ())
        ),
        connection=connection,
        heard_ms=seat.heard_ms,
        quarantined=held,
        missions_done=seat.done,
    )


def _place(floor: Floor, seat: Seat) -> tuple[int, int, int]:
    """Between the node it passed last and the next, as far as it says."""
    state = seat.state
    node = floor.nodes.get(state.last_node_id) if state is not None else None
    if state is None or node is None:
        return 0, 0, 0
    heading = round((seat.facing or 0) * 1571) % 6283
    between = seat.between
    if between is None or not state.distance_since_last_node:
        return node.x_mm, node.y_mm, heading
    names = floor.graph.names
    start, end = names[between[0]], names[between[1]]
    if start != node.name:
        return node.x_mm, node.y_mm, heading
    other = floor.nodes[end]
    share = min(1.0, state.distance_since_last_node * MM / floor.graph.length[between])
    return (
        round(node.x_mm + share * (other.x_mm - node.x_mm)),
        round(node.y_mm + share * (other.y_mm - node.y_mm)),
        angle_mrad(floor, start, end),
    )


def _word(crew: Crew, seat: Seat, held: str, connection: str) -> RobotState:
    state, mission = seat.state, seat.mission
    if state is None or connection != "ONLINE" or seat.out == "silent":
        return RobotState.OFFLINE
    found = (
        (bool(held), RobotState.HELD),
        (bool(seat.stopped) or seat.number is None, RobotState.STOPPED),
        (state.paused or crew.paused, RobotState.PAUSED),
        (seat.blocked, RobotState.BLOCKED),
        (state.driving, RobotState.DRIVING),
        (any(not each.action_status.ended for each in state.action_states) and not
         state.edge_states, RobotState.WORKING),
        (seat.plan is not None, RobotState.WAITING),
        (mission is not None and mission.goal != state.last_node_id, RobotState.WAITING),
        (mission is not None and mission.kind is MissionKind.CHARGE, RobotState.CHARGING),
    )  # fmt: skip
    return next((word for holds, word in found if holds), RobotState.IDLE)


def _mission(mission: Mission, seat: Seat) -> MissionView:
    job = mission.job
    return MissionView(
        id=mission.id,
        kind=mission.kind,
        source=mission.source,
        target=mission.target,
        task_id="" if job is None else str(job.task_id),
        unit="" if job is None else job.unit,
        loaded=seat.loads,
        since_ms=mission.since_ms,
    )
