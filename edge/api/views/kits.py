"""Kit orders: a page of rows, and one with what it takes."""

import apsw
import msgspec

from edge.api.kit_shapes import KitOrder, KitOrderPage, KitOrderRow, KitPart
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
    text,
)
from models.warehouse.kitting import Parts, needed, read_parts
from models.warehouse.naming import called

_KIT_ORDER = f"""
SELECT kit_order.id, kit_order.number, kit_order.kind, kit_order.state, {called("item")},
       kit_order.ordered, kit_order.done, kit_order.short, location.code, dn.number,
       earlier.number, kit_order.created_at_ms, kit_order.closed_at_ms, kit_order.parts,
       item.description, item.base_uom
FROM kit_order
JOIN item ON item.id = +kit_order.item_id
LEFT JOIN location ON location.id = +kit_order.location_id
LEFT JOIN dn ON dn.id = +kit_order.dn_id
LEFT JOIN kit_order AS earlier ON earlier.id = +kit_order.split_of
"""
_PART = f"SELECT {called('item')}, description, base_uom FROM item WHERE id = ?"


def kit_orders_page(
    connection: apsw.Connection,
    now_ms: int,
    state: str | None,
    cursor: str | None,
    limit: int | None,
) -> KitOrderPage:
    """Kit orders, oldest first."""
    size = limited(limit)
    after = read_cursor(cursor, int) or (0,)
    found = list(
        rows(
            connection,
            f"{_KIT_ORDER} WHERE kit_order.id > ?1 AND (?2 IS NULL OR kit_order.state = ?2)"
            " ORDER BY kit_order.id LIMIT ?3",
            after[0],
            state,
            size + 1,
        )
    )
    following = cursor_of(found[size - 1][0]) if len(found) > size else None
    return KitOrderPage(
        items=[_row(row) for row in found[:size]], next_cursor=following, as_of=as_of(now_ms)
    )


def kit_order_by_number(connection: apsw.Connection, order: str) -> KitOrder | None:
    """One kit order."""
    row = first(connection, f"{_KIT_ORDER} WHERE kit_order.number = ?", order)
    if row is None:
        return None
    shown = msgspec.structs.asdict(_row(row))
    parts = read_parts(text(row[13], "[]"))
    return KitOrder(
        **shown,
        description=text(row[14]),
        uom=text(row[15], "each"),
        created_at=moment(row[11]),
        closed_at=moment(row[12]),
        parts=_parts(connection, parts),
    )


def _row(row: Cells) -> KitOrderRow:
    return KitOrderRow(
        order=text(row[1]),
        kind=text(row[2], "kit"),
        state=text(row[3]),
        item=text(row[4]),
        ordered=number(row[5]),
        done=number(row[6]),
        short=number(row[7]),
        location=maybe(row[8]),
        for_order=maybe(row[9]),
        split_of=maybe(row[10]),
    )


def _parts(connection: apsw.Connection, parts: Parts) -> list[KitPart]:
    shown = []
    for item_id, quantity in needed(parts, 1).items():
        item = first(connection, _PART, item_id) or (None, None, None)
        shown.append(
            KitPart(
                item=text(item[0]),
                description=text(item[1]),
                quantity=quantity,
                uom=text(item[2], "each"),
            )
        )
    return shown
