"""Rows that were brought over from another system, as they were there."""

import apsw
import msgspec

from edge.api.history_shapes import AccountPage, AccountRow, HistoryPage, HistoryRow, Outcome
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

TOP = (1 << 63) - 1
_ROW = (
    "SELECT id, origin, origin_id, outcome, reason, became, became_id, number, party, item, state,"
    " at_ms, body FROM moved_row"
)
NEWEST = f"{_ROW} WHERE id<?1 ORDER BY id DESC LIMIT ?2"
OF_NUMBER = f"{_ROW} WHERE number=?3 AND id<?1 ORDER BY id DESC LIMIT ?2"
OF_ITEM = f"{_ROW} WHERE item=?3 AND id<?1 ORDER BY id DESC LIMIT ?2"
OF_TABLE = (
    f"{_ROW} WHERE tenant=(SELECT tenant FROM moved_account ORDER BY id LIMIT 1)"
    " AND origin=?3 AND origin_id<?1 ORDER BY origin_id DESC LIMIT ?2"
)
_ID, _ORIGIN_ID = 0, 2
_ACCOUNTS = "SELECT name, time_zone, at_ms FROM moved_account ORDER BY id"
_PAST = (
    f"{_ROW} WHERE id=(SELECT CAST(substr(element, 9) AS INTEGER) FROM barcode WHERE id=?"
    " AND dots<>x'' AND substr(element, 1, 8)='history:')"
)
_PAST_NUMBER = f"{_ROW} WHERE number=? AND origin IN ('asnlist', 'dnlist') ORDER BY id DESC"


class Asked(msgspec.Struct, frozen=True):
    """Which rows: of a document, of an item, of a table there, or the newest."""

    number: str | None
    item: str | None
    table: str | None
    cursor: str | None
    limit: int | None


def history_page(connection: apsw.Connection, now_ms: int, asked: Asked) -> HistoryPage:
    """One way of asking at a time; a document comes before an item, an item before a table."""
    size = limited(asked.limit)
    after = read_cursor(asked.cursor, int)
    start = after[0] if after else TOP
    key = _ID
    if asked.number is not None:
        found = list(rows(connection, OF_NUMBER, start, size + 1, asked.number.strip()))
    elif asked.item is not None:
        found = list(rows(connection, OF_ITEM, start, size + 1, asked.item.strip()))
    elif asked.table is not None:
        key = _ORIGIN_ID
        found = list(rows(connection, OF_TABLE, start, size + 1, asked.table.strip()))
    else:
        found = list(rows(connection, NEWEST, start, size + 1))
    return HistoryPage(
        items=[_row(each) for each in found[:size]],
        next_cursor=cursor_of(found[size - 1][key]) if len(found) > size else None,
        as_of=as_of(now_ms),
    )


def accounts(connection: apsw.Connection, now_ms: int) -> AccountPage:
    """Where the history comes from."""
    found = [
        AccountRow(name=text(name), time_zone=text(zone), at=moment(at_ms))
        for name, zone, at_ms in rows(connection, _ACCOUNTS)
    ]
    return AccountPage(items=found, as_of=as_of(now_ms))


def past_document(connection: apsw.Connection, code: str) -> HistoryRow | None:
    """A document that was over before, by its number or its printed code."""
    row = first(connection, _PAST_NUMBER, code) or first(connection, _PAST, code)
    return _row(row) if row is not None else None


def _row(row: Cells) -> HistoryRow:
    return HistoryRow(
        id=shown(row[0]),
        table=text(row[1]),
        row=number(row[2]),
        outcome=msgspec.convert(row[3], Outcome),
        reason=maybe(row[4]),
        became=maybe(row[5]),
        became_id=shown(row[6]) if isinstance(row[6], int) else None,
        number=maybe(row[7]),
        party=maybe(row[8]),
        item=maybe(row[9]),
        state=maybe(row[10]),
        at=moment(row[11]),
        body=msgspec.json.decode(text(row[12], "{}"), type=dict[str, str | int | float | None]),
    )
