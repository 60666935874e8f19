"""What any way of making batches needs to know of them: which fit, and how long their walks are."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple, Protocol

from models.picking.batching.orders import Cart, Load, Task
from models.picking.batching.walks import Walks

Batch = tuple[int, ...]
"""Numbers of tasks, ascending."""


class Chance(Protocol):
    """A seeded source of chance, such as random.Random."""

    def randrange(self, stop: int, /) -> int: ...

    def shuffle(self, x: list[int], /) -> None: ...


class Pace(NamedTuple):
    """How fast people walk and pick."""

    length_per_s: float = 1_000
    """mm: a metre in a second, with a cart."""
    stop_s: float = 10


USUAL = Pace()


class Problem:
    """Tasks by number, and the length of the walk of any set of them."""

    def __init__(
        self,
        tasks: Sequence[Task],
        cart: Cart,
        length: Callable[[int], float],
        spots: Sequence[int],
        pace: Pace = USUAL,
    ) -> None:
        self.size = len(tasks)
        self.spots = list(spots)
        self.loads = [task.load for task in tasks]
        self.length = length
        self._cart, self._pace = cart, pace
        self._left = [task.left_s for task in tasks]
        self._lines = [len(task.lines) for task in tasks]
        self._has_deadlines = any(left is not None for left in self._left)

    def together(self, numbers: Iterable[int]) -> int:
        """The spots of these tasks."""
        found = 0
        for number in numbers:
            found |= self.spots[number]
        return found

    def load(self, numbers: Iterable[int]) -> Load:
        """What they take of a cart."""
        slots = weight = volume = 0.0
        for number in numbers:
            more = self.loads[number]
            slots += more[0]
            weight += more[1]
            volume += more[2]
        return slots, weight, volume

    def total(self, batches: Iterable[Iterable[int]]) -> float:
        """Length of all walks."""
        return sum(self.length(self.together(batch)) for batch in batches)

    def holds(self, one: Load, other: Load) -> bool:
        """Whether both fit on a cart together."""
        return self._cart.holds((one[0] + other[0], one[1] + other[1], one[2] + other[2]))

    def is_in_time(self, numbers: Sequence[int]) -> bool:
        """Whether none would be late on account of the others."""
        if not self._has_deadlines or len(numbers) == 1:
            return True
        lefts = [left for number in numbers if (left := self._left[number]) is not None]
        return not lefts or self.duration_s(numbers) <= min(lefts)

    def duration_s(self, numbers: Sequence[int]) -> float:
        """Of the walk, with the stops on it."""
        walk_s = self.length(self.together(numbers)) / self._pace.length_per_s
        return walk_s + self._pace.stop_s * sum(self._lines[number] for number in numbers)

    def left_s(self, numbers: Iterable[int]) -> float | None:
        """The first of their deadlines."""
        lefts = [left for number in numbers if (left := self._left[number]) is not None]
        return min(lefts, default=None)


def problem(tasks: Sequence[Task], cart: Cart, walks: Walks, pace: Pace = USUAL) -> Problem:
    """Of tasks on a floor."""
    spots = [walks.spots(line.place for line in task.lines) for task in tasks]
    return Problem(tasks, cart, walks.length, spots, pace)
