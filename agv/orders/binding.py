"""Between the orders and the vehicle: its reports become events, wishes become its calls."""

from collections.abc import Mapping

from agv.orders.robot import RobotSide
from agv.orders.vehicle_words import (
    ActionReport,
    Command,
    End,
    SendFactsheet,
    Start,
    Telemetry,
    Wish,
)
from agv.orders.vehicle_words import Leg as OrderedLeg
from agv.protocol import errors
from agv.protocol.errors import error
from agv.protocol.order import Action
from agv.protocol.state import Error, Load, MobileRobotPosition, PowerSupply, SafetyState, State
from agv.protocol.words import ActionStatus, EmergencyStop, OperatingMode
from agv.vehicle import Complaint, Leg, Report, Task, TaskKind, TaskState, Trouble, Turn, Vehicle

TASKS: Mapping[str, TaskKind] = {
    "pick": TaskKind.RAISE,
    "drop": TaskKind.LOWER,
}
STATUSES: Mapping[TaskState, ActionStatus] = {
    TaskState.WAITING: ActionStatus.INITIALIZING,
    TaskState.RUNNING: ActionStatus.RUNNING,
    TaskState.FINISHED: ActionStatus.FINISHED,
    TaskState.FAILED: ActionStatus.FAILED,
}
LOST_PLACE = (Trouble.LINE_LOST, Trouble.MARKER_MISSED, Trouble.MARKER_WRONG)
LENGTH_M_USUAL = 1.0


class Binding:
    """Call `step` often; it answers with a state when one is due, and whether the factsheet is.

    `bars`: how many bars the marker of a node has; a node that is not named has one.
    """

    def __init__(
        self, side: RobotSide, vehicle: Vehicle, *, map_id: str, bars: Mapping[str, int]
    ) -> None:
        self._side, self._vehicle = side, vehicle
        self._map_id, self._bars = map_id, bars
        self._route: tuple[Leg, ...] = ()
        self._paused = False
        self._order_id = ""
        # Orders number their nodes from 0 anew; the vehicle's numbers grow for ever, so that what
        # it passed on the last route is never taken for a node of this one.
        self._offset = self._highest = self._passed = vehicle.report().passed or 0
        self._said: dict[str, ActionReport] = {}
        self._carrying = False
        self._complaints: tuple[Error, ...] = ()

    def complain(self, found: tuple[Error, ...]) -> None:
        """Errors that are not the vehicle's, to be told with its own."""
        self._complaints = found

    def step(self, now_ms: int) -> tuple[State | None, bool]:
        """One turn: hear the vehicle, decide, tell it."""
        report = self._vehicle.report()
        self._hear(report)
        out = self._side.step(now_ms)
        for command in out.commands:
            self._tell(command)
        self._drive(out.wish)
        asked = any(isinstance(each, SendFactsheet) for each in out.commands)
        return out.state, asked

    def _hear(self, report: Report) -> None:
        self._side.on_telemetry(self._telemetry(report))
        if not self._route and report.last_node:
            self._side.on_localized(report.last_node)
        if report.passed is not None and report.passed > max(self._passed, self._offset):
            self._passed = report.passed
            self._side.on_passed(report.passed - self._offset)
        for task in report.tasks:
            said = ActionReport(
                action_id=task.task_id, status=STATUSES[task.state], result=task.said or None
            )
            if self._said.get(task.task_id) != said:
                self._said[task.task_id] = said
                self._side.on_action(said)

    def _telemetry(self, report: Report) -> Telemetry:
        manual = any(each.needs_person for each in report.complaints)
        stopped = any(each.trouble is Trouble.EMERGENCY_STOP for each in report.complaints)
        field = any(each.trouble in FIELD for each in report.complaints)
        charge = 100.0 if report.charge is None else round(100.0 * report.charge, 1)
        return Telemetry(
            operating_mode=OperatingMode.AUTOMATIC,
            driving=report.driving,
            position=MobileRobotPosition(
                x=round(report.pose.x_m, 3),
                y=round(report.pose.y_m, 3),
                theta=round(report.pose.heading_rad, 4),
                map_id=self._map_id,
                localized=report.localized,
            ),
            distance_since_last_node=round(report.since_node_m, 3),
            power=PowerSupply(
                state_of_charge=charge, charging=False, battery_voltage=report.battery_v
            ),
            safety=SafetyState(
                active_emergency_stop=(
                    EmergencyStop.MANUAL if stopped or manual else EmergencyStop.NONE
                ),
                field_violation=field,
            ),
            loads=(Load(),) if self._carrying else (),
            errors=(*map(_error, report.complaints), *self._complaints),
        )

    def _tell(self, command: Command) -> None:
        if isinstance(command, End):
            self._vehicle.end(command.action_id)
        elif isinstance(command, Start):
            self._start(command.action)

    def _start(self, action: Action) -> None:
        kind = TASKS.get(action.action_type)
        if kind is not None:
            self._carrying = kind is TaskKind.RAISE
            self._vehicle.start(Task(task_id=action.action_id, kind=kind))
            return
        node = action.text("lastNodeId")
        if action.action_type == "initializePosition" and node:
            self._vehicle.place(node)
            self._side.on_localized(node)
            self._done(action, ActionStatus.FINISHED)
        else:
            self._done(action, ActionStatus.FAILED)

    def _done(self, action: Action, status: ActionStatus) -> None:
        self._side.on_action(ActionReport(action_id=action.action_id, status=status))

    def _drive(self, wish: Wish) -> None:
        """Said only when it changed: the vehicle keeps what it was told."""
        if wish.order_id != self._order_id:
            self._order_id, self._offset = wish.order_id, self._highest
        route = tuple(self._leg(leg) for leg in wish.legs)
        if route != tuple(leg for leg in self._route if leg.sequence > self._passed):
            self._vehicle.follow(route)
            self._highest = max(self._highest, *(leg.sequence for leg in route), 0)
        self._route = route
        paused = bool(route) and not wish.drive
        if paused != self._paused:
            self._paused = paused
            (self._vehicle.pause if paused else self._vehicle.resume)()

    def _leg(self, leg: OrderedLeg) -> Leg:
        direction = leg.edge.direction
        return Leg(
            sequence=self._offset + leg.node.sequence_id,
            node=leg.node.node_id,
            length_m=leg.edge.length or LENGTH_M_USUAL,
            turn=Turn(direction) if direction in set(Turn) else Turn.STRAIGHT,
            bars=self._bars.get(leg.node.node_id, 1),
            speed_mps_max=leg.edge.maximum_speed,
        )


FIELD = (Trouble.OBSTACLE, Trouble.BUMPER)


def _error(complaint: Complaint) -> Error:
    """An obstacle goes away by itself, a lost place and a fault need a person."""
    if complaint.trouble is Trouble.OBSTACLE:
        return error(errors.PATH_BLOCKED, complaint.said)
    if complaint.trouble in LOST_PLACE:
        return error(errors.LOCALIZATION_ERROR, complaint.said)
    return error(errors.ROBOT_FAULT, complaint.said, trouble=complaint.trouble.value)
