"""Counting, turn by turn: a location, then what lies in it, scanned or typed, until all is said."""

import msgspec

from edge.floor.counting.book import book_of
from edge.floor.counting.counting import count_location, demand_other_person
from edge.floor.dialogues.given import Given
from edge.floor.dialogues.showing import told
from edge.floor.dialogues.talk import Script, Talk, Turned, did, on
from edge.floor.draft import Refusal
from edge.floor.finding import ask
from edge.floor.packs import size_of
from edge.floor.reader import Item, SiteReader
from edge.floor.reads.counting import Count
from models.warehouse import ids
from models.warehouse.commands import CountLine, CountLocation
from models.warehouse.dialogues.count import COUNT
from models.warehouse.dialogues.question import Big, Line, Question, Row, buttons
from models.warehouse.packs import PackSize, entered_more
from models.warehouse.replies import Level, Outcome, Step

NEXT, DONE, EMPTY, SKIP, BACK = "next", "done", "empty", "skip", "back"
_EVENTS = {"post": "posted", "recount": "recount_due", "review": "review_due"}


class Counting(msgspec.Struct, frozen=True, omit_defaults=True):
    """The location in hand, the book as it stood when counting began, and what was found so far.
    The last line is the one a typed quantity corrects; `pending` waits for its lot, `pieces` of
    it in packs of `pack`."""

    location: str = ""
    count_id: int = 0
    seen: tuple[CountLine, ...] = ()
    lines: tuple[CountLine, ...] = ()
    pending: str = ""
    pieces: int = 1
    pack: PackSize | None = None
    skipped: tuple[int, ...] = ()


def _place(talk: Talk[Counting], given: Given) -> Turned[Counting]:
    site, skipped = talk.site, talk.context.skipped
    if given.location is None:
        count = site.next_count(talk.now.person_id, skipped)
        if count is None:
            raise Refusal(Outcome.NO_WORK, "count.nothing_waits", level=Level.INFO)
        return _begun(talk, count.location_id, count)
    count = site.open_count(given.location.id)
    demand_other_person(count, talk.now)
    if count is None:
        ask(talk.confirmed, Outcome.OTHER_LOCATION, "count.not_asked_for", location=given.text)
    return _begun(talk, given.location.id, count)


def _begun(talk: Talk[Counting], location_id: int, count: Count | None) -> Turned[Counting]:
    context = begun(talk.site, talk.context, location_id, count)
    return on(context, "found", "count.begun", location=context.location)


def begun(site: SiteReader, context: Counting, location_id: int, count: Count | None) -> Counting:
    """The count of a location, with the book as it stands now."""
    location = site.location(location_id)
    assert location is not None
    seen = _seen(site, location_id, count.item_id if count else None)
    count_id = count.id if count else 0
    return Counting(location.code, count_id, seen, skipped=context.skipped)


def _seen(site: SiteReader, location_id: int, item_id: int | None) -> tuple[CountLine, ...]:
    lots = {stock.key.lot_id: stock.lot for stock in site.stock_at(location_id, item_id)}
    lines = []
    for kind, quantity in book_of(site, location_id, item_id).items():
        item = site.item(kind.item_id)
        assert item is not None
        lines.append(CountLine(item=item.code, quantity=quantity, lot=lots[kind.lot_id]))
    return tuple(lines)


def _goods(talk: Talk[Counting], given: Given) -> Turned[Counting]:
    context = talk.context
    if given.kind == "quantity":
        return _typed(talk, given.number or 0)
    if given.item is not None:
        _demand_asked(talk, given.item)
        if given.item.tracking != "none" and given.lot is not None:
            scanned = msgspec.structs.replace(context, pack=size_of(given.pack))
            return _of_lot(scanned, talk, given.item, given.lot, given.number or 1)
        if given.item.tracking != "none":
            waiting = msgspec.structs.replace(
                context,
                pending=given.item.code,
                pieces=given.number or 1,
                pack=size_of(given.pack),
            )
            return on(waiting, "lot_asked", "count.which_lot", item=given.item.code)
        scanned = msgspec.structs.replace(context, pack=size_of(given.pack))
        return _counted(scanned, given.item.code, None, given.number or 1, given)
    if given.text == SKIP:
        skipped = (*context.skipped, context.count_id)
        return on(Counting(skipped=skipped), "skipped", "count.skipped", location=context.location)
    return _finished(talk, context.lines if given.text == DONE else ())


def _demand_asked(talk: Talk[Counting], item: Item) -> None:
    count = talk.site.count(talk.context.count_id) if talk.context.count_id else None
    if count is not None and count.item_id not in (None, item.id):
        asked = talk.site.item(count.item_id or 0)
        raise Refusal(
            Outcome.WRONG_ITEM,
            "count.other_item",
            asked=asked.code if asked else None,
            scanned=item.code,
        )


