"""Reading what others wrote: first exactly, then mended where the standard lets it be odd."""

from collections.abc import Callable, Mapping
from typing import Any, Final

import msgspec

from agv.protocol.message import CONTENTS, MESSAGE_BYTES_MAX, BadMessage, Content
from agv.protocol.topics import Topic

Raw = dict[str, Any]

# What a robot of another maker may leave out and is taken for; orders are never completed so.
ABSENT: Final[Mapping[Topic, Mapping[str, object]]] = {
    Topic.STATE: {
        "orderId": "",
        "orderUpdateId": 0,
        "lastNodeId": "",
        "lastNodeSequenceId": 0,
        "nodeStates": [],
        "edgeStates": [],
        "driving": False,
        "actionStates": [],
        "instantActionStates": [],
        "errors": [],
        "safetyState": {"activeEmergencyStop": "NONE", "fieldViolation": False},
        "powerSupply": {"stateOfCharge": 0, "charging": False},
    },
    Topic.VISUALIZATION: {"referenceStateHeaderId": 0},
    Topic.FACTSHEET: {
        "mobileRobotGeometry": {},
        "loadSpecification": {},
    },
}


def read_raw(payload: bytes) -> Raw:
    """The JSON object; raises BadMessage."""
    if len(payload) > MESSAGE_BYTES_MAX:
        raise BadMessage(f"{len(payload)} bytes; at most {MESSAGE_BYTES_MAX}", too_big=True)
    try:
        raw = msgspec.json.decode(payload)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise BadMessage(str(error)) from error
    if not isinstance(raw, dict):
        raise BadMessage("no JSON object")
    return raw


def read_content(topic: Topic, raw: Raw) -> Content:
    """The content of a JSON object in the words of 3.0; raises BadMessage."""
    whole = _whole(raw)
    assert isinstance(whole, dict)
    for key, value in ABSENT.get(topic, {}).items():
        if whole.get(key) is None:
            whole[key] = value
    try:
        return msgspec.convert(whole, CONTENTS[topic])
    except (msgspec.MsgspecError, RecursionError) as error:
        raise BadMessage(str(error)) from error


def _whole(value: object) -> object:
    """JSON Schema calls 1.0 an integer; msgspec does not."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dict):
        return {key: _whole(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_whole(each) for each in value]
    return value


def renamed(raw: Raw, names: Mapping[str, str]) -> Raw:
    """With other keys; a key that has both spellings keeps the one it is renamed to."""
    result = {key: value for key, value in raw.items() if key not in names}
    for old, new in names.items():
        if old in raw:
            result.setdefault(new, raw[old])
    return result


def each(raw: Raw, key: str, change: Callable[[Raw], Raw]) -> None:
    """Change the objects of an array in place; what is none is left for the model to refuse."""
    array = raw.get(key)
    if isinstance(array, list):
        raw[key] = [change(item) if isinstance(item, dict) else item for item in array]


def inner(raw: Raw, key: str, change: Callable[[Raw], Raw]) -> None:
    """Change an object within an object in place."""
    if isinstance(raw.get(key), dict):
        raw[key] = change(raw[key])


def without(raw: Raw, *keys: str) -> Raw:
    """Without some keys."""
    return {key: value for key, value in raw.items() if key not in keys}
