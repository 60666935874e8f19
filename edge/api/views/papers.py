"""What a label or paper says, read from the site."""

import apsw

from edge.api.views.common import Cells, first, maybe, moment, number, rows, text
from edge.api.views.documents import asn_by_number, order_by_number
from edge.api.views.items import codes_of, items_called
from edge.papers.sheet import Column, Sheet
from edge.papers.wish import Wish
from edge.papers.words import Language, word
from edge.store.local import OPEN_TASK
from models.warehouse.barcodes import as_gtin
from models.warehouse.gs1.reading import Element
from models.warehouse.labels.templates import ItemFacts, LocationFacts, UnitFacts
from models.warehouse.naming import called

Facts = LocationFacts | ItemFacts | UnitFacts | Sheet

_GTIN = (
    "SELECT gtin FROM item_pack WHERE item_id = ? AND status = 'active' AND gtin IS NOT NULL"
    " AND quantity_base = 1 ORDER BY id"
)
_NAMED = f"SELECT id, {called('item')}, description FROM item WHERE id = ?"
_INSIDE = f"""
SELECT item.id, {called("item")}, item.description, item.base_uom, item.decimals, lot.code,
       lot.expiry, sum(quant.quantity)
FROM quant JOIN item ON item.id = quant.item_id LEFT JOIN lot ON lot.id = quant.lot_id
WHERE quant.unit_id <> 0 AND quant.unit_id = ? GROUP BY item.id, lot.id ORDER BY item.code LIMIT 50
"""
_PICKS = f"""
SELECT location.code, {called("item")}, item.description, lot.code, unit.code,
       task.quantity - task.done_quantity, item.base_uom
FROM task JOIN item ON item.id = task.item_id
LEFT JOIN location ON location.id = task.from_location
LEFT JOIN lot ON lot.id = task.lot_id
LEFT JOIN handling_unit AS unit ON unit.id = task.unit_id
WHERE task.document_id = ? AND task.kind = 'pick' AND task.{OPEN_TASK}
ORDER BY task.sequence, location.code, task.id
"""
_COUNT_MAX = 99_999_999
"""Identifier 37 has eight digits."""


def facts_of(connection: apsw.Connection, wish: Wish, now_ms: int) -> Facts | None:
    """None: there is no such thing here."""
    match wish.kind:
        case "location":
            return _location(connection, wish.code)
        case "item":
            return _item(connection, wish)
        case "unit":
            return _unit(connection, wish)
        case "pick_list":
            return _pick_list(connection, wish, now_ms)
        case "delivery_note":
            return _delivery_note(connection, wish, now_ms)
        case "asn":
            return _asn(connection, wish, now_ms)


def _location(connection: apsw.Connection, code: str) -> LocationFacts | None:
    row = first(
        connection, "SELECT code, zone FROM location WHERE code = ? AND kind <> 'virtual'", code
    )
    return LocationFacts(text(row[0]), text(row[1])) if row is not None else None


def _item(connection: apsw.Connection, wish: Wish) -> ItemFacts | None:
    found = items_called(connection, wish.code)[:1]
    row = first(connection, _NAMED, *found) if found else None
    if row is None:
        return None
    gtin = _gtin(connection, number(row[0]))
    if wish.lot is None:
        return ItemFacts(text(row[1]), text(row[2]), (("01", gtin),) if gtin else ())
    lot = first(
        connection,
        "SELECT code, expiry FROM lot WHERE item_id = ? AND code = ?",
        number(row[0]),
        wish.lot,
    )
    if lot is None:
        return None
    said = _of_lot(maybe(lot[0]), maybe(lot[1]))
    if gtin is not None:
        return ItemFacts(text(row[1]), text(row[2]), (("01", gtin), *said))
    shown = " ".join(f"({name}){value}" for name, value in said)
    return ItemFacts(text(row[1]), f"{text(row[2])} {shown}", ())


def _gtin(connection: apsw.Connection, item_id: int) -> str | None:
    """Of one piece; one whose check digit is wrong would make a label nobody can read."""
    packed = [text(gtin) for (gtin,) in rows(connection, _GTIN, item_id)]
    given = (as_gtin(code) for code in (*packed, *codes_of(connection, f"item:{item_id}")))
    return next((gtin for gtin in given if gtin is not None), None)


def _of_lot(lot: str | None, expiry: str | None) -> tuple[Element, ...]:
    date = (("17", expiry.replace("-", "")[2:]),) if expiry else ()
    return (*date, *((("10", lot),) if lot else ()))


def _unit(connection: apsw.Connection, wish: Wish) -> UnitFacts | None:
    row = first(
        connection,
        "SELECT u.id, u.code, u.kind, warehouse.name, partner.name, dn.number"
        " FROM handling_unit u LEFT JOIN warehouse ON warehouse.id = u.warehouse_id"
        " LEFT JOIN dn ON dn.id = u.dn_id LEFT JOIN partner ON partner.id = dn.customer_id"
        " WHERE u.code = ?",
        wish.code,
    )
    if row is None:
        return None
    inside = list(rows(connection, _INSIDE, number(row[0])))
    return UnitFacts(
        text(row[1]),
        sender=text(row[3]),
        receiver=" ".join(part for part in (text(row[4]), text(row[5])) if part),
        content=_content(inside, wish.language),
        elements=_elements(connection, inside),
    )


def _content(inside: list[Cells], language: Language) -> str:
    if not inside:
        return ""
    if len({row[0] for row in inside}) > 1:
        return word("mixed", language, items=len({row[0] for row in inside}))
    row, pieces = inside[0], sum(number(each[7]) for each in inside)
    shown = f"{text(row[1])} {text(row[2])}  {amount(pieces, number(row[4]))} {text(row[3])}"
    expiry = maybe(row[6]) if len(inside) == 1 else None
    return f"{shown}  {word('expires', language, date=expiry)}" if expiry else shown


