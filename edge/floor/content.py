"""The content of a location or a unit is put away line by line, each line to a place of its own."""

from typing import NamedTuple

from edge.floor.counting.requesting import plan_count
from edge.floor.crossdock import hand_over, wanting
from edge.floor.draft import Context, Decision, Draft, Refusal
from edge.floor.finding import (
    ask,
    demand_fit,
    demand_positive,
    find_item,
    find_location,
    find_unit,
    lying_at,
    not_allowed,
)
from edge.floor.placing import propose_other
from edge.floor.putaway import finish, plan_putaway, undo_move
from edge.floor.reader import Item, Location, PutawayTask, SiteReader
from models.warehouse.barcodes import clean
from models.warehouse.catalogue import TASK
from models.warehouse.commands import PutContent
from models.warehouse.replies import Level, Outcome, Step
from models.warehouse.states import TASK_STATES
from models.warehouse.stock import AVAILABLE, DAMAGED, HOLD, Stock, StockKey

DROPS = ("handover", "dock")
"""Kinds of places where a line may be left on its way; it still waits to be put away."""


class Content(NamedTuple):
    """A line: free stock, with the task that waits for it if there is one."""

    stock: Stock
    task: PutawayTask | None
    quantity: int


def content_of(site: SiteReader, location_id: int, unit_id: int | None) -> list[Content]:
    """What can be put away of a location, or of a unit there. What orders hold stays, and so does
    what is held back or set aside, unless a task says that it goes."""
    tasks = site.putaway_from(location_id) if unit_id is None else site.putaway_of_unit(unit_id)
    lines: list[Content] = []
    for stock in site.stock_at(location_id, None, unit_id):
        left = stock.free
        for task in tasks:
            if key_of(task) == stock.key and left:
                part = min(left, task.quantity - task.done_quantity)
                lines.append(Content(stock, task, part))
                left -= part
        if left and stock.key.status in (AVAILABLE, DAMAGED):
            lines.append(Content(stock, None, left))
    return lines


def key_of(task: PutawayTask) -> StockKey:
    """The stock a putaway task waits for."""
    return StockKey(
        task.item_id, task.from_location, task.unit_id, task.lot_id, task.owner_id, task.status
    )


def place_of(
    site: SiteReader, item: Item, line: Content, status: str, besides: tuple[int, ...]
) -> Location | None:
    """Where a line goes: as planned at receipt, or by the rules as things are now."""
    planned = line.task.to_location if line.task is not None else None
    if planned is not None and planned not in besides and status == line.stock.key.status:
        return site.location(planned)
    key = line.stock.key._replace(status=status)
    return propose_other(site, item, key, line.quantity, (key.location_id, *besides))


def put_content(command: PutContent, site: SiteReader, now: Context) -> Decision:
    """A line, or a part of it."""
    source = find_location(site, command.location)
    item = find_item(site, command.item, lying_at(site, source.id))
    demand_positive(command.quantity)
    line = _meant(command, site, source, item)
    draft = Draft(now)
    if command.condition == "missing":
        return _missing(draft, command, site, item, line)
    if command.order is not None:
        return _to_order(draft, command, site, item, line)
    status = DAMAGED if command.condition == "damaged" else line.stock.key.status
    target = _target(command, site, source, item, line, status)
    key = line.stock.key._replace(location_id=target.id, unit_id=0, status=status)
    _move(draft, "put_away", line, key, command.quantity)
    if target.kind in DROPS:
        _dropped(draft, site, item, line, key, command.quantity)
    elif line.task is not None:
        finish(draft, site, line.task, command.quantity)
    if command.condition == "damaged":
        _flag(draft, "damaged_inside", item, source, command.quantity)
    is_turned = status != line.stock.key.status
    back = undo_move(item, line.stock, target, command.quantity, None)
    return draft.say(
        Outcome.LINE_DONE,
        "content.dropped" if target.kind in DROPS else "putaway.done",
        Step.NEXT_TASK,
        data={"left": line.quantity - command.quantity},
        undo=None if is_turned or target.kind in DROPS else back,
        item=item.code,
        quantity=command.quantity,
        location=target.code,
    )


def _meant(command: PutContent, site: SiteReader, source: Location, item: Item) -> Content:
    unit_id = find_unit(site, command.unit).id if command.unit is not None else None
    lot = clean(command.lot) if command.lot is not None else None
    lines = [
        line
        for line in content_of(site, source.id, unit_id)
        if line.stock.key.item_id == item.id
        and line.stock.key.status == command.status
        and line.stock.lot == lot
        and (unit_id is not None or not line.stock.key.unit_id)
    ]
    if not lines:
        raise Refusal(
            Outcome.GONE, "content.not_here", Step.SCAN_ITEM, item=item.code, location=source.code
        )
    enough = [line for line in lines if line.quantity >= command.quantity]
    if not enough:
        raise Refusal(
            Outcome.QUANTITY_CHANGED,
            "putaway.more_than_waits",
            Step.ENTER_QUANTITY,
            scanned=command.quantity,
            left=max(line.quantity for line in lines),
        )
    return enough[0]


