"""What the staff of one site tell each other: who has what in hand, how far the day is."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable

import msgspec

LOOK_S = 0.05
TOTES_PER_ROBOT = 2


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


class Tote(msgspec.Struct, frozen=True):
    """A tote that waits for a robot, or is on its way. `since_s`: of the demo's clock."""

    code: str
    order: str
    since_s: float


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
        self.robots = 0
        self.totes: dict[str, Tote] = {}
        self.totes_begun = 0
        self.carried: Counter[str] = Counter()

    def take(self, thing: str) -> bool:
        """Say that I have it in hand; false when a colleague was first."""
        if thing in self.in_hand:
            return False
        self.in_hand.add(thing)
        return True

    def give_back(self, thing: str) -> None:
        """Others may take it again."""
        self.in_hand.discard(thing)

    def wants_robot(self) -> bool:
        """Whether a robot is likely to come soon for another tote."""
        return len(self.totes) < TOTES_PER_ROBOT * self.robots

    def new_tote(self, order: str) -> Tote:
        """A tote for a part of an order; whoever picks another part of it takes another one."""
        self.carried[order] += 1
        self.totes_begun += 1
        return Tote(f"TOTE-{order}-{self.totes_begun}", order, time.perf_counter())

    def carries(self, tote: Tote) -> None:
        """It was set down for a robot."""
        self.totes[tote.code] = tote

    def arrived(self, code: str) -> None:
        """A tote stands at packing."""
        tote = self.totes.pop(code)
        self.carried[tote.order] -= 1

    def is_under_way(self, order: str) -> bool:
        """Whether something of an order is not at packing yet."""
        return self.carried[order] > 0

    def received(self, asn: str, tasks: list[str]) -> None:
        """Goods of a delivery wait to be put away. A colleague may have done so already."""
        self.tasks_of.setdefault(asn, set()).update(tasks)

    def put_away(self, task: str) -> None:
        """A task is over, done or not."""
        self.tasks_over.add(task)

    def is_stored(self, asn: str) -> bool:
        """Whether a delivery is wholly in its locations."""
        return asn in self.closed and self.tasks_of.get(asn, set()) <= self.tasks_over
