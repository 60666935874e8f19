"""What a model is fitted to: a site's orders as headquarters knows them, or a table."""

import csv
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np

from hub.foresight.past import demand_of
from hub.store import sql
from models.demand.closing import closed_days
from models.demand.history import DemandHistory
from node.errors import OperatorError
from sync.store.sqlite import Options
from sync.store.sqlite.open import open_reader

COLUMNS = ("item", "day", "quantity")


class CannotTrain(OperatorError):
    """Nothing to learn from, or nothing to learn with."""


def of_table(table: Path) -> DemandHistory:
    """Demand by item and day; a day that is not there had none. Raises CannotTrain by the line."""
    found: list[tuple[str, date, float]] = []
    with table.open(newline="", encoding="utf-8") as file:
        rows = csv.DictReader(file)
        if not set(COLUMNS) <= set(rows.fieldnames or ()):
            raise CannotTrain(f"{table}: columns {', '.join(COLUMNS)} are needed")
        for number, row in enumerate(rows, 2):
            try:
                day, quantity = date.fromisoformat(row["day"]), float(row["quantity"])
            except ValueError as error:
                raise CannotTrain(f"{table}, line {number}: {error}") from error
            if not 0 <= quantity < float("inf"):
                raise CannotTrain(f"{table}, line {number}: {quantity} is no demand")
            found.append((row["item"], day, quantity))
    if not found:
        raise CannotTrain(f"{table} has no rows")
    return _history(found)


def _history(found: Iterable[tuple[str, date, float]]) -> DemandHistory:
    rows = list(found)
    first, last = min(day for _, day, _ in rows), max(day for _, day, _ in rows)
    items = sorted({item for item, _, _ in rows})
    at, days = {item: row for row, item in enumerate(items)}, (last - first).days + 1
    units, lines = np.zeros((len(items), days)), np.zeros(days, dtype=np.int64)
    for item, day, quantity in rows:
        units[at[item], (day - first).days] += quantity
        lines[(day - first).days] += quantity > 0
    return DemandHistory(tuple(items), first, units, closed_days(lines))


def of_site(database: Path, code: str, now_ms: int) -> DemandHistory:
    """Orders of the site up to yesterday. Raises CannotTrain."""
    connection = open_reader(database, Options())
    try:
        rows = sql.rows(connection, "SELECT id, time_zone FROM warehouse WHERE code = ?", (code,))
        if not rows:
            raise CannotTrain(f"no site is called {code}")
        found = demand_of(connection, int(rows[0][0]), ZoneInfo(rows[0][1]), now_ms)
    finally:
        connection.close()
    if found is None:
        raise CannotTrain(f"{code} was asked for nothing up to yesterday")
    return found
