"""Carrying out instant actions. What the robot's side cannot do alone it hands to the vehicle."""

from collections.abc import Callable, Mapping
from typing import Final

from agv.orders.accept import wrong_action
from agv.orders.parts import DRIVING_MODES, Parts
from agv.orders.vehicle_words import SendFactsheet, Start
from agv.protocol import errors
from agv.protocol.errors import Until, error
from agv.protocol.order import Action
from agv.protocol.words import ActionStatus, OperatingMode, Scope

# Asking never moves anything; it is answered in every mode.
HARMLESS: Final = ("stateRequest", "factsheetRequest")
FLEET_CONTROL: Final = "FLEET_CONTROL"


def do_at_once(parts: Parts, action: Action) -> bool:
    """Begin an instant action; true if a state is due though nothing in it changed."""
    wrong = wrong_action(action, Scope.INSTANT, parts.factsheet) or _not_now(parts, action)
    if wrong:
        parts.instant.set(action, ActionStatus.FAILED, wrong)
        parts.complain(error(errors.INVALID_INSTANT_ACTION, wrong, actionId=action.action_id))
        return False
    parts.end_errors(Until.NEW_INSTANT_ACTION)
    _OWN.get(action.action_type, _hand_on)(parts, action)
    return action.action_type == "stateRequest"


def finish_pausing(parts: Parts) -> None:
    """A robot is paused once it stands."""
    if parts.pauses and not parts.telemetry.driving:
        for action in parts.pauses:
            parts.instant.set(action, ActionStatus.FINISHED)
        parts.pauses = []


def finish_cancelling(parts: Parts) -> None:
    """Once the robot stands, with nothing to be done or waited for before it is idle."""
    if not parts.cancels or not parts.actions.ended or parts.telemetry.driving:
        return
    wish = parts.wish()
    blocked = any(each.error_type == errors.PATH_BLOCKED for each in parts.telemetry.errors)
    if wish.legs and wish.drive and not blocked:
        return
    parts.course.clear()
    parts.requests.clear()
    for action in parts.cancels:
        parts.instant.set(action, ActionStatus.FINISHED)
    parts.cancels, parts.cancelled = [], True


def _not_now(parts: Parts, action: Action) -> str | None:
    """Table 10: which modes take which instant actions."""
    mode = parts.telemetry.operating_mode
    if mode in DRIVING_MODES or action.action_type in HARMLESS:
        return None
    if mode is OperatingMode.INTERVENED and action.action_type == "cancelOrder":
        return None
    return f"not in mode {mode}"


def _cancel(parts: Parts, action: Action) -> None:
    order, wanted = parts.course.order, action.text("orderId")
    other = wanted is not None and (order is None or wanted != order.order_id)
    if other or (parts.idle and not parts.cancels):
        said = "no such order is active"
        parts.instant.set(action, ActionStatus.FAILED, said)
        parts.complain(error(errors.NO_ORDER_TO_CANCEL, said, actionId=action.action_id))
        return
    parts.cancels.append(action)
    parts.commands.extend(parts.actions.give_up())
    parts.instant.set(action, ActionStatus.RUNNING)


def _pause(parts: Parts, action: Action) -> None:
    if not parts.paused:
        parts.paused = True
        parts.commands.extend(parts.actions.pause())
    parts.pauses.append(action)
    parts.instant.set(action, ActionStatus.INITIALIZING)


def _resume(parts: Parts, action: Action) -> None:
    for waiting in parts.pauses:
        parts.instant.set(waiting, ActionStatus.FAILED, "stopPause came first")
    parts.pauses = []
    if parts.paused:
        parts.paused = False
        parts.commands.extend(parts.actions.resume())
    parts.instant.set(action, ActionStatus.FINISHED)


def _tell_state(parts: Parts, action: Action) -> None:
    parts.instant.set(action, ActionStatus.FINISHED)


def _tell_factsheet(parts: Parts, action: Action) -> None:
    parts.instant.set(action, ActionStatus.FINISHED)
    parts.commands.append(SendFactsheet())


def _clear(parts: Parts, action: Action) -> None:
    parts.instant.clear_ended()
    parts.instant.set(action, ActionStatus.FINISHED)


def _trigger(parts: Parts, action: Action) -> None:
    _ended(parts, action, parts.actions.trigger(FLEET_CONTROL))


def _retry(parts: Parts, action: Action) -> None:
    commands = parts.actions.retry(action.text("actionId") or "")
    parts.commands.extend(commands or [])
    _ended(parts, action, commands is not None)


def _skip(parts: Parts, action: Action) -> None:
    _ended(parts, action, parts.actions.skip(action.text("actionId") or ""))


def _ended(parts: Parts, action: Action, done: bool) -> None:
    parts.instant.set(action, ActionStatus.FINISHED if done else ActionStatus.FAILED)


def _hand_on(parts: Parts, action: Action) -> None:
    """The vehicle does it and reports."""
    parts.instant.set(action, ActionStatus.INITIALIZING)
    parts.commands.append(Start(action=action))


_OWN: Final[Mapping[str, Callable[[Parts, Action], None]]] = {
    "cancelOrder": _cancel,
    "startPause": _pause,
    "stopPause": _resume,
    "stateRequest": _tell_state,
    "factsheetRequest": _tell_factsheet,
    "clearInstantActions": _clear,
    "trigger": _trigger,
    "retry": _retry,
    "skipRetry": _skip,
}