def _typed(talk: Talk[Counting], quantity: int) -> Turned[Counting]:
    """So many of what was scanned last, in all."""
    lines = talk.context.lines
    if not lines:
        raise Refusal(Outcome.SCAN_ITEM_FIRST, "count.item_first", Step.SCAN_ITEM)
    if quantity < 0:
        raise Refusal(Outcome.ZERO_QUANTITY, "quantity.negative", quantity=quantity)
    last = lines[-1]
    item = talk.site.items(last.item)[0]
    if item.tracking == "serial" and quantity > 1:
        raise Refusal(Outcome.SERIAL_REQUIRED, "serial.one_at_a_time", item=item.code)
    kept = (*lines[:-1], msgspec.structs.replace(last, quantity=quantity, entered=None))
    context = msgspec.structs.replace(talk.context, lines=kept)
    return on(context, "counted", "count.counted", item=last.item, quantity=quantity)


def _lot(talk: Talk[Counting], given: Given) -> Turned[Counting]:
    context = talk.context
    item = talk.site.items(context.pending)[0]
    if given.kind == "option":
        back = msgspec.structs.replace(context, pending="", pieces=1)
        return on(back, "back", "count.lot_dropped", item=item.code)
    return _of_lot(context, talk, item, given.text, context.pieces)


def _of_lot(
    context: Counting, talk: Talk[Counting], item: Item, code: str, pieces: int
) -> Turned[Counting]:
    lot = talk.site.lot(item.id, code)
    if lot is None:
        raise Refusal(Outcome.WRONG_LOT, "lot.unknown", item=item.code, lot=code)
    known = (line for line in context.lines if (line.item, line.lot) == (item.code, lot.code))
    if item.tracking == "serial" and next(known, None) is not None:
        raise Refusal(Outcome.SERIAL_DUPLICATE, "serial.counted", serial=lot.code)
    if item.tracking == "serial":
        pieces = 1
    settled = msgspec.structs.replace(context, pending="", pieces=1)
    return _counted(settled, item.code, lot.code, pieces)


def _counted(
    context: Counting, item: str, lot: str | None, pieces: int, given: Given | None = None
) -> Turned[Counting]:
    """One more of it, or as many as pack and label say. The line counted last stands last."""
    same = [line for line in context.lines if (line.item, line.lot) == (item, lot)]
    others = tuple(line for line in context.lines if (line.item, line.lot) != (item, lot))
    before = sum(line.quantity for line in same)
    quantity = before + pieces
    entered = entered_more(same[0].entered if same else None, before, context.pack, pieces)
    lines = (*others, CountLine(item=item, quantity=quantity, lot=lot, entered=entered))
    context = msgspec.structs.replace(context, lines=lines, pack=None)
    if given is not None:
        return told(context, "counted", "count.counted", quantity, given, item=item)
    return on(context, "counted", "count.counted", item=item, quantity=quantity)


def _finished(talk: Talk[Counting], lines: tuple[CountLine, ...]) -> Turned[Counting]:
    context = talk.context
    if not lines:
        ask(talk.confirmed, Outcome.ZERO_CHECK, "count.really_empty", location=context.location)
    command = CountLocation(
        command_id=talk.now.command_id,
        location=context.location,
        lines=list(lines),
        count=ids.show(context.count_id) if context.count_id else None,
        seen=list(context.seen),
    )
    decision = count_location(command, talk.site, talk.now)
    event = _EVENTS[str(decision.reply.data["verdict"])]
    return did(decision, Counting(skipped=context.skipped), event)


def _ask_place(talk: Talk[Counting]) -> Question:
    waiting = talk.site.next_count(talk.now.person_id, talk.context.skipped)
    location = talk.site.location(waiting.location_id) if waiting is not None else None
    return Question(
        title=Line("count.title"),
        ask=Line("ask.count_where" if location else "count.nothing_waits"),
        big=Big("code", location.code) if location else None,
        words=Line("count.any_location"),
        primary=buttons(NEXT)[0] if location else None,
    )


def _ask_goods(talk: Talk[Counting]) -> Question:
    context = talk.context
    rows = tuple(_row(talk.site, line) for line in reversed(context.lines))
    return Question(
        title=Line("count.title"),
        ask=Line("ask.count_goods", {"location": context.location}),
        rows=rows,
        entry="number" if context.lines else "none",
        value=context.lines[-1].quantity if context.lines else 0,
        primary=buttons(DONE)[0],
        sides=buttons(SKIP) if context.lines else buttons(EMPTY, SKIP),
    )


def _row(site: SiteReader, line: CountLine) -> Row:
    item = site.items(line.item)[0]
    packs = f"{line.entered.quantity} × {line.entered.uom}" if line.entered is not None else ""
    text = " ".join(filter(None, (item.description, line.lot, packs)))
    return Row(item.code, item.code, text, line.quantity, choosable=False)


def _ask_lot(talk: Talk[Counting]) -> Question:
    item = talk.site.items(talk.context.pending)[0]
    serial = item.tracking == "serial"
    return Question(
        title=Line("count.title"),
        ask=Line("ask.scan_serial" if serial else "ask.scan_lot", {"item": item.code}),
        entry="text",
        sides=buttons(BACK),
    )


SCRIPT = Script(
    COUNT,
    Counting(),
    {"place": _place, "goods": _goods, "lot": _lot},
    {"place": _ask_place, "goods": _ask_goods, "lot": _ask_lot},
)
