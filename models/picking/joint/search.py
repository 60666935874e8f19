"""The joint decision by large-neighbourhood search: orders are added where a position costs least
until enough are picked; then some are dropped and others come in their place, again and again."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.picking.joint.lists import NEVER, Batch, tour_length
from models.picking.joint.problem import Joint
from models.picking.tours import mended

Enough = Callable[[], bool]
DROPPED_SHARE = (0.05, 0.3)
NOISE = 0.15
WORSE_SHARE = 0.01


class Picked(NamedTuple):
    """Of each batch: the places taken for each order, and pick lists as places in walking order."""

    orders: list[dict[int, list[int]]]
    lists: list[list[list[int]]]
    length: float
    rounds: int


class _State:
    """Batches, which places are taken and which orders are in."""

    def __init__(self, joint: Joint, batches: int) -> None:
        self.joint = joint
        self.batches = [Batch(joint) for _ in range(batches)]
        self.is_used: NDArray[np.bool_] = np.zeros(joint.nowhere + 1, dtype=np.bool_)
        self.is_in: NDArray[np.bool_] = np.zeros(len(joint.orders), dtype=np.bool_)

    def copy(self) -> "_State":
        other = _State.__new__(_State)
        other.joint = self.joint
        other.batches = [batch.copy() for batch in self.batches]
        other.is_used, other.is_in = self.is_used.copy(), self.is_in.copy()
        return other

    @property
    def length(self) -> float:
        return sum(batch.length for batch in self.batches)

    @property
    def positions(self) -> int:
        return int(self.joint.sizes[self.is_in].sum())


def pick_jointly(
    joint: Joint, batches: int, chance: np.random.Generator, is_enough: Enough, rounds_max: int
) -> Picked:
    """So many batches at most; too few positions are picked where the orders do not yield more.
    The same chance and rounds give the same unless `is_enough` ends it."""
    state = _State(joint, batches)
    _fill(state, np.ones(len(joint.orders)))
    _mend(state)
    best, least, rounds = state.copy(), _price(state), 0
    while rounds < rounds_max and state.is_in.any() and not is_enough():
        rounds += 1
        tried = state.copy()
        _drop(tried, chance)
        _fill(tried, 1 + NOISE * chance.standard_normal(len(joint.orders)))
        _trim(tried)
        if _price(tried) < least * (1 + 2 * WORSE_SHARE):
            _mend(tried)
        length = _price(tried)
        if length < least:
            best, least = tried.copy(), length
        if length < least * (1 + WORSE_SHARE):
            state = tried
        elif rounds % 20 == 0:
            state = best.copy()
    return _said(best, rounds)


def _price(state: _State) -> float:
    """Its length; too few positions are worse than any length."""
    return state.length + NEVER * max(0, state.joint.bounds.positions_min - state.positions)


def _fill(state: _State, factors: NDArray[np.float64]) -> None:
    """Orders come in by what a position of theirs costs, until enough are picked."""
    joint = state.joint
    while state.positions < joint.bounds.positions_min:
        prices = np.full((len(state.batches), len(joint.orders)), np.inf)
        for number, batch in enumerate(state.batches):
            if len(batch.orders) < joint.bounds.orders_max:
                added = np.where(state.is_used, NEVER, batch.added)
                of_positions = added[joint.offers].min(axis=1)
                prices[number] = np.add.reduceat(of_positions, joint.first) / joint.sizes
        prices *= factors
        prices[:, state.is_in] = np.inf
        at, order = divmod(int(prices.argmin()), len(joint.orders))
        if prices[at, order] >= NEVER / 10:
            return
        if _has_places(state, order):
            state.batches[at].add_order(order, state.is_used)
            state.is_in[order] = True
        else:
            factors = factors.copy()
            factors[order] = np.inf


def _has_places(state: _State, order: int) -> bool:
    """Positions that want the same goods need as many free places."""
    positions = state.joint.orders[order]
    return all(
        sum(not state.is_used[place] for place in places) >= positions.count(places)
        for places in positions
    )


def _drop(state: _State, chance: np.random.Generator) -> None:
    """Some orders at random, or those whose going saves most, or all of some pick list."""
    in_now = np.flatnonzero(state.is_in)
    count = max(1, int(len(in_now) * chance.uniform(*DROPPED_SHARE)))
    kind = int(chance.integers(3))
    if kind == 0:
        dropped = chance.choice(in_now, size=count, replace=False).tolist()
    elif kind == 1:
        saved = _savings(state)
        noise = 1 + 0.5 * chance.standard_normal(len(in_now))
        weights = np.array([saved[int(order)] for order in in_now]) * noise
        dropped = in_now[np.argsort(-weights)[:count]].tolist()
    else:
        dropped = _of_a_list(state, chance, count)
    _drop_all(state, dropped)


def _drop_all(state: _State, orders: list[int]) -> None:
    for batch in state.batches:
        zones: set[int] = set()
        for order in orders:
            if order in batch.orders:
                zones |= batch.drop_order(order, state.is_used)
                state.is_in[order] = False
        for zone in zones:
            batch.look(zone)


def _savings(state: _State) -> dict[int, float]:
    """By how much the walks would be shorter without each order, per position."""
    joint, saved = state.joint, dict[int, float]()
    for batch in state.batches:
        gain: dict[int, float] = {}
        for zone, lists in enumerate(batch.lists):
            lengths, places = joint.lengths[zone], joint.of_zone[zone]
            for each in lists:
                around = [0, *each.stops, 0]
                for at in range(1, len(around) - 1):
                    one, stop, other = around[at - 1 : at + 2]
                    more = lengths[one, stop] + lengths[stop, other] - lengths[one, other]
                    gain[int(places[stop - 1])] = float(more)
        for order, taken in batch.orders.items():
            saved[order] = sum(gain[place] for place in taken) / len(taken)
    return saved


def _of_a_list(state: _State, chance: np.random.Generator, count: int) -> list[int]:
    """Orders that share pick lists drawn by chance."""
    found: list[int] = []
    while len(found) < count:
        batch = state.batches[int(chance.integers(len(state.batches)))]
        zone = int(chance.integers(len(batch.lists)))
        left = [
            order
            for order, taken in batch.orders.items()
            if order not in found and any(state.joint.zone[place] == zone for place in taken)
        ]
        if not left and chance.integers(10) == 0:
            break
        found += left
    return found[: max(count, 1)]


def _trim(state: _State) -> None:
    """Orders that are more than asked for go, the dearest first."""
    spare = state.positions - state.joint.bounds.positions_min
    while spare > 0:
        saved = _savings(state)
        sizes = state.joint.sizes
        spared = [order for order in saved if sizes[order] <= spare]
        if not spared:
            return
        order = max(spared, key=lambda each: saved[each] * sizes[each])
        _drop_all(state, [order])
        spare -= int(sizes[order])


def _mend(state: _State) -> None:
    """Walks of the lists are put into a better sequence."""
    for batch in state.batches:
        for zone, lists in enumerate(batch.lists):
            is_better = False
            for each in lists:
                around = [0, *each.stops]
                lengths = state.joint.lengths[zone][np.ix_(around, around)].tolist()
                stops = [around[at] for at in mended(range(len(around)), lengths)[1:]]
                length = tour_length(state.joint, zone, stops)
                if length < each.length - 1e-9:
                    each.stops, each.length, is_better = stops, length, True
            if is_better:
                batch.look(zone)


def _said(state: _State, rounds: int) -> Picked:
    joint = state.joint
    return Picked(
        [dict(batch.orders) for batch in state.batches],
        [
            [
                [int(joint.of_zone[zone][stop - 1]) for stop in each.stops]
                for zone, lists in enumerate(batch.lists)
                for each in lists
            ]
            for batch in state.batches
        ],
        state.length,
        rounds,
    )
