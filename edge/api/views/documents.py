"""Orders and deliveries: pages of rows, and one with its lines."""

import apsw
import msgspec

from edge.api.shapes import (
    Asn,
    AsnLine,
    AsnPage,
    AsnRow,
    Order,
    OrderLine,
    OrderPage,
    OrderRow,
)
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
from edge.api.views.custom import values_of
from edge.api.views.freight import freight_in, freight_out
from edge.api.views.items import barcodes, packs
from models.warehouse.naming import called, owner_of

_ORDER = f"""
SELECT dn.id, dn.number, partner.code, dn.state, dn.priority, dn.due_at_ms, dn.created_at_ms,
       dn.shipped_at_ms, dn.carrier, dn.tracking,
       (SELECT count(*) FROM dn_line WHERE dn_line.dn_id = +dn.id),
       (SELECT coalesce(sum(ordered), 0) FROM dn_line WHERE dn_line.dn_id = +dn.id),
       {owner_of("dn")}
FROM dn LEFT JOIN partner ON partner.id = dn.customer_id
"""
_ASN = f"""
SELECT asn.id, asn.number, partner.code, asn.state, asn.expected_on, location.code,
       (SELECT count(*) FROM asn_line WHERE asn_line.asn_id = +asn.id),
       (SELECT coalesce(sum(expected), 0) FROM asn_line WHERE asn_line.asn_id = +asn.id),
       (SELECT coalesce(sum(received), 0) FROM asn_line WHERE asn_line.asn_id = +asn.id),
       asn.reason, {owner_of("asn")}
FROM asn LEFT JOIN partner ON partner.id = asn.supplier_id
         LEFT JOIN location ON location.id = asn.dock_id
"""


def order_rows(connection: apsw.Connection, where: str, *bound: object) -> list[Cells]:
    """Orders as rows; `where` is text of ours."""
    return list(rows(connection, f"{_ORDER} {where}", *bound))


def order_row(row: Cells) -> OrderRow:
    """An order on one line."""
    return OrderRow(
        order=text(row[1]),
        customer=maybe(row[2]),
        state=text(row[3]),
        priority=number(row[4]),
        due_at=moment(row[5]),
        lines=number(row[10]),
        units=number(row[11]),
        owner=maybe(row[12]),
    )


def order_in_full(connection: apsw.Connection, row: Cells) -> Order:
    """An order with its lines."""
    return Order(
        order=text(row[1]),
        customer=maybe(row[2]),
        state=text(row[3]),
        priority=number(row[4]),
        due_at=moment(row[5]),
        created_at=moment(row[6]),
        shipped_at=moment(row[7]),
        carrier=maybe(row[8]),
        tracking=maybe(row[9]),
        owner=maybe(row[12]),
        lines=_order_lines(connection, number(row[0])),
    )


def order_by_number(connection: apsw.Connection, order: str) -> Order | None:
    """One order."""
    found = order_rows(connection, "WHERE dn.number = ?", order)
    if not found:
        return None
    custom = values_of(connection, "document", number(found[0][0]))
    freight = freight_out(connection, number(found[0][0]), maybe(found[0][2]))
    whole = order_in_full(connection, found[0])
    return msgspec.structs.replace(whole, custom=custom, freight=freight)


def orders_page(
    connection: apsw.Connection,
    now_ms: int,
    state: str | None,
    cursor: str | None,
    limit: int | None,
) -> OrderPage:
    """Orders, oldest first."""
    size = limited(limit)
    after = read_cursor(cursor, int) or (0,)
    found = order_rows(
        connection,
        "WHERE dn.id > ?1 AND (?2 IS NULL OR dn.state = ?2) ORDER BY dn.id LIMIT ?3",
        after[0],
        state,
        size + 1,
    )
    following = cursor_of(found[size - 1][0]) if len(found) > size else None
    return OrderPage(
        items=[order_row(row) for row in found[:size]], next_cursor=following, as_of=as_of(now_ms)
    )


def asn_rows(connection: apsw.Connection, where: str, *bound: object) -> list[Cells]:
    """Deliveries as rows; `where` is text of ours."""
    return list(rows(connection, f"{_ASN} {where}", *bound))


