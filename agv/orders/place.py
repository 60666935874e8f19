"""Whether the robot is where an order wants to begin (sections 6.1.1 and 6.1.3.1 of 3.0)."""

import math

from agv.orders.vehicle_words import Telemetry
from agv.protocol.order import Ellipse, Node, NodePosition

# A node without a deviation has to be met as well as the robot can; that is about this well.
OWN_DEVIATION_M = 0.1
OWN_DEVIATION_RAD = math.radians(10)


def stands_on(node: Node, last_node_id: str, telemetry: Telemetry) -> bool:
    """On the node last passed, or by its position within what the node allows."""
    if node.node_id == last_node_id and _near(telemetry.distance_since_last_node):
        return True
    position, wanted = telemetry.position, node.node_position
    if position is None or wanted is None or not position.localized:
        return False
    if position.map_id != wanted.map_id:
        return False
    within = _within(wanted, position.x - wanted.x, position.y - wanted.y)
    return within and _turned(wanted, position.theta)


def _near(distance_m: float | None) -> bool:
    return distance_m is None or distance_m <= OWN_DEVIATION_M


def _within(wanted: NodePosition, x: float, y: float) -> bool:
    ellipse = wanted.allowed_deviation_xy or Ellipse(a=0.0, b=0.0, theta=0.0)
    along = x * math.cos(ellipse.theta) + y * math.sin(ellipse.theta)
    across = -x * math.sin(ellipse.theta) + y * math.cos(ellipse.theta)
    a, b = max(ellipse.a, OWN_DEVIATION_M), max(ellipse.b, OWN_DEVIATION_M)
    return (along / a) ** 2 + (across / b) ** 2 <= 1.0


def _turned(wanted: NodePosition, theta: float) -> bool:
    if wanted.theta is None:
        return True
    off = math.remainder(theta - wanted.theta, 2 * math.pi)
    return abs(off) <= max(wanted.allowed_deviation_theta or 0.0, OWN_DEVIATION_RAD)
