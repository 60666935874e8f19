"""Proposals, items and the work to come, as pages of the API."""

import apsw

from edge.api.foresight_shapes import OutlookPage, OutlookRow, ProposalPage, Workload
from edge.api.views.common import (
    Cells,
    as_of,
    cursor_of,
    first,
    limited,
    maybe,
    number,
    read_cursor,
    rows,
    shown,
    text,
)
from models.warehouse import ids
from models.warehouse.naming import called
from models.warehouse.proposals import ProposalRow, read_because, read_outlook, shortened
from node.http.problems import Problem

OPEN = "open"
_LATER = "coalesce(p.urgent_on, '9999')"
_ROW = (
    f"SELECT p.id, p.kind, p.state, {called('i')}, i.description, i.base_uom, p.quantity,"
    " p.urgent_on, p.as_of_day, p.accepted, p.reason, p.because, {turn} FROM proposal p"
    " JOIN item i ON i.id=+p.item_id WHERE {where}"
)
_OPEN = (
    _ROW.format(turn=_LATER, where=f"p.state='open' AND ({_LATER}, p.id)>(?1, ?2)")
    + " AND (?3 IS NULL OR p.kind=?3)"
    + f" ORDER BY {_LATER}, p.id LIMIT ?4"
)
_SETTLED = (
    _ROW.format(turn="p.settled_at_ms", where="p.state=?5 AND (p.settled_at_ms, p.id)<(?1, ?2)")
    + " AND (?3 IS NULL OR p.kind=?3) ORDER BY p.settled_at_ms DESC, p.id DESC LIMIT ?4"
)
_ONE = _ROW.format(turn="NULL", where="p.id=?1")
_ITEM = "SELECT body FROM item_outlook WHERE code=? LIMIT 1"
_ITEMS = (
    "SELECT code, item_id, body FROM item_outlook WHERE (code, item_id)>(?1, ?2)"
    " ORDER BY code, item_id LIMIT ?3"
)
_OUTLOOK = "SELECT says FROM outlook ORDER BY id LIMIT 1"
_LAST = (1 << 63) - 1


def proposals_page(
    connection: apsw.Connection,
    now_ms: int,
    state: str,
    kind: str | None,
    cursor: str | None,
    limit: int | None,
) -> ProposalPage:
    """Open ones by urgency, settled ones newest first."""
    size = limited(limit)
    if state == OPEN:
        after = read_cursor(cursor, str, int) or ("", 0)
        found = list(rows(connection, _OPEN, *after, kind, size + 1))
    else:
        after = read_cursor(cursor, int, int) or (_LAST, _LAST)
        found = list(rows(connection, _SETTLED, *after, kind, size + 1, state))
    items = [_proposal(row, whole=False) for row in found[:size]]
    last = found[size - 1] if len(found) > size else None
    following = cursor_of(last[-1], last[0]) if last is not None else None
    return ProposalPage(items=items, next_cursor=following, as_of=as_of(now_ms))


def proposal(connection: apsw.Connection, named: str) -> ProposalRow:
    """One with all its figures; raises Problem."""
    try:
        row = first(connection, _ONE, ids.read(named))
    except ValueError:
        row = None
    if row is None:
        raise Problem(404, "not_found", "there is no such proposal")
    return _proposal(row, whole=True)


def item_outlook(connection: apsw.Connection, item: str) -> OutlookRow:
    """Of an item; raises Problem."""
    row = first(connection, _ITEM, item)
    if row is None:
        raise Problem(404, "not_found", "nothing is known of this item's demand to come")
    return OutlookRow(item=item, because=read_because(row[0]))


def outlooks_page(
    connection: apsw.Connection, now_ms: int, cursor: str | None, limit: int | None
) -> OutlookPage:
    """All items by code, without their pictures."""
    size = limited(limit)
    after = read_cursor(cursor, str, int) or ("", 0)
    found = list(rows(connection, _ITEMS, *after, size + 1))
    items = [
        OutlookRow(item=text(row[0]), because=shortened(read_because(row[2])))
        for row in found[:size]
    ]
    following = cursor_of(*found[size - 1][:2]) if len(found) > size else None
    return OutlookPage(items=items, next_cursor=following, as_of=as_of(now_ms))


def workload(connection: apsw.Connection, now_ms: int) -> Workload:
    """As the last night left it."""
    row = first(connection, _OUTLOOK)
    return Workload(outlook=read_outlook(row[0]) if row else None, as_of=as_of(now_ms))


def _proposal(row: Cells, *, whole: bool) -> ProposalRow:
    because = read_because(row[11])
    return ProposalRow(
        id=shown(row[0]),
        kind=text(row[1]),
        state=text(row[2]),
        item=text(row[3]),
        description=maybe(row[4]),
        uom=text(row[5]),
        quantity=number(row[6]),
        urgent_on=maybe(row[7]),
        as_of_day=text(row[8]),
        accepted=row[9] if isinstance(row[9], int) else None,
        reason=maybe(row[10]),
        because=because if whole else shortened(because),
    )
