"""Locations, and what a scanned code stands for."""

from collections.abc import Callable
from datetime import date

import apsw
import msgspec

from edge.api.shapes import AsnRow, Label, Location, LocationPage, Lookup, OrderRow, UnitRow
from edge.api.views.attachments import attachments_of
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
from edge.api.views.custom import values_of
from edge.api.views.documents import asn_row, asn_rows, order_row, order_rows
from edge.api.views.history import past_document
from edge.api.views.items import codes_of, item_by_id, items_called
from edge.api.views.stock import stock_of
from models.warehouse.barcodes import as_gtin, clean, gtin_forms, named_by
from models.warehouse.gs1.config import Config
from models.warehouse.gs1.faults import Gs1Error
from models.warehouse.gs1.parse import parse
from models.warehouse.nesting import DEPTH_MAX

_PACKED = "SELECT DISTINCT item_id FROM item_pack WHERE gtin=? AND status='active' ORDER BY 1"
_INSIDE = (
    "WITH RECURSIVE tree(id, level, path) AS (SELECT id, 1, code FROM handling_unit"
    " WHERE parent_id = ? UNION ALL SELECT u.id, level + 1, path || ' ' || u.code FROM tree"
    f" JOIN handling_unit u ON u.parent_id = tree.id WHERE level < {DEPTH_MAX})"
    " SELECT u.id, u.code, u.kind, u.state, o.code FROM tree JOIN handling_unit u ON u.id = tree.id"
    " JOIN handling_unit o ON o.id = u.parent_id ORDER BY path LIMIT 200"
)
_LOCATION = "SELECT id, code, kind, property, zone, sequence, x_mm, y_mm, status FROM location"


def locations_page(
    connection: apsw.Connection,
    now_ms: int,
    search: str,
    kind: str | None,
    cursor: str | None,
    limit: int | None,
) -> LocationPage:
    """Real locations by code; a search finds codes that begin so."""
    size = limited(limit)
    after = read_cursor(cursor, str)
    found = list(
        rows(
            connection,
            f"{_LOCATION} WHERE code > ?1 AND kind <> 'virtual' AND (?2 IS NULL OR kind = ?2)"
            " AND substr(code, 1, length(?3)) = ?3 ORDER BY code LIMIT ?4",
            after[0] if after else "",
            kind,
            search.strip(),
            size + 1,
        )
    )
    following = cursor_of(found[size - 1][1]) if len(found) > size else None
    return LocationPage(
        items=[_location(connection, row) for row in found[:size]],
        next_cursor=following,
        as_of=as_of(now_ms),
    )


def lookup(connection: apsw.Connection, code: str, today: str) -> Lookup:
    """Any page accepts any scan: find out what this is."""
    scanned = clean(code)
    for find in (_as_location, _as_unit, _as_item, _as_asn, _as_order):
        found = find(connection, scanned, today)
        if found is not None:
            return found
    return (
        _as_label(connection, code, today)
        or _as_past(connection, scanned)
        or Lookup(kind="unknown", code=scanned)
    )


def _as_label(connection: apsw.Connection, code: str, today: str) -> Lookup | None:
    """A GS1 code: the unit or item it names, with what else the label says. One code of a label
    may lack what another of its codes carries."""
    try:
        said = parse(code, Config(today=date.fromisoformat(today), complete=False))
    except Gs1Error:
        return None
    found = _as_unit(connection, said.sscc, today) if said.sscc else None
    gtin = said.gtin or said.content
    for form in gtin_forms(gtin) if gtin and found is None else ():
        found = found or _as_item(connection, form, today)
    if found is None:
        return None
    label = Label(
        gtin=gtin,
        sscc=said.sscc,
        lot=said.lot,
        serial=said.serial,
        expiry=said.expiry.isoformat() if said.expiry else None,
        quantity=said.count,
    )
    return msgspec.structs.replace(found, label=label)


def _as_location(connection: apsw.Connection, code: str, today: str) -> Lookup | None:
    row = first(connection, f"{_LOCATION} WHERE code = ? AND kind <> 'virtual'", code)
    if row is None:
        row_id = _element(connection, code, "location")
        row = first(connection, f"{_LOCATION} WHERE id = ?", row_id) if row_id else None
    if row is None:
        return None
    return Lookup(
        kind="location",
        code=code,
        location=_location(connection, row),
        stock=stock_of(connection, "location_id", number(row[0]), today),
    )


