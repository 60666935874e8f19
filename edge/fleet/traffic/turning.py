"""One step of all robots at once where a turn takes a step too: each has a few steps planned ahead,
which are kept, or exchanged by priority inheritance over whole plans (EPIBT; Yukhnevich and
Andreychuk, 2025)."""

from collections.abc import Callable, Sequence
from itertools import product

import msgspec

from edge.fleet.traffic.checks import OPEN, blocks_of
from edge.fleet.traffic.distances import Way
from edge.fleet.traffic.site_map import HEADINGS, NOWHERE, Graph

AHEAD = 3
# How often robots may be asked to make room, for the sake of one that wants something else.
ASKED_MAX = 40
CLASH = -2

END_WEIGHT = 16
ACTIONS = FORWARD, LEFT, RIGHT, WAIT = tuple(range(4))
Tables = Sequence[Sequence[int]]


class Course(msgspec.Struct, frozen=True):
    """Nodes, and states (node * 4 + heading), at the start and after each of AHEAD steps."""

    nodes: tuple[int, ...]
    states: tuple[int, ...]


class Turner:
    """Where each robot stands, which way it looks, and its course. Courses never meet: a robot
    that finds no better one keeps what is left of its own and waits at the end of it."""

    def __init__(self, graph: Graph, states: Sequence[int], chance: Callable[[], float]) -> None:
        self.states = list(states)
        self._graph = graph
        self._chance = chance
        self._ways = [list(each) for each in graph.ahead]
        self._block = blocks_of(graph)
        self._courses: dict[int, list[Course]] = {}
        self._taken = [[NOWHERE] * len(graph) for _ in range(AHEAD + 1)]
        self._inside: dict[int, set[int]] = {}
        self._course = [self._standing(state) for state in states]
        self._tables: Tables = ()
        self._settled: list[bool] = []
        self._asked = 0
        for robot in range(len(states)):
            self._put(robot, self._course[robot])

    @property
    def at(self) -> list[int]:
        return [state // HEADINGS for state in self.states]

    def _standing(self, state: int) -> Course:
        return Course((state // HEADINGS,) * (AHEAD + 1), (state,) * (AHEAD + 1))

    def block(self, blocked: frozenset[Way]) -> None:
        """These ways and no others are not driven now, once the courses begun are over."""
        self._ways = [
            [NOWHERE if (start, end) in blocked else end for end in ahead]
            for start, ahead in enumerate(self._graph.ahead)
        ]
        self._courses.clear()

    def step(self, tables: Tables, ages: Sequence[float], still: Sequence[int] = ()) -> list[int]:
        """Everybody's next node. `tables`: per robot the distance from each state to its goal."""
        self._tables = tables
        self._settled = [False] * len(self.states)
        for robot in still:
            self._settled[robot] = True
        order = sorted(range(len(self.states)), key=lambda robot: -self._claim(robot, ages))
        for robot in order:
            if not self._settled[robot]:
                self._asked = ASKED_MAX
                if not self._choose(robot):
                    self._put(robot, self._course[robot])
                    self._settled[robot] = True
        return self._advance()

    def _claim(self, robot: int, ages: Sequence[float]) -> float:
        """Who is in a dead end comes first, since nobody can pass there."""
        inside = self._block[self.states[robot] // HEADINGS] != OPEN
        return ages[robot] + 1e9 if inside else ages[robot]

    def _choose(self, robot: int) -> bool:
        """The best course that clashes with none settled; whoever is in its way must find another.
        The robot is left without a course where there is none."""
        old = self._course[robot]
        self._lift(robot)
        self._settled[robot] = True
        for course in self._wishes(robot):
            other = self._clash(robot, course)
            if other == CLASH:
                continue
            if other == NOWHERE:
                self._put(robot, course)
                return True
            if self._asked == 0:
                continue
            self._asked -= 1
            others = self._course[other]
            self._lift(other)
            self._put(robot, course)
            if self._choose(other):
                return True
            self._lift(robot)
            self._put(other, others)
        self._settled[robot] = False
        self._course[robot] = old
        return False

    def _wishes(self, robot: int) -> list[Course]:
        table, draw = self._tables[robot], self._chance
        # The end counts; among equals, how early it is nearer.
        found = [
            (
                END_WEIGHT * table[course.states[-1]]
                + sum([table[state] for state in course.states[1:-1]])
                + draw(),
                number,
                course,
            )
            for number, course in enumerate(self._from(self.states[robot]))
        ]
        found.sort()
        return [course for _, _, course in found]

    def _clash(self, robot: int, course: Course) -> int:
        """The one robot whose course this one meets and who may yet change it; NOWHERE where
        there is none, CLASH where there are several or it may not."""
        met = NOWHERE
        nodes, taken, settled = course.nodes, self._taken, self._settled
        before = nodes[0]
        for ahead in range(1, AHEAD + 1):
            node = nodes[ahead]
            others = [taken[ahead][node]]
            if node != before:
                # Who drives towards it; and who leaves the node in this very step goes first, so
                # that a full ring of robots, in which none can be first, does not come about.
                earlier = taken[ahead - 1][node]
                if earlier != NOWHERE and (
                    self._course[earlier].nodes[ahead] == before or self._rings(before, node, ahead)
                ):
                    others.append(earlier)
            for other in others:
                if other not in (NOWHERE, met):
                    if met != NOWHERE or settled[other]:
                        return CLASH
                    met = other
            before = node
        return met if self._may_enter(robot, course) else CLASH

    def _rings(self, start: int, node: int, ahead: int) -> bool:
        """Whether those who make room in this step, one after the other, end up at the start."""
        while (other := self._taken[ahead - 1][node]) != NOWHERE:
            onward = self._course[other].nodes[ahead]
            if onward in (node, start):
                return onward == start
            node = onward
        return False

    def _may_enter(self, robot: int, course: Course) -> bool:
        here = self._block[course.nodes[0]]
        for node in course.nodes[1:]:
            block = self._block[node]
            if block not in (OPEN, here) and self._inside.get(block, set()) - {robot}:
                return False
        return True

    def _put(self, robot: int, course: Course) -> None:
        self._course[robot] = course
        for ahead, node in enumerate(course.nodes):
            self._taken[ahead][node] = robot
            if self._block[node] != OPEN:
                self._inside.setdefault(self._block[node], set()).add(robot)

    def _lift(self, robot: int) -> None:
        for ahead, node in enumerate(self._course[robot].nodes):
            if self._taken[ahead][node] == robot:
                self._taken[ahead][node] = NOWHERE
            if self._block[node] != OPEN:
                self._inside.get(self._block[node], set()).discard(robot)

    def _advance(self) -> list[int]:
        """Everybody takes the first step of its course."""
        courses = list(self._course)
        for robot in range(len(courses)):
            self._lift(robot)
        for robot, course in enumerate(courses):
            self.states[robot] = course.states[1]
            self._put(robot, self._rest(course))
        return self.at

    def _rest(self, course: Course) -> Course:
        """What is left of a course, and a wait."""
        return Course(
            (*course.nodes[1:], course.nodes[-1]), (*course.states[1:], course.states[-1])
        )

    def _from(self, state: int) -> list[Course]:
        """The courses that begin here, each sequence of nodes to an end state once."""
        found = self._courses.get(state)
        if found is None:
            best: dict[tuple[tuple[int, ...], int], Course] = {}
            # The last action is WAIT, and a wait replaces a turn there and back: the later wins.
            for actions in product(ACTIONS, repeat=AHEAD):
                course = self._driven(state, actions)
                if course is not None:
                    best[course.nodes, course.states[-1]] = course
            found = self._courses[state] = list(best.values())
        return found

    def _driven(self, state: int, actions: Sequence[int]) -> Course | None:
        states = [state]
        for action in actions:
            node, facing = divmod(states[-1], HEADINGS)
            if action == FORWARD:
                node = self._ways[node][facing]
                if node == NOWHERE:
                    return None
            elif action != WAIT:
                facing = (facing + (1 if action == LEFT else 3)) % HEADINGS
            states.append(node * HEADINGS + facing)
        return Course(tuple(each // HEADINGS for each in states), tuple(states))
