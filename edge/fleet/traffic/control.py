"""Traffic of a site: goals and reports in, releases and arrivals out; plans anew while robots are
under way, around what is blocked and who is lost."""

from collections.abc import Callable, Sequence

import numpy as np

from edge.fleet.traffic.checks import OPEN, blocks_of
from edge.fleet.traffic.distances import FAR, Distances, Way
from edge.fleet.traffic.execution import Execution, Progress, Release
from edge.fleet.traffic.site_map import HEADINGS, Graph
from edge.fleet.traffic.stepping import Stepper
from edge.fleet.traffic.turning import Turner

# A step of lateness weighs like a step of age; a goal given up to this many steps late or early.
LEAD_STEPS_MAX = 10_000
# Who has nothing to claim comes after everybody who has.
NO_CLAIM = -1e6
# Who comes no nearer to its goal for so many steps gets its way over all others, turns or not.
PATIENCE_STEPS, OUT_OF_PATIENCE = 40, 1e6
# And after so many it is given up: one that is lost may have made an aisle a dead end.
STRANDED_STEPS = 240


class Traffic:
    """Robots and nodes are numbers here; who calls knows their names. `chance` settles ties, and
    gives the same traffic for the same draws. Turns take time where `distances` say so."""

    def __init__(
        self, graph: Graph, distances: Distances, at: Sequence[int], chance: Callable[[], float]
    ) -> None:
        self._graph = graph
        self._distances = distances
        self._chance = chance
        self._execution = Execution(at)
        # The heading in which each stands where it was last reported.
        self._facing = [0] * len(at)
        self._stepper = self._begin()
        self._goals: list[int | None] = [None] * len(at)
        # The number of the node, among those planned for the robot, that is its goal.
        self._arrivals: list[int | None] = [None] * len(at)
        self._tables = [distances.to(node) for node in at]
        self._ages = [chance() for _ in at]
        self._nearest = [FAR] * len(at)
        self._waited = [0] * len(at)
        self._lost: set[int] = set()
        self._block = blocks_of(graph)
        self._leaving: set[int] = set()
        self._blocked: frozenset[Way] = frozenset()

    def send(self, robot: int, goal: int, lead_steps: int = 0) -> None:
        """A new goal. `lead_steps`: by how much the mission shall be preferred, its lateness."""
        assert abs(lead_steps) <= LEAD_STEPS_MAX
        self._goals[robot] = goal
        self._arrivals[robot] = None
        self._tables[robot] = self._distances.to(goal)
        self._ages[robot] = lead_steps + self._chance()
        self._nearest[robot], self._waited[robot] = FAR, 0
        self._note_arrivals()

    def take(self, progress: Progress) -> bool:
        """A robot's report; True when it has come to its goal, which is then forgotten."""
        robot = progress.robot
        held = self._execution.held(robot)
        passed = progress.number - self._execution.reported(robot)
        if self._execution.report(progress):
            self._facing[robot] = self._heading(held[passed - 1], held[passed])
        arrival = self._arrivals[robot]
        if arrival is None or self._execution.reported(robot) < arrival:
            return False
        self._goals[robot] = self._arrivals[robot] = None
        return True

    def arrived_at_once(self, robot: int) -> bool:
        """Whether the robot stands at the goal it has been sent to; the goal is then forgotten."""
        return self.take(Progress(robot, 0))

    def tick(self) -> list[Release]:
        """Plans one step more and says what may be driven to now."""
        if not self._goals:
            return []
        self._clear_dead_ends()
        still = sorted(self._lost | set(self._execution.full()))
        self._execution.plan(self._step(still))
        for robot, goal in enumerate(self._goals):
            if goal is not None and self._arrivals[robot] is None:
                self._ages[robot] += 1
        self._note_arrivals()
        return [each for each in self._execution.releases() if each.robot not in self._lost]

    def _clear_dead_ends(self) -> None:
        """Dead ends admit one: who has nothing to do there makes room for who wants in."""
        block, at = self._block, self._stepper.at
        wanted = {
            block[goal]: at[robot]
            for robot, goal in enumerate(self._goals)
            if goal is not None and block[goal] not in (OPEN, block[at[robot]])
        }
        for robot, goal in enumerate(self._goals):
            if goal is None and block[at[robot]] in wanted:
                self._tables[robot] = self._distances.to(wanted[block[at[robot]]])
                self._leaving.add(robot)
            elif robot in self._leaving:
                self._leaving.discard(robot)
                self._tables[robot] = self._distances.to(at[robot] if goal is None else goal)

    def _step(self, still: Sequence[int]) -> list[int]:
        """Everybody's next node. Plans with turns look three steps ahead, which may not be enough
        to untie a knot; plans without them always let the first through."""
        stepper = self._stepper
        self._count_waiting(still)
        if not isinstance(stepper, Turner) or max(self._waited) <= PATIENCE_STEPS:
            return stepper.step(self._tables, self._ages, still)
        plain = Stepper(self._graph, stepper.at, self._chance)
        plain.block(self._distances.blocked)
        tables = [np.reshape(table, (-1, HEADINGS)).min(axis=1).tolist() for table in self._tables]
        ages = [
            age + OUT_OF_PATIENCE * (waited > PATIENCE_STEPS)
            for age, waited in zip(self._ages, self._waited, strict=True)
        ]
        before = stepper.states
        moved = plain.step(tables, ages, still)
        stepper.stand([
            state if state // HEADINGS == node
            else HEADINGS * node + self._heading(state // HEADINGS, node)
            for state, node in zip(before, moved, strict=True)
        ])  # fmt: skip
        return moved

    def _count_waiting(self, still: Sequence[int]) -> None:
        """For how many steps each that could be planned for has come no nearer to its goal."""
        stepper = self._stepper
        where = stepper.states if isinstance(stepper, Turner) else stepper.at
        for robot, state in enumerate(where):
            far = self._tables[robot][state]
            if self._goals[robot] is None or self._arrivals[robot] is not None or far >= FAR:
                self._waited[robot] = 0
            elif far < self._nearest[robot]:
                self._nearest[robot], self._waited[robot] = far, 0
            elif robot not in still:
                self._waited[robot] += 1

    def _note_arrivals(self) -> None:
        """Planned to its goal, a robot has nothing to claim any more and yields."""
        for robot, node in enumerate(self._stepper.at):
            if node == self._goals[robot] and self._arrivals[robot] is None:
                self._arrivals[robot] = self._execution.planned(robot)
                self._ages[robot] = NO_CLAIM - self._chance()

    def block(self, ways: frozenset[Way]) -> None:
        """These ways and no others are blocked now. What is released already stays so."""
        self._blocked = ways
        self._plan_anew()

    def place(self, robot: int | None, node: int, facing: int = 0) -> int | None:
        """A robot stands here, new or carried off; its number, or None where another may stand."""
        self._execution.recall()
        number = len(self._goals) if robot is None else robot
        is_placed = self._execution.put(number, node)
        if is_placed and robot is None:
            self._goals.append(None)
            self._arrivals.append(None)
            self._tables.append([])
            self._ages.append(NO_CLAIM - self._chance())
            self._facing.append(facing)
            self._nearest.append(FAR)
            self._waited.append(0)
        elif is_placed:
            self._goals[number] = self._arrivals[number] = None
            self._facing[number] = facing
            self._lost.discard(number)
        self._plan_anew()
        return number if is_placed else None

    def remove(self, robot: int) -> None:
        """It is no longer on the floor. Every number above its own falls by one."""
        self._execution.remove(robot)
        for of_each in (self._goals, self._arrivals, self._tables, self._ages, self._facing,
                        self._nearest, self._waited):  # fmt: skip
            del of_each[robot]
        self._lost = {each - (each > robot) for each in self._lost if each != robot}
        self._plan_anew()

    def goal(self, robot: int) -> int | None:
        """Where it is sent to; None once it is there."""
        return self._goals[robot]

    def far(self, start: int, goal: int) -> int:
        """How far it is from a node to another; FAR where no way leads now."""
        return self._distances.far(start, goal)

    @property
    def blocked(self) -> frozenset[Way]:
        """Ways nobody drives now."""
        return self._distances.blocked

    def reported(self, robot: int) -> int:
        """The number of the node it was last known at."""
        return self._execution.reported(robot)

    def lose(self, robot: int) -> None:
        """The robot says nothing any more. It may stand anywhere on what was released to it, so
        nobody enters there; it is released nothing."""
        self._lost.add(robot)
        self._plan_anew()

    def find(self, robot: int) -> None:
        """It speaks again, and goes on from where its reports say."""
        self._lost.discard(robot)
        self._plan_anew()

    def _plan_anew(self) -> None:
        self._execution.recall()
        held = {node for robot in self._lost for node in self._execution.held(robot)}
        shut = {(near, node) for node in held for near in self._graph.inward[node]}
        self._distances.block(self._blocked | shut)
        self._stepper = self._begin()
        self._stepper.block(self._distances.blocked)
        at = self._stepper.at
        self._nearest, self._leaving = [FAR] * len(at), set()
        for robot, goal in enumerate(self._goals):
            self._tables[robot] = self._distances.to(at[robot] if goal is None else goal)
            arrival = self._arrivals[robot]
            if arrival is not None and arrival > self._execution.planned(robot):
                self._arrivals[robot] = None
                self._ages[robot] = self._chance()
        self._note_arrivals()

    def _begin(self) -> Stepper | Turner:
        """All stand where what is released to them ends."""
        ends = self._execution.ends()
        if not self._distances.turning:
            return Stepper(self._graph, ends, self._chance)
        states = [HEADINGS * node + self._faces(robot) for robot, node in enumerate(ends)]
        return Turner(self._graph, states, self._chance)

    def _faces(self, robot: int) -> int:
        """The heading in which it comes to the end of what was released to it."""
        held = self._execution.held(robot)
        return self._facing[robot] if len(held) == 1 else self._heading(held[-2], held[-1])

    def _heading(self, start: int, end: int) -> int:
        ahead = self._graph.ahead[start]
        return ahead.index(end) if end in ahead else 0

    def stranded(self) -> list[int]:
        """Robots with a goal that no way leads to now, or none that others can leave free: a
        mission for people."""
        at = self._stepper.at
        return [
            robot
            for robot, goal in enumerate(self._goals)
            if goal is not None
            and (
                robot in self._lost
                or self._waited[robot] > STRANDED_STEPS
                or self._distances.far(at[robot], goal) >= FAR
            )
        ]
