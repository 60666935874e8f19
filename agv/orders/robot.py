"""The robot's side: messages and reports of the vehicle in; a wish, commands and states out."""

from collections.abc import Callable
from typing import NamedTuple

from agv.orders.accept import Able, Held, refusal, repeated
from agv.orders.at_once import do_at_once, finish_cancelling, finish_pausing
from agv.orders.parts import DRIVING_MODES, Parts
from agv.orders.place import stands_on
from agv.orders.reporting import STATE_INTERVAL_MS_MAX, Reporter
from agv.orders.vehicle_words import ActionReport, Command, Telemetry, Wish
from agv.protocol import errors
from agv.protocol.errors import Until, error
from agv.protocol.factsheet import Factsheet
from agv.protocol.message import Named
from agv.protocol.order import InstantActions, Order, Responses
from agv.protocol.route import actions_of
from agv.protocol.state import State
from agv.protocol.words import ErrorLevel, OperatingMode

# In these a robot is lifted, carried or driven off: where it was last means nothing any more.
FORGET_PLACE = (OperatingMode.STARTUP, OperatingMode.SERVICE, OperatingMode.TEACH_IN)


class Output(NamedTuple):
    """What a step wants done. `state` is there when one is due."""

    wish: Wish
    commands: list[Command]
    state: State | None


