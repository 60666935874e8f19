"""What the robot's side remembers between two messages, and what follows from it alone."""

from agv.orders.acting import Actions
from agv.orders.course import Course
from agv.orders.instant import InstantActions
from agv.orders.requests import Requests
from agv.orders.vehicle_words import Command, Leg, Telemetry, Wish
from agv.protocol import errors
from agv.protocol.errors import Until, error
from agv.protocol.factsheet import Factsheet
from agv.protocol.order import Action, Edge
from agv.protocol.state import Error, State
from agv.protocol.words import EmergencyStop, ErrorLevel, OperatingMode, ReleaseLoss

HOLDING = (ErrorLevel.CRITICAL, ErrorLevel.FATAL)
DRIVING_MODES = (OperatingMode.AUTOMATIC, OperatingMode.SEMIAUTOMATIC)


class Parts:
    """One robot's memory. `cancels`: the cancelOrder actions under way; `pauses`: the startPause
    actions that wait for the robot to stand."""

    def __init__(self, factsheet: Factsheet) -> None:
        self.factsheet = factsheet
        self.course, self.actions = Course(), Actions(factsheet)
        self.instant, self.requests = InstantActions(), Requests()
        self.telemetry = Telemetry(operating_mode=OperatingMode.STARTUP)
        self.mode = OperatingMode.STARTUP
        self.commands: list[Command] = []
        self.cancels: list[Action] = []
        self.pauses: list[Action] = []
        self.cancelled = self.paused = False
        self._errors: dict[str, Error] = {}

    @property
    def idle(self) -> bool:
        """Section 6.6.8 of 3.0."""
        return self.course.empty and self.actions.ended

    # ------------------------------------------------------------------ errors

    def complain(self, refused: Error) -> None:
        """Show an error until what ends its kind."""
        self._errors[refused.error_type] = refused

    def end_errors(self, until: Until) -> None:
        """What these errors waited for has come."""
        self._errors = {
            kind: each
            for kind, each in self._errors.items()
            if errors.ALL_KINDS[kind].until is not until
        }

    def failures(self) -> list[Error]:
        """What holds the robot while it runs holds it also once it has failed."""
        return [
            error(errors.ACTION_FAILED, each.action_type, actionId=each.action_id)
            for each in self.actions.failed()
            if each.blocking_type.stops_driving
        ]

    def all_errors(self) -> tuple[Error, ...]:
        """Everything that is wrong."""
        full = [error(errors.INSTANT_ACTION_STATES_FULL, "clear them")] * self.instant.full
        return (*self.telemetry.errors, *self.failures(), *full, *self._errors.values())

    # ------------------------------------------------------------------ driving

    @property
    def may_drive(self) -> bool:
        """Whether anything holds the robot. A refused order never holds the one that runs."""
        telemetry = self.telemetry
        return (
            self.mode in DRIVING_MODES
            and telemetry.operating_mode in DRIVING_MODES
            and not self.paused
            and self.actions.allow_driving
            and telemetry.safety.active_emergency_stop is EmergencyStop.NONE
            and not any(
                each.error_level in HOLDING for each in (*telemetry.errors, *self.failures())
            )
        )

    def wish(self) -> Wish:
        """Where to drive now. Silence about an edge means: not there."""
        legs = tuple(
            Leg(edge=edge, node=node, corridor_granted=self._may_use_corridor(edge))
            for edge, node in self.course.base()
        )
        if self.cancels:
            # A robot that knows its place by markers stops at the next one.
            legs = legs[:1] if self.course.entered else ()
        lost = self.requests.lost()
        return Wish(
            order_id=self.course.order.order_id if self.course.order else "",
            legs=legs,
            drive=bool(legs) and self.may_drive and lost is not ReleaseLoss.STOP,
            go_back=lost is ReleaseLoss.RETURN,
        )

    def edge_of_base(self, sequence_id: int) -> Edge | None:
        """A released edge that is still ahead."""
        base = (leg.edge for leg in self.course.base())
        return next((edge for edge in base if edge.sequence_id == sequence_id), None)

    def _may_use_corridor(self, edge: Edge) -> bool:
        if edge.corridor is None:
            return False
        return not edge.corridor.release_required or self.requests.granted(edge.sequence_id)

    # ------------------------------------------------------------------ state

    def state(self) -> State:
        """All there is to say."""
        telemetry, course = self.telemetry, self.course
        order = course.order
        return State(
            order_id=order.order_id if order else "",
            order_update_id=order.order_update_id if order else 0,
            last_node_id=course.last_node_id,
            last_node_sequence_id=course.last_sequence_id,
            node_states=course.node_states(),
            edge_states=course.edge_states(),
            driving=telemetry.driving,
            paused=self.paused,
            new_base_request=course.base_runs_short,
            distance_since_last_node=telemetry.distance_since_last_node,
            action_states=self.actions.states(),
            instant_action_states=self.instant.states(),
            edge_requests=self.requests.states(),
            power_supply=telemetry.power,
            operating_mode=self.mode,
            errors=self.all_errors(),
            safety_state=telemetry.safety,
            maps=telemetry.maps or None,
            mobile_robot_position=telemetry.position,
            velocity=telemetry.velocity,
            loads=telemetry.loads,
            information=telemetry.information or None,
        )
