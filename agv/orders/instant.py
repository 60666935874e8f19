"""Instant actions and how far each is. The robot does some by itself; the rest is the vehicle's."""

from collections.abc import Iterable

from agv.orders.vehicle_words import ActionReport
from agv.protocol.order import Action
from agv.protocol.state import ActionState
from agv.protocol.words import ActionStatus

# Repeats arrive until our state shows the id; one that comes after the list was cleared must not
# be carried out again.
REMEMBERED_MAX = 512
STATES_MAX = 64


class InstantActions:
    """Kept in the state until they are cleared."""

    def __init__(self) -> None:
        self._states: dict[str, ActionState] = {}
        self._seen: dict[str, None] = {}

    def states(self) -> tuple[ActionState, ...]:
        return tuple(self._states.values())

    @property
    def full(self) -> bool:
        """Whether fleet control should clear the list."""
        return len(self._states) >= STATES_MAX

    def unknown(self, actions: Iterable[Action]) -> list[Action]:
        """Those that have not come before, each once."""
        fresh: list[Action] = []
        for action in actions:
            if action.action_id in self._seen:
                continue
            self._seen[action.action_id] = None
            if len(self._seen) > REMEMBERED_MAX:
                del self._seen[next(iter(self._seen))]
            fresh.append(action)
        return fresh

    def set(self, action: Action, status: ActionStatus, result: str | None = None) -> None:
        """How far an action is."""
        if self.full and action.action_id not in self._states:
            self._drop_oldest_ended()
        self._states[action.action_id] = ActionState(
            action_id=action.action_id,
            action_type=action.action_type,
            action_descriptor=action.action_descriptor,
            action_status=status,
            action_result=result,
        )

    def report(self, report: ActionReport) -> bool:
        """Take what the vehicle says; false if it is none of ours."""
        held = self._states.get(report.action_id)
        if held is None:
            return False
        if not held.action_status.ended:
            self._states[report.action_id] = ActionState(
                action_id=held.action_id,
                action_type=held.action_type,
                action_descriptor=held.action_descriptor,
                action_status=report.status,
                action_result=report.result,
            )
        return True

    def clear_ended(self) -> None:
        """What `clearInstantActions` does."""
        self._states = {
            key: each for key, each in self._states.items() if not each.action_status.ended
        }

    def _drop_oldest_ended(self) -> None:
        ended = [key for key, each in self._states.items() if each.action_status.ended]
        if ended:
            del self._states[ended[0]]
