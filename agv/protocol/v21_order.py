"""Orders and instant actions between 3.0 and 2.1."""

from collections.abc import Mapping
from typing import Final

from agv.protocol.message import BadMessage
from agv.protocol.reading import Raw, each, inner, renamed, without

NODE: Final = {"nodeDescriptor": "nodeDescription"}
ACTION: Final = {"actionDescriptor": "actionDescription"}
EDGE: Final = {
    "edgeDescriptor": "edgeDescription",
    "maximumSpeed": "maxSpeed",
    "maximumMobileRobotHeight": "maxHeight",
    "minimumLoadHandlingDeviceHeight": "minHeight",
    "maximumRotationSpeed": "maxRotationSpeed",
}
CORRIDOR: Final = {"corridorReferencePoint": "corridorRefPoint"}
ACTION_TYPES: Final = {"initializePosition": "initPosition"}


def back(names: Mapping[str, str]) -> dict[str, str]:
    """A table of names read the other way."""
    return {old: new for new, old in names.items()}


def old_order(raw: Raw) -> Raw:
    """As 2.1 writes it."""
    result = without(raw, "orderDescription")
    each(result, "nodes", _old_node)
    ends = {node["sequenceId"]: node["nodeId"] for node in result["nodes"]}
    result["edges"] = [_old_edge(edge, ends) for edge in raw["edges"]]
    return result


def new_order(raw: Raw) -> Raw:
    """Read from 2.1 or 2.0."""
    nodes, edges = raw.get("nodes"), raw.get("edges")
    if isinstance(nodes, list) and isinstance(edges, list):
        _check_ends(nodes, edges)
    each(raw, "nodes", _new_node)
    each(raw, "edges", _new_edge)
    return raw


def old_instant_actions(raw: Raw) -> Raw:
    """As 2.1 writes them."""
    each(raw, "actions", _old_action)
    return raw


def new_instant_actions(raw: Raw) -> Raw:
    """Read from 2.1 or 2.0, which had other names for the list and for the type."""
    result = renamed(raw, {"instantActions": "actions"})
    each(result, "actions", lambda action: {"blockingType": "NONE"} | _new_action(action))
    return result


def _old_node(raw: Raw) -> Raw:
    result = renamed(raw, NODE)
    inner(result, "nodePosition", _old_position)
    each(result, "actions", _old_action)
    return result


def _new_node(raw: Raw) -> Raw:
    result = renamed(raw, back(NODE))
    inner(result, "nodePosition", _new_position)
    each(result, "actions", _new_action)
    return result


def _old_position(raw: Raw) -> Raw:
    """A circle that lies within the ellipse."""
    ellipse = raw.get("allowedDeviationXY")
    if ellipse is None:
        return raw
    return {**raw, "allowedDeviationXY": min(ellipse["a"], ellipse["b"])}


def _new_position(raw: Raw) -> Raw:
    result = renamed(raw, {"allowedDeviationXy": "allowedDeviationXY"})
    radius = result.get("allowedDeviationXY")
    if isinstance(radius, int | float) and not isinstance(radius, bool):
        result["allowedDeviationXY"] = {"a": radius, "b": radius, "theta": 0.0}
    return result


def _old_action(raw: Raw) -> Raw:
    """SINGLE is not in 2.1; HARD is the next stricter."""
    result = renamed(without(raw, "retriable"), ACTION)
    result["actionType"] = ACTION_TYPES.get(raw["actionType"], raw["actionType"])
    if raw["blockingType"] == "SINGLE":
        result["blockingType"] = "HARD"
    return result


def _new_action(raw: Raw) -> Raw:
    result = renamed(raw, {**back(ACTION), "actionName": "actionType"})
    kind = result.get("actionType")
    if isinstance(kind, str):
        result["actionType"] = back(ACTION_TYPES).get(kind, kind)
    return result


def _old_edge(raw: Raw, ends: Mapping[int, str]) -> Raw:
    result = renamed(raw, EDGE)
    result["startNodeId"] = ends[raw["sequenceId"] - 1]
    result["endNodeId"] = ends[raw["sequenceId"] + 1]
    before = result.pop("reachOrientationBeforeEntering", None)
    if before is not None:
        result["rotationAllowed"] = not before
    inner(result, "trajectory", old_trajectory)
    _old_corridor(result)
    each(result, "actions", _old_action)
    return result


def _new_edge(raw: Raw) -> Raw:
    result = renamed(raw, back(EDGE))
    allowed = result.pop("rotationAllowed", None)
    if isinstance(allowed, bool):
        result["reachOrientationBeforeEntering"] = not allowed
    if result.get("orientationType") not in ("GLOBAL", "TANGENTIAL"):
        # 2.1 leaves this text open; what 3.0 does not know is its default.
        result.pop("orientationType", None)
    inner(result, "corridor", lambda corridor: renamed(corridor, back(CORRIDOR)))
    each(result, "actions", _new_action)
    return result


def _old_corridor(edge: Raw) -> None:
    """A corridor one has to ask for would be free to use in 2.1: it is left out."""
    corridor = edge.get("corridor")
    if corridor is None:
        return
    if corridor.get("releaseRequired"):
        del edge["corridor"]
        return
    result = renamed(without(corridor, "releaseRequired", "releaseLossBehavior"), CORRIDOR)
    if "corridorRefPoint" in result:
        result["corridorRefPoint"] = result["corridorRefPoint"].replace("_", "")
    edge["corridor"] = result


def old_trajectory(raw: Raw) -> Raw:
    """Degree and knots are demanded by 2.1 and have a default in 3.0: straight, evenly spaced."""
    degree = raw.get("degree", 1)
    between = len(raw["controlPoints"]) - degree
    inside = [step / between for step in range(1, between)]
    knots = [0.0] * (degree + 1) + inside + [1.0] * (degree + 1)
    return {**raw, "degree": degree, "knotVector": raw.get("knotVector", knots)}


def _check_ends(nodes: list[object], edges: list[object]) -> None:
    """In 2.1 an edge names its ends; they have to be its neighbours in the sequence."""
    ends = {node.get("sequenceId"): node.get("nodeId") for node in nodes if isinstance(node, dict)}
    for edge in edges:
        if not isinstance(edge, dict) or not isinstance(edge.get("sequenceId"), int):
            continue
        at = edge["sequenceId"]
        for key, neighbour in (("startNodeId", at - 1), ("endNodeId", at + 1)):
            if key not in edge:
                raise BadMessage(f"edge {at} has no {key}")
            if ends.get(neighbour, edge[key]) != edge[key]:
                raise BadMessage(f"edge {at}: {key} is not node {neighbour} of the sequence")
