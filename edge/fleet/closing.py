"""Ways that no robot may be led over now."""

from collections.abc import Iterable, Mapping

import msgspec

from edge.fleet.floor import Floor
from edge.fleet.master.plan import Plan
from edge.fleet.seat import Seat

BLOCKED_MS_SHOWN = 10_000
"""A robot that stands before something for so long blocks its stretch for the others."""


class Shut(msgspec.Struct, frozen=True):
    """`ways` between node numbers; `found`: the segments that robots stand before, by whom."""

    ways: frozenset[tuple[int, int]]
    found: dict[str, str]


def shut_ways(
    floor: Floor, seats: Iterable[Seat], by_people: Mapping[str, str], now_ms: int
) -> Shut:
    """What people have said, what stands in a robot's way for a while, and after a start where
    those may be that say nothing."""
    found: dict[str, str] = {}
    ways: set[tuple[int, int]] = set()
    for segment in by_people:
        ways |= floor.ways(segment)
    for seat in seats:
        segment_found = _stands_before(floor, seat, now_ms)
        if segment_found is not None:
            found[segment_found] = seat.serial
            ways |= floor.ways(segment_found)
        if seat.number is None and seat.plan is not None:
            ways |= _around(floor, seat.plan)
    return Shut(frozenset(ways), found)


def _stands_before(floor: Floor, seat: Seat, now_ms: int) -> str | None:
    since, between = seat.blocked_since_ms, seat.between
    if since is None or not between or now_ms - since <= BLOCKED_MS_SHOWN:
        return None
    names = floor.graph.names
    return floor.segment_between(names[between[0]], names[between[1]])


def _around(floor: Floor, plan: Plan) -> set[tuple[int, int]]:
    """All ways into the base of an order whose robot is not heard of."""
    numbers, inward = floor.graph.numbers, floor.graph.inward
    held = (numbers.get(node.node_id) for node in plan.nodes[: plan.released])
    return {(near, node) for node in held if node is not None for near in inward[node]}