def amount(quantity_base: int, decimals: int) -> str:
    """Base units as people write them: 1500 at three decimals is 1.5."""
    if decimals == 0:
        return str(quantity_base)
    whole, part = divmod(quantity_base, 10**decimals)
    return f"{whole}.{part:0{decimals}d}".rstrip("0").rstrip(".")


def _elements(connection: apsw.Connection, inside: list[Cells]) -> tuple[Element, ...]:
    """What is coded besides the SSCC: only where the unit holds one lot of one item in pieces."""
    if len(inside) != 1 or number(inside[0][4]):
        return ()
    row = inside[0]
    gtin, pieces = _gtin(connection, number(row[0])), number(row[7])
    if gtin is None or not 0 < pieces <= _COUNT_MAX:
        return ()
    return (("02", gtin), ("37", str(pieces)), *_of_lot(maybe(row[5]), maybe(row[6])))


def _pick_list(connection: apsw.Connection, wish: Wish, now_ms: int) -> Sheet | None:
    order = order_by_number(connection, wish.code)
    if order is None:
        return None
    in_words = wish.language
    found = first(connection, "SELECT id FROM dn WHERE number = ?", wish.code)
    assert found is not None
    picks = rows(connection, _PICKS, number(found[0]))
    return _sheet(
        wish,
        ("customer", order.customer),
        ("due", _minutes(order.due_at)),
        ("printed", _minutes(moment(now_ms))),
        columns=(
            Column(word("location", in_words), 0.16),
            Column(word("item", in_words), 0.16),
            Column(word("description", in_words), 0.28),
            Column(word("lot", in_words), 0.14),
            Column(word("quantity", in_words), 0.12, right=True),
            Column(word("uom", in_words), 0.08),
            Column(word("done", in_words), 0.06),
        ),
        lines=[
            (
                text(row[0]),
                text(row[1]),
                text(row[2]),
                " ".join(part for part in (text(row[3]), text(row[4])) if part),
                str(number(row[5])),
                text(row[6]),
                "",
            )
            for row in picks
        ],
        foot=("signed_picker",),
    )


def _delivery_note(connection: apsw.Connection, wish: Wish, now_ms: int) -> Sheet | None:
    order = order_by_number(connection, wish.code)
    if order is None:
        return None
    in_words = wish.language
    found = first(
        connection,
        "SELECT dn.id, partner.name, partner.city, partner.country FROM dn"
        " LEFT JOIN partner ON partner.id = dn.customer_id WHERE dn.number = ?",
        wish.code,
    )
    assert found is not None
    units = rows(
        connection, "SELECT code FROM handling_unit WHERE dn_id = ? ORDER BY code LIMIT 200",
        number(found[0]),
    )  # fmt: skip
    packages = [text(unit[0]) for unit in units]
    return _sheet(
        wish,
        ("customer", ", ".join(text(part) for part in found[1:] if part)),
        ("carrier", order.carrier),
        ("tracking", order.tracking),
        ("packages", f"{len(packages)}: {', '.join(packages)}" if packages else None),
        ("printed", _minutes(moment(now_ms))),
        columns=(
            Column(word("line", in_words), 0.07),
            Column(word("item", in_words), 0.19),
            Column(word("description", in_words), 0.38),
            Column(word("ordered", in_words), 0.13, right=True),
            Column(word("delivered", in_words), 0.13, right=True),
            Column(word("uom", in_words), 0.1),
        ),
        lines=[
            (
                str(line.line),
                line.item,
                line.description,
                str(line.ordered),
                str(max(line.packed, line.shipped)),
                line.uom,
            )
            for line in order.lines
        ],
        foot=("signed_driver", "signed_customer"),
    )


def _asn(connection: apsw.Connection, wish: Wish, now_ms: int) -> Sheet | None:
    asn = asn_by_number(connection, wish.code)
    if asn is None:
        return None
    in_words = wish.language
    return _sheet(
        wish,
        ("supplier", asn.supplier),
        ("expected_on", asn.expected_on),
        ("dock", asn.dock),
        ("printed", _minutes(moment(now_ms))),
        columns=(
            Column(word("line", in_words), 0.07),
            Column(word("item", in_words), 0.18),
            Column(word("description", in_words), 0.33),
            Column(word("expected", in_words), 0.11, right=True),
            Column(word("received", in_words), 0.11, right=True),
            Column(word("uom", in_words), 0.08),
            Column(word("counted", in_words), 0.12),
        ),
        lines=[
            (
                str(line.line),
                line.item,
                line.description,
                str(line.expected),
                str(line.received),
                line.uom,
                "",
            )
            for line in asn.lines
        ],
        foot=("signed_driver", "signed_receiver"),
    )


def _sheet(
    wish: Wish,
    *head: tuple[str, str | None],
    columns: tuple[Column, ...],
    lines: list[tuple[str, ...]],
    foot: tuple[str, ...],
) -> Sheet:
    return Sheet(
        title=word(wish.kind, wish.language),
        number=wish.code,
        head=tuple((word(key, wish.language), said) for key, said in head if said),
        columns=columns,
        rows=tuple(lines),
        foot=tuple(word(key, wish.language) for key in foot),
        mark=word("copy", wish.language) if wish.copy else "",
        page=word("page", wish.language),
    )


def _minutes(moment_text: str | None) -> str | None:
    """To the minute."""
    return moment_text[:16].replace("T", " ") if moment_text else None
