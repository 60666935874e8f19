"""Stock moves inside the warehouse, is found or lost: nothing vanishes, it goes somewhere."""

from collections.abc import Sequence

import msgspec

from edge.floor.carrying import end_transports
from edge.floor.correcting import find, lose
from edge.floor.draft import Context, Decision, Draft, Refusal
from edge.floor.finding import (
    bring_unit,
    demand_fit,
    demand_no_orders,
    demand_positive,
    find_item,
    find_location,
    find_lot,
    find_unit,
    lot_or_new,
    lying_at,
    unit_or_new,
)
from edge.floor.nesting.nest import demand_nestable, put_in
from edge.floor.nesting.tree import inside, stock_inside
from edge.floor.nesting.whole import carry_all, demand_all_fit, demand_all_free
from edge.floor.packs import demand_entered
from edge.floor.putaway import carry, plan_putaway, undo_move
from edge.floor.reader import Item, Location, SiteReader, Unit
from models.warehouse.catalogue import UNIT
from models.warehouse.commands import TEXT_CHARACTERS_MAX, Adjust, Move
from models.warehouse.packs import share_of
from models.warehouse.replies import Data, Outcome, Step, Undo
from models.warehouse.stock import AVAILABLE, Stock, StockKey


def move(command: Move, site: SiteReader, now: Context) -> Decision:
    """Bring stock, or a whole unit, from one location to another."""
    source = find_location(site, command.from_location)
    target = find_location(site, command.to_location)
    if source.id == target.id:
        raise Refusal(
            Outcome.WRONG_LOCATION, "move.same_location", Step.SCAN_LOCATION, location=target.code
        )
    if command.item is None:
        return _move_unit(command, site, now, source, target)
    item = find_item(site, command.item, lying_at(site, source.id))
    demand_positive(command.quantity)
    demand_entered(site, item.id, command.quantity, command.entered)
    stocks = _chosen(command, site, source, item)
    free = sum(stock.free for stock in stocks)
    if free < command.quantity:
        raise _not_enough(item, source, stocks)
    draft = Draft(now)
    into = _into(command, site)
    left, lies_in = command.quantity, into.code if into is not None else None
    for stock in stocks:
        part = min(left, stock.free)
        if part <= 0:
            continue
        demand_fit(site, target, item, stock.key.lot_id, stock.key.status, part)
        entered = share_of(command.entered, command.quantity, part)
        key = carry(draft, site, "move", stock, target, part, into=into, entered=entered)
        if key.unit_id == stock.key.unit_id:
            lies_in = stock.unit
        if target.kind == "dock":
            plan_putaway(draft, site, item, key, part)
        left -= part
        if not left:
            break
    return draft.say(
        Outcome.LINE_DONE,
        "move.done",
        Step.NEXT_TASK,
        undo=undo_move(item, stocks[0], target, command.quantity, lies_in),
        item=item.code,
        quantity=command.quantity,
        location=target.code,
    )


def _into(command: Move, site: SiteReader) -> Unit | None:
    """The unit the goods are put into: one that stands here and is no order's."""
    if command.into_unit is None:
        return None
    unit = find_unit(site, command.into_unit)
    if unit.dn_id is not None:
        raise Refusal(
            Outcome.UNIT_OF_OTHER_ORDER, "unit.of_other_order", Step.SCAN_UNIT, unit=unit.code
        )
    if unit.state in ("loaded", "shipped"):
        raise Refusal(Outcome.WRONG_UNIT, "unit.shipped", Step.SCAN_UNIT, unit=unit.code)
    demand_no_orders(site, unit)
    return unit


def adjust(command: Adjust, site: SiteReader, now: Context) -> Decision:
    """Correct the book: found stock comes from `found`, missing stock goes to `loss`."""
    location = find_location(site, command.location)
    # What is found may be anybody's; what is lost is of those who have something there.
    whose = lying_at(site, location.id) if command.quantity < 0 else None
    item = find_item(site, command.item, whose)
    if command.quantity == 0:
        raise Refusal(Outcome.ZERO_QUANTITY, "adjust.zero", Step.ENTER_QUANTITY)
    draft = Draft(now)
    if command.quantity > 0:
        status: str | None = command.status or AVAILABLE
        _find_more(draft, command, site, item, location)
    else:
        status = _lose(draft, command, site, item, location)
    back: Data = {
        "type": "adjust",
        "item": item.code,
        "location": location.code,
        "lot": command.lot,
        "unit": command.unit,
        "status": status,
        "quantity": -command.quantity,
        "reason": f"undo: {command.reason}"[:TEXT_CHARACTERS_MAX],
    }
    return draft.say(
        Outcome.LINE_DONE,
        "adjust.done",
        Step.NEXT_TASK,
        undo=Undo("undo.adjust", back) if status is not None else None,
        item=item.code,
        quantity=command.quantity,
        location=location.code,
    )


