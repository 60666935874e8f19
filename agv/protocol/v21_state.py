"""State, connection and visualization between 3.0 and 2.1."""

from collections.abc import Mapping
from typing import Final

from agv.protocol.errors import ALL_KINDS, FROM_OLD
from agv.protocol.reading import Raw, each, inner, renamed, without
from agv.protocol.v21_order import ACTION, ACTION_TYPES, NODE, back, old_trajectory

EDGE: Final = {"edgeDescriptor": "edgeDescription"}
ACTION_STATE: Final = {**ACTION, "actionResult": "resultDescription"}
MAP: Final = {"mapDescriptor": "mapDescription"}
INFORMATION: Final = {"infoDescriptor": "infoDescription"}
STATE: Final = {
    "mobileRobotPosition": "agvPosition",
    "powerSupply": "batteryState",
}
POSITION: Final = {"localized": "positionInitialized"}
POWER: Final = {"stateOfCharge": "batteryCharge", "range": "reach"}
SAFETY: Final = {"activeEmergencyStop": "eStop"}

# Not in the schema of 2.1: neither has ended, and one goes on by itself.
OLD_STATUS: Final = {"PAUSED": "RUNNING", "RETRIABLE": "RUNNING"}
# Modes of 3.0 in which fleet control is not in control; TEACH_IN only lost its underscore.
OLD_MODE: Final = {"STARTUP": "MANUAL", "INTERVENED": "MANUAL", "TEACH_IN": "TEACHIN"}
# A robot that sleeps cannot be reached in any way 2.1 knows.
OLD_CONNECTION: Final = {"HIBERNATING": "OFFLINE", "CONNECTION_BROKEN": "CONNECTIONBROKEN"}
OLD_LEVEL: Final = {"URGENT": "WARNING", "CRITICAL": "FATAL"}


def old_state(raw: Raw) -> Raw:
    """As 2.1 writes it: one list of actions, no requests, no zones."""
    result = renamed(without(raw, "edgeRequests", "zoneSets", "instantActionStates"), STATE)
    result["actionStates"] = raw["actionStates"] + raw["instantActionStates"]
    result["operatingMode"] = OLD_MODE.get(raw["operatingMode"], raw["operatingMode"])
    each(result, "nodeStates", lambda node: renamed(node, NODE))
    each(result, "edgeStates", _old_edge)
    each(result, "actionStates", _old_action_state)
    each(result, "maps", lambda one: renamed(one, MAP))
    each(result, "information", lambda one: renamed(one, INFORMATION))
    each(result, "errors", _old_error)
    inner(result, "agvPosition", lambda position: renamed(position, POSITION))
    inner(result, "batteryState", lambda power: renamed(without(power, "batteryCurrent"), POWER))
    inner(result, "safetyState", lambda safety: renamed(safety, SAFETY))
    return result


def new_state(raw: Raw) -> Raw:
    """Read from 2.1 or 2.0. Instant actions stay among the actions: nothing tells them apart."""
    result = renamed(raw, back(STATE))
    each(result, "nodeStates", lambda node: renamed(node, back(NODE)))
    each(result, "edgeStates", lambda edge: renamed(edge, back(EDGE)))
    each(result, "actionStates", _new_action_state)
    each(result, "maps", lambda one: renamed(one, back(MAP)))
    each(result, "information", lambda one: renamed(one, back(INFORMATION)))
    each(result, "errors", _new_error)
    inner(result, "mobileRobotPosition", _new_position)
    inner(result, "powerSupply", lambda power: renamed(power, back(POWER)))
    inner(result, "safetyState", _new_safety)
    return result


def old_visualization(raw: Raw) -> Raw:
    """As 2.1 writes it."""
    result = renamed(without(raw, "referenceStateHeaderId"), STATE)
    inner(result, "agvPosition", lambda position: renamed(position, POSITION))
    return result


def new_visualization(raw: Raw) -> Raw:
    """Read from 2.1."""
    result = renamed(raw, back(STATE))
    inner(result, "mobileRobotPosition", _new_position)
    return result


def old_connection(raw: Raw) -> Raw:
    """As 2.1 writes it."""
    state = raw["connectionState"]
    return {**raw, "connectionState": OLD_CONNECTION.get(state, state)}


def new_connection(raw: Raw) -> Raw:
    """Read from 2.1: a word without its underscore is known anyway."""
    return raw


def _old_edge(raw: Raw) -> Raw:
    result = renamed(raw, EDGE)
    inner(result, "trajectory", old_trajectory)
    return result


def _old_action_state(raw: Raw) -> Raw:
    result = renamed(raw, ACTION_STATE)
    result["actionStatus"] = OLD_STATUS.get(raw["actionStatus"], raw["actionStatus"])
    if "actionType" in raw:
        result["actionType"] = ACTION_TYPES.get(raw["actionType"], raw["actionType"])
    return result


def _new_action_state(raw: Raw) -> Raw:
    result = renamed(raw, back(ACTION_STATE))
    _rename_value(result, "actionType", back(ACTION_TYPES))
    return result


def _old_error(raw: Raw) -> Raw:
    """By its type; an error of a maker's own by its level."""
    kind = ALL_KINDS.get(raw["errorType"])
    if kind is None:
        return {**raw, "errorLevel": OLD_LEVEL.get(raw["errorLevel"], raw["errorLevel"])}
    return {**raw, "errorType": kind.old, "errorLevel": kind.old_level.value}


def _new_error(raw: Raw) -> Raw:
    """By its type as well: FATAL in 2.1 says less than it does in 3.0."""
    name = FROM_OLD.get(str(raw.get("errorType")))
    if name is None:
        return raw
    return {**raw, "errorType": name, "errorLevel": ALL_KINDS[name].level.value}


def _new_position(raw: Raw) -> Raw:
    return renamed(raw, back(POSITION))


def _new_safety(raw: Raw) -> Raw:
    """AUTOACK is what a bumper or a protective field does; 3.0 calls that a field violation."""
    result = renamed(raw, back(SAFETY))
    if result.get("activeEmergencyStop") == "AUTOACK":
        result.update(activeEmergencyStop="NONE", fieldViolation=True)
    return result


def _rename_value(raw: Raw, key: str, names: Mapping[str, str]) -> None:
    value = raw.get(key)
    if isinstance(value, str):
        raw[key] = names.get(value, value)
