"""One step of all robots at once where a turn takes a step too: each has a few steps planned ahead,
which are kept, or exchanged by priority inheritance over whole plans (EPIBT; Yukhnevich and
Andreychuk, 2025), and then bettered by trying one robot after the other anew."""

from collections.abc import Callable, Sequence
from enum import Enum
from math import inf

import numpy as np

from edge.fleet.traffic.checks import OPEN, blocks_of
from edge.fleet.traffic.courses import AHEAD, STATES, Courses, Wishes
from edge.fleet.traffic.distances import FAR, STEP, Way
from edge.fleet.traffic.site_map import HEADINGS, NOWHERE, Graph

CLASH = -2
# How often others may be asked to make room, for the sake of one; and each of them in a step.
ASKED_MAX = 300
VISITS_MAX = 10
# Robots tried anew in each step once all have a course: up to so many, and each so often.
TRIES, TRIES_EACH = 300, 3
# What is less than this is no better.
GAIN_MIN = 1e-6
# Each of those that rank first weighs so much more than the next that what others gain hardly ever
# holds it up: everybody's turn comes with age.
FIRST, FIRST_WEIGHT = 3, 10.0

Tables = Sequence[Sequence[int]]


class _Answer(Enum):
    PLACED = 0
    NO_ROOM = 1
    GIVEN_UP = 2


