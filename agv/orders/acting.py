"""Actions of an order: which wait, which run side by side, when the robot may drive (figure 11)."""

from collections.abc import Iterable

import msgspec

from agv.orders.vehicle_words import ActionReport, Command, End, Pause, Resume, Start
from agv.protocol.factsheet import Factsheet
from agv.protocol.order import Action
from agv.protocol.state import ActionState
from agv.protocol.words import ActionStatus

# The robot does it without the vehicle: it only waits.
WAIT_FOR_TRIGGER = "waitForTrigger"


class Doing(msgspec.Struct, kw_only=True):
    """One action of the order."""

    action: Action
    status: ActionStatus = ActionStatus.WAITING
    result: str | None = None
    given_up: bool = False

    def state(self) -> ActionState:
        return ActionState(
            action_id=self.action.action_id,
            action_type=self.action.action_type,
            action_descriptor=self.action.action_descriptor,
            action_status=self.status,
            action_result=self.result,
        )


class Actions:
    """All actions of the current order, and the queue of those the robot has come to."""

    def __init__(self, factsheet: Factsheet) -> None:
        self._factsheet = factsheet
        self._all: dict[str, Doing] = {}
        self._queue: list[Doing] = []
        self._paused = False

    def states(self) -> tuple[ActionState, ...]:
        return tuple(doing.state() for doing in self._all.values())

    @property
    def ended(self) -> bool:
        """Whether nothing waits or runs any more."""
        return all(doing.status.ended for doing in self._all.values())

    @property
    def allow_driving(self) -> bool:
        """Whether nothing the robot has come to wants it to stand."""
        return not any(doing.action.blocking_type.stops_driving for doing in self._waiting())

    def failed(self) -> list[Action]:
        """Actions that went wrong and were not broken off."""
        return [
            doing.action
            for doing in self._all.values()
            if doing.status is ActionStatus.FAILED and not doing.given_up
        ]

    def clear(self) -> None:
        """A new order comes."""
        self._all.clear()
        self._queue.clear()

    def foresee(self, actions: Iterable[Action]) -> None:
        """Report actions of base and horizon as WAITING."""
        for action in actions:
            self._all.setdefault(action.action_id, Doing(action=action))

    def forget(self, actions: Iterable[Action]) -> None:
        """The horizon they belonged to has changed."""
        for action in actions:
            self._all.pop(action.action_id, None)

    def reach(self, actions: Iterable[Action]) -> None:
        """The robot has come to where they are to be done."""
        self._queue.extend(self._all[action.action_id] for action in actions)

    def leave(self, actions: Iterable[Action]) -> list[Command]:
        """Actions of an edge end where it ends."""
        commands: list[Command] = []
        for action in actions:
            doing = self._all[action.action_id]
            if doing.status.ended:
                continue
            if doing.status is not ActionStatus.WAITING:
                commands.append(End(action_id=action.action_id))
            doing.status = ActionStatus.FINISHED
        return commands

    def start_due(self, *, driving: bool) -> list[Command]:
        """Begin what may begin now. What wants the robot to stand waits until it stands."""
        if self._paused:
            return []
        commands: list[Command] = []
        open_before = False
        for doing in self._waiting():
            kind = doing.action.blocking_type
            if doing.status is ActionStatus.WAITING:
                if (kind.runs_alone and open_before) or (kind.stops_driving and driving):
                    break
                commands.extend(self._begin(doing))
            open_before = True
            if kind.runs_alone and not doing.status.ended:
                break
        return commands

    def report(self, report: ActionReport) -> bool:
        """Take what the vehicle says; false if it is no action of this order."""
        doing = self._all.get(report.action_id)
        if doing is None:
            return False
        if doing.status.ended or doing.status is ActionStatus.WAITING:
            return True
        status = report.status
        if status is ActionStatus.FAILED and doing.action.retriable and not doing.given_up:
            status = ActionStatus.RETRIABLE
        doing.status, doing.result = status, report.result
        return True

    def pause(self) -> list[Command]:
        """Interrupt what can be interrupted; nothing new begins."""
        self._paused = True
        return [
            Pause(action_id=doing.action.action_id)
            for doing in self._all.values()
            if doing.status is ActionStatus.RUNNING and self._can(doing, "pause")
        ]

    def resume(self) -> list[Command]:
        """Go on."""
        self._paused = False
        return [
            Resume(action_id=doing.action.action_id)
            for doing in self._all.values()
            if doing.status is ActionStatus.PAUSED
        ]

    def give_up(self) -> list[Command]:
        """The order ends: what waits has failed, what runs is broken off where that is allowed."""
        commands: list[Command] = []
        for doing in self._all.values():
            if doing.status.ended:
                continue
            running = doing.status not in (ActionStatus.WAITING, ActionStatus.RETRIABLE)
            if running and doing.action.action_type != WAIT_FOR_TRIGGER:
                if self._can(doing, "cancel") and not doing.given_up:
                    commands.append(End(action_id=doing.action.action_id))
                    doing.given_up = True
                continue
            doing.status, doing.given_up = ActionStatus.FAILED, True
        return commands

    def trigger(self, source: str) -> bool:
        """End the waiting for a trigger; false if nothing waited for one of this source."""
        waited = [
            doing
            for doing in self._all.values()
            if doing.action.action_type == WAIT_FOR_TRIGGER
            and doing.status is ActionStatus.RUNNING
            and _waits_for(doing.action, source)
        ]
        for doing in waited:
            doing.status = ActionStatus.FINISHED
        return bool(waited)

    def retry(self, action_id: str) -> list[Command] | None:
        """Begin a RETRIABLE action again; None if there is no such."""
        doing = self._retriable(action_id)
        return None if doing is None else self._begin(doing)

    def skip(self, action_id: str) -> bool:
        """Give a RETRIABLE action up; false if there is no such."""
        doing = self._retriable(action_id)
        if doing is not None:
            doing.status, doing.given_up = ActionStatus.FAILED, True
        return doing is not None

    def _retriable(self, action_id: str) -> Doing | None:
        doing = self._all.get(action_id)
        return doing if doing and doing.status is ActionStatus.RETRIABLE else None

    def _begin(self, doing: Doing) -> list[Command]:
        if doing.action.action_type == WAIT_FOR_TRIGGER:
            doing.status = ActionStatus.RUNNING
            return []
        doing.status = ActionStatus.INITIALIZING
        return [Start(action=doing.action)]

    def _waiting(self) -> list[Doing]:
        self._queue = [doing for doing in self._queue if not doing.status.ended]
        return self._queue

    def _can(self, doing: Doing, what: str) -> bool:
        known = self._factsheet.action(doing.action.action_type)
        if known is None:
            return False
        return known.pause_allowed if what == "pause" else known.cancel_allowed


def _waits_for(action: Action, source: str) -> bool:
    """2.1 names one type of trigger, 3.0 a list; without any, each will do."""
    wanted = action.parameter("triggerType")
    if isinstance(wanted, list):
        return source in wanted
    return wanted is None or wanted == source
