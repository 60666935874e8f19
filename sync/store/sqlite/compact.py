"""Rewriting stamps up to the stable clock of a scope as the one stable stamp, a few rows a step.

A step is a transaction of its own, so a scan never waits for more than one. The digests move with
the rows; they are exact again once all rows are through (see sync.store.frontier).
"""

from sync.core import digest
from sync.core.catalogue import Merge, Table
from sync.core.collapse import (
    STABLE_STAMP,
    collapsed,
    collapsed_element,
    collapsed_row,
    stable_limit,
)
from sync.core.ids import Scope
from sync.core.state import ElementState, RowState
from sync.store.sqlite.buckets import bucket_of
from sync.store.sqlite.passing import Pass
from sync.store.sqlite.replica import Replica
from sync.store.sqlite.verify import element_states, row_states

VISITED_PER_CHANGED = 10
"""Rows of other scopes, or without a stamp to collapse, are passed over in SQL, which is cheap."""


def level_of(replica: Replica, scope: Scope) -> int:
    """The stable clock up to which a scope is through."""
    number = replica.streams.scopes.get(scope)
    under_way = replica.passes.get(number or 0)
    if number is None or under_way is None:
        return replica.compacted.get(number or 0, 0)
    return _saved(replica, number)


def collapse(replica: Replica, scope: Scope, stable_hlc: int, rows_max: int) -> bool:
    """One step; true once the scope is through."""
    number = replica.streams.scopes.get(scope)
    if number is None or stable_hlc <= _saved(replica, number):
        return True
    under_way = replica.passes.get(number)
    if under_way is None or under_way.target != stable_hlc:
        under_way = replica.passes[number] = Pass(replica.catalogue, stable_hlc)
        # From here on what is written keeps no removed dot below H, passed already or not.
        replica.compacted[number] = stable_hlc
    limit = stable_limit(stable_hlc)
    with replica.transaction():
        table, part, last = under_way.parts[-1]
        walk = _PARTS[part]
        following = walk(replica, replica.catalogue.by_id[table], number, limit, last, rows_max)
        if following is None and len(under_way.parts) == 1:
            replica.execute("UPDATE s_scope SET compacted=? WHERE id=?", (stable_hlc, number))
    if following is not None:
        under_way.parts[-1] = (table, part, following)
        return False
    under_way.parts.pop()
    if not under_way.parts:
        del replica.passes[number]
    return not under_way.parts


def _saved(replica: Replica, number: int) -> int:
    ((level,),) = replica.execute("SELECT compacted FROM s_scope WHERE id=?", (number,)).fetchall()
    return int(level)


def _rows(
    replica: Replica, table: Table, scope: int, limit: bytes, last: object, rows_max: int
) -> object:
    sql = replica.sql[table.id]
    listed = ", ".join(["id", *sql.fields, "_v", "_x"])
    after = "" if last is None else "id>? AND "
    begin = () if last is None else (last,)
    ahead = replica.execute(
        f"SELECT id FROM {sql.name} WHERE {after}1 ORDER BY id LIMIT 1 OFFSET ?",
        (*begin, rows_max * VISITED_PER_CHANGED),
    ).fetchone()
    upto = "" if ahead is None else "id<=? AND "
    end = () if ahead is None else (ahead[0],)
    found = replica.execute(
        f"SELECT {listed} FROM {sql.name} WHERE {after}{upto}_s=? AND _v<>? AND _v<=?"
        " ORDER BY id LIMIT ?",
        (*begin, *end, scope, STABLE_STAMP, limit + b"\xff" * len(limit), rows_max),
    ).fetchall()
    changed = []
    for pk, *values, clocks, extra in found:
        kept = collapsed(clocks, limit)
        if kept != clocks:
            before_sum = digest.row_digest(pk, RowState(values, clocks, True, extra))
            after_sum = digest.row_digest(pk, RowState(values, kept, True, extra))
            replica.add_digest(scope, table.id, bucket_of(pk), after_sum - before_sum)
            changed.append((kept, pk))
    replica.executemany(sql.update(b""), changed)
    if len(found) == rows_max:
        return found[-1][0]
    return ahead[0] if ahead is not None else None


def _tombs(
    replica: Replica, table: Table, scope: int, limit: bytes, last: object, rows_max: int
) -> object:
    after = "" if last is None else " AND pk>?"
    begin = () if last is None else (last,)
    found = replica.execute(
        f"SELECT pk, clocks FROM s_tomb WHERE table_id=? AND _s=?{after} ORDER BY pk LIMIT ?",
        (table.id, scope, *begin, rows_max),
    ).fetchall()
    changed = []
    for pk, clocks in found:
        kept = collapsed(clocks, limit)
        if kept != clocks:
            before_sum = digest.row_digest(pk, RowState([], clocks, alive=False))
            after_sum = digest.row_digest(pk, RowState([], kept, alive=False))
            replica.add_digest(scope, table.id, bucket_of(pk), after_sum - before_sum)
            changed.append((kept, table.id, pk))
    replica.executemany("UPDATE s_tomb SET clocks=? WHERE table_id=? AND pk=?", changed)
    return found[-1][0] if len(found) == rows_max else None


def _elements(
    replica: Replica, table: Table, scope: int, limit: bytes, last: object, rows_max: int
) -> object:
    sql = replica.sql[table.id]
    after = "" if last is None else " AND (id, element)>(?,?)"
    begin = last if isinstance(last, tuple) else ()
    found = replica.execute(
        f"SELECT id, element, dots, gone FROM {sql.name} WHERE _s=? AND gone<>x''{after}"
        " ORDER BY id, element LIMIT ?",
        (scope, *begin, rows_max),
    ).fetchall()
    for pk, element, dots, gone in found:
        state = ElementState(dots, gone)
        kept = collapsed_element(state, limit)
        if kept is None:
            replica.execute(
                f"DELETE FROM {sql.name} WHERE id=? AND element=? AND _s=?", (pk, element, scope)
            )
        elif kept.gone != gone:
            replica.execute(sql.upsert, (pk, element, kept.dots, kept.gone, scope))
        moved = digest.element_digest(pk, element, kept) - digest.element_digest(pk, element, state)
        replica.add_digest(scope, table.id, bucket_of(pk), moved)
    return found[-1][:2] if len(found) == rows_max else None


_PARTS = {"rows": _rows, "tombs": _tombs, "elements": _elements}


def digest_at(
    replica: Replica, scope: Scope, sums: dict[int, int], stable_hlc: int
) -> dict[int, int]:
    """Digests as they are once stamps up to H are collapsed; reads every row."""
    limit, totals = stable_limit(stable_hlc), dict(sums)
    number = replica.streams.scopes.get(scope)
    for table in replica.catalogue.tables:
        moved = 0
        if table.merge is Merge.ROWS:
            for at, pk, row in row_states(replica, table):
                if at == number:
                    kept = collapsed_row(row, limit)
                    moved += digest.row_digest(pk, kept) - digest.row_digest(pk, row)
        elif table.merge is Merge.SET:
            for at, pk, name, state in element_states(replica, table):
                if at == number:
                    left = collapsed_element(state, limit)
                    moved += digest.element_digest(pk, name, left)
                    moved -= digest.element_digest(pk, name, state)
        if moved:
            totals[table.id] = (totals.get(table.id, 0) + moved) & digest.MASK
    return totals
