"""Fleet control's side of one robot: what planners wish goes in, states go in, messages and events
come out. It never lets a base shrink, never grows that of a robot that is silent, held or not in
its hands, and says everything again until the robot has shown that it knows."""

from collections.abc import Callable

import msgspec

from agv.protocol.errors import NO_ORDER_TO_CANCEL
from agv.protocol.order import Action, Edge, Node, Response, Responses
from agv.protocol.state import Error, State
from agv.protocol.words import ActionStatus, GrantType, RequestStatus
from edge.fleet.master.asking import CLEAR_AT, Pending, at_once
from edge.fleet.master.ordering import Memo, Ordering, is_idle
from edge.fleet.master.plan import Plan, PlanError
from edge.fleet.master.words import (
    ActionEnded,
    Asking,
    Back,
    Cancelled,
    Event,
    Failing,
    Intruded,
    Lost,
    Message,
    ModeChanged,
    Said,
)


class Rules(msgspec.Struct, frozen=True, kw_only=True):
    """How patient fleet control is. silent_ms: a robot not heard for so long is lost; robots of
    others are only bound to a state every 30 s. `newest`: it speaks 3.0."""

    repeat_ms: int = 1_000
    silent_ms: int = 10_000
    newest: bool = True


class MasterSide:
    """One robot as fleet control sees it. `new_id` makes ids of instant actions."""

    def __init__(self, rules: Rules, new_id: Callable[[], str]) -> None:
        self._rules, self._new_id = rules, new_id
        self._asking = Pending(rules.repeat_ms)
        self._ordering: Ordering | None = None
        self._cancel_id: str | None = None
        self._answers: dict[str, Response] = {}
        self._heard_ms: int | None = None
        self._lost = self._held = False
        self._intruder = ""
        self.state: State | None = None

    # ------------------------------------------------------------------ wishes

    @property
    def free(self) -> bool:
        """Whether a new order may be given."""
        return self._ordering is None and self.state is not None and is_idle(self.state)

    def give(self, plan: Plan) -> None:
        """A new order; raises PlanError while there is one."""
        if self._ordering is not None:
            raise PlanError(f"order {self._ordering.plan.order_id} is still there")
        self._ordering = Ordering(plan, self._rules.repeat_ms)

    def follow(self, plan: Plan) -> None:
        """An order, or as much as is wanted of the present one; raises PlanError where that would
        take base back."""
        if self._ordering is None:
            self.give(plan)
        else:
            self._ordering.become(plan)

    def resume_to_cancel(self, plan: Plan) -> None:
        """What this robot was told before the program was stopped ends at its next node."""
        if self._ordering is None:
            self._ordering = Ordering(plan, self._rules.repeat_ms)
        self.cancel()

    def cancel_if_any(self) -> None:
        """End the order before its end, where there is one."""
        if self._ordering is not None:
            self.cancel()

    @property
    def lost(self) -> bool:
        """Whether it was not heard for too long."""
        return self._lost

    @property
    def heard_ms(self) -> int | None:
        """When it was heard last."""
        return self._heard_ms

    def resume(self, memo: Memo) -> None:
        """The order this robot had when the program was stopped: said again, it goes on."""
        self._ordering = Ordering.resumed(memo, self._rules.repeat_ms)

    @property
    def memo(self) -> Memo | None:
        """What has to be kept to resume, before what a step wants said is sent."""
        return self._ordering.memo if self._ordering else None

    def grow(self, released: int) -> None:
        """Release more nodes of the order; raises PlanError."""
        self._current().grow(released)

    def reroute(self, nodes: tuple[Node, ...], edges: tuple[Edge, ...]) -> None:
        """Another way behind the base; raises PlanError."""
        self._current().reroute(nodes, edges)

    def cancel(self) -> None:
        """End the order before its end. Said once, however often it is asked for."""
        ordering = self._current()
        if self._cancel_id is not None:
            return
        self._cancel_id = self._new_id()
        # 2.1 knows no parameter of cancelOrder.
        about = {"orderId": ordering.plan.order_id} if self._rules.newest else {}
        self._asking.add(at_once("cancelOrder", self._cancel_id, **about))

    def do(self, action: Action) -> None:
        """An instant action."""
        self._asking.add(action)

    def hold(self, held: bool) -> None:
        """No new base while held: the robot is in quarantine, or the way is not safe."""
        self._held = held

    def answer(self, request_id: str, grant: GrantType, lease_expiry: str | None = None) -> None:
        """Answer a request, again and again until the state shows it."""
        self._answers[request_id] = Response(
            request_id=request_id, grant_type=grant, lease_expiry=lease_expiry
        )

    def _current(self) -> Ordering:
        if self._ordering is None:
            raise PlanError("there is no order")
        return self._ordering

    # ------------------------------------------------------------------ what comes

    def hear(self, state: State, now_ms: int) -> list[Event]:
        """A state came."""
        before, self.state = self.state, state
        self._heard_ms = now_ms
        events: list[Event] = []
        if self._lost:
            self._lost = False
            events.append(Back())
        if before is None or before.errors != state.errors:
            events += [Failing(errors=state.errors)] if state.errors or before else []
        if before is not None and before.operating_mode is not state.operating_mode:
            events.append(ModeChanged(mode=state.operating_mode))
        events += self._intrusion(state)
        ended = self._asking.hear(state)
        events += ended
        events += self._hear_order(state, ended)
        events += self._hear_requests(state)
        self._tidy(state)
        return events

    def step(self, now_ms: int) -> Said:
        """What is to be said now."""
        events: list[Event] = []
        silent_ms = 0 if self._heard_ms is None else now_ms - self._heard_ms
        if silent_ms > self._rules.silent_ms and not self._lost:
            self._lost = True
            events.append(Lost(silent_ms=silent_ms))
        messages: list[Message] = []
        ordering = self._ordering
        if ordering is not None and self._cancel_id is None:
            order = ordering.due(now_ms, may_grow=self._may_grow())
            messages += [order] if order else []
        instant = self._asking.due(now_ms)
        messages += [instant] if instant else []
        if self._answers and self._rules.newest:
            messages.append(Responses(responses=tuple(self._answers.values())))
            self._answers = {}
        return Said(messages, events)

    # ------------------------------------------------------------------ parts

    def _may_grow(self) -> bool:
        state = self.state
        return (
            not self._held
            and not self._lost
            and not self._intruder
            and state is not None
            and state.operating_mode.takes_orders
        )

    def _intrusion(self, state: State) -> list[Event]:
        """An order of somebody else's, seen while it is not idle."""
        own = self._ordering.plan.order_id if self._ordering else None
        foreign = state.order_id not in ("", own) and not is_idle(state)
        if not foreign:
            self._intruder = ""
            return []
        if self._intruder == state.order_id:
            return []
        self._intruder = state.order_id
        return [Intruded(order_id=state.order_id)]

    def _hear_order(self, state: State, ended: list[ActionEnded]) -> list[Event]:
        ordering = self._ordering
        if ordering is None:
            return []
        events = ordering.hear(state)
        cancel = next((each for each in ended if each.action_id == self._cancel_id), None)
        if cancel is not None and not ordering.over:
            events += self._cancelled(state, cancel)
        if ordering.over or (ordering.rejected and not ordering.begun):
            self._ordering = None
            self._cancel_id = None
        return events

    def _cancelled(self, state: State, cancel: ActionEnded) -> list[Event]:
        """FAILED because there was nothing to cancel is as good; else the order is still there."""
        nothing = cancel.status is ActionStatus.FAILED and _nothing_to_cancel(
            state.errors, cancel.action_id
        )
        ordering, self._cancel_id = self._current(), None
        if cancel.status is ActionStatus.FINISHED or nothing or is_idle(state):
            self._ordering = None
            return [Cancelled(order_id=ordering.plan.order_id, last_node_id=state.last_node_id)]
        return []

    def _hear_requests(self, state: State) -> list[Event]:
        """Requests nobody has answered; one that is asked again is told again."""
        return [
            Asking(request=request)
            for request in state.edge_requests or ()
            if request.request_status is RequestStatus.REQUESTED
        ]

    def _tidy(self, state: State) -> None:
        """Have a long list of ended instant actions cleared; 2.1 has no way to."""
        ended = [each for each in state.instant_action_states if each.action_status.ended]
        full = self._rules.newest and len(ended) >= CLEAR_AT
        if full and not self._asking.has("clearInstantActions"):
            self._asking.add(at_once("clearInstantActions", self._new_id()))


def _nothing_to_cancel(errors: tuple[Error, ...], action_id: str) -> bool:
    return any(
        each.error_type == NO_ORDER_TO_CANCEL and each.about("actionId") in (None, action_id)
        for each in errors
    )
