"""Kits are taken apart: each part is good, damaged, or was not in them."""

from collections.abc import Sequence

from edge.floor.draft import Context, Decision, Draft, Refusal
from edge.floor.finding import find_item, lot_missing, lot_or_new, of_owner
from edge.floor.kits.building import advance, at_work, demand_kind, demand_quantity, make, use
from edge.floor.kits.lots import demand_gone
from edge.floor.kits.missing import missed
from edge.floor.kits.orders import demand_mine, find_kit_order
from edge.floor.putaway import plan_putaway
from edge.floor.reader import Item, SiteReader
from edge.floor.reads.kits import KitOrder
from models.warehouse.barcodes import clean
from models.warehouse.commands import PartBack, TakeApart
from models.warehouse.kitting import needed
from models.warehouse.replies import Outcome, Step
from models.warehouse.stock import AVAILABLE, DAMAGED, StockKey


def take_apart(command: TakeApart, site: SiteReader, now: Context) -> Decision:
    """All parts are accounted for; they lie where the work is done, to be put away."""
    order = find_kit_order(site, command.order)
    demand_mine(site, order, now)
    demand_kind(order, "dekit")
    demand_quantity(site, order, command.quantity)
    lot = _lot(command, site, order)
    parts = command.parts if command.parts is not None else _all_good(site, order, command.quantity)
    _demand_all(site, order, parts, command.quantity)
    draft = Draft(now)
    use(draft, site, order, {order.item_id: command.quantity}, lot)
    made: dict[tuple[int, str], int] = {}
    for part in parts:
        item = find_item(site, part.item, of_owner(order.owner_id))
        lot_id = _lot_of(draft, site, item, part, made)
        _came(draft, site, order, item, lot_id, part)
    over = advance(draft, site, order, command.quantity)
    return draft.say(
        Outcome.DOCUMENT_DONE if over else Outcome.LINE_DONE,
        "kit.order_done" if over else "kit.taken_apart",
        Step.NEXT_TASK,
        data={"order": order.number, "done": order.done + command.quantity},
        order=order.number,
        item=order.item,
        quantity=command.quantity,
        location=order.location,
        left=order.left - command.quantity,
    )


def _lot(command: TakeApart, site: SiteReader, order: KitOrder) -> str | None:
    """Which kits: asked for where those collected are of several lots."""
    lots: dict[str | None, int] = {}
    for held in at_work(site, order):
        lots[held.lot] = lots.get(held.lot, 0) + held.quantity
    if command.lot is None and len(lots) > 1 and command.quantity < sum(lots.values()):
        kit = site.item(order.item_id)
        assert kit is not None
        raise lot_missing(kit)
    if command.lot is None:
        return None
    lot = clean(command.lot)
    if lots.get(lot, 0) < command.quantity:
        raise Refusal(
            Outcome.WRONG_LOT, "kit.lot_not_collected", Step.SCAN_LOT,
            lot=lot, quantity=lots.get(lot, 0),
        )  # fmt: skip
    return lot


def _all_good(site: SiteReader, order: KitOrder, kits: int) -> list[PartBack]:
    found = []
    for item_id, quantity in needed(order.parts, kits).items():
        item = site.item(item_id)
        assert item is not None
        found.append(PartBack(item=item.code, quantity=quantity))
    return found


def _demand_all(site: SiteReader, order: KitOrder, parts: Sequence[PartBack], kits: int) -> None:
    left = needed(order.parts, kits)
    for part in parts:
        item = find_item(site, part.item, of_owner(order.owner_id))
        if item.id not in left:
            raise Refusal(
                Outcome.WRONG_ITEM, "kit.not_in_it", Step.SCAN_ITEM,
                item=item.code, kit=order.item,
            )  # fmt: skip
        left[item.id] -= part.quantity
    for item_id, differs in left.items():
        if differs:
            known = site.item(item_id)
            assert known is not None
            raise Refusal(
                Outcome.QUANTITY_CHANGED, "kit.parts_differ", Step.ENTER_QUANTITY,
                item=known.code, asked=needed(order.parts, kits)[item_id], differs=-differs,
            )  # fmt: skip


def _lot_of(
    draft: Draft, site: SiteReader, item: Item, part: PartBack, made: dict[tuple[int, str], int]
) -> int:
    """What was not there has no lot. A lot that is new here is made once."""
    if part.condition == "missing" or item.tracking == "none":
        return 0
    if part.lot is None:
        raise lot_missing(item)
    code = clean(part.lot)
    if item.tracking == "serial":
        if part.quantity != 1 or (item.id, code) in made:
            raise Refusal(
                Outcome.SERIAL_REQUIRED, "serial.one_at_a_time", Step.SCAN_LOT, item=item.code
            )
        demand_gone(site, site.lot(item.id, code))
    if (item.id, code) not in made:
        lot = lot_or_new(site, draft, item, code, part.expiry)
        assert lot is not None
        made[item.id, code] = lot.id
    return made[item.id, code]


def _came(
    draft: Draft, site: SiteReader, order: KitOrder, item: Item, lot_id: int, part: PartBack
) -> None:
    places = draft.now.site.places
    status = DAMAGED if part.condition == "damaged" else AVAILABLE
    key = StockKey(item.id, order.location_id, 0, lot_id, item.owner_id, status)
    if part.condition == "missing":
        lost = draft.outside(key, places.loss)
        make(draft, order, lost, part.quantity, reason="missing")
        missed(draft, order.number, item, part.quantity)
        return
    make(draft, order, key, part.quantity)
    plan_putaway(draft, site, item, key, part.quantity)