def _find_more(
    draft: Draft, command: Adjust, site: SiteReader, item: Item, location: Location
) -> None:
    status = command.status or AVAILABLE
    lot = lot_or_new(site, draft, item, command.lot, command.expiry)
    demand_fit(site, location, item, lot.id if lot else 0, status, command.quantity)
    unit_id = 0
    if command.unit is not None:
        unit = unit_or_new(site, draft, command.unit, "pallet", location.id, None)
        bring_unit(site, draft, unit, location.id)
        unit_id = unit.id
    key = StockKey(item.id, location.id, unit_id, lot.id if lot else 0, item.owner_id, status)
    find(draft, "adjust", key, command.quantity, command.reason, command.weight_g)


def _lose(
    draft: Draft, command: Adjust, site: SiteReader, item: Item, location: Location
) -> str | None:
    """Returns the status lost, if it was one quant only (then it can be undone)."""
    lot = find_lot(site, item, command.lot)
    unit_id = find_unit(site, command.unit).id if command.unit is not None else None
    stocks = [
        stock
        for stock in site.stock_at(location.id, item.id, unit_id)
        if (lot is None or stock.key.lot_id == lot.id)
        and (command.status is None or stock.key.status == command.status)
    ]
    quantity = -command.quantity
    if sum(stock.free for stock in stocks) < quantity:
        raise _not_enough(item, location, stocks)
    taken = lose(draft, "adjust", stocks, quantity, command.reason)
    return taken[0].key.status if len(taken) == 1 else None


def _move_unit(
    command: Move, site: SiteReader, now: Context, source: Location, target: Location
) -> Decision:
    if command.unit is None:
        raise Refusal(Outcome.SCAN_UNIT, "move.item_or_unit", Step.SCAN_ITEM)
    unit = find_unit(site, command.unit)
    units = inside(site, unit)
    contents = stock_inside(site, units)
    if unit.location_id != source.id or not contents:
        raise Refusal(
            Outcome.WRONG_UNIT,
            "unit.not_here",
            Step.SCAN_UNIT,
            unit=unit.code,
            location=source.code,
        )
    demand_all_free(contents, unit)
    demand_all_fit(site, target, contents)
    into = find_unit(site, command.into_unit) if command.into_unit is not None else None
    if into is not None:
        demand_nestable(site, msgspec.structs.replace(unit, location_id=target.id), into)
    draft = Draft(now)
    keys = carry_all(draft, site, "move", unit, units, target, {})
    end_transports(draft, site, unit, target.id)
    if into is not None:
        put_in(draft, site, msgspec.structs.replace(unit, location_id=target.id), into)
        draft.put(UNIT, unit.id, {"parent_id": into.id})
    if target.kind == "dock":
        for key, stock in zip(keys, contents, strict=True):
            item = site.item(key.item_id)
            assert item is not None
            plan_putaway(draft, site, item, key, stock.quantity)
    outer = site.unit_by_id(unit.parent_id) if unit.parent_id is not None else None
    back: Data = {
        "type": "move",
        "unit": unit.code,
        "into_unit": outer.code if outer is not None else None,
        "from_location": target.code,
        "to_location": source.code,
    }
    return draft.say(
        Outcome.UNIT_DONE,
        "move.unit_done",
        Step.NEXT_TASK,
        undo=Undo("undo.move", back),
        unit=unit.code,
        location=target.code,
    )


def _chosen(command: Move, site: SiteReader, source: Location, item: Item) -> list[Stock]:
    """The stock the scan means; asks for lot or unit where it could mean several."""
    unit_id = find_unit(site, command.unit).id if command.unit is not None else None
    stocks = site.stock_at(source.id, item.id, unit_id)
    if command.lot is not None:
        lot = find_lot(site, item, command.lot)
        stocks = [stock for stock in stocks if lot is not None and stock.key.lot_id == lot.id]
    elif len({stock.key.lot_id for stock in stocks}) > 1:
        raise Refusal(Outcome.LOT_REQUIRED, "lot.required", Step.SCAN_LOT, item=item.code)
    if unit_id is None and len({stock.key.unit_id for stock in stocks}) > 1:
        loose = [stock for stock in stocks if not stock.key.unit_id]
        if sum(stock.free for stock in loose) < command.quantity:
            raise Refusal(Outcome.SCAN_UNIT, "move.which_unit", Step.SCAN_UNIT, item=item.code)
        stocks = loose
    return sorted(
        good_first(stocks) or stocks, key=lambda stock: (stock.key.status, stock.received_at_ms)
    )


def good_first(stocks: Sequence[Stock]) -> list[Stock]:
    """What one move takes of free stock: the good if there is any, else what is on hold, damaged or
    in inspection."""
    free = [stock for stock in stocks if stock.free > 0]
    return [stock for stock in free if stock.key.status == AVAILABLE] or free


def _not_enough(item: Item, location: Location, stocks: list[Stock]) -> Refusal:
    on_hand = sum(stock.quantity for stock in stocks)
    allocated = sum(stock.reserved for stock in stocks)
    return Refusal(
        Outcome.QUANTITY_CHANGED,
        "stock.not_enough",
        Step.ENTER_QUANTITY,
        item=item.code,
        location=location.code,
        on_hand=on_hand,
        allocated=allocated,
        available=on_hand - allocated,
    )
