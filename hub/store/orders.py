"""Orders and exceptions of all sites, newest first, page by page."""

import apsw
import msgspec

from hub.store import sql
from hub.store.attachments import Attachment, attachments_of
from hub.store.cursor import read_cursor, show_cursor
from hub.store.custom import values_of
from hub.store.figures import OVER
from hub.store.freight import freight_of
from hub.store.freshness import Coverage, Known, as_of_all, coverage_of
from hub.store.moments import shown
from models.warehouse import ids
from models.warehouse.custom import FieldValue
from models.warehouse.freight import Freight
from models.warehouse.naming import called


class OrderLine(msgspec.Struct, frozen=True):
    """A line of an order; quantities in base units."""

    line: int | None
    item: str | None
    description: str | None
    ordered: int
    allocated: int
    picked: int
    packed: int
    shipped: int
    short: int
    cancelled: int


class Order(msgspec.Struct, frozen=True):
    """One order as its site last told."""

    id: str
    order: str
    site: str
    state: str
    customer: str | None
    customer_name: str | None
    priority: int
    due_at: str | None
    created_at: str | None
    shipped_at: str | None
    late: bool
    lines: int
    lines_done: int
    ordered_units: int
    shipped_units: int
    reason: str | None
    carrier: str | None
    tracking: str | None
    as_of: str | None
    stale: bool


class OrderDetail(msgspec.Struct, frozen=True):
    """One order with its lines, its custom values, and what photos and papers its site keeps."""

    order: Order
    lines: list[OrderLine]
    attachments: list[Attachment]
    custom: list[FieldValue]
    freight: Freight


class OrderPage(msgspec.Struct, frozen=True):
    """A page of the list."""

    items: list[Order]
    next_cursor: str | None
    coverage: Coverage
    as_of: str | None


class Exceptional(msgspec.Struct, frozen=True):
    """Something a site could not settle by itself."""

    id: str
    site: str
    kind: str
    code: str | None
    arguments: dict[str, object]
    state: str
    opened_at: str | None
    closed_at: str | None
    note: str | None
    as_of: str | None
    stale: bool


class ExceptionPage(msgspec.Struct, frozen=True):
    """A page of the list."""

    items: list[Exceptional]
    next_cursor: str | None
    coverage: Coverage
    as_of: str | None


def order_page(
    connection: apsw.Connection,
    sites: list[Known],
    *,
    state: str | None,
    search: str | None,
    cursor: str | None,
    limit: int,
    now_ms: int,
) -> OrderPage:
    """`state` is a state's name, `open`, `late` or `due`; newest first."""
    created, last_id = read_cursor(cursor, (int, int)) or (1 << 62, 0)
    index, kept = _way(state, search)
    # The page is cut first: its columns cost more than finding it.
    found = sql.page(
        connection,
        14,
        f"WITH page AS (SELECT id FROM dn INDEXED BY {index}"
        " WHERE (created_at_ms, id) < (:created, :id)"
        f" AND warehouse_id IN (SELECT value FROM json_each(:sites)) AND {kept}"
        " ORDER BY created_at_ms DESC, id DESC LIMIT :limit)"
        f" SELECT {_COLUMNS} FROM page CROSS JOIN dn ON dn.id = page.id"
        " LEFT JOIN partner ON partner.id = dn.customer_id"
        " ORDER BY dn.created_at_ms DESC, dn.id DESC",
        {
            "created": created,
            "id": last_id,
            "sites": _ids(sites),
            "state": state,
            "number": search,
            "now": now_ms,
            "over": now_ms + 86_400_000,
            "limit": limit + 1,
        },
    )
    page = [_order(row, sites, now_ms) for row in found[:limit]]
    end = found[limit - 1] if len(found) > limit else None
    last = show_cursor((end[8], end[0])) if end else None
    return OrderPage(page, last, coverage_of(sites), shown(as_of_all(sites)))


def order_detail(
    connection: apsw.Connection, sites: list[Known], number: str, now_ms: int
) -> list[OrderDetail]:
    """All orders of this number: each site numbers its own."""
    details = []
    for order in order_page(
        connection, sites, state=None, search=number, cursor=None, limit=20, now_ms=now_ms
    ).items:
        order_id = ids.read(order.id)
        lines = [OrderLine(*row) for row in sql.rows(connection, _LINES, (order_id,))]
        files = attachments_of(connection, sites, order_id)
        custom = values_of(connection, "document", order_id)
        freight = freight_of(connection, order_id)
        details.append(OrderDetail(order, lines, files, custom, freight))
    return details


