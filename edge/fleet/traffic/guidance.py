"""Guidance learned from the map: which ways so many robots would crowd or meet on, if all took the
shortest; made dearer until they spread, which draws lanes of one direction where there is room."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from edge.fleet.traffic.distances import FAR, STEP, Ints, Way, ahead_of, costs_of, tables_to
from edge.fleet.traffic.highways import highways
from edge.fleet.traffic.site_map import HEADINGS, Graph, Node

ROUNDS = 100
GOALS_PER_ROUND = 10
# Of what is believed, the least that a round replaces.
FORGOTTEN = 0.03
# Lanes to begin with, or every tie between the two directions would stay one.
AGAINST_FIRST = STEP // 2
# Added for a robot per step that comes the other way.
MEETING = 80.0 * STEP
# Added where a node is entered in one of four steps, and the cube of the excess.
CROWD, CROWDED = 0.1 * STEP, 0.25

Floats = NDArray[np.float64]


def guidance(
    graph: Graph,
    nodes: Sequence[Node],
    goals: Sequence[int],
    robots: int,
    chance: Callable[[], float],
) -> dict[Way, int]:
    """What each way costs to so many robots under way between `goals` that take a step to turn."""
    ahead = ahead_of(graph)
    lanes = highways(graph, nodes, AGAINST_FIRST, everywhere=True)
    costs = costs_of(graph, lanes)
    traffic = np.zeros(len(ahead))
    for number in range(1, ROUNDS + 1):
        drawn = [goals[int(chance() * len(goals))] for _ in range(GOALS_PER_ROUND)]
        flow = robots * _flow(ahead, costs, drawn, goals)
        traffic += max(FORGOTTEN, 1 / number) * (flow - traffic)
        costs = _costs(ahead, costs, traffic)
    return {
        (node, end): int(costs[HEADINGS * node + graph.ahead[node].index(end)])
        for node, end in lanes
    }


def _costs(ahead: Ints, costs: Ints, traffic: Floats) -> Ints:
    """Of the traffic there is: `traffic` per state, robots per step that drive on from it."""
    nodes, facing = np.divmod(ahead, HEADINGS)
    meeting = traffic[HEADINGS * nodes + (facing + 2) % HEADINGS]
    entered = np.bincount(nodes, traffic, minlength=len(ahead) // HEADINGS)
    crowd = (entered[nodes] / CROWDED) ** 3
    found = np.rint(STEP + MEETING * meeting + CROWD * crowd).astype(np.int64)
    return np.where(costs < FAR, np.minimum(found, FAR // len(ahead)), FAR)


def _flow(ahead: Ints, costs: Ints, drawn: Sequence[int], starts: Sequence[int]) -> Floats:
    """How often each way is driven in a step by one robot, always under way by the shortest way
    from anywhere among `starts` to one of those drawn."""
    far = tables_to(drawn, ahead, costs)
    onward = _onward(far, ahead, costs)
    under_way = ((far > 0) & (far < FAR)).ravel()
    begun = (np.array(starts)[:, None] * HEADINGS + np.arange(HEADINGS)).ravel()
    crowd = np.zeros(far.shape)
    crowd[:, begun] = 1
    flat = (onward + far.shape[1] * np.arange(len(drawn))[:, None]).ravel()
    passed, now = np.zeros(far.size), np.where(under_way, crowd.ravel(), 0.0)
    while now.any():
        passed += now
        now = np.where(under_way, np.bincount(flat, now, minlength=far.size), 0.0)
    drives = (onward == ahead) & (costs < FAR)
    driven: Floats = np.where(drives, passed.reshape(far.shape), 0.0).sum(axis=0)
    return driven / max(float(passed.sum()), 1.0)


def _onward(far: Ints, ahead: Ints, costs: Ints) -> Ints:
    """Per goal and state, the state that comes next."""
    states = np.arange(len(ahead))
    left = states - states % HEADINGS + (states + 1) % HEADINGS
    right = states - states % HEADINGS + (states + 3) % HEADINGS
    offers = np.stack([far[:, ahead] + costs, far[:, left] + STEP, far[:, right] + STEP])
    found: Ints = np.stack([ahead, left, right])[offers.argmin(axis=0), states]
    return found
