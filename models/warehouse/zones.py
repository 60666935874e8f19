"""Picking zone by zone: where an order's tote goes next.

With a hand-over place a tote goes from zone to zone, in walking order. A zone without one picks
into a tote of its own at the same time, and an order's totes meet at packing.
"""

from collections.abc import Iterable

import msgspec


class ZoneLeft(msgspec.Struct, frozen=True, gc=False):
    """What an order still wants of a zone. `sequence`: its first place in walking order; `free`:
    picks that nobody else holds, of `picks` in all."""

    zone: str
    sequence: int
    picks: int
    free: int


def next_zone(left: Iterable[ZoneLeft], here: str | None) -> str | None:
    """The zone that gets the tote when `here` is done with it; None: it goes to packing.

    Zones that others pick already bring their own tote. Ahead in walking order comes before what
    lies behind.
    """
    waiting = [each for each in left if each.free and each.zone != here]
    own = next((each.sequence for each in left if each.zone == here), 0)
    chosen = min(
        waiting, key=lambda each: (each.sequence < own, each.sequence, each.zone), default=None
    )
    return chosen.zone if chosen is not None else None


def begins_in(left: Iterable[ZoneLeft], zone: str) -> bool:
    """Whether an order nobody has begun is begun here: in its first zone."""
    first = min(left, key=lambda each: (each.sequence, each.zone), default=None)
    return first is not None and first.zone == zone
