"""Batches proven to be the best: all that fit are listed with their walks, and HiGHS picks those
that hold every task once (set partitioning)."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import highspy
import numpy as np

from models.picking.batching.problem import Batch, Problem

COLUMNS_MAX = 20_000
Enough = Callable[[], bool]


class Chosen(NamedTuple):
    """Batches that hold every task once; `bound`: no choice of the columns is shorter."""

    batches: list[Batch]
    length: float
    bound: float
    is_proven: bool


def all_batches(problem: Problem, most: int = COLUMNS_MAX) -> list[Batch] | None:
    """All batches that fit on a cart; None where there are more."""
    found: list[Batch] = []
    stack: list[Batch] = [(number,) for number in range(problem.size - 1, -1, -1)]
    while stack:
        batch = stack.pop()
        found.append(batch)
        if len(found) > most:
            return None
        load = problem.load(batch)
        stack += [
            (*batch, number)
            for number in range(problem.size - 1, batch[-1], -1)
            if problem.holds(load, problem.loads[number])
        ]
    return [batch for batch in found if problem.is_in_time(batch)]


def choose(
    problem: Problem,
    columns: Sequence[Batch],
    start: Sequence[Batch],
    seconds_max: float,
    is_enough: Enough = lambda: False,
) -> Chosen:
    """The shortest choice of these columns; `start`, one of them, where time runs out before."""
    lengths = np.array([problem.length(problem.together(batch)) for batch in columns])
    solver = _solver(seconds_max)
    solver.passModel(_model(problem.size, columns, lengths))
    places = {batch: at for at, batch in enumerate(columns)}
    _begin_with(solver, [places[batch] for batch in start], len(columns))
    solver.cbMipInterrupt.subscribe(lambda event: event.interrupt(is_enough()))
    solver.run()
    info = solver.getInfo()
    values = solver.getSolution().col_value
    picked = [batch for batch, value in zip(columns, values, strict=True) if value > 0.5]
    is_proven = solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
    if sorted(number for batch in picked for number in batch) != list(range(problem.size)):
        assert not is_proven, "what is proven holds every task once"
        picked = list(start)
    bound = float(info.mip_dual_bound)
    return Chosen(sorted(picked), problem.total(picked), bound, is_proven)


def _solver(seconds_max: float) -> highspy.Highs:
    """One thread and a fixed seed: the same columns give the same choice."""
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    for option, value in (
        ("output_flag", False),
        ("threads", 1),
        ("parallel", "off"),
        ("random_seed", 0),
        ("time_limit", seconds_max),
        ("mip_rel_gap", 1e-9),
    ):
        solver.setOptionValue(option, value)
    return solver


def _model(tasks: int, columns: Sequence[Batch], lengths: np.ndarray) -> highspy.HighsLp:
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(columns), tasks
    model.col_cost_ = lengths
    model.col_lower_, model.col_upper_ = np.zeros(len(columns)), np.ones(len(columns))
    model.row_lower_ = model.row_upper_ = np.ones(tasks)
    model.integrality_ = [highspy.HighsVarType.kInteger] * len(columns)
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    sizes = np.array([len(batch) for batch in columns])
    model.a_matrix_.start_ = np.concatenate(([0], np.cumsum(sizes)))
    model.a_matrix_.index_ = np.array([number for batch in columns for number in batch])
    model.a_matrix_.value_ = np.ones(int(sizes.sum()))
    return model


def _begin_with(solver: highspy.Highs, places: Sequence[int], size: int) -> None:
    solution = highspy.HighsSolution()
    values = np.zeros(size)
    values[list(places)] = 1
    solution.col_value = list(values)
    solver.setSolution(solution)
