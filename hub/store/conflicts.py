"""Values that lost against a concurrent write: kept, shown side by side, decided by a person."""

from collections.abc import Callable, Sequence

import apsw
import msgspec

from hub.store import sql
from hub.store.authors import Authors
from hub.store.cursor import read_cursor, show_cursor
from hub.store.moments import shown
from models.warehouse import ids
from models.warehouse.catalogue import CATALOGUE, ITEM, LOCATION, PARTNER, PERSON, WAREHOUSE
from models.warehouse.scopes import company_scope, is_company_table, warehouse_scope
from sync.core.catalogue import Merge, Table, Value
from sync.core.change import Put
from sync.core.clock import hlc_ms
from sync.core.ids import Scope
from sync.core.stamp import STAMP_BYTES, stamp_of, unpack_stamp
from sync.core.state import Entry

_SAFE_INT_MAX = (1 << 53) - 1
_NAMED = {ITEM.id: "code", PARTNER.id: "code", LOCATION.id: "code", WAREHOUSE.id: "code"}

Shown = int | float | str | None


class Side(msgspec.Struct, frozen=True):
    """One of the two values, with who wrote it."""

    value: Shown
    who: str | None
    when: str | None
    site: str | None


class Conflict(msgspec.Struct, frozen=True):
    """state: open, resolved, or superseded (the field was written again since)."""

    id: str
    table: str
    row: str
    row_id: str
    field: str
    kept: Side
    lost: Side
    state: str
    taken: str | None
    resolved_by: str | None
    resolved_at: str | None


class ConflictPage(msgspec.Struct, frozen=True):
    """A page of the list."""

    items: list[Conflict]
    next_cursor: str | None
    open: int


