"""Traffic of a site: goals and reports in, releases and arrivals out; plans anew while robots are
under way, around what is blocked and who is lost."""

from collections.abc import Callable, Sequence

from edge.fleet.traffic.distances import FAR, Distances, Way
from edge.fleet.traffic.execution import Execution, Progress, Release
from edge.fleet.traffic.site_map import Graph
from edge.fleet.traffic.stepping import Stepper

# A step of lateness weighs like a step of age; a goal given up to this many steps late or early.
LEAD_STEPS_MAX = 10_000


class Traffic:
    """Robots and nodes are numbers here; who calls knows their names. `chance` settles ties, and
    gives the same traffic for the same draws."""

    def __init__(
        self, graph: Graph, distances: Distances, at: Sequence[int], chance: Callable[[], float]
    ) -> None:
        self._graph = graph
        self._distances = distances
        self._chance = chance
        self._execution = Execution(at)
        self._stepper = Stepper(graph, at, chance)
        self._goals: list[int | None] = [None] * len(at)
        # The number of the node, among those planned for the robot, that is its goal.
        self._arrivals: list[int | None] = [None] * len(at)
        self._tables = [distances.to(node) for node in at]
        self._ages = [chance() for _ in at]
        self._lost: set[int] = set()
        self._blocked: frozenset[Way] = frozenset()

    def send(self, robot: int, goal: int, lead_steps: int = 0) -> None:
        """A new goal. `lead_steps`: by how much the mission shall be preferred, its lateness."""
        assert abs(lead_steps) <= LEAD_STEPS_MAX
        self._goals[robot] = goal
        self._arrivals[robot] = None
        self._tables[robot] = self._distances.to(goal)
        self._ages[robot] = lead_steps + self._chance()
        self._note_arrival(robot)

    def take(self, progress: Progress) -> bool:
        """A robot's report; True when it has come to its goal, which is then forgotten."""
        robot = progress.robot
        self._execution.report(progress)
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
        still = sorted(self._lost | set(self._execution.full()))
        moved = self._stepper.step(self._tables, self._ages, still)
        self._execution.plan(moved)
        for robot, goal in enumerate(self._goals):
            if goal is not None and self._arrivals[robot] is None:
                self._ages[robot] += 1
                self._note_arrival(robot)
        return [each for each in self._execution.releases() if each.robot not in self._lost]

    def _note_arrival(self, robot: int) -> None:
        """Planned to its goal, a robot has nothing to claim any more and yields."""
        if self._stepper.at[robot] == self._goals[robot]:
            self._arrivals[robot] = self._execution.planned(robot)
            self._ages[robot] = -1.0 - self._chance()

    def block(self, ways: frozenset[Way]) -> None:
        """These ways and no others are blocked now. What is released already stays so."""
        self._blocked = ways
        self._plan_anew()

    def place(self, robot: int | None, node: int) -> int | None:
        """A robot stands here, new or carried off; its number, or None where another may stand."""
        self._execution.recall()
        number = len(self._goals) if robot is None else robot
        is_placed = self._execution.put(number, node)
        if is_placed and robot is None:
            self._goals.append(None)
            self._arrivals.append(None)
            self._tables.append([])
            self._ages.append(self._chance())
        elif is_placed:
            self._goals[number] = self._arrivals[number] = None
            self._lost.discard(number)
        self._plan_anew()
        return number if is_placed else None

    def goal(self, robot: int) -> int | None:
        """Where it is sent to; None once it is there."""
        return self._goals[robot]

    def table(self, robot: int) -> Sequence[int]:
        """How far it is to its goal, from each node."""
        return self._tables[robot]

    def to(self, node: int) -> Sequence[int]:
        """How far it is to a node, from each node."""
        return self._distances.to(node)

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
        self._stepper = Stepper(self._graph, self._execution.ends(), self._chance)
        self._stepper.block(self._distances.blocked)
        for robot, goal in enumerate(self._goals):
            self._tables[robot] = self._distances.to(
                self._stepper.at[robot] if goal is None else goal
            )
            arrival = self._arrivals[robot]
            if arrival is not None and arrival > self._execution.planned(robot):
                self._arrivals[robot] = None
                self._ages[robot] = self._chance()
                self._note_arrival(robot)

    def stranded(self) -> list[int]:
        """Robots with a goal that no way leads to now: a mission for people."""
        return [
            robot
            for robot, goal in enumerate(self._goals)
            if goal is not None
            and (robot in self._lost or self._tables[robot][self._stepper.at[robot]] >= FAR)
        ]