def _target(
    command: PutContent,
    site: SiteReader,
    source: Location,
    item: Item,
    line: Content,
    status: str,
) -> Location:
    if command.to is None:
        raise Refusal(Outcome.SCAN_LOCATION_FIRST, "content.where_to", Step.SCAN_LOCATION)
    target = find_location(site, command.to)
    if target.id == source.id:
        raise Refusal(
            Outcome.WRONG_LOCATION, "move.same_location", Step.SCAN_LOCATION, location=target.code
        )
    if target.kind in DROPS and target.status == "active":
        return target
    if target.kind != "storage":
        raise not_allowed(target, "location.not_for_storage")
    demand_fit(site, target, item, line.stock.key.lot_id, status, command.quantity)
    proposed = place_of(site, item, line, status, ())
    if proposed is not None and proposed.id != target.id:
        ask(
            command.confirm,
            Outcome.OTHER_LOCATION,
            "putaway.other_location",
            location=target.code,
            proposed=proposed.code,
        )
    return target


def _move(draft: Draft, kind: str, line: Content, target: StockKey, quantity: int) -> None:
    task = line.task
    draft.move(
        kind,
        line.stock.key,
        target,
        quantity,
        line.stock.received_at_ms,
        document_id=task.document_id if task is not None else None,
        line_id=task.line_id if task is not None else None,
        task_id=task.id if task is not None else None,
    )


def _dropped(
    draft: Draft, site: SiteReader, item: Item, line: Content, key: StockKey, quantity: int
) -> None:
    """It goes on waiting where it was left; the task it had gives up as much."""
    task = line.task
    document_id = task.document_id if task is not None else None
    line_id = task.line_id if task is not None else None
    plan_putaway(draft, site, item, key, quantity, document_id=document_id, line_id=line_id)
    if task is None:
        return
    rest = task.quantity - quantity
    if rest > task.done_quantity:
        draft.put(TASK, task.id, {"quantity": rest})
        return
    state = TASK_STATES.after(task.state, "cancel")
    draft.put(TASK, task.id, {"state": state, "done_at_ms": draft.now.now_ms})


def _missing(
    draft: Draft, command: PutContent, site: SiteReader, item: Item, line: Content
) -> Decision:
    """Nothing vanishes: what is not there is set aside in the book and counted."""
    source = site.location(line.stock.key.location_id)
    assert source is not None
    ask(command.confirm, Outcome.ZERO_CHECK, "content.really_missing", item=item.code)
    if line.stock.key.status != HOLD:
        _move(draft, "set_aside", line, line.stock.key._replace(status=HOLD), command.quantity)
    if line.task is not None:
        finish(draft, site, line.task, command.quantity)
    if site.open_count(source.id) is None:
        plan_count(draft, source.id, item.id, "putaway_not_found")
    _flag(draft, "missing_inside", item, source, command.quantity)
    return draft.say(
        Outcome.SHORT_POSTED,
        "content.missing",
        Step.NEXT_TASK,
        level=Level.INFO,
        data={"left": line.quantity - command.quantity},
        item=item.code,
        quantity=command.quantity,
        location=source.code,
    )


def _to_order(
    draft: Draft, command: PutContent, site: SiteReader, item: Item, line: Content
) -> Decision:
    """Goods that an order waits for go to packing and count as picked for it."""
    assert command.order is not None
    key = line.stock.key
    order = wanting(site, command.order, item)
    if key.status != AVAILABLE:
        raise Refusal(Outcome.BLOCKED_STOCK, "content.not_for_orders", Step.SCAN_ITEM)
    quantity = min(command.quantity, order.quantity)
    draft.hold(key, quantity)  # it is spoken for: nothing of it is allocated elsewhere meanwhile
    hand_over(draft, site, order, key, quantity)
    draft.hold(key, -quantity)
    if line.task is not None:
        finish(draft, site, line.task, quantity)
    return draft.say(
        Outcome.LINE_DONE,
        "content.to_order",
        Step.NEXT_TASK,
        data={"left": line.quantity - quantity, "order": order.number},
        item=item.code,
        quantity=quantity,
        order=order.number,
    )


def _flag(draft: Draft, kind: str, item: Item, source: Location, quantity: int) -> None:
    draft.raise_exception(
        kind, source.code, {"item": item.code, "location": source.code, "quantity": quantity}
    )