class RobotSide:
    """Feed it what happens, then call `step`. `unreachable` names a node of an order that the robot
    knows no way to; without it every way in an order is taken for drivable."""

    def __init__(
        self, factsheet: Factsheet, unreachable: Callable[[Order], str | None] = lambda _: None
    ) -> None:
        timing = factsheet.protocol_limits.timing
        usual_ms = round((timing.default_state_interval or 0.0) * 1000) or STATE_INTERVAL_MS_MAX
        self._parts, self._unreachable = Parts(factsheet), unreachable
        self._reporter = Reporter(
            round(timing.minimum_state_interval * 1000), min(STATE_INTERVAL_MS_MAX, usual_ms)
        )

    # ------------------------------------------------------------------ messages

    def on_order(self, order: Order) -> None:
        """An order or update came, well formed as JSON."""
        self._reporter.demand()
        parts, held = self._parts, self._held()
        if repeated(order, held):
            return
        refused = refusal(order, held, self._able())
        if refused is not None:
            parts.complain(refused)
            return
        parts.end_errors(Until.NEW_ORDER)
        if held.order is not None and order.order_id == held.order.order_id:
            gone, come = parts.course.extend(order)
            parts.actions.forget(gone)
            parts.actions.foresee(come)
        else:
            self._begin(order)

    def on_malformed(self, said: str, named: Named, *, too_big: bool = False) -> None:
        """Something came on the topic of orders that is none."""
        self._reporter.demand()
        kind = errors.INSUFFICIENT_MEMORY if too_big else errors.VALIDATION_FAILURE
        about = {"orderId": named.order_id, "orderUpdateId": named.order_update_id}
        known = {key: value for key, value in about.items() if value is not None}
        self._parts.complain(error(kind, said[:200], topic="order", **known))

    def on_instant_actions(self, message: InstantActions) -> None:
        """Actions to be done at once, each by itself; those that came before are passed over."""
        for action in self._parts.instant.unknown(message.actions):
            if do_at_once(self._parts, action):
                self._reporter.demand()

    def on_responses(self, message: Responses, now_ms: int, utc_ms: int | None) -> None:
        """Answers to requests; `utc_ms` is None while the time of day is not sure."""
        for response in message.responses:
            self._parts.requests.answer(response, now_ms, utc_ms)

    # ------------------------------------------------------------------ vehicle

    def on_telemetry(self, telemetry: Telemetry) -> None:
        """The vehicle's own account, as often as it likes."""
        parts = self._parts
        parts.telemetry = telemetry
        if telemetry.operating_mode.clears_order and not parts.actions.ended:
            parts.commands.extend(parts.actions.give_up())

    def on_passed(self, sequence_id: int) -> None:
        """The vehicle is on a node of its legs. Other markers on the floor change nothing."""
        parts = self._parts
        for edge, node in parts.course.pass_to(sequence_id):
            parts.commands.extend(parts.actions.leave(edge.actions))
            parts.requests.done(edge.sequence_id)
            parts.actions.reach(node.actions)

    def on_action(self, report: ActionReport) -> None:
        """The vehicle's word on an action it was given."""
        if not self._parts.actions.report(report):
            self._parts.instant.report(report)

    def on_localized(self, node_id: str) -> None:
        """The vehicle found its place anew, told by a person or by a marker, while it was idle."""
        if self._parts.idle:
            self._parts.course.last_node_id = node_id

    def ask_corridor(self, sequence_id: int) -> bool:
        """The vehicle would leave its line on this edge; true if it may at once."""
        edge = self._parts.edge_of_base(sequence_id)
        if edge is None or edge.corridor is None or self._parts.mode not in DRIVING_MODES:
            return False
        if not edge.corridor.release_required:
            return True
        self._parts.requests.ask(edge)
        return self._parts.requests.granted(sequence_id)

    def corridor_done(self, sequence_id: int) -> None:
        """The vehicle is back on its line."""
        self._parts.requests.done(sequence_id)

    # ------------------------------------------------------------------ what follows

    def step(self, now_ms: int) -> Output:
        """Carry on: begin what is due, end what is over, and say what changed."""
        parts = self._parts
        parts.requests.expire(now_ms)
        self._follow_mode()
        self._enter_edge()
        parts.commands.extend(parts.actions.start_due(driving=parts.telemetry.driving))
        finish_pausing(parts)
        finish_cancelling(parts)
        commands, parts.commands = parts.commands, []
        state = parts.state()
        due = self._reporter.due(state, now_ms)
        if due:
            self._reporter.sent(state, now_ms)
        return Output(parts.wish(), commands, state if due else None)

    def demand_state(self) -> None:
        """Say everything again: somebody may listen who has not heard it."""
        self._reporter.demand()

    def state(self) -> State:
        """What would be said now."""
        return self._parts.state()

    # ------------------------------------------------------------------ parts

    def _begin(self, order: Order) -> None:
        parts = self._parts
        parts.actions.clear()
        parts.requests.clear()
        parts.course.start(order)
        parts.cancelled = False
        parts.actions.foresee(actions_of(order))
        parts.actions.reach(order.nodes[0].actions)

    def _held(self) -> Held:
        parts = self._parts
        return Held(
            order=parts.course.order,
            decision=parts.course.decision,
            idle=parts.idle and not parts.cancels,
            cancelled=parts.cancelled or bool(parts.cancels),
        )

    def _able(self) -> Able:
        parts, telemetry = self._parts, self._parts.telemetry
        return Able(
            factsheet=parts.factsheet,
            mode=parts.mode if parts.mode.clears_order else telemetry.operating_mode,
            stands_on=lambda node: stands_on(node, parts.course.last_node_id, telemetry),
            unreachable=self._unreachable,
            maps=frozenset(each.map_id for each in telemetry.maps),
            out_of_order=self._out_of_order(),
        )

    def _out_of_order(self) -> bool:
        errors_now = self._parts.telemetry.errors
        return any(each.error_level is ErrorLevel.FATAL for each in errors_now)

    def _enter_edge(self) -> None:
        """An edge is entered with its first node, or once nothing holds the robot there."""
        parts, course = self._parts, self._parts.course
        if course.entered or parts.cancels or not course.base() or not parts.may_drive:
            return
        course.entered = True
        parts.actions.reach(course.edges[0].actions)

    def _follow_mode(self) -> None:
        """A mode that clears the order is reported when its actions are over (section 6.6.7)."""
        parts, wanted = self._parts, self._parts.telemetry.operating_mode
        if wanted.clears_order and not parts.actions.ended:
            return
        if wanted not in DRIVING_MODES:
            parts.requests.clear()
        parts.mode = wanted
        if wanted.takes_orders:
            if not self._out_of_order():
                parts.end_errors(Until.MODE)
            return
        if not parts.course.empty:
            parts.course.clear()
            parts.cancelled = True
        if wanted in FORGET_PLACE:
            parts.course.last_node_id = ""
