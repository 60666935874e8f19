"""The audit trail and the signed log, newest first."""

from collections import Counter
from collections.abc import Iterator
from itertools import islice

import apsw
import msgspec

from edge.api.people_shapes import AuditPage, AuditRow, Break, Chain, ChangePage, ChangeRow
from edge.api.views.common import (
    Cells,
    as_of,
    cursor_of,
    first,
    limited,
    maybe,
    moment,
    number,
    read_cursor,
    rows,
    shown,
    text,
)
from edge.store.audit import broken
from models.warehouse.catalogue import CATALOGUE
from models.warehouse.scopes import warehouse_scope
from sync.core.builtin import BUILTIN
from sync.core.clock import hlc_ms
from sync.core.errors import SyncError
from sync.core.record import Record, decode_record
from sync.store.sqlite.keys import OF, SEQ_MAX
from sync.store.sqlite.meta import read_identity

LOOKED_AT_MAX = 1_000
BREAKS_SHOWN_MAX = 20
SEQ_TOP = (1 << 62) - 1
_TRAIL = (
    "SELECT audit.seq, at_ms, act, person_id, person.name, device_id, device.name, key_id,"
    " api_key.name, subject, detail FROM audit LEFT JOIN person ON person.id=+audit.person_id"
    " LEFT JOIN device ON device.id=+audit.device_id LEFT JOIN api_key ON api_key.id=+audit.key_id"
    " WHERE audit.seq<?1{only} ORDER BY audit.seq DESC LIMIT ?2"
)
_COUNT = "SELECT count(*) FROM audit"
_FILTERS = (
    ("person_id", "audit.person_id="),
    ("device_id", "audit.device_id="),
    ("act", "audit.act="),
    ("since_ms", "audit.at_ms>="),
    ("until_ms", "audit.at_ms<"),
)
_OWN = (
    "SELECT id FROM s_stream WHERE scope=? AND node=(SELECT value FROM s_meta WHERE key='node')"
    " ORDER BY id DESC"
)
_LOG = f"SELECT id, body, hash FROM s_log WHERE {OF} AND id<?2 ORDER BY id DESC LIMIT ?3"
_PERSON_NAME = "SELECT name FROM person WHERE id=?"
_DEVICE_NAME = "SELECT name FROM device WHERE id=?"
_NAMES: dict[int, str] = {table.id: table.name for table in (*CATALOGUE.tables, *BUILTIN)}


class Asked(msgspec.Struct, frozen=True):
    """Which rows, and how many. since_ms is the first moment, until_ms the first one after."""

    person_id: int | None = None
    device_id: int | None = None
    act: str | None = None
    since_ms: int | None = None
    until_ms: int | None = None
    cursor: str | None = None
    limit: int | None = None


def trail_page(connection: apsw.Connection, now_ms: int, asked: Asked) -> AuditPage:
    """Logins, refusals, enrolments, keys, edits of people."""
    size = limited(asked.limit)
    after = read_cursor(asked.cursor, int) or (SEQ_TOP,)
    bound: list[object] = [after[0], size + 1]
    only = ""
    for name, condition in _FILTERS:
        if (wanted := getattr(asked, name)) is not None:
            bound.append(wanted)
            only += f" AND {condition}?{len(bound)}"
    found = list(rows(connection, _TRAIL.format(only=only), *bound))
    following = cursor_of(found[size - 1][0]) if len(found) > size else None
    items = [_trail_row(row) for row in found[:size]]
    return AuditPage(items=items, next_cursor=following, as_of=as_of(now_ms))


def chain(connection: apsw.Connection, now_ms: int, warehouse_id: int) -> Chain:
    """Every row is read and hashed."""
    node_number = read_identity(connection)[0].number
    breaks = list(islice(broken(connection, warehouse_id, node_number), BREAKS_SHOWN_MAX))
    counted = first(connection, _COUNT)
    return Chain(
        ok=not breaks,
        rows=number(counted[0]) if counted is not None else 0,
        breaks=[Break(place=place, what=what) for place, what in breaks],
        as_of=as_of(now_ms),
    )


def changes_page(
    connection: apsw.Connection, now_ms: int, warehouse_id: int, asked: Asked
) -> ChangePage:
    """What this node wrote for the warehouse, from the signed log itself."""
    size = limited(asked.limit)
    before = (read_cursor(asked.cursor, int) or (SEQ_TOP,))[0]
    items: list[ChangeRow] = []
    last: Cells | None = None
    for row in _records(connection, warehouse_id, number(before)):
        last = row
        change = _change(connection, row, asked.person_id)
        if change is not None:
            items.append(change)
        if len(items) == size:
            break
    following = cursor_of(last[0]) if last is not None else None
    return ChangePage(items=items, next_cursor=following, as_of=as_of(now_ms))


def _records(connection: apsw.Connection, warehouse_id: int, before: int) -> Iterator[Cells]:
    """Backwards, so many at most; `before`: an id of the log."""
    left = LOOKED_AT_MAX
    for (stream,) in list(rows(connection, _OWN, warehouse_scope(warehouse_id))):
        for row in rows(connection, _LOG, stream, before, left):
            left -= 1
            yield row
        if left == 0:
            return


def _change(connection: apsw.Connection, row: Cells, person_id: int | None) -> ChangeRow | None:
    """None: somebody else's, or a record that was forgotten since or is of a newer version."""
    try:
        record = decode_record(row[1]) if isinstance(row[1], bytes) else None
    except SyncError:
        record = None
    if record is None or person_id not in (None, record.user):
        return None
    return ChangeRow(
        number=number(row[0]) & SEQ_MAX,
        at=as_of(hlc_ms(record.hlc)),
        person_id=shown(record.user) if record.user else None,
        person=_name(connection, _PERSON_NAME, record.user),
        device=_name(connection, _DEVICE_NAME, record.device),
        command_id=record.key or None,
        tables=_tables(record),
        hash=row[2].hex() if isinstance(row[2], bytes) else "",
    )


def _tables(record: Record) -> dict[str, int]:
    """How many operations on which table."""
    return dict(Counter(_NAMES.get(op.table, str(op.table)) for op in record.ops))


def _name(connection: apsw.Connection, sql: str, row_id: int) -> str | None:
    found = next(rows(connection, sql, row_id), None) if row_id else None
    return maybe(found[0]) if found is not None else None


def _trail_row(row: Cells) -> AuditRow:
    return AuditRow(
        number=number(row[0]),
        at=text(moment(row[1])),
        act=text(row[2]),
        person_id=shown(row[3]) if row[3] else None,
        person=maybe(row[4]),
        device_id=shown(row[5]) if row[5] else None,
        device=maybe(row[6]),
        key=maybe(row[8]),
        subject=text(row[9]),
        detail=text(row[10]),
    )
