"""Who gets what at the least cost in all: shortest augmenting paths (Jonker, Volgenant 1987)."""

import numpy as np
import numpy.typing as npt

NOBODY = -1

Costs = npt.NDArray[np.float64]


def assign(costs: Costs) -> list[int]:
    """`costs`: rows x columns, rows at most as many as columns, inf where a pair cannot be.
    Per row its column, or NOBODY where none of those left can be: as many rows as possible get
    one, and these at the least sum."""
    rows, columns = costs.shape
    assert rows <= columns, "more rows than columns: hand in the transpose"
    if rows == 0:
        return []
    finite = np.isfinite(costs)
    # Dearer than all that can be taken together, so that an impossible pair is the last resort.
    never = 1.0 + 2.0 * rows * float(np.abs(costs[finite]).max(initial=1.0))
    matched = _matched(np.where(finite, costs, never))
    return [int(column) if finite[row, column] else NOBODY for row, column in enumerate(matched)]


def _matched(costs: Costs) -> npt.NDArray[np.intp]:
    """Each row a column: one row after the other is put in, moving others on along the path that
    raises the sum least."""
    rows, columns = costs.shape
    row_price, column_price = np.zeros(rows), np.zeros(columns)
    row_of = np.full(columns, NOBODY)
    column_of = np.full(rows, NOBODY)
    for row in range(rows):
        reach = np.full(columns, np.inf)
        whence = np.full(columns, NOBODY)
        done = np.zeros(columns, dtype=bool)
        at, far = row, 0.0
        path_rows: list[int] = []
        while True:
            path_rows.append(at)
            offer = far + costs[at] - row_price[at] - column_price
            better = ~done & (offer < reach)
            reach[better] = offer[better]
            whence[better] = at
            column = int(np.argmin(np.where(done, np.inf, reach)))
            far = float(reach[column])
            done[column] = True
            if row_of[column] == NOBODY:
                break
            at = int(row_of[column])
        row_price[row] += far
        for each in path_rows[1:]:
            row_price[each] += far - reach[column_of[each]]
        column_price[done] -= far - reach[done]
        while column != NOBODY:
            at = int(whence[column])
            row_of[column] = at
            column, column_of[at] = int(column_of[at]), column
            if at == row:
                break
    return column_of
