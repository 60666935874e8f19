"""What the staff of one site tell each other: who has what in hand, how far the day is."""

import asyncio
from collections import Counter
from collections.abc import Callable

import msgspec

LOOK_S = 0.05


async def until(true: Callable[[], bool]) -> None:
    """Look at what colleagues have written down until it is so."""
    while True:
        if true():
            return
        await asyncio.sleep(LOOK_S)


class Delivery(msgspec.Struct, frozen=True):
    """An ASN that headquarters will announce: item and expected units."""

    number: str
    supplier: str
    lines: tuple[tuple[str, int], ...]


class Board:
    """Shared by the workers of a site. Everything here is the staff's own knowledge."""

    def __init__(self, site: str) -> None:
        self.site = site
        self.in_hand: set[str] = set()
        self.places: dict[str, list[str]] = {}
        self.tasks_of: dict[str, set[str]] = {}
        self.tasks_over: set[str] = set()
        self.closed: set[str] = set()
        self.counts: Counter[str] = Counter()
        self.closing = False

    def take(self, thing: str) -> bool:
        """Say that I have it in hand; false when a colleague was first."""
        if thing in self.in_hand:
            return False
        self.in_hand.add(thing)
        return True

    def give_back(self, thing: str) -> None:
        """Others may take it again."""
        self.in_hand.discard(thing)

    def received(self, asn: str, tasks: list[str]) -> None:
        """Goods of a delivery wait to be put away. A colleague may have done so already."""
        self.tasks_of.setdefault(asn, set()).update(tasks)

    def put_away(self, task: str) -> None:
        """A task is over, done or not."""
        self.tasks_over.add(task)

    def is_stored(self, asn: str) -> bool:
        """Whether a delivery is wholly in its locations."""
        return asn in self.closed and self.tasks_of.get(asn, set()) <= self.tasks_over
