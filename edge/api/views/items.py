"""Items and their codes."""

import apsw

from edge.api.shapes import Item, ItemPage
from edge.api.views.common import (
    Cells,
    as_of,
    cursor_of,
    first,
    limited,
    number,
    read_cursor,
    rows,
    text,
)

CODES_MAX = 20
_ITEM = (
    "SELECT id, code, description, base_uom, tracking, status, min_quantity, catch_weight FROM item"
)


def codes_of(connection: apsw.Connection, element: str) -> list[str]:
    """Barcodes of `item:<id>` or `location:<id>`."""
    return [
        str(code)
        for (code,) in rows(
            connection,
            "SELECT id FROM barcode WHERE element=? AND length(dots)>0 ORDER BY id LIMIT ?",
            element,
            CODES_MAX,
        )
    ]


def barcodes(connection: apsw.Connection, item_id: int) -> list[str]:
    """Everything a scanner may read off this item, its own code left out."""
    packs = rows(
        connection,
        "SELECT gtin FROM item_pack WHERE item_id=? AND gtin IS NOT NULL AND status='active'"
        " ORDER BY id LIMIT ?",
        item_id,
        CODES_MAX,
    )
    found = [*codes_of(connection, f"item:{item_id}"), *(str(gtin) for (gtin,) in packs)]
    return list(dict.fromkeys(found))


def packs(connection: apsw.Connection, item_id: int) -> dict[str, int]:
    """GTINs that stand for more than one piece, with how many."""
    found = rows(
        connection,
        "SELECT gtin, quantity_base FROM item_pack WHERE item_id=? AND gtin IS NOT NULL"
        " AND quantity_base>1 AND status='active' ORDER BY id LIMIT ?",
        item_id,
        CODES_MAX,
    )
    return {str(gtin): number(quantity) for gtin, quantity in found}


def item_row(connection: apsw.Connection, row: Cells) -> Item:
    """An item with what lies of it here."""
    item_id = number(row[0])
    held = first(
        connection,
        "SELECT coalesce(sum(quantity),0), coalesce(sum(reserved),0) FROM quant WHERE item_id=?",
        item_id,
    )
    on_hand, allocated = held or (0, 0)
    return Item(
        item=text(row[1]),
        description=text(row[2]),
        barcodes=barcodes(connection, item_id),
        packs=packs(connection, item_id),
        uom=text(row[3], "each"),
        tracking=text(row[4], "none"),
        status=text(row[5], "active"),
        min_quantity=number(row[6]),
        on_hand=number(on_hand),
        allocated=number(allocated),
        catch_weight=bool(number(row[7])),
    )


def item_by_id(connection: apsw.Connection, item_id: int) -> Item | None:
    """One item."""
    row = first(connection, f"{_ITEM} WHERE id=?", item_id)
    return None if row is None else item_row(connection, row)


def items_page(
    connection: apsw.Connection, now_ms: int, search: str, cursor: str | None, limit: int | None
) -> ItemPage:
    """Items by code. A search finds codes that begin so and descriptions that contain it."""
    size = limited(limit)
    after = read_cursor(cursor, str)
    wanted = search.strip()
    found = list(
        rows(
            connection,
            f"{_ITEM} WHERE code > ?1 AND (?2 = '' OR substr(code, 1, length(?2)) = ?2 "
            "OR instr(lower(coalesce(description,'')), lower(?2)) > 0) ORDER BY code LIMIT ?3",
            after[0] if after else "",
            wanted,
            size + 1,
        )
    )
    shown = [item_row(connection, row) for row in found[:size]]
    following = cursor_of(found[size - 1][1]) if len(found) > size else None
    return ItemPage(items=shown, next_cursor=following, as_of=as_of(now_ms))