def exception_page(
    connection: apsw.Connection,
    sites: list[Known],
    *,
    state: str | None,
    cursor: str | None,
    limit: int,
) -> ExceptionPage:
    """Open ones unless another state is asked for; newest first."""
    after = read_cursor(cursor, (int,))
    found = sql.rows(
        connection,
        "SELECT id, warehouse_id, kind, code, arguments, state, opened_at_ms, closed_at_ms,"
        " note FROM exception WHERE state = :state AND id < :after"
        " AND warehouse_id IN (SELECT value FROM json_each(:sites)) ORDER BY id DESC LIMIT :limit",
        {
            "state": state or "open",
            "after": after[0] if after else (1 << 63) - 1,
            "sites": _ids(sites),
            "limit": limit + 1,
        },
    )
    by_id = {site.warehouse_id: site for site in sites}
    page = [_exceptional(row, by_id[row[1]]) for row in found[:limit]]
    last = show_cursor((found[limit - 1][0],)) if len(found) > limit else None
    return ExceptionPage(page, last, coverage_of(sites), shown(as_of_all(sites)))


_COLUMNS = """dn.id, dn.number, dn.warehouse_id, dn.state, partner.code, partner.name, dn.priority,
    dn.due_at_ms, dn.created_at_ms, dn.shipped_at_ms, dn.reason, dn.carrier, dn.tracking,
    (SELECT json_array(count(*), count(*) FILTER (WHERE packed >= ordered - short - cancelled),
        coalesce(sum(ordered), 0), coalesce(sum(shipped), 0)) || ''
        FROM dn_line WHERE dn_id = +dn.id)"""
_LINES = f"""
SELECT line, {called("item")}, item.description, ordered, allocated, picked, packed, shipped,
    short, cancelled
FROM dn_line LEFT JOIN item ON item.id = dn_line.item_id WHERE dn_id = ? ORDER BY line, dn_line.id
"""


def _way(state: str | None, search: str | None) -> tuple[str, str]:
    """The index that bounds the work, and the condition. History is never scanned for a page."""
    if search:
        return "dn_number", "number = :number"
    if state in ("open", "late", "due"):
        until = {"late": " AND due_at_ms < :now", "due": " AND due_at_ms < :over"}
        return "hub_dn_open", f"state NOT IN {OVER}{until.get(state, '')}"
    if state is not None:
        return "hub_dn_state", "state = :state"
    return "hub_dn_recent", "TRUE"


def _order(row: sql.Row, sites: list[Known], now_ms: int) -> Order:
    site = next(site for site in sites if site.warehouse_id == row[2])
    lines, done, ordered, shipped = msgspec.json.decode(row[13], type=tuple[int, int, int, int])
    late = row[7] is not None and row[3] not in OVER and row[7] < now_ms
    return Order(
        id=ids.show(row[0]),
        order=row[1],
        site=site.code,
        state=row[3],
        customer=row[4],
        customer_name=row[5],
        priority=row[6] or 0,
        due_at=shown(row[7]),
        created_at=shown(row[8]),
        shipped_at=shown(row[9]),
        late=late,
        lines=lines,
        lines_done=done,
        ordered_units=ordered,
        shipped_units=shipped,
        reason=row[10],
        carrier=row[11],
        tracking=row[12],
        as_of=shown(site.freshness.as_of_ms),
        stale=site.stale,
    )


def _exceptional(row: sql.Row, site: Known) -> Exceptional:
    try:
        arguments = msgspec.json.decode(row[4] or "{}", type=dict[str, object])
    except msgspec.MsgspecError:
        arguments = {"text": str(row[4])}
    return Exceptional(
        id=ids.show(row[0]),
        site=site.code,
        kind=str(row[2]),
        code=row[3],
        arguments=arguments,
        state=str(row[5]),
        opened_at=shown(row[6]),
        closed_at=shown(row[7]),
        note=row[8],
        as_of=shown(site.freshness.as_of_ms),
        stale=site.stale,
    )


def _ids(sites: list[Known]) -> str:
    return msgspec.json.encode([site.warehouse_id for site in sites]).decode()
