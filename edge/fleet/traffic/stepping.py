"""One step of all robots at once: priority inheritance with backtracking (PIBT; Okumura and others,
2022), for robots that turn on the spot in no time."""

from collections.abc import Callable, Sequence

from edge.fleet.traffic.checks import OPEN, blocks_of
from edge.fleet.traffic.distances import Way
from edge.fleet.traffic.site_map import NOWHERE, Graph

DEPTH_MAX = 200
# Less than a step and more than the draw between equals: an empty node before one to be emptied.
TAKEN = 50
DRAW = 1

Tables = Sequence[Sequence[int]]


class Stepper:
    """Where each robot stands, and where it goes next. Robots that follow one another round a full
    ring are not allowed: carried out one report at a time, none of them could be first."""

    def __init__(self, graph: Graph, at: Sequence[int], chance: Callable[[], float]) -> None:
        assert len(set(at)) == len(at)
        self.at = list(at)
        self._graph = graph
        self._chance = chance
        self._block = blocks_of(graph)
        self._inside = [0] * (len(graph) + 1)
        self._now = [NOWHERE] * len(graph)
        self._next = [NOWHERE] * len(graph)
        self._to: list[int] = []
        self._tables: Tables = ()
        self._ways = list(graph.onward)
        for robot, node in enumerate(at):
            self._enter(robot, node)

    def _enter(self, robot: int, node: int) -> None:
        self._now[node] = robot
        if self._block[node] != OPEN:
            self._inside[self._block[node]] += 1

    def _leave(self, node: int) -> None:
        self._now[node] = NOWHERE
        if self._block[node] != OPEN:
            self._inside[self._block[node]] -= 1

    def block(self, blocked: frozenset[Way]) -> None:
        """These ways and no others are not driven now."""
        self._ways = [
            tuple(end for end in ends if (start, end) not in blocked)
            for start, ends in enumerate(self._graph.onward)
        ]

    def step(
        self,
        tables: Tables,
        ages: Sequence[float],
        still: Sequence[int] = (),
    ) -> list[int]:
        """Everybody's next node. `tables`: per robot the distance to its goal from each node;
        `ages`: who is older goes first; `still`: robots that do not move. Robots that come out
        of a dead end go before all others, since nobody can pass them there."""
        self._tables = tables
        self._to = to = [NOWHERE] * len(self.at)
        for robot in still:
            to[robot] = self.at[robot]
            self._next[self.at[robot]] = robot
        block, at = self._block, self.at
        keys = [
            age if block[node] == OPEN else age + 1e9 for age, node in zip(ages, at, strict=True)
        ]
        for robot in sorted(range(len(at)), key=keys.__getitem__, reverse=True):
            if to[robot] == NOWHERE:
                self._move(robot, 0)
        self._settle()
        return to

    def _settle(self) -> None:
        moves = [(each, a, b) for each, (a, b) in enumerate(zip(self.at, self._to, strict=True))]
        for _, start, end in moves:
            if start != end:
                self._leave(start)
        # The counts of dead ends entered were raised when the way was taken.
        for robot, start, end in moves:
            self._next[end] = NOWHERE
            self._now[end] = robot
            if start != end and self._block[end] != OPEN and self._block[start] == self._block[end]:
                self._inside[self._block[end]] += 1
        self.at = list(self._to)

    def _move(self, robot: int, depth: int) -> bool:
        """Gives the robot a node, pushing others on; False where it can only stay."""
        here = self.at[robot]
        now, taken, to = self._now, self._next, self._to
        for there in self._wishes(robot, here):
            if taken[there] != NOWHERE:
                continue
            other = now[there]
            if there == here:
                to[robot] = here
                taken[here] = robot
                return True
            if other != NOWHERE and to[other] != NOWHERE and self._in_ring(here, there):
                continue
            entered = self._block[there]
            if entered != OPEN and entered != self._block[here]:
                if self._inside[entered]:
                    continue
                self._inside[entered] += 1
            to[robot] = there
            taken[there] = robot
            if other == NOWHERE or to[other] != NOWHERE:
                return True
            if depth == DEPTH_MAX:
                to[other] = there
                taken[there] = other
            elif self._move(other, depth + 1):
                return True
            if entered != OPEN and entered != self._block[here]:
                self._inside[entered] -= 1
        to[robot] = here
        taken[here] = robot
        return False

    def _wishes(self, robot: int, here: int) -> list[int]:
        table, now, chance = self._tables[robot], self._now, self._chance
        wishes = [(table[here] + DRAW * chance(), here)]
        for there in self._ways[here]:
            far = table[there] + DRAW * chance()
            wishes.append((far if now[there] == NOWHERE else far + TAKEN, there))
        wishes.sort()
        return [there for _, there in wishes]

    def _in_ring(self, here: int, there: int) -> bool:
        """Whether those who make room, one after the other, end up wanting this very place. Two
        who would change places are the shortest ring."""
        node = there
        while (robot := self._now[node]) != NOWHERE and self._to[robot] not in (NOWHERE, node):
            node = self._to[robot]
            if node == here:
                return True
        return False