class Unresolvable(Exception):
    """`code` says why a conflict cannot be decided any more."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def keep_conflicts(connection: apsw.Connection, entries: Sequence[Entry]) -> None:
    """Conflicts published by the authors of the winning writes; what cannot be read is left out."""
    kept = []
    for entry in entries:
        table_id, pk, field, value, stamp, winner = entry.values[:6]
        try:
            row = (table_id, _unpacked(pk), field, _unpacked(value), stamp, winner)
        except (msgspec.MsgspecError, RecursionError):
            continue
        if isinstance(stamp, bytes) and len(stamp) == STAMP_BYTES and isinstance(winner, bytes):
            kept.append(row)
    connection.executemany(
        "INSERT OR IGNORE INTO hub_conflict (table_id, pk, field, value, stamp, winner)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        kept,
    )


def _unpacked(packed: Value) -> Value:
    if not isinstance(packed, bytes):
        raise msgspec.DecodeError("not packed")
    value: object = msgspec.msgpack.decode(packed)
    if value is None or isinstance(value, int | str | bytes | float):
        return value
    raise msgspec.DecodeError("not a plain value")


def conflict_page(
    connection: apsw.Connection,
    *,
    only_open: bool | None,
    site: int | None,
    cursor: str | None,
    limit: int,
) -> ConflictPage:
    """Newest first; `only_open` None shows all; `site`: where a value of that site is involved."""
    after = read_cursor(cursor, (int,))
    state = {True: "resolved_at_ms IS NULL", False: "resolved_at_ms IS NOT NULL", None: "TRUE"}
    numbers = _NUMBERS if site is not None else "TRUE"
    rows = sql.rows(
        connection,
        f"SELECT {_COLUMNS} FROM hub_conflict WHERE id < :after AND {state[only_open]}"
        f" AND {numbers} ORDER BY id DESC LIMIT :limit",
        {"after": after[0] if after else (1 << 63) - 1, "site": site, "limit": limit + 1},
    )
    authors = Authors(connection)
    items = [_conflict(connection, authors, row) for row in rows[:limit]]
    last = show_cursor((rows[limit - 1][0],)) if len(rows) > limit else None
    return ConflictPage(items, last, open_conflicts(connection))


_NUMBERS = """EXISTS (SELECT 1 FROM hub_node WHERE hub_node.warehouse_id = :site
    AND printf('%08X', number) IN (hex(substr(stamp, 9, 4)), hex(substr(winner, 9, 4))))"""
"""A stamp ends with the number of the node that wrote it."""


def open_conflicts(connection: apsw.Connection) -> int:
    """How many wait for a decision."""
    row = sql.row(connection, "SELECT count(*) FROM hub_conflict WHERE resolved_at_ms IS NULL")
    assert row is not None
    return int(row[0])


def one_conflict(connection: apsw.Connection, conflict_id: int) -> Conflict | None:
    """A conflict by its id."""
    row = sql.row(connection, f"SELECT {_COLUMNS} FROM hub_conflict WHERE id = ?", (conflict_id,))
    return _conflict(connection, Authors(connection), row) if row is not None else None


def decision(
    connection: apsw.Connection, conflict_id: int, take: str, company: int
) -> tuple[Scope, Put] | None:
    """The write that makes the chosen value the present one; None if it is present already.

    Raises Unresolvable: unknown, decided before, or about a row that no longer exists.
    """
    found = sql.row(
        connection,
        "SELECT table_id, pk, field, value, resolved_at_ms FROM hub_conflict WHERE id = ?",
        (conflict_id,),
    )
    if found is None:
        raise Unresolvable("no_such_conflict")
    table_id, pk, field, value, resolved = found
    if resolved is not None:
        raise Unresolvable("already_resolved")
    if take == "kept":
        return None
    table = CATALOGUE.by_id.get(table_id)
    if table is None or table.merge is not Merge.ROWS or not 0 < field <= len(table.fields):
        raise Unresolvable("not_editable")
    where = "0" if is_company_table(table) else "warehouse_id"
    row = sql.row(connection, f"SELECT {where} FROM {_quoted(table)} WHERE id = ?", (pk,))
    if row is None:
        raise Unresolvable("row_deleted")
    scope = company_scope(company) if is_company_table(table) else warehouse_scope(row[0])
    return scope, Put(table, pk, {table.names[field - 1]: value})


def mark_resolved(
    connection: apsw.Connection, conflict_id: int, take: str, by: str, now_ms: int
) -> None:
    """Remember who decided what."""
    connection.execute(
        "UPDATE hub_conflict SET resolved_at_ms = ?, resolved_by = ?, taken = ? WHERE id = ?",
        (now_ms, by, take, conflict_id),
    )


_COLUMNS = "id, table_id, pk, field, value, stamp, winner, resolved_at_ms, resolved_by, taken"


def _conflict(connection: apsw.Connection, authors: Authors, row: tuple[object, ...]) -> Conflict:
    number, table_id, pk, field, value, stamp, winner, resolved_ms, resolved_by, taken = row
    assert isinstance(number, int) and isinstance(stamp, bytes) and isinstance(winner, bytes)
    table = CATALOGUE.by_id.get(table_id) if isinstance(table_id, int) else None
    present, present_stamp, label = _present(connection, table, pk, field)
    name = _field_name(table, field)
    show = _shower(name)
    state = "resolved" if resolved_ms is not None else "open"
    if state == "open" and present_stamp not in (None, winner):
        state = "superseded"
    return Conflict(
        id=ids.show(number),
        table=table.name if table is not None else str(table_id),
        row=label or _key(pk),
        row_id=_key(pk),
        field=name,
        kept=_side(authors, show(present), winner),
        lost=_side(authors, show(value), stamp),
        state=state,
        taken=str(taken) if taken is not None else None,
        resolved_by=str(resolved_by) if resolved_by is not None else None,
        resolved_at=shown(resolved_ms) if isinstance(resolved_ms, int) else None,
    )


def _side(authors: Authors, value: Shown, stamp: bytes) -> Side:
    if len(stamp) != STAMP_BYTES:
        return Side(value, None, None, None)
    when = shown(hlc_ms(unpack_stamp(stamp)[0]))
    return Side(value, authors.person(stamp), when, authors.site(stamp))


def _present(
    connection: apsw.Connection, table: Table | None, pk: object, field: object
) -> tuple[object, bytes | None, str | None]:
    """Value and stamp of the field now, and what people call the row."""
    if table is None or table.merge is not Merge.ROWS or not isinstance(field, int):
        return None, None, None
    if not 0 < field <= len(table.fields):
        return None, None, None
    called = _NAMED.get(table.id) or ("name" if "name" in table.names else "id")
    row = sql.row(
        connection,
        f'SELECT "{table.names[field - 1]}", _v, {called} FROM {_quoted(table)} WHERE id = ?',
        (pk,),
    )
    if row is None:
        return None, None, None
    label = row[2] if called != "id" else None
    return row[0], stamp_of(row[1], field), str(label) if label is not None else None


def _field_name(table: Table | None, field: object) -> str:
    if table is None or not isinstance(field, int) or not 0 < field <= len(table.fields):
        return str(field)
    return table.names[field - 1]


def _shower(name: str) -> Callable[[object], Shown]:
    def show(value: object) -> Shown:
        if isinstance(value, bytes):
            return value.hex()
        if isinstance(value, int) and (name.endswith("_id") or abs(value) > _SAFE_INT_MAX):
            return ids.show(value) if value >= 0 else str(value)
        return value if isinstance(value, int | float | str) else None

    # A hash is no secret to the person who may reset it, but it is nobody's business to read it.
    return (lambda _: "(hidden)") if name == PERSON.names[4] else show


def _key(pk: object) -> str:
    return ids.show(pk) if isinstance(pk, int) and pk >= 0 else str(pk)


def _quoted(table: Table) -> str:
    return f'"{table.name}"'
