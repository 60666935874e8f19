"""The errors of 3.0 with their level, until when each is shown, and their counterpart in 2.1.

2.1 names four types only. Several of ours share one there, so each of the four is read back as the
one type that claims least. The level of 2.1 goes by the type: WARNING still takes orders, FATAL
waits for a person.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, NamedTuple

from agv.protocol.state import Error, Reference
from agv.protocol.words import ErrorLevel

WARNING, URGENT = ErrorLevel.WARNING, ErrorLevel.URGENT
CRITICAL, FATAL = ErrorLevel.CRITICAL, ErrorLevel.FATAL


class Until(StrEnum):
    """When an error is no longer shown."""

    NEW_ORDER = "a new order or update is accepted"
    NEW_INSTANT_ACTION = "a new instant action is accepted"
    MODE = "the operating mode takes orders"
    MAP_ACTION = "a map action is accepted"
    CAUSE = "its cause is gone"


class Kind(NamedTuple):
    """What is fixed about an error type. `old`: what 2.1 calls it; `old_level`: its level there."""

    level: ErrorLevel
    until: Until
    old: str
    old_level: ErrorLevel = WARNING
    rejects_order: bool = False


UNSUPPORTED_PARAMETER: Final = "UNSUPPORTED_PARAMETER"
NO_ORDER_TO_CANCEL: Final = "NO_ORDER_TO_CANCEL"
VALIDATION_FAILURE: Final = "VALIDATION_FAILURE"
INVALID_ORDER_ACTION: Final = "INVALID_ORDER_ACTION"
INVALID_INSTANT_ACTION: Final = "INVALID_INSTANT_ACTION"
OUTDATED_ORDER_UPDATE: Final = "OUTDATED_ORDER_UPDATE"
SAME_ORDER_UPDATE_ID: Final = "SAME_ORDER_UPDATE_ID"
ORDER_UPDATE_FOLLOWING_CANCEL: Final = "ORDER_UPDATE_FOLLOWING_CANCEL"
OUTSIDE_OF_CORRIDOR: Final = "OUTSIDE_OF_CORRIDOR"
INSUFFICIENT_MEMORY: Final = "INSUFFICIENT_MEMORY"
DUPLICATE_MAP: Final = "DUPLICATE_MAP"
BLOCKED_ZONE_VIOLATION: Final = "BLOCKED_ZONE_VIOLATION"
DUPLICATE_ZONE_SET: Final = "DUPLICATE_ZONE_SET"
RELEASE_LOST: Final = "RELEASE_LOST"
ZONE_ACTION_CONFLICT: Final = "ZONE_ACTION_CONFLICT"
NODE_UNREACHABLE: Final = "NODE_UNREACHABLE"
LOCALIZATION_ERROR: Final = "LOCALIZATION_ERROR"
NO_ROUTE_TO_TARGET: Final = "NO_ROUTE_TO_TARGET"
OTHER_ORDER_ACTIVE: Final = "OTHER_ORDER_ACTIVE"
START_NODE_OUT_OF_RANGE: Final = "START_NODE_OUT_OF_RANGE"
MOBILE_ROBOT_NOT_AVAILABLE: Final = "MOBILE_ROBOT_NOT_AVAILABLE"
UNKNOWN_MAP_ID: Final = "UNKNOWN_MAP_ID"

# Section 6.6.5.4 of 3.0: all 22 of them.
KINDS: Final[Mapping[str, Kind]] = {
    UNSUPPORTED_PARAMETER: Kind(
        CRITICAL, Until.NEW_ORDER, "orderError", WARNING, rejects_order=True
    ),
    NO_ORDER_TO_CANCEL: Kind(WARNING, Until.NEW_ORDER, "noOrderToCancel"),
    VALIDATION_FAILURE: Kind(WARNING, Until.NEW_ORDER, "validationError", rejects_order=True),
    INVALID_ORDER_ACTION: Kind(WARNING, Until.NEW_ORDER, "orderError", rejects_order=True),
    INVALID_INSTANT_ACTION: Kind(WARNING, Until.NEW_INSTANT_ACTION, "instantActionError"),
    OUTDATED_ORDER_UPDATE: Kind(WARNING, Until.NEW_ORDER, "orderUpdateError", rejects_order=True),
    SAME_ORDER_UPDATE_ID: Kind(WARNING, Until.NEW_ORDER, "orderUpdateError", rejects_order=True),
    ORDER_UPDATE_FOLLOWING_CANCEL: Kind(
        WARNING, Until.NEW_ORDER, "orderUpdateError", rejects_order=True
    ),
    OUTSIDE_OF_CORRIDOR: Kind(CRITICAL, Until.CAUSE, "outsideOfCorridor", FATAL),
    INSUFFICIENT_MEMORY: Kind(URGENT, Until.NEW_ORDER, "orderError", rejects_order=True),
    DUPLICATE_MAP: Kind(WARNING, Until.MAP_ACTION, "duplicateMap"),
    BLOCKED_ZONE_VIOLATION: Kind(CRITICAL, Until.CAUSE, "blockedZoneViolation", FATAL),
    DUPLICATE_ZONE_SET: Kind(WARNING, Until.CAUSE, "duplicateZoneSet"),
    RELEASE_LOST: Kind(CRITICAL, Until.CAUSE, "releaseLost", FATAL),
    ZONE_ACTION_CONFLICT: Kind(CRITICAL, Until.CAUSE, "zoneActionConflict", FATAL),
    NODE_UNREACHABLE: Kind(CRITICAL, Until.NEW_ORDER, "nodeUnreachable"),
    LOCALIZATION_ERROR: Kind(FATAL, Until.CAUSE, "localizationError", FATAL),
    NO_ROUTE_TO_TARGET: Kind(WARNING, Until.NEW_ORDER, "noRouteError", rejects_order=True),
    OTHER_ORDER_ACTIVE: Kind(WARNING, Until.NEW_ORDER, "orderError", rejects_order=True),
    START_NODE_OUT_OF_RANGE: Kind(WARNING, Until.NEW_ORDER, "noRouteError", rejects_order=True),
    MOBILE_ROBOT_NOT_AVAILABLE: Kind(WARNING, Until.MODE, "orderError", rejects_order=True),
    UNKNOWN_MAP_ID: Kind(WARNING, Until.NEW_ORDER, "orderError", rejects_order=True),
}

# The enumeration in section 7.8 has one more than the table. It is what an update is that does not
# begin at the decision point, and the best reading of 2.1's orderError.
INVALID_ORDER: Final = "INVALID_ORDER"
# The list is open; these it lacks. Nothing standard says that the way is blocked.
PATH_BLOCKED: Final = "PATH_BLOCKED"
ACTION_FAILED: Final = "ACTION_FAILED"
ROBOT_FAULT: Final = "ROBOT_FAULT"
MESSAGE_REFUSED: Final = "MESSAGE_REFUSED"
INSTANT_ACTION_STATES_FULL: Final = "INSTANT_ACTION_STATES_FULL"
OWN_KINDS: Final[Mapping[str, Kind]] = {
    INVALID_ORDER: Kind(WARNING, Until.NEW_ORDER, "orderUpdateError", rejects_order=True),
    PATH_BLOCKED: Kind(WARNING, Until.CAUSE, "pathBlocked"),
    # A robot that did not pick must not drive on as if it had (6.6.5.1 names it as CRITICAL).
    ACTION_FAILED: Kind(CRITICAL, Until.NEW_ORDER, "actionFailed"),
    ROBOT_FAULT: Kind(FATAL, Until.CAUSE, "robotFault", FATAL),
    # Somebody spoke to the robot who may not: an alarm for fleet control.
    MESSAGE_REFUSED: Kind(URGENT, Until.CAUSE, "messageRefused"),
    INSTANT_ACTION_STATES_FULL: Kind(URGENT, Until.CAUSE, "instantActionStatesFull"),
}
ALL_KINDS: Final[Mapping[str, Kind]] = {**KINDS, **OWN_KINDS}

# Where several share a word of 2.1, what it is read back as.
SHARED: Final[Mapping[str, str]] = {
    "orderError": INVALID_ORDER,
    "orderUpdateError": OUTDATED_ORDER_UPDATE,
    "noRouteError": NO_ROUTE_TO_TARGET,
}
FROM_OLD: Final[Mapping[str, str]] = {
    **{kind.old: name for name, kind in ALL_KINDS.items()},
    **SHARED,
}


def error(kind: str, said: str, **about: object) -> Error:
    """An error of a known type; `about` are its references, by their camelCase names."""
    return Error(
        error_type=kind,
        error_level=ALL_KINDS[kind].level,
        error_description=said,
        error_references=tuple(
            Reference(reference_key=key, reference_value=str(value)) for key, value in about.items()
        )
        or None,
    )


def rejects_order(each: Error) -> bool:
    """Whether an error says that an order or update was not taken."""
    kind = ALL_KINDS.get(each.error_type)
    return kind is not None and kind.rejects_order