def _as_unit(connection: apsw.Connection, code: str, today: str) -> Lookup | None:
    row = first(
        connection,
        "SELECT u.id, u.code, u.kind, u.state, location.code, u.weight_g, o.code"
        " FROM handling_unit u LEFT JOIN location ON location.id = u.location_id"
        " LEFT JOIN handling_unit o ON o.id = u.parent_id WHERE u.code = ?",
        code,
    )
    if row is None:
        return None
    unit: dict[str, str | int | None] = {
        "unit": text(row[1]),
        "kind": maybe(row[2]),
        "state": text(row[3]),
        "location": maybe(row[4]),
        "weight_g": row[5] if isinstance(row[5], int) else None,
        "into": maybe(row[6]),
    }
    stock = stock_of(connection, "unit_id", number(row[0]), today)
    inside: list[UnitRow] = []
    for inner in rows(connection, _INSIDE, number(row[0])):
        stock += stock_of(connection, "unit_id", number(inner[0]), today)
        inside.append(
            UnitRow(
                unit=text(inner[1]), kind=maybe(inner[2]), state=text(inner[3]), into=text(inner[4])
            )
        )
    weighed = [each.weight_g for each in stock if each.weight_g is not None]
    if weighed:
        unit["content_g"] = sum(weighed)
    files = attachments_of(connection, number(row[0]))
    return Lookup(kind="unit", code=code, unit=unit, stock=stock, inside=inside, attachments=files)


def _as_item(connection: apsw.Connection, code: str, today: str) -> Lookup | None:
    """Where owners share a code, the first of the items, with the stock of all."""
    items = (
        items_called(connection, code)
        or [number(row_id) for (row_id,) in rows(connection, _PACKED, as_gtin(code) or code)]
        or _elements(connection, code, "item")
    )
    item = item_by_id(connection, items[0]) if items else None
    if item is None:
        return None
    stock = [row for each in items for row in stock_of(connection, "item_id", each, today)]
    custom = values_of(connection, "item", items[0])
    return Lookup(kind="item", code=code, item=item, stock=stock, custom=custom)


def _as_asn(connection: apsw.Connection, code: str, _: str) -> Lookup | None:
    found = asn_rows(connection, "WHERE asn.number = ?", code) or _named(
        connection, code, "asn", asn_rows
    )
    if not found:
        return None
    return _with_papers(
        connection, Lookup(kind="asn", code=code, asn=asn_row(found[0])), number(found[0][0])
    )


def _as_order(connection: apsw.Connection, code: str, _: str) -> Lookup | None:
    found = order_rows(connection, "WHERE dn.number = ?", code) or _named(
        connection, code, "dn", order_rows
    )
    if not found:
        return None
    return _with_papers(
        connection, Lookup(kind="order", code=code, order=order_row(found[0])), number(found[0][0])
    )


def _as_past(connection: apsw.Connection, code: str) -> Lookup | None:
    """A document that was over before the site moved in: it can be read."""
    past = past_document(connection, code)
    if past is None:
        return None
    number, gone = past.number or code, past.reason == "deleted"
    if past.table == "asnlist":
        asn = AsnRow(
            asn=number, supplier=past.party, state="cancelled" if gone else "closed",
            expected_on=None, lines=0, expected=0, received=0,
        )  # fmt: skip
        return Lookup(kind="asn", code=code, asn=asn, past=past)
    order = OrderRow(
        order=number, customer=past.party, state="cancelled" if gone else "delivered", priority=0,
        due_at=None, lines=0, units=0,
    )  # fmt: skip
    return Lookup(kind="order", code=code, order=order, past=past)


def _named(
    connection: apsw.Connection,
    code: str,
    table: str,
    find: Callable[[apsw.Connection, str, int], list[Cells]],
) -> list[Cells]:
    """A document by a code that was printed for it."""
    row_id = _element(connection, code, table)
    return find(connection, f"WHERE {table}.id = ?", row_id) if row_id else []


def _with_papers(connection: apsw.Connection, found: Lookup, document_id: int) -> Lookup:
    """A document with its photos, papers and custom values."""
    return msgspec.structs.replace(
        found,
        attachments=attachments_of(connection, document_id),
        custom=values_of(connection, "document", document_id),
    )


def _element(connection: apsw.Connection, code: str, kind: str) -> int:
    """The one thing of a kind a barcode stands for; 0 if none or several."""
    found = _elements(connection, code, kind)
    return found[0] if len(found) == 1 else 0


def _elements(connection: apsw.Connection, code: str, kind: str) -> list[int]:
    return [
        named[1]
        for (element,) in rows(
            connection,
            "SELECT element FROM barcode WHERE id = ? AND length(dots)>0 ORDER BY element",
            code,
        )
        if (named := named_by(str(element))) is not None and named[0] == kind
    ]


def _location(connection: apsw.Connection, row: Cells) -> Location:
    return Location(
        location=text(row[1]),
        kind=text(row[2], "storage"),
        property=text(row[3], "normal"),
        zone=maybe(row[4]),
        barcode=next(iter(codes_of(connection, f"location:{number(row[0])}")), None),
        sequence=number(row[5]),
        x_mm=number(row[6]),
        y_mm=number(row[7]),
        status=text(row[8], "active"),
    )
