"""Instant actions sent to one robot: each said again until its id stands in the state."""

import msgspec

from agv.protocol.order import Action, ActionParameter, InstantActions
from agv.protocol.state import State
from agv.protocol.words import BlockingType
from edge.fleet.master.words import ActionEnded

CLEAR_AT = 16


class Sent(msgspec.Struct, kw_only=True):
    """An action under way."""

    action: Action
    said_ms: int | None = None
    seen: bool = False


class Pending:
    """Those not ended yet."""

    def __init__(self, repeat_ms: int) -> None:
        self._repeat_ms = repeat_ms
        self._sent: dict[str, Sent] = {}

    def add(self, action: Action) -> None:
        """Send an action from the next step on."""
        self._sent[action.action_id] = Sent(action=action)

    def has(self, action_type: str) -> bool:
        """Whether one of this type is under way."""
        return any(sent.action.action_type == action_type for sent in self._sent.values())

    def due(self, now_ms: int) -> InstantActions | None:
        """What has to be said now, in one message."""
        due = [
            sent
            for sent in self._sent.values()
            if not sent.seen and (sent.said_ms is None or now_ms - sent.said_ms >= self._repeat_ms)
        ]
        for sent in due:
            sent.said_ms = now_ms
        return InstantActions(actions=tuple(sent.action for sent in due)) if due else None

    def hear(self, state: State) -> list[ActionEnded]:
        """Which of them the robot knows, and which are over."""
        events: list[ActionEnded] = []
        for each in (*state.instant_action_states, *state.action_states):
            sent = self._sent.get(each.action_id)
            if sent is None:
                continue
            sent.seen = True
            if each.action_status.ended:
                del self._sent[each.action_id]
                events.append(
                    ActionEnded(
                        action_id=each.action_id,
                        status=each.action_status,
                        result=each.action_result,
                    )
                )
        return events


def at_once(action_type: str, action_id: str, **parameters: bool | float | str) -> Action:
    """An instant action; parameters by their camelCase names."""
    return Action(
        action_type=action_type,
        action_id=action_id,
        blocking_type=BlockingType.NONE,
        action_parameters=tuple(
            ActionParameter(key=key, value=value) for key, value in parameters.items()
        )
        or None,
    )
