"""What a receiver is asked at each stage."""

from edge.floor.dialogues.receiving.context import (
    BACK,
    BLIND,
    CLOSE,
    DAMAGED,
    GOOD,
    MISSING,
    OTHER,
    POST,
    TO_PACKING,
    TO_STOCK,
    UNKNOWN,
    Receiving,
)
from edge.floor.dialogues.receiving.missing import holds_others, taken_in_it
from edge.floor.dialogues.showing import goods_of, should_weigh
from edge.floor.dialogues.talk import Asker, Talk
from edge.floor.finding import find_asn, find_item
from edge.floor.reader import SiteReader
from models.warehouse.dialogues.question import (
    Big,
    Line,
    Photo,
    Progress,
    Question,
    Row,
    buttons,
)


def _document(talk: Talk[Receiving]) -> Question:
    waiting = talk.site.asns_waiting()
    return Question(
        title=Line("receiving.title"),
        ask=Line("ask.which_asn" if waiting else "receiving.empty"),
        rows=tuple(
            Row(asn.number, asn.number, asn.supplier or "", asn.received, asn.expected)
            for asn in waiting
        ),
        sides=buttons(BLIND),
    )


def _supplier(_: Talk[Receiving]) -> Question:
    return Question(
        title=Line("receiving.blind"),
        ask=Line("ask.which_supplier"),
        entry="text",
        sides=buttons(UNKNOWN, BACK),
    )


def _cross(talk: Talk[Receiving]) -> Question:
    context = talk.context
    item = find_item(talk.site, context.item)
    return Question(
        title=_title(context),
        ask=Line("ask.cross_dock", {"order": context.order}),
        big=Big("number", str(context.wanted)),
        goods=goods_of(talk.site, item.id, context.quantity, context.lot),
        primary=buttons(TO_PACKING)[0],
        sides=buttons(TO_STOCK),
    )


def _goods(talk: Talk[Receiving]) -> Question:
    site, context = talk.site, talk.context
    asn = find_asn(site, context.asn) if context.asn else None
    lines = site.asn_lines_ahead(asn.id) if asn is not None else []
    of = not context.is_blind
    rows = tuple(
        Row(
            line.item,
            line.item,
            _text(site, line.item_id),
            line.received,
            line.expected if of else None,
        )
        for line in lines
    )
    done, lines_all = site.asn_progress(asn.id) if asn is not None else (0, 0)
    # Once goods are in, the delivery stands where they were taken in.
    at_dock = context.dock or (asn is not None and (asn.dock_id or asn.state == "receiving"))
    return Question(
        title=_title(context),
        ask=Line("ask.scan_goods_in" if at_dock else "ask.scan_dock_or_goods"),
        rows=rows,
        progress=Progress(done, lines_all) if of else None,
        primary=buttons(CLOSE)[0],
        sides=buttons(OTHER, *((MISSING,) if holds_others(talk) else ())),
        photo=Photo("asn", context.asn, "paper") if context.asn else None,
    )


def _missing(talk: Talk[Receiving]) -> Question:
    return Question(
        title=_title(talk.context),
        ask=Line("ask.which_is_missing", {"unit": talk.context.whole or ""}),
        rows=tuple(Row(unit.code, unit.code, "") for unit in taken_in_it(talk)),
        sides=buttons(BACK),
    )


def _lot(talk: Talk[Receiving]) -> Question:
    item = find_item(talk.site, talk.context.item)
    serial = item.tracking == "serial"
    return Question(
        title=_title(talk.context),
        ask=Line("ask.scan_serial" if serial else "ask.scan_lot_of", {"item": item.code}),
        goods=goods_of(talk.site, item.id),
        entry="text",
        sides=buttons(BACK),
    )


def _expiry(talk: Talk[Receiving]) -> Question:
    context = talk.context
    item = find_item(talk.site, context.item)
    return Question(
        title=_title(context),
        ask=Line("ask.expiry_of", {"lot": context.lot or ""}),
        goods=goods_of(talk.site, item.id, lot=context.lot),
        entry="date",
        sides=buttons(BACK),
    )


def _amount(talk: Talk[Receiving]) -> Question:
    context = talk.context
    item = find_item(talk.site, context.item)
    expiry = context.expiry.isoformat() if context.expiry else None
    asn = find_asn(talk.site, context.asn) if context.asn else None
    lines = talk.site.asn_lines_of(asn.id, item.id) if asn is not None else []
    args: dict[str, object] = {
        "expected": sum(line.expected for line in lines),
        "received": sum(line.received for line in lines),
    }
    return Question(
        title=_title(context),
        ask=Line("ask.how_many_came"),
        big=Big("number", str(context.quantity)),
        words=None if context.is_blind else Line("receiving.of_expected", args),
        goods=goods_of(talk.site, item.id, None, context.lot, expiry, context.entered),
        entry="number",
        value=context.quantity,
        primary=buttons(POST)[0],
        sides=buttons(DAMAGED if context.condition == GOOD else GOOD, BACK),
        photo=_photo(context, on_it=bool(lines)),
    )


def _photo(context: Receiving, *, on_it: bool) -> Photo | None:
    """Of what is damaged, once there is a document to keep it with."""
    if context.condition == GOOD or not context.asn:
        return None
    return Photo("asn", context.asn, "damage", context.item if on_it else None)


def _weight(talk: Talk[Receiving]) -> Question:
    context = talk.context
    item = find_item(talk.site, context.item)
    return Question(
        title=_title(context),
        ask=Line("ask.weigh_goods", {"quantity": context.quantity}),
        words=should_weigh(item, context.quantity),
        goods=goods_of(talk.site, item.id, context.quantity, context.lot),
        entry="number",
        sides=buttons(BACK),
    )


def _title(context: Receiving) -> Line:
    if not context.asn and context.unit:
        return Line("receiving.blind_on_unit", {"unit": context.unit})
    if not context.asn:
        return Line("receiving.blind")
    key = "receiving.on_unit" if context.unit else "receiving.of_asn"
    return Line(key, {"asn": context.asn, "unit": context.unit or ""})


def _text(site: SiteReader, item_id: int) -> str:
    item = site.item(item_id)
    return (item.description or "") if item is not None else ""


ASKERS: dict[str, Asker[Receiving]] = {
    "document": _document,
    "supplier": _supplier,
    "goods": _goods,
    "missing": _missing,
    "lot": _lot,
    "expiry": _expiry,
    "amount": _amount,
    "weight": _weight,
    "cross": _cross,
}
