"""The factsheet of our line-following robot, from the few things that differ between builds."""

from typing import Final

import msgspec

from agv.protocol.factsheet import (
    ActionParameterKind,
    ArrayLengths,
    Factsheet,
    LoadSpecification,
    OptionalParameter,
    PhysicalParameters,
    ProtocolFeatures,
    ProtocolLimits,
    RobotAction,
    RobotGeometry,
    StringLengths,
    Timing,
    TypeSpecification,
)
from agv.protocol.message import MESSAGE_BYTES_MAX
from agv.protocol.words import BlockingType, Scope, Support, ValueType

NODES_MAX = 200
ACTIONS_MAX = 10


class Body(msgspec.Struct, frozen=True, kw_only=True):
    """What differs. Metres, m/s, m/s², kg; `corridors`: it can leave its line and find it again."""

    series: str = "Holdfast line follower"
    maximum_speed: float = 0.7
    acceleration: float = 0.5
    deceleration: float = 1.0
    width: float = 0.3
    length: float = 0.4
    height: float = 0.3
    load_mass: float = 10.0
    lifts: bool = True
    charges: bool = True
    corridors: bool = False


def factsheet(body: Body) -> Factsheet:
    """What fleet control is told, and what orders are held to."""
    return Factsheet(
        type_specification=TypeSpecification(
            series_name=body.series,
            mobile_robot_kinematics="DIFFERENTIAL",
            mobile_robot_class="CARRIER",
            maximum_load_mass=body.load_mass if body.lifts else 0.0,
            localization_types=("SPOT",),
            navigation_types=("PHYSICAL_LINE_GUIDED",),
        ),
        physical_parameters=PhysicalParameters(
            minimum_speed=0.05,
            maximum_speed=body.maximum_speed,
            maximum_acceleration=body.acceleration,
            maximum_deceleration=body.deceleration,
            minimum_height=body.height,
            maximum_height=body.height,
            width=body.width,
            length=body.length,
        ),
        protocol_limits=ProtocolLimits(
            maximum_string_lengths=StringLengths(
                maximum_message_length=MESSAGE_BYTES_MAX, maximum_id_length=128
            ),
            maximum_array_lengths=ArrayLengths(
                order_nodes=NODES_MAX,
                order_edges=NODES_MAX - 1,
                node_actions=ACTIONS_MAX,
                edge_actions=ACTIONS_MAX,
                instant_actions=ACTIONS_MAX,
            ),
            timing=Timing(
                minimum_order_interval=0.1, minimum_state_interval=0.1, default_state_interval=2.0
            ),
        ),
        protocol_features=ProtocolFeatures(
            optional_parameters=_optional(body), mobile_robot_actions=_actions(body)
        ),
        mobile_robot_geometry=RobotGeometry(),
        load_specification=LoadSpecification(load_positions=("deck",) if body.lifts else None),
    )


def _optional(body: Body) -> tuple[OptionalParameter, ...]:
    names = ["order.edges.maximumSpeed", "order.edges.direction", "order.edges.length"]
    if body.corridors:
        names.append("order.edges.corridor")
    return tuple(OptionalParameter(parameter=each, support=Support.SUPPORTED) for each in names)


_INSTANT: Final = (Scope.INSTANT,)
_NODE: Final = (Scope.NODE,)
_STANDING: Final = (BlockingType.SOFT, BlockingType.HARD)


def _actions(body: Body) -> tuple[RobotAction, ...]:
    own = [
        "cancelOrder",
        "startPause",
        "stopPause",
        "stateRequest",
        "factsheetRequest",
        "clearInstantActions",
        "trigger",
    ]
    actions = [_action(each, _INSTANT, *(_ORDER if each == "cancelOrder" else ())) for each in own]
    actions += [_action(each, _INSTANT, _text("actionId")) for each in ("retry", "skipRetry")]
    actions += [_action("initializePosition", _INSTANT, *_POSE)]
    actions += [_action("updateCertificate", _INSTANT, _text("service"), *_LINKS)]
    wait = _action("waitForTrigger", _NODE)
    actions += [msgspec.structs.replace(wait, blocking_types=_STANDING)]
    if body.lifts:
        actions += [_handling("pick"), _handling("drop")]
    if body.charges:
        both = (Scope.INSTANT, Scope.NODE)
        actions += [_action(each, both) for each in ("startCharging", "stopCharging")]
    return tuple(actions)


def _action(name: str, scopes: tuple[Scope, ...], *keys: ActionParameterKind) -> RobotAction:
    return RobotAction(
        action_type=name,
        action_scopes=scopes,
        action_parameters=keys or None,
        pause_allowed=False,
        cancel_allowed=True,
    )


def _handling(name: str) -> RobotAction:
    """A lift that was begun is brought to its end: half-way up a load would fall."""
    return RobotAction(
        action_type=name,
        action_scopes=_NODE,
        action_parameters=(
            _text("stationName", optional=True),
            _text("loadId", optional=True),
            _text("loadType", optional=True),
        ),
        blocking_types=(BlockingType.HARD,),
        pause_allowed=False,
        cancel_allowed=False,
    )


def _text(key: str, *, optional: bool = False) -> ActionParameterKind:
    return ActionParameterKind(
        key=key, value_data_type=ValueType.STRING, is_optional=optional or None
    )


_ORDER: Final = (_text("orderId", optional=True),)
_LINKS: Final = (
    _text("keyDownloadLink"),
    _text("certificateDownloadLink"),
    _text("certificateAuthorityDownloadLink", optional=True),
)
_POSE: Final = (
    *(
        ActionParameterKind(key=key, value_data_type=ValueType.NUMBER)
        for key in ("x", "y", "theta")
    ),
    _text("mapId"),
    _text("lastNodeId"),
)
