"""One robot in the fleet: where it stands in traffic, its mission, and the order that tells it both
piece by piece."""

from typing import Final

import msgspec

from agv.protocol import errors
from agv.protocol.errors import Until
from agv.protocol.order import Edge, Node
from agv.protocol.state import Error, State
from agv.protocol.words import ActionStatus, EmergencyStop, ErrorLevel
from edge.fleet.floor import Floor
from edge.fleet.master.plan import Plan
from edge.fleet.missions import Mission
from edge.fleet.way import action_of, edges_of, heading_of, node_of

BATTERY_UNKNOWN: Final = 100.0
HOLDING: Final = (ErrorLevel.CRITICAL, ErrorLevel.FATAL)


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """What outlives a restart. `plan`: the last one that was wanted said."""

    serial: str
    mission: Mission | None = None
    plan: Plan | None = None
    facing: int | None = None
    done: int = 0


class Seat:
    """`number`: in traffic, None while its place is not known. `out`: why it is left standing there
    by traffic, empty while it drives along. `numbers`: of its order's base, in traffic's count."""

    def __init__(self, serial: str, kept: Kept | None = None) -> None:
        kept = kept or Kept(serial=serial)
        self.serial = serial
        self.mission = kept.mission
        self.plan = kept.plan
        self.facing = kept.facing
        self.done = kept.done
        self.resumed = kept.plan is not None
        self.number: int | None = None
        self.out = ""
        self.path: list[int] = []
        self.numbers: list[int] = []
        self.index = 0
        self.state: State | None = None
        self.heard_ms: int | None = None
        self.blocked_since_ms: int | None = None
        self.out_since_ms: int | None = None
        self.stranded_since_ms: int | None = None
        self.refusals = 0
        self.may_begin = False
        self.tries_again = self.resumed

    @property
    def kept(self) -> Kept:
        """What has to be written down."""
        return Kept(
            serial=self.serial,
            mission=self.mission,
            plan=self.plan,
            facing=self.facing,
            done=self.done,
        )

    @property
    def charge(self) -> float:
        """0 to 1."""
        power = self.state.power_supply if self.state is not None else None
        return (BATTERY_UNKNOWN if power is None else power.state_of_charge) / 100

    @property
    def loads(self) -> bool:
        """Whether it says that it carries something."""
        return self.state is not None and bool(self.state.loads)

    @property
    def bound(self) -> bool:
        """Whether its mission can no longer be another robot's: it carries, or is told to load."""
        mission = self.mission
        if mission is None or not mission.carries:
            return False
        return mission.phase != "fetch" or self.loads or self._told(mission.action_id)

    @property
    def told(self) -> bool:
        """Whether the action of the present phase stands in what was released to it."""
        mission = self.mission
        return mission is not None and mission.action is not None and self._told(mission.action_id)

    def _told(self, action_id: str) -> bool:
        if self.plan is None:
            return False
        base = self.plan.nodes[: self.plan.released]
        return any(action.action_id == action_id for node in base for action in node.actions)

    def ended(self) -> ActionStatus | None:
        """How the action of the present phase ended; None while it has not."""
        mission, state = self.mission, self.state
        if mission is None or state is None or mission.action is None:
            return None
        for each in state.action_states:
            if each.action_id == mission.action_id and each.action_status.ended:
                return each.action_status
        return None

    @property
    def stopped(self) -> str:
        """Why it cannot drive though nothing stands in its way; empty where it can."""
        state = self.state
        if state is None:
            return "not heard yet"
        if not state.operating_mode.takes_orders:
            return f"in mode {state.operating_mode.value}"
        if state.safety_state.active_emergency_stop is not EmergencyStop.NONE:
            return "emergency stop"
        grave = (each for each in state.errors if each.error_level in HOLDING and _stands(each))
        return next((each.error_description or each.error_type for each in grave), "")

    @property
    def blocked(self) -> bool:
        """Whether something stands in its way."""
        state = self.state
        if state is None or state.driving or not state.edge_states:
            return False
        return state.safety_state.field_violation or any(
            each.error_type == errors.PATH_BLOCKED for each in state.errors
        )

    @property
    def between(self) -> tuple[int, int] | None:
        """The nodes it is between, or would drive between next."""
        if self.number is None or self.index + 1 >= len(self.path):
            return None
        return self.path[self.index], self.path[self.index + 1]

    # -- the order --------------------------------------------------------------------------------

    def begin(self, node: int, number: int) -> None:
        """It stands here without an order."""
        self.path, self.numbers, self.plan, self.index = [node], [number], None, 0

    def begin_again(self) -> None:
        """Its order is over before its end: from the node it passed last everything is said
        anew."""
        self.begin(self.path[self.index], self.numbers[self.index])
        self.tries_again = True

    def extended(self, floor: Floor, order_id: str, released: list[tuple[int, int]],
                 horizon: list[int]) -> Plan | None:  # fmt: skip
        """The plan with these nodes more in its base, `(number, node)`, and this horizon; None
        where nothing would change."""
        goal = floor.graph.numbers.get(self.mission.goal) if self.mission is not None else None
        known = self.numbers[-1]
        fresh = [(number, node) for number, node in released if number > known]
        if not fresh and self.plan is None and not self._to_do_here(goal):
            return None
        base = [*self.path, *(node for _, node in fresh)]
        nodes = self._nodes(floor, base, horizon, goal)
        edges = self._edges(floor, base, horizon)
        plan = Plan(
            order_id=order_id if self.plan is None else self.plan.order_id,
            nodes=nodes,
            edges=edges,
            released=len(base),
        )
        if plan == self.plan:
            return None
        self.path, self.numbers = base, [*self.numbers, *(number for number, _ in fresh)]
        return plan

    def _to_do_here(self, goal: int | None) -> bool:
        """Load or unload where it stands."""
        mission = self.mission
        return mission is not None and mission.action is not None and goal == self.path[-1]

    def _nodes(
        self, floor: Floor, base: list[int], horizon: list[int], goal: int | None
    ) -> tuple[Node, ...]:
        """What was released stays as it was said; the action stands at the first visit of the goal
        that was not."""
        said = self.plan.nodes[: self.plan.released] if self.plan is not None else ()
        mission = self.mission
        wants = (
            mission is not None
            and mission.action is not None
            and not any(
                action.action_id == mission.action_id for node in said for action in node.actions
            )
        )
        nodes = list(said)
        for number in [*base, *horizon][len(said) :]:
            action = None
            if wants and mission is not None and mission.action is not None and number == goal:
                action, wants = action_of(mission.action, mission.action_id), False
            nodes.append(node_of(floor, number, action))
        return tuple(nodes)

    def _edges(self, floor: Floor, base: list[int], horizon: list[int]) -> tuple[Edge, ...]:
        said = self.plan.edges[: self.plan.released - 1] if self.plan is not None else ()
        path = [*base, *horizon]
        facing = self.facing
        if len(said) > 0:
            facing = heading_of(floor, path[len(said) - 1], path[len(said)])
        return (*said, *edges_of(floor, path[len(said) :], facing))

    def passed(self, index: int, floor: Floor) -> int | None:
        """It has passed the node of its order with this index; its number in traffic."""
        if not 0 <= index < len(self.numbers):
            return None
        self.index = max(self.index, index)
        if index:
            self.facing = heading_of(floor, self.path[index - 1], self.path[index])
        return self.numbers[index]


def _stands(each: Error) -> bool:
    """Whether its cause lasts; what is shown until the next order is accepted waits for us."""
    kind = errors.ALL_KINDS.get(each.error_type)
    return kind is None or kind.until is not Until.NEW_ORDER
