"""Transfers between warehouses: what each can spare goes where it is short, at least cost, within
what the lanes can carry together. A linear programme over all items gives the bound and the price
of each lane; then every item is made whole by itself at these prices."""

from typing import NamedTuple

import highspy
import numpy as np
from numpy.typing import NDArray

Units = NDArray[np.int64]
Amounts = NDArray[np.float64]
Rows = NDArray[np.intp]

WHOLE_ABOVE = 1e-6
ROOM_MIN = 1e-9


class Need(NamedTuple):
    """`position`, `need`: units, items x warehouses; what a warehouse holds above its own need can
    be spared, what it lacks is wanted. `volume`, `shortage_cost`: of a unit, per item. `lane_cost`:
    per volume, from x to; `lane_volume`: what a lane can carry, of all items together."""

    position: Units
    need: Units
    volume: Amounts
    shortage_cost: Amounts
    lane_cost: Amounts
    lane_volume: Amounts


class Transfer(NamedTuple):
    """So many units of an item; items and warehouses by their rows."""

    item: int
    source: int
    target: int
    units: int


class TransferPlan(NamedTuple):
    """`shortage`: units left wanting. `bound`: no plan, nor one of fractions, costs less.
    `lane_prices`: what one more volume on a lane would save."""

    transfers: tuple[Transfer, ...]
    shortage: int
    cost: float
    bound: float
    lane_prices: Amounts


class _Arcs(NamedTuple):
    """Every way a spare unit can go where it is wanted."""

    item: Rows
    source: Rows
    target: Rows
    cost: Amounts
    volume: Amounts


def plan_transfers(need: Need) -> TransferPlan:
    """Never below the source's own need, never above a lane, never more than is wanted."""
    _check(need)
    spare = np.maximum(need.position - need.need, 0)
    wanted = np.maximum(need.need - need.position, 0)
    arcs = _arcs(need, spare, wanted)
    shipped, bound, prices = _relaxed(need, arcs, spare, wanted)
    units = _made_whole(need, arcs, shipped, prices, spare, wanted)
    met = np.zeros_like(wanted)
    np.add.at(met, (arcs.item, arcs.target), units)
    left = wanted - met
    cost = float(units @ arcs.cost + (left * need.shortage_cost[:, None]).sum())
    moved = np.flatnonzero(units)
    transfers = tuple(
        Transfer(int(arcs.item[a]), int(arcs.source[a]), int(arcs.target[a]), int(units[a]))
        for a in moved
    )
    return TransferPlan(transfers, int(left.sum()), cost, bound, prices)


def _check(need: Need) -> None:
    items, sites = need.position.shape
    assert need.need.shape == (items, sites)
    assert need.volume.shape == need.shortage_cost.shape == (items,)
    assert need.lane_cost.shape == need.lane_volume.shape == (sites, sites)
    assert (need.volume > 0).all() and (need.lane_cost >= 0).all()
    assert (need.shortage_cost >= 0).all() and (need.lane_volume >= 0).all()


def _arcs(need: Need, spare: Units, wanted: Units) -> _Arcs:
    """Dearer than the shortage it would end is no way."""
    item, source, target = np.nonzero((spare > 0)[:, :, None] & (wanted > 0)[:, None, :])
    cost = need.lane_cost[source, target] * need.volume[item]
    is_worth = (cost < need.shortage_cost[item]) & (need.lane_volume[source, target] > 0)
    item, source, target = item[is_worth], source[is_worth], target[is_worth]
    return _Arcs(item, source, target, cost[is_worth], need.volume[item])


def _relaxed(
    need: Need, arcs: _Arcs, spare: Units, wanted: Units
) -> tuple[Amounts, float, Amounts]:
    """Fractions allowed: shipped per arc, cost, price per lane."""
    sites = spare.shape[1]
    floor_cost = float((wanted * need.shortage_cost[:, None]).sum())
    if not len(arcs.item):
        return np.zeros(0), floor_cost, np.zeros((sites, sites))
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    # Interior point takes seconds for 12 warehouses and 2,000 items; simplex took over 58 s.
    solver.setOptionValue("solver", "ipm")
    assert solver.passModel(_model(need, arcs, spare, wanted)) == highspy.HighsStatus.kOk
    solver.run()
    # Shipping nothing is a plan, and costs are not below zero: there is an optimum.
    assert solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
    solution = solver.getSolution()
    shipped = np.array(solution.col_value)[: len(arcs.item)]
    duals = np.array(solution.row_dual)[-sites * sites :]
    bound = float(solver.getInfo().objective_function_value)
    return shipped, bound, np.maximum(-duals, 0.0).reshape(sites, sites)


