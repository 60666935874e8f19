"""Carrying a plan out whatever the robots' pace: the action-dependency graph (Hönig and others,
2019). A node is released to a robot when all that were planned to stand there before it have
reported that they are gone; delay then costs time and never order."""

from collections import deque
from collections.abc import Sequence

import msgspec

NODES_AHEAD_MAX = 8


class Release(msgspec.Struct, frozen=True):
    """The robot may drive to `node`, the `number`-th of its life. Sent again until reported."""

    robot: int
    number: int
    node: int


class Progress(msgspec.Struct, frozen=True):
    """The robot stands at its `number`-th node and has left all before. Lost ones do no harm: a
    later one says the same and more."""

    robot: int
    number: int


class Execution:
    """Per robot the nodes planned: reported, released, planned, in that order. Per node who is to
    stand there, in the order planned; the first of them alone may hold it."""

    def __init__(self, at: Sequence[int]) -> None:
        assert len(set(at)) == len(at)
        self._nodes = [deque([node]) for node in at]
        # The number of the first node kept, and of the last one released.
        self._reported = [0] * len(at)
        self._released = [0] * len(at)
        self._visits = {node: deque([(robot, 0)]) for robot, node in enumerate(at)}

    def reported_at(self, robot: int) -> int:
        """The node where the robot stood when it last reported."""
        return self._nodes[robot][0]

    def held(self, robot: int) -> list[int]:
        """Where the robot may be: from its last report to the end of what was released to it."""
        ahead = self._released[robot] - self._reported[robot]
        return list(self._nodes[robot])[: ahead + 1]

    def ends(self) -> list[int]:
        """Where the plan leaves each robot."""
        return [nodes[-1] for nodes in self._nodes]

    def full(self) -> list[int]:
        """Robots so far behind their plan that nothing is planned for them."""
        return [each for each, nodes in enumerate(self._nodes) if len(nodes) > NODES_AHEAD_MAX]

    def planned(self, robot: int) -> int:
        """The number of the last node planned."""
        return self._reported[robot] + len(self._nodes[robot]) - 1

    def reported(self, robot: int) -> int:
        """The number of the last node reported."""
        return self._reported[robot]

    def plan(self, nodes: Sequence[int]) -> None:
        """One step more for everybody; who stays needs nothing. Within a step those who leave a
        node stand before those who come to it, since they were there before."""
        assert len(set(nodes)) == len(nodes) == len(self._nodes)
        for robot, node in enumerate(nodes):
            if node != self._nodes[robot][-1]:
                self._nodes[robot].append(node)
                visit = (robot, self.planned(robot))
                self._visits.setdefault(node, deque()).append(visit)

    def releases(self) -> list[Release]:
        """Releases what may be released now; all that is not yet reported, so that a lost message
        is made good by the next."""
        found = []
        for robot, nodes in enumerate(self._nodes):
            released = self._released[robot] - self._reported[robot]
            number = self._reported[robot] + released + 1
            while released + 1 < len(nodes) and self._visits[nodes[released + 1]][0] == (
                robot,
                number,
            ):
                released, number = released + 1, number + 1
            self._released[robot] = self._reported[robot] + released
            found += [
                Release(robot, self._reported[robot] + each, nodes[each])
                for each in range(1, released + 1)
            ]
        return found

    def report(self, progress: Progress) -> bool:
        """Takes it in; False for one that is old, or tells of a node that was never released."""
        robot = progress.robot
        if not self._reported[robot] < progress.number <= self._released[robot]:
            return False
        while self._reported[robot] < progress.number:
            left = self._nodes[robot].popleft()
            gone = self._visits[left].popleft()
            assert gone == (robot, self._reported[robot])
            if not self._visits[left]:
                del self._visits[left]
            self._reported[robot] += 1
        return True

    def put(self, robot: int, node: int) -> bool:
        """Straight after `recall`: a robot stands at this node, wherever it was to be; one number
        beyond the last is a new robot. False where another one may be there."""
        visits = self._visits.get(node)
        if visits and any(each != robot for each, _ in visits):
            return False
        if robot == len(self._nodes):
            self._nodes.append(deque())
            self._reported.append(0)
            self._released.append(0)
        for held in self._nodes[robot]:
            left = self._visits.pop(held)
            assert all(each == robot for each, _ in left)
        # What was released and is given up never comes back under its number.
        self._reported[robot] = self._released[robot] = self._released[robot] + 1
        self._nodes[robot] = deque([node])
        self._visits[node] = deque([(robot, self._reported[robot])])
        return True

    def remove(self, robot: int) -> None:
        """It is gone, and every number above its own falls by one. Drops plans as `recall` does."""
        for of_each in (self._nodes, self._reported, self._released):
            del of_each[robot]
        self.recall()

    def recall(self) -> None:
        """Drops all that was planned and not released, for planning anew from `ends()`. Those ends
        differ: a node that is released to a robot is held by no other."""
        for robot, nodes in enumerate(self._nodes):
            while len(nodes) > self._released[robot] - self._reported[robot] + 1:
                nodes.pop()
        self._visits = {
            node: deque([(robot, self._reported[robot] + ahead)])
            for robot, nodes in enumerate(self._nodes)
            for ahead, node in enumerate(nodes)
        }
