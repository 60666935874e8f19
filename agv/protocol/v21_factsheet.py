"""The factsheet between 3.0 and 2.1."""

from typing import Final

from agv.protocol.reading import Raw, each, inner, renamed, without
from agv.protocol.v21_order import ACTION_TYPES, back

SHEET: Final = {
    "mobileRobotGeometry": "agvGeometry",
    "mobileRobotConfiguration": "vehicleConfig",
}
TYPE: Final = {
    "mobileRobotKinematics": "agvKinematic",
    "mobileRobotClass": "agvClass",
    "maximumLoadMass": "maxLoadMass",
}
PHYSICAL: Final = {
    "minimumSpeed": "speedMin",
    "maximumSpeed": "speedMax",
    "maximumAcceleration": "accelerationMax",
    "maximumDeceleration": "decelerationMax",
    "minimumHeight": "heightMin",
    "maximumHeight": "heightMax",
}
LIMITS: Final = {
    "maximumStringLengths": "maxStringLens",
    "maximumArrayLengths": "maxArrayLens",
}
STRINGS: Final = {
    "maximumMessageLength": "msgLen",
    "maximumTopicSerialLength": "topicSerialLen",
    "maximumTopicElementLength": "topicElemLen",
    "maximumIdLength": "idLen",
    "maximumLoadIdLength": "loadIdLen",
}
TIMING: Final = {
    "minimumOrderInterval": "minOrderInterval",
    "minimumStateInterval": "minStateInterval",
}
LOAD_SET: Final = {"maximumWeight": "maxWeight", "maximumSpeed": "agvSpeedLimit"}
KINEMATICS: Final = {"DIFFERENTIAL": "DIFF", "OMNIDIRECTIONAL": "OMNI", "THREE_WHEEL": "THREEWHEEL"}
NAVIGATION: Final = {"FREELY_NAVIGATING": "AUTONOMOUS"}


def old_factsheet(raw: Raw) -> Raw:
    """As 2.1 writes it."""
    result = renamed(raw, SHEET)
    inner(result, "typeSpecification", _old_type)
    inner(result, "physicalParameters", _old_physical)
    inner(result, "protocolLimits", _old_limits)
    inner(result, "protocolFeatures", _old_features)
    inner(result, "loadSpecification", lambda load: _loads(load, LOAD_SET))
    return result


def new_factsheet(raw: Raw) -> Raw:
    """Read from 2.1 or 2.0."""
    result = renamed(raw, back(SHEET))
    inner(result, "typeSpecification", _new_type)
    inner(
        result,
        "physicalParameters",
        lambda physical: {"minimumHeight": 0.0} | renamed(physical, back(PHYSICAL)),
    )
    inner(result, "protocolLimits", _new_limits)
    inner(result, "protocolFeatures", _new_features)
    inner(result, "loadSpecification", lambda load: _loads(load, back(LOAD_SET)))
    return result


def _old_type(raw: Raw) -> Raw:
    result = renamed(without(raw, "supportedZones"), TYPE)
    result["agvKinematic"] = KINEMATICS.get(result["agvKinematic"], result["agvKinematic"])
    result["navigationTypes"] = [NAVIGATION.get(each, each) for each in raw["navigationTypes"]]
    return result


def _new_type(raw: Raw) -> Raw:
    result = renamed(raw, back(TYPE))
    kinematics = result.get("mobileRobotKinematics")
    result["mobileRobotKinematics"] = back(KINEMATICS).get(str(kinematics), kinematics)
    if isinstance(result.get("navigationTypes"), list):
        names = back(NAVIGATION)
        result["navigationTypes"] = [names.get(str(each), each) for each in raw["navigationTypes"]]
    return result


def _old_physical(raw: Raw) -> Raw:
    return renamed(without(raw, "minimumAngularSpeed", "maximumAngularSpeed"), PHYSICAL)


def _old_limits(raw: Raw) -> Raw:
    result = renamed(raw, LIMITS)
    inner(result, "maxStringLens", lambda lengths: renamed(lengths, STRINGS))
    inner(result, "maxArrayLens", lambda lengths: without(lengths, "state.instantActionStates"))
    inner(result, "timing", lambda timing: renamed(timing, TIMING))
    return result


def _new_limits(raw: Raw) -> Raw:
    absent: Raw = {"maximumStringLengths": {}, "maximumArrayLengths": {}}
    result = absent | renamed(raw, back(LIMITS))
    inner(result, "maximumStringLengths", lambda lengths: renamed(lengths, back(STRINGS)))
    inner(result, "timing", lambda timing: renamed(timing, back(TIMING)))
    return result


def _old_features(raw: Raw) -> Raw:
    result = renamed(raw, {"mobileRobotActions": "agvActions"})
    each(result, "agvActions", _old_action)
    return result


def _old_action(raw: Raw) -> Raw:
    """Blocking types are left out: the schema of 2.1 demands of the list to be one of its words."""
    result = renamed(
        without(raw, "pauseAllowed", "cancelAllowed", "blockingTypes"),
        {"actionResult": "resultDescription"},
    )
    result["actionType"] = ACTION_TYPES.get(raw["actionType"], raw["actionType"])
    result["actionScopes"] = [scope for scope in raw["actionScopes"] if scope != "ZONE"]
    return result


def _new_features(raw: Raw) -> Raw:
    result = renamed(raw, {"agvActions": "mobileRobotActions"})
    each(result, "mobileRobotActions", _new_action)
    return result


def _new_action(raw: Raw) -> Raw:
    """2.1 does not tell what can be paused and cancelled: pausing is not counted on."""
    known = {"pauseAllowed": False, "cancelAllowed": True}
    result: Raw = known | renamed(raw, {"resultDescription": "actionResult"})
    kind = result.get("actionType")
    result["actionType"] = back(ACTION_TYPES).get(str(kind), kind)
    each(result, "actionParameters", _new_parameter)
    return result


def _new_parameter(raw: Raw) -> Raw:
    return {**raw, "valueDataType": "NUMBER"} if raw.get("valueDataType") == "FLOAT" else raw


def _loads(raw: Raw, names: dict[str, str]) -> Raw:
    each(raw, "loadSets", lambda load: renamed(load, names))
    return raw
