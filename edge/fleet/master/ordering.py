"""One order at one robot: it grows by its base only, and is said again until it is echoed."""

import msgspec

from agv.protocol.errors import rejects_order
from agv.protocol.order import Edge, Node, Order
from agv.protocol.state import Error, State
from edge.fleet.master.plan import Plan, PlanError
from edge.fleet.master.words import Accepted, Done, Event, OrderLost, Reached, Rejected


class Memo(msgspec.Struct, frozen=True, kw_only=True):
    """An order as far as it was said. `begin`: the node of the plan the last update starts at."""

    plan: Plan
    said: Plan
    update_id: int
    begin: int


class Ordering:
    """Sends one update at a time: the next one begins where the robot is known to end."""

    def __init__(self, plan: Plan, repeat_ms: int) -> None:
        self.plan = plan
        self._repeat_ms = repeat_ms
        self._said: Order = plan.order(0, 0)
        self._said_plan = plan
        self._said_ms: int | None = None
        self._echoed = self._rejected = self._ever = self._done = False
        self._begin, self._reached = 0, -1

    @classmethod
    def resumed(cls, memo: Memo, repeat_ms: int) -> "Ordering":
        """As it was: what was said last is said again, and is no news to a robot that has it."""
        ordering = cls(memo.plan, repeat_ms)
        ordering._said_plan = memo.said
        ordering._said = memo.said.order(memo.update_id, memo.begin)
        ordering._begin = memo.begin
        return ordering

    @property
    def memo(self) -> Memo:
        """What has to be kept to resume."""
        return Memo(
            plan=self.plan,
            said=self._said_plan,
            update_id=self._said.order_update_id,
            begin=self._begin,
        )

    @property
    def begun(self) -> bool:
        """Whether the robot ever had it."""
        return self._ever

    @property
    def over(self) -> bool:
        """Whether nothing more will come of it."""
        return self._done

    @property
    def rejected(self) -> bool:
        """Whether the robot refused the last thing said."""
        return self._rejected

    def grow(self, released: int) -> None:
        """Release more nodes; raises PlanError where that would take some back."""
        self.plan = self.plan.grown(released)

    def become(self, plan: Plan) -> None:
        """A longer base, another way behind it, or both; raises PlanError."""
        mine, base = self.plan, self.plan.released
        kept = (plan.order_id, plan.nodes[:base], plan.edges[: base - 1])
        said = (mine.order_id, mine.nodes[:base], mine.edges[: base - 1])
        if plan.released < base or kept != said:
            raise PlanError(f"not what was released of {mine.order_id}")
        self.plan = plan

    def reroute(self, nodes: tuple[Node, ...], edges: tuple[Edge, ...]) -> None:
        """Another way behind the base."""
        self.plan = self.plan.rerouted(nodes, edges)

    def due(self, now_ms: int, *, may_grow: bool) -> Order | None:
        """What has to be said now. A repetition is the same content; nothing new while the last is
        not echoed, or while the robot is held."""
        if self._rejected or self._done:
            return None
        if not self._echoed:
            if self._said_ms is not None and now_ms - self._said_ms < self._repeat_ms:
                return None
            if not may_grow:
                return None
        elif self.plan == self._said_plan or not may_grow:
            return None
        else:
            self._begin = self._said_plan.released - 1
            self._said = self.plan.order(self._said.order_update_id + 1, self._begin)
            self._said_plan, self._echoed = self.plan, False
        self._said_ms = now_ms
        return self._said

    def hear(self, state: State) -> list[Event]:
        """What a state says of this order."""
        order_id = self.plan.order_id
        if state.order_id != order_id:
            if self._ever and not self._done:
                self._done = True
                return [OrderLost(order_id=order_id)]
            return [] if self._said_ms is None else self._refused(state)
        return [*self._echo(state), *self._refused(state), *self._progress(state)]

    def _echo(self, state: State) -> list[Event]:
        self._ever = True
        if self._echoed or state.order_update_id != self._said.order_update_id:
            return []
        self._echoed, self._rejected = True, False
        return [Accepted(order_id=self.plan.order_id, order_update_id=self._said.order_update_id)]

    def _refused(self, state: State) -> list[Event]:
        if self._echoed or self._rejected:
            return []
        found = next((each for each in state.errors if self._concerns(each)), None)
        if found is None:
            return []
        self._rejected = True
        update_id = self._said.order_update_id
        return [Rejected(order_id=self.plan.order_id, order_update_id=update_id, error=found)]

    def _concerns(self, each: Error) -> bool:
        """Whether an error is about what was said last. Robots of 2.1 may not say which order they
        mean; then it is the one that is not echoed."""
        if not rejects_order(each):
            return False
        order_id, update_id = each.about("orderId"), each.about("orderUpdateId")
        if order_id not in (None, self.plan.order_id):
            return False
        return update_id in (None, str(self._said.order_update_id))

    def _progress(self, state: State) -> list[Event]:
        events: list[Event] = []
        known = range(0, 2 * len(self.plan.nodes), 2)
        if state.last_node_sequence_id in known and state.last_node_sequence_id > self._reached:
            self._reached = state.last_node_sequence_id
            events.append(Reached(order_id=self.plan.order_id, sequence_id=self._reached))
        whole = self.plan.released == len(self.plan.nodes) and self.plan == self._said_plan
        last = 2 * (len(self.plan.nodes) - 1)
        if self._echoed and whole and self._reached == last and is_idle(state) and not self._done:
            self._done = True
            events.append(Done(order_id=self.plan.order_id))
        return events


def is_idle(state: State) -> bool:
    """Section 6.6.8 of 3.0; a robot of 2.1 has its instant actions among the others."""
    return (
        not state.node_states
        and not state.edge_states
        and all(each.action_status.ended for each in state.action_states)
    )