def asn_row(row: Cells) -> AsnRow:
    """A delivery on one line."""
    return AsnRow(
        asn=text(row[1]),
        supplier=maybe(row[2]),
        state=text(row[3]),
        expected_on=maybe(row[4]),
        lines=number(row[6]),
        expected=number(row[7]),
        received=number(row[8]),
        owner=maybe(row[10]),
    )


def asn_in_full(connection: apsw.Connection, row: Cells) -> Asn:
    """A delivery with its lines."""
    return Asn(
        asn=text(row[1]),
        supplier=maybe(row[2]),
        state=text(row[3]),
        expected_on=maybe(row[4]),
        dock=maybe(row[5]),
        lines=_asn_lines(connection, number(row[0])),
        reason=maybe(row[9]),
        owner=maybe(row[10]),
    )


def asn_by_number(connection: apsw.Connection, asn: str) -> Asn | None:
    """One delivery."""
    found = asn_rows(connection, "WHERE asn.number = ?", asn)
    if not found:
        return None
    custom = values_of(connection, "document", number(found[0][0]))
    freight = freight_in(connection, number(found[0][0]), maybe(found[0][2]))
    whole = asn_in_full(connection, found[0])
    return msgspec.structs.replace(whole, custom=custom, freight=freight)


def asns_page(
    connection: apsw.Connection,
    now_ms: int,
    state: str | None,
    cursor: str | None,
    limit: int | None,
) -> AsnPage:
    """Deliveries, oldest first."""
    size = limited(limit)
    after = read_cursor(cursor, int) or (0,)
    found = asn_rows(
        connection,
        "WHERE asn.id > ?1 AND (?2 IS NULL OR asn.state = ?2) ORDER BY asn.id LIMIT ?3",
        after[0],
        state,
        size + 1,
    )
    following = cursor_of(found[size - 1][0]) if len(found) > size else None
    return AsnPage(
        items=[asn_row(row) for row in found[:size]], next_cursor=following, as_of=as_of(now_ms)
    )


def number_exists(connection: apsw.Connection, order: str) -> bool:
    """Whether an order of this number is known."""
    return first(connection, "SELECT 1 FROM dn WHERE number = ?", order) is not None


def _order_lines(connection: apsw.Connection, dn_id: int) -> list[OrderLine]:
    return [
        OrderLine(
            line=number(row[0]),
            item=text(row[1]),
            description=text(row[2]),
            barcodes=barcodes(connection, number(row[3])),
            packs=packs(connection, number(row[3])),
            ordered=number(row[4]),
            allocated=number(row[5]),
            picked=number(row[6]),
            packed=number(row[7]),
            shipped=number(row[8]),
            short=number(row[9]),
            cancelled=number(row[10]),
            uom=text(row[11], "each"),
        )
        for row in rows(
            connection,
            f"SELECT dn_line.line, {called('item')}, item.description, item.id, ordered, allocated,"
            " picked, packed, shipped, short, cancelled, item.base_uom FROM dn_line"
            " JOIN item ON item.id = dn_line.item_id WHERE dn_id = ? ORDER BY dn_line.line",
            dn_id,
        )
    ]


def _asn_lines(connection: apsw.Connection, asn_id: int) -> list[AsnLine]:
    return [
        AsnLine(
            line=number(row[0]),
            item=text(row[1]),
            description=text(row[2]),
            barcodes=barcodes(connection, number(row[3])),
            packs=packs(connection, number(row[3])),
            tracking=text(row[4], "none"),
            expected=number(row[5]),
            received=number(row[6]),
            damaged=number(row[7]),
            put_away=number(row[8]),
            uom=text(row[9], "each"),
        )
        for row in rows(
            connection,
            f"SELECT asn_line.line, {called('item')}, item.description, item.id, item.tracking,"
            " expected, received, damaged, put_away, item.base_uom FROM asn_line"
            " JOIN item ON item.id = asn_line.item_id WHERE asn_id = ? ORDER BY asn_line.line",
            asn_id,
        )
    ]
