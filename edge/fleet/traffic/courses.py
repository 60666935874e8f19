"""What robots that need a step to turn can do in the next few: all of it for all of them at once,
in numpy, with the places it takes and what it is worth."""

from itertools import product

import msgspec
import numpy as np
from numpy.typing import NDArray

from edge.fleet.traffic.distances import FAR, STEP
from edge.fleet.traffic.site_map import HEADINGS, NOWHERE, Graph

AHEAD = 3
STATES = AHEAD + 1
SLOTS = STATES + AHEAD
ACTIONS = FORWARD, LEFT, RIGHT, WAIT = tuple(range(4))
# Among courses with the same end: how early it is nearer, and a draw below that.
EARLY = 0.05 / AHEAD
DRAW = 0.01 * STEP

Ints = NDArray[np.int32]
Floats = NDArray[np.float64]


class Wishes(msgspec.Struct, frozen=True):
    """The courses of all robots, each robot's best first, in one row since many short lists take
    long to make. `kept`: of the courses they have, by how much they are worse than the best."""

    kept: list[float]
    each: int
    lawful: list[int]
    _worse: list[float]
    _slots: list[int]
    _states: list[int]

    def of(self, robot: int) -> range:
        """Their numbers."""
        first = robot * self.each
        return range(first, first + self.lawful[robot])

    def worse(self, wish: int) -> float:
        """By how much it is worse than the robot's first, in hundredths of a step."""
        return self._worse[wish]

    def slots(self, wish: int) -> list[int]:
        """What it takes."""
        return self._slots[SLOTS * wish : SLOTS * wish + SLOTS]

    def states(self, wish: int) -> list[int]:
        """node * 4 + heading, now and after each step."""
        return self._states[STATES * wish : STATES * wish + STATES]


class Courses:
    """Slots are numbers: one per node and step, from now to AHEAD, then one per stretch and step,
    the same in both directions. Two courses clash where they share a slot after the first."""

    def __init__(self, graph: Graph) -> None:
        self.layer = len(graph) + 1
        self._graph = graph
        self._sink = HEADINGS * len(graph)
        offered = sequences()
        self._actions = np.array(offered, dtype=np.int32)
        self._standing = offered.index((WAIT,) * AHEAD)
        self._stretch = self._stretches()
        self._next = self._moves(frozenset())
        stretches = (self._sink + 1) * AHEAD
        self.slots = self.layer * STATES + stretches + 1

    def block(self, blocked: frozenset[tuple[int, int]]) -> None:
        """These ways and no others are not driven now."""
        self._next = self._moves(blocked)

    def _moves(self, blocked: frozenset[tuple[int, int]]) -> Ints:
        """The state after each action; the sink where it cannot be done."""
        found = np.full((self._sink + 1, len(ACTIONS)), self._sink, dtype=np.int32)
        for node, ahead in enumerate(self._graph.ahead):
            for facing, end in enumerate(ahead):
                state = HEADINGS * node + facing
                if end != NOWHERE and (node, end) not in blocked:
                    found[state, FORWARD] = HEADINGS * end + facing
                found[state, LEFT] = HEADINGS * node + (facing + 1) % HEADINGS
                found[state, RIGHT] = HEADINGS * node + (facing + 3) % HEADINGS
                found[state, WAIT] = state
        return found

    def _stretches(self) -> Ints:
        """Per state the number of the stretch ahead of it."""
        found = np.arange(self._sink + 1, dtype=np.int32)
        for node, ahead in enumerate(self._graph.ahead):
            for facing, end in enumerate(ahead):
                back = (facing + 2) % HEADINGS
                if end != NOWHERE and self._graph.ahead[end][back] == node:
                    state, opposite = HEADINGS * node + facing, HEADINGS * end + back
                    found[state] = min(state, opposite)
        return found

    def of(self, paths: Ints, tables: Floats, dice: np.random.Generator) -> Wishes:
        """`paths`: robots * STATES, the courses they have; `tables`: distance per robot and state,
        with FAR at the end for the sink."""
        steps = [np.broadcast_to(paths[:, :1], (len(paths), len(self._actions)))]
        for ahead in range(AHEAD):
            steps.append(self._next[steps[-1], self._actions[:, ahead]])
        states = np.stack(steps, axis=2)
        worth = self._worth(np.concatenate([states, paths[:, None, :]], axis=1), tables)
        offered = worth[:, :-1] + DRAW * dice.random(states.shape[:2])
        offered[:, self._standing] -= DRAW
        order = np.argsort(offered, axis=1)
        offered = np.take_along_axis(offered, order, axis=1)
        states = np.take_along_axis(states, order[:, :, None], axis=1)
        return Wishes(
            kept=(worth[:, -1] - offered[:, 0]).tolist(),
            each=len(self._actions),
            lawful=(states[:, :, AHEAD] != self._sink).sum(axis=1).tolist(),
            _worse=(offered - offered[:, :1]).ravel().tolist(),
            _slots=self.slots_of(states).ravel().tolist(),
            _states=states.ravel().tolist(),
        )

    def _worth(self, states: Ints, tables: Floats) -> Floats:
        """What is left after a course, in hundredths of a step; who passes its goal on the way has
        arrived, the earlier the better. Who stands at its goal has nothing to arrive at."""
        far = tables[np.arange(len(tables))[:, None, None], states]
        left, early = far[:, :, AHEAD], np.zeros(far.shape[:2])
        under_way = far[:, :, 0] != 0
        for ahead in range(AHEAD - 1, 0, -1):
            arrived = under_way & (far[:, :, ahead] == 0)
            left = np.where(arrived, (ahead - AHEAD) * STEP, left)
            early = far[:, :, ahead] + np.where(arrived, 0, early)
        # Beyond what is far for want of a way to the goal, which is lawful.
        return np.where(states[:, :, AHEAD] == self._sink, 4.0 * FAR, left + EARLY * early)

    def slots_of(self, states: Ints) -> Ints:
        """The node now, the nodes after each step, the stretches driven in each."""
        nodes = states // HEADINGS
        times = np.arange(STATES, dtype=np.int32)
        standing = nodes + times * self.layer
        base = self.layer * STATES
        driven = base + times[:-1] * (self._sink + 1) + self._stretch[states[..., :-1]]
        driven = np.where(nodes[..., 1:] == nodes[..., :-1], self.slots - 1, driven)
        return np.concatenate([standing, driven], axis=-1)


def sequences() -> list[tuple[int, ...]]:
    """Of actions, one for each order of nodes and heading at the end: the one with the fewest
    turns, and the earliest."""
    best: dict[tuple[tuple[complex, ...], complex], tuple[int, tuple[int, ...]]] = {}
    for actions in product(ACTIONS, repeat=AHEAD):
        place, facing, places = 0j, 1 + 0j, []
        for action in actions:
            place += facing if action == FORWARD else 0
            facing *= {LEFT: 1j, RIGHT: -1j}.get(action, 1)
            places.append(place)
        turns = sum(action in (LEFT, RIGHT) for action in actions)
        key = (tuple(places), facing)
        best[key] = min(best.get(key, (turns, actions)), (turns, actions))
    return [actions for _, actions in best.values()]