class Turner:
    """Where each robot stands, which way it looks, and its course. Courses never meet: a robot
    that finds no better one keeps what is left of its own and waits at the end of it. Full rings
    are not driven: carried out one report at a time, none of the robots could be first."""

    def __init__(self, graph: Graph, states: Sequence[int], chance: Callable[[], float]) -> None:
        self.states = list(states)
        assert len(set(self.at)) == len(self.states)
        self._courses = Courses(graph)
        self._layer = self._courses.layer
        self._dice = np.random.default_rng(int(chance() * 2**32))
        self._block = blocks_of(graph)
        self._inside = [0] * len(graph)
        self._taken = [NOWHERE] * self._courses.slots
        count = len(self.states)
        self._tables: list[Sequence[int]] = [()] * count
        self._rows = np.full((count, HEADINGS * len(graph) + 1), float(FAR))
        self._wishes: Wishes | None = None
        self._worse = [0.0] * count
        # Per robot: who is nearer to its goal and older comes first, and weighs more.
        self._rank = [0] * count
        self._weight = [0.0] * count
        # A search is a number; per robot the last that saw it, how often, and which holds it now.
        self._search = 0
        self._seen = [0] * count
        self._visits = [0] * count
        self._settled = [0] * count
        self._asked = 0
        self._loss = 0.0
        self._stand()

    @property
    def at(self) -> list[int]:
        return [state // HEADINGS for state in self.states]

    def _stand(self) -> None:
        """Nobody has a course any more: robots that stand never meet."""
        self._paths = [[state] * STATES for state in self.states]
        self._put_all()

    def _put_all(self) -> None:
        self._taken = [NOWHERE] * self._courses.slots
        self._inside = [0] * len(self._inside)
        paths = np.array(self._paths, dtype=np.int32).reshape(-1, STATES)
        self._slots: list[list[int]] = self._courses.slots_of(paths).tolist()
        for robot in range(len(self.states)):
            self._put(robot)

    def stand(self, states: Sequence[int]) -> None:
        """They are led by another plan, and stand here now."""
        self.states = list(states)
        self._stand()

    def block(self, blocked: frozenset[Way]) -> None:
        """These ways and no others are not driven now."""
        self._courses.block(blocked)
        self._stand()

    def step(self, tables: Tables, ages: Sequence[float], still: Sequence[int] = ()) -> list[int]:
        """Everybody's next node. `tables`: per robot the distance from each state to its goal;
        `ages`: a step of age weighs like a step of distance; `still`: robots that do not move."""
        if any(len(set(self._paths[robot])) > 1 for robot in still):
            self._stand()
        self._learn(tables)
        order = self._ordered(ages)
        self._search += 1
        for robot in still:
            self._settled[robot] = self._search
        for robot in order:
            if self._seen[robot] != self._search and self._settled[robot] != self._search:
                self._try(robot, self._rank[robot], inf)
        tries = min(TRIES, TRIES_EACH * len(order))
        for robot in self._dice.integers(len(order), size=tries).tolist():
            self._search += 1
            for each in still:
                self._settled[each] = self._search
            if robot not in still:
                self._try(robot, NOWHERE, self._loss - GAIN_MIN)
        return self._advance()

    def _learn(self, tables: Tables) -> None:
        """What each could do, and what it is worth to it."""
        for robot, table in enumerate(tables):
            if table is not self._tables[robot]:
                self._tables[robot] = table
                self._rows[robot, :-1] = table
        paths = np.array(self._paths, dtype=np.int32).reshape(-1, STATES)
        self._wishes = self._courses.of(paths, self._rows, self._dice)
        self._worse = self._wishes.kept

    def _ordered(self, ages: Sequence[float]) -> list[int]:
        """Who is nearer to its goal or older comes first; who is in a dead end before all, since
        nobody can pass there."""
        claims = [
            (self._block[state // HEADINGS] == OPEN, table[state] / STEP - age)
            for state, table, age in zip(self.states, self._tables, ages, strict=True)
        ]
        order = sorted(range(len(claims)), key=claims.__getitem__)
        for rank, robot in enumerate(order):
            self._rank[robot] = rank
            self._weight[robot] = max(1 - rank / len(order), FIRST_WEIGHT ** (FIRST - rank))
        self._loss = sum(map(float.__mul__, self._weight, self._worse))
        return order

    def _try(self, robot: int, before: int, loss_max: float) -> None:
        """A better course for the robot and for those it asks, or none changes. `before`: those
        that rank no lower are not asked; `loss_max`: of all together, weighed."""
        self._asked = ASKED_MAX
        self._lift(robot)
        if self._place(robot, before, loss_max) is not _Answer.PLACED:
            self._put(robot)

    def _place(self, robot: int, before: int, loss_max: float) -> _Answer:
        """The best course that clashes with none settled; whoever is in its way must find another.
        Where there is none the robot is left lifted, with the course it had."""
        search, settled, weight = self._search, self._settled, self._weight[robot]
        if self._seen[robot] != search:
            self._seen[robot], self._visits[robot] = search, 0
        self._visits[robot] += 1
        settled[robot] = search
        had = self._slots[robot], self._paths[robot], self._worse[robot]
        answer, wishes = _Answer.NO_ROOM, self._wishes
        assert wishes is not None
        for wish in wishes.of(robot):
            # Nobody can do better than its first wish: what is lost now is the least there will be.
            if self._loss + weight * wishes.worse(wish) > loss_max:
                break
            slots = wishes.slots(wish)
            other = self._met(slots)
            if other == CLASH or not self._may_enter(slots):
                continue
            if other != NOWHERE:
                if not self._may_ask(other, before):
                    continue
                if self._asked == 0:
                    if loss_max == inf:
                        continue
                    answer = _Answer.GIVEN_UP
                    break
                self._asked -= 1
                self._lift(other)
            self._slots[robot] = slots
            self._paths[robot] = wishes.states(wish)
            self._worse[robot] = wishes.worse(wish)
            self._put(robot)
            if other == NOWHERE:
                return _Answer.PLACED
            answer = self._place(other, before, loss_max)
            if answer is _Answer.PLACED:
                return answer
            self._lift(robot)
            self._put(other)
            if answer is _Answer.GIVEN_UP:
                break
        self._slots[robot], self._paths[robot], self._worse[robot] = had
        settled[robot] = 0
        return answer

    def _may_ask(self, other: int, before: int) -> bool:
        search = self._search
        return (
            self._settled[other] != search
            and self._rank[other] > before
            and (self._seen[other] != search or self._visits[other] < VISITS_MAX)
        )

    def _met(self, slots: Sequence[int]) -> int:
        """The one robot whose course this one meets; NOWHERE where there is none, CLASH where
        there are several or it would close a ring."""
        met, taken = NOWHERE, self._taken
        for slot in slots[1:]:
            other = taken[slot]
            if other != NOWHERE and other != met:
                if met != NOWHERE:
                    return CLASH
                met = other
        layer, courses, here = self._layer, self._slots, slots[0]
        for ahead in range(1, AHEAD + 1):
            node = slots[ahead]
            start = here + layer
            here = node
            # Who makes room in this step, one after the other: up to the start would be a ring.
            while node != start and (other := taken[node - layer]) not in (NOWHERE, met):
                onward = courses[other][ahead]
                if onward == start:
                    return CLASH
                if onward == node:
                    break
                node = onward
        return met

    def _may_enter(self, slots: Sequence[int]) -> bool:
        """Dead ends admit one at a time."""
        block, layer = self._block, self._layer
        here = block[slots[0]]
        for slot in slots[1:STATES]:
            entered = block[slot % layer]
            if entered not in (OPEN, here) and self._inside[entered]:
                return False
        return True

    def _put(self, robot: int) -> None:
        self._hold(robot, robot, 1)

    def _lift(self, robot: int) -> None:
        self._hold(robot, NOWHERE, -1)

    def _hold(self, robot: int, holder: int, sign: int) -> None:
        taken, slots = self._taken, self._slots[robot]
        for slot in slots:
            taken[slot] = holder
        # What is not driven takes the last slot, which stays free.
        taken[-1] = NOWHERE
        for block in {self._block[slot % self._layer] for slot in slots[:STATES]} - {OPEN}:
            self._inside[block] += sign
        self._loss += sign * self._weight[robot] * self._worse[robot]

    def _advance(self) -> list[int]:
        """Everybody takes the first step of its course; of what is left the last is a wait."""
        self.states = [path[1] for path in self._paths]
        self._paths = [[*path[1:], path[-1]] for path in self._paths]
        self._put_all()
        return self.at
