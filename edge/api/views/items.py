"""Items and their codes."""

import apsw

from edge.api.shapes import Item, ItemPage
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
    text,
)
from models.warehouse.naming import called, owner_of
from models.warehouse.owners import partings

CODES_MAX = 20
_ITEM = (
    f"SELECT id, {called('item')}, description, base_uom, tracking, status, min_quantity,"
    f" catch_weight, {owner_of('item')}, code FROM item"
)
_IDS = "SELECT id FROM item WHERE code=? ORDER BY id"
_IDS_OF = "SELECT id FROM item WHERE code=? AND owner_id IN (SELECT id FROM owner WHERE code=?)"
_PLAIN = f"SELECT code FROM item WHERE id=? AND code<>{called('item')}"


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
    """Everything a scanner may read off this item, what it is called left out."""
    packs = rows(
        connection,
        "SELECT gtin FROM item_pack WHERE item_id=? AND gtin IS NOT NULL AND status='active'"
        " ORDER BY id LIMIT ?",
        item_id,
        CODES_MAX,
    )
    printed = rows(connection, _PLAIN, item_id)
    found = [
        *codes_of(connection, f"item:{item_id}"),
        *(str(code) for (code,) in (*packs, *printed)),
    ]
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
        owner=maybe(row[8]),
    )


def items_called(connection: apsw.Connection, code: str) -> list[int]:
    """Ids of the items of a code: several where owners share it, one of CODE@OWNER."""
    found = [number(row_id) for (row_id,) in rows(connection, _IDS, code)]
    for part, owner in partings(code):
        found += [number(row_id) for (row_id,) in rows(connection, _IDS_OF, part, owner)]
    return found


def item_by_id(connection: apsw.Connection, item_id: int) -> Item | None:
    """One item."""
    row = first(connection, f"{_ITEM} WHERE id=?", item_id)
    return None if row is None else item_row(connection, row)


def items_page(
    connection: apsw.Connection, now_ms: int, search: str, cursor: str | None, limit: int | None
) -> ItemPage:
    """Items by code. A search finds codes that begin so and descriptions that contain it."""
    size = limited(limit)
    after = read_cursor(cursor, str, int) or ("", 0)
    wanted = search.strip()
    found = list(
        rows(
            connection,
            f"{_ITEM} WHERE (code, id) > (?1, ?2) AND (?3 = '' OR substr(code, 1, length(?3)) = ?3"
            " OR instr(lower(coalesce(description,'')), lower(?3)) > 0) ORDER BY code, id LIMIT ?4",
            *after,
            wanted,
            size + 1,
        )
    )
    shown = [item_row(connection, row) for row in found[:size]]
    last = found[size - 1] if len(found) > size else None
    following = cursor_of(last[9], last[0]) if last is not None else None
    return ItemPage(items=shown, next_cursor=following, as_of=as_of(now_ms))
