"""Stock by item and location, as it lies now."""

import apsw

from edge.api.shapes import StockPage, StockRow
from edge.api.views.common import (
    Cells,
    as_of,
    cursor_of,
    limited,
    maybe,
    number,
    read_cursor,
    rows,
    text,
)
from edge.api.views.items import items_called
from models.warehouse.naming import called, owner_of
from models.warehouse.stock import Stock, StockKey, barred

_COLUMNS = f"""
SELECT {called("item")}, item.description, location.code, location.zone, lot.code, lot.expiry,
       handling_unit.code, quant.status, quant.quantity, quant.reserved,
       quant.item_id, quant.location_id, quant.unit_id, quant.lot_id, quant.owner_id,
       location.kind, location.property,
       location.status, location.sequence, quant.received_at_ms,
       CASE WHEN item.catch_weight = 1 THEN quant.weight_g END, {owner_of("quant")}
FROM quant
JOIN item ON item.id = quant.item_id
JOIN location ON location.id = quant.location_id
LEFT JOIN lot ON lot.id = quant.lot_id
LEFT JOIN handling_unit ON handling_unit.id = quant.unit_id
"""
_KEY = "quant.item_id, quant.location_id, quant.unit_id, quant.lot_id, quant.owner_id, quant.status"
_WHERE = f"WHERE ({_KEY}) > (?1, ?2, ?3, ?4, ?5, ?6) AND quant.quantity > 0"
_FIRST = (0, 0, 0, 0, 0, "")


def stock_page(
    connection: apsw.Connection,
    now_ms: int,
    today: str,
    item: str | None,
    location: str | None,
    owner: str | None,
    cursor: str | None,
    limit: int | None,
) -> StockPage:
    """Quants of an item, a location, an owner, or of all. `today` is the date at the warehouse."""
    size = limited(limit)
    after = read_cursor(cursor, int, int, int, int, int, str) or _FIRST
    where, bound = _WHERE, [*after, size + 1]
    if item is not None:
        found_ids = items_called(connection, item)
        places = ", ".join(f"?{len(bound) + place}" for place in range(1, len(found_ids) + 1))
        bound += found_ids
        where += f" AND quant.item_id IN ({places})"
    if location is not None:
        bound.append(location)
        where += f" AND quant.location_id IN (SELECT id FROM location WHERE code = ?{len(bound)})"
    if owner is not None:
        bound.append(owner)
        where += f" AND quant.owner_id IN (SELECT id FROM owner WHERE code = ?{len(bound)})"
    found = list(rows(connection, f"{_COLUMNS} {where} ORDER BY {_KEY} LIMIT ?7", *bound))
    following = (
        cursor_of(*found[size - 1][10:15], found[size - 1][7]) if len(found) > size else None
    )
    return StockPage(
        items=[stock_row(row, today) for row in found[:size]],
        next_cursor=following,
        as_of=as_of(now_ms),
    )


def stock_of(
    connection: apsw.Connection, column: str, row_id: int, today: str, size: int = 50
) -> list[StockRow]:
    """What lies of an item, in a location or in a unit."""
    assert column in ("item_id", "location_id", "unit_id")
    where = f"WHERE quant.{column} = ?1 AND quant.quantity > 0 ORDER BY {_KEY} LIMIT ?2"
    found = rows(connection, f"{_COLUMNS} {where}", row_id, size)
    return [stock_row(row, today) for row in found]


def stock_row(row: Cells, today: str) -> StockRow:
    """One quant. Only what the one rule of eligibility lets go to orders counts as available."""
    stock = _stock(row)
    return StockRow(
        item=text(row[0]),
        description=text(row[1]),
        location=stock.location_code,
        zone=stock.zone,
        lot=stock.lot,
        expiry=stock.expiry,
        unit=stock.unit,
        status=stock.key.status,
        on_hand=stock.quantity,
        allocated=stock.reserved,
        available=stock.free if barred(stock, today) is None else 0,
        weight_g=row[20] if isinstance(row[20], int) else None,
        owner=maybe(row[21]),
    )


def _stock(row: Cells) -> Stock:
    return Stock(
        key=StockKey(
            item_id=number(row[10]),
            location_id=number(row[11]),
            unit_id=number(row[12]),
            lot_id=number(row[13]),
            owner_id=number(row[14]),
            status=text(row[7]),
        ),
        quantity=number(row[8]),
        reserved=number(row[9]),
        received_at_ms=number(row[19]),
        location_code=text(row[2]),
        location_kind=text(row[15], "storage"),
        location_property=text(row[16], "normal"),
        location_status=text(row[17], "active"),
        zone=maybe(row[3]),
        sequence=number(row[18]),
        lot=maybe(row[4]),
        expiry=maybe(row[5]),
        unit=maybe(row[6]),
    )
