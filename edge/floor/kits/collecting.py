"""Goods for a kit order are brought from their locations to where the work is done."""

from edge.floor.draft import Context, Decision, Draft, Refusal
from edge.floor.finding import find_item, find_location, find_unit, lot_missing, of_owner
from edge.floor.kits.holding import HARD, at_work, carry_over, lessen
from edge.floor.kits.orders import demand_mine, find_kit_order
from edge.floor.kits.shortage import post_short
from edge.floor.packing import stock_key
from edge.floor.packs import demand_entered
from edge.floor.reader import Item, Location, Reserved, SiteReader
from edge.floor.reads.kits import KitOrder
from models.warehouse.barcodes import clean
from models.warehouse.catalogue import KIT_ORDER, RESERVATION
from models.warehouse.commands import CollectPart, Entered
from models.warehouse.replies import Outcome, Step
from models.warehouse.states import KIT_ORDER_STATES
from models.warehouse.stock import Stock, barred


def collect_part(command: CollectPart, site: SiteReader, now: Context) -> Decision:
    """One share of what is reserved; what is not there is looked for elsewhere."""
    order = find_kit_order(site, command.order)
    demand_mine(site, order, now)
    item = find_item(site, command.item, of_owner(order.owner_id))
    location = find_location(site, command.location)
    held = _held(command, site, order, item, location)
    _demand_quantity(command, held)
    demand_entered(site, item.id, command.quantity, command.entered)
    stock = _stock_of(site, held)
    bar = barred(stock, now.today) if command.quantity else None
    if bar is not None:
        raise Refusal(
            Outcome(bar.value), f"pick.{bar.value}", Step.GIVE_REASON,
            item=item.code, lot=stock.lot, expiry=stock.expiry,
        )  # fmt: skip
    draft = Draft(now)
    if command.reason is not None and command.quantity < held.quantity:
        return post_short(draft, site, order, held, stock, command.quantity, command.reason)
    _bring(draft, order, held, command.quantity, command.entered)
    state = KIT_ORDER_STATES.after(order.state, "work")
    if state != order.state:
        draft.put(KIT_ORDER, order.id, {"state": state})
    return draft.say(
        Outcome.LINE_DONE,
        "kit.collected",
        Step.NEXT_TASK,
        data={
            "order": order.number,
            "left": held.quantity - command.quantity,
            "to_collect": sum(each.quantity for each in to_collect(site, order)) - command.quantity,
        },
        item=item.code,
        quantity=command.quantity,
        location=order.location,
    )


def to_collect(site: SiteReader, order: KitOrder) -> list[Reserved]:
    """What still lies where it was reserved, in walking order."""

    def walk(held: Reserved) -> tuple[int, int]:
        location = site.location(held.location_id)
        return (location.sequence if location is not None else 0, held.id)

    return sorted((each for each in site.reservations(order.id) if each.kind == HARD), key=walk)


def _held(
    command: CollectPart, site: SiteReader, order: KitOrder, item: Item, location: Location
) -> Reserved:
    of_item = [each for each in to_collect(site, order) if each.item_id == item.id]
    if not of_item:
        raise Refusal(
            Outcome.WRONG_ITEM, "kit.not_needed", Step.SCAN_ITEM,
            item=item.code, order=order.number,
        )  # fmt: skip
    here = [each for each in of_item if each.location_id == location.id]
    if not here:
        asked = site.location(of_item[0].location_id)
        raise Refusal(
            Outcome.WRONG_LOCATION, "scan.wrong_location", Step.SCAN_LOCATION,
            scanned=location.code, asked=asked.code if asked else None,
        )  # fmt: skip
    if command.unit is not None:
        unit = find_unit(site, command.unit)
        here = [each for each in here if each.unit_id == unit.id]
        if not here:
            raise Refusal(
                Outcome.WRONG_UNIT, "task.other_unit", Step.SCAN_UNIT, scanned=command.unit
            )
    if item.tracking == "none":
        return here[0]
    if command.lot is None:
        raise lot_missing(item)
    for each in here:
        if each.lot == clean(command.lot):
            return each
    raise Refusal(
        Outcome.WRONG_LOT, "scan.wrong_lot", Step.SCAN_LOT,
        scanned=command.lot, asked=here[0].lot,
    )  # fmt: skip


def _demand_quantity(command: CollectPart, held: Reserved) -> None:
    if command.quantity > held.quantity:
        raise Refusal(
            Outcome.OVER_PICK, "pick.more_than_asked", Step.ENTER_QUANTITY,
            scanned=command.quantity, asked=held.quantity,
        )  # fmt: skip
    if command.quantity < 0 or (not command.quantity and command.reason is None):
        raise Refusal(
            Outcome.ZERO_QUANTITY, "quantity.not_positive", Step.ENTER_QUANTITY,
            quantity=command.quantity,
        )  # fmt: skip


def _stock_of(site: SiteReader, held: Reserved) -> Stock:
    key = stock_key(held)
    found = site.stock_at(held.location_id, held.item_id, held.unit_id)
    return next(stock for stock in found if stock.key == key)


def _bring(
    draft: Draft, order: KitOrder, held: Reserved, quantity: int, entered: Entered | None
) -> None:
    """Movement and reservation go together: what was collected stays the order's."""
    target = carry_over(draft, order, held, quantity, entered)
    draft.hold(target, quantity)
    if quantity == held.quantity:
        draft.hold(stock_key(held), -quantity)
        draft.put(RESERVATION, held.id, at_work(order))
        return
    lessen(draft, held, quantity)
    draft.insert(
        RESERVATION,
        {
            "owner_id": held.owner_id,
            "dn_id": order.id,
            "line_id": order.id,
            "item_id": held.item_id,
            "lot_id": held.lot_id,
            "status": held.status,
            "quantity": quantity,
            **at_work(order),
        },
    )