def _model(need: Need, arcs: _Arcs, spare: Units, wanted: Units) -> highspy.HighsLp:
    """Columns: arcs, then shortages. Rows: spare per item and source, wanted per item and target,
    volume per lane."""
    sites, count = spare.shape[1], len(arcs.item)
    spare_row, spared = _numbered(spare)
    wanted_row, lacking = _numbered(wanted)
    supplies, demands, lanes = len(spared), len(lacking), sites * sites
    shortage_cost = np.repeat(need.shortage_cost, (wanted > 0).sum(axis=1))
    endless = highspy.kHighsInf
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = count + demands, supplies + demands + lanes
    model.col_cost_ = np.concatenate([arcs.cost, shortage_cost])
    model.col_lower_ = np.zeros(count + demands)
    model.col_upper_ = np.full(count + demands, endless)
    model.row_lower_ = np.concatenate(
        [np.full(supplies, -endless), lacking, np.full(lanes, -endless)]
    )
    model.row_upper_ = np.concatenate([spared, lacking, need.lane_volume.ravel()])
    rows = np.stack(
        [
            spare_row[arcs.item, arcs.source],
            supplies + wanted_row[arcs.item, arcs.target],
            supplies + demands + arcs.source * sites + arcs.target,
        ],
        axis=1,
    )
    values = np.stack([np.ones(count), np.ones(count), arcs.volume], axis=1)
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_ = np.concatenate(
        [3 * np.arange(count), 3 * count + np.arange(demands + 1)]
    )
    model.a_matrix_.index_ = np.concatenate([rows.ravel(), supplies + np.arange(demands)])
    model.a_matrix_.value_ = np.concatenate([values.ravel(), np.ones(demands)])
    return model


def _numbered(units: Units) -> tuple[Rows, Amounts]:
    """A number for each place that is not zero, and what is there."""
    numbers = np.full(units.shape, -1, dtype=np.intp)
    there = units > 0
    numbers[there] = np.arange(there.sum())
    return numbers, units[there].astype(np.float64)


def _made_whole(
    need: Need, arcs: _Arcs, shipped: Amounts, prices: Amounts, spare: Units, wanted: Units
) -> Units:
    """Rounded down; then unit by unit where it saves most at the prices of the lanes, as long as
    source, target and lane have room."""
    units = np.floor(shipped + WHOLE_ABOVE).astype(np.int64)
    left, lacking, room = spare.copy(), wanted.copy(), need.lane_volume.copy()
    np.subtract.at(left, (arcs.item, arcs.source), units)
    np.subtract.at(lacking, (arcs.item, arcs.target), units)
    np.subtract.at(room, (arcs.source, arcs.target), units * arcs.volume)
    _take_back(arcs, units, (left, lacking, room))
    saving = need.shortage_cost[arcs.item] - arcs.cost
    saving -= prices[arcs.source, arcs.target] * arcs.volume
    # Per volume, as the lanes are what is scarce.
    for arc in np.argsort(-saving / arcs.volume, kind="stable").tolist():
        item, source, target = arcs.item[arc], arcs.source[arc], arcs.target[arc]
        fits = int((room[source, target] + ROOM_MIN) // arcs.volume[arc])
        more = min(int(left[item, source]), int(lacking[item, target]), fits)
        if more > 0:
            units[arc] += more
            left[item, source] -= more
            lacking[item, target] -= more
            room[source, target] -= more * arcs.volume[arc]
    assert (left >= 0).all() and (lacking >= 0).all() and (room >= -WHOLE_ABOVE).all()
    return units


def _take_back(arcs: _Arcs, units: Units, rest: tuple[Units, Units, Amounts]) -> None:
    """What the tolerance of the solver put above a bound."""
    left, lacking, room = rest
    for arc in np.flatnonzero(units).tolist():
        item, source, target = arcs.item[arc], arcs.source[arc], arcs.target[arc]
        while units[arc] > 0 and (
            left[item, source] < 0 or lacking[item, target] < 0 or room[source, target] < -ROOM_MIN
        ):
            units[arc] -= 1
            left[item, source] += 1
            lacking[item, target] += 1
            room[source, target] += arcs.volume[arc]
