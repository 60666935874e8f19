"""Kits are made: parts go into them and kits come of them, in one command."""

from collections.abc import Iterable
from typing import NamedTuple

from edge.floor.draft import Context, Decision, Draft, Refusal
from edge.floor.finding import demand_fit, demand_positive, find_location, not_allowed
from edge.floor.kits.holding import PICKED, inputs, lessen
from edge.floor.kits.lots import lots_of
from edge.floor.kits.orders import demand_mine, end, find_kit_order
from edge.floor.packing import stock_key
from edge.floor.putaway import plan_putaway
from edge.floor.reader import Location, Lot, Reserved, SiteReader
from edge.floor.reads.kits import KitOrder
from models.warehouse.catalogue import KIT_ORDER, TASK
from models.warehouse.commands import BuildKits
from models.warehouse.kitting import complete_sets, needed
from models.warehouse.replies import Outcome, Step
from models.warehouse.states import KIT_ORDER_STATES
from models.warehouse.stock import AVAILABLE, LAST_EXPIRY, StockKey


class Used(NamedTuple):
    """A part of what was collected, and its lot."""

    held: Reserved
    quantity: int
    lot: Lot | None


def build_kits(command: BuildKits, site: SiteReader, now: Context) -> Decision:
    """What is consumed is exactly what the kits are made of; see rule `kit_order` of the check."""
    order = find_kit_order(site, command.order)
    demand_mine(site, order, now)
    demand_kind(order, "kit")
    demand_quantity(site, order, command.quantity)
    item = site.item(order.item_id)
    assert item is not None
    place = _place(site, order, command.location)
    draft = Draft(now)
    used = use(draft, site, order, needed(order.parts, command.quantity))
    lots = lots_of(
        draft,
        site,
        item,
        command.quantity,
        [each.lot for each in used if each.lot is not None],
        number=order.number,
        lot=command.lot,
        serials=command.serials,
    )
    for lot_id, quantity in lots:
        demand_fit(site, place, item, lot_id, AVAILABLE, quantity)
        key = StockKey(item.id, place.id, 0, lot_id, item.owner_id, AVAILABLE)
        make(draft, order, key, quantity)
        if place.kind != "storage":
            plan_putaway(draft, site, item, key, quantity)
    over = advance(draft, site, order, command.quantity)
    return draft.say(
        Outcome.DOCUMENT_DONE if over else Outcome.LINE_DONE,
        "kit.order_done" if over else "kit.built",
        Step.NEXT_TASK,
        data={"order": order.number, "done": order.done + command.quantity},
        order=order.number,
        item=item.code,
        quantity=command.quantity,
        location=place.code,
        left=order.left - command.quantity,
    )


def at_work(site: SiteReader, order: KitOrder) -> list[Reserved]:
    """What was brought to where the work is done, as it was brought."""
    return [each for each in site.reservations(order.id) if each.kind == PICKED]


def ready(site: SiteReader, order: KitOrder) -> int:
    """Kits that what was brought suffices for."""
    brought: dict[int, int] = {}
    for each in at_work(site, order):
        brought[each.item_id] = brought.get(each.item_id, 0) + each.quantity
    return complete_sets(inputs(order), brought)


def demand_kind(order: KitOrder, kind: str) -> None:
    """Kits are made of one kind of order and taken apart by the other."""
    if order.kind != kind:
        raise Refusal(
            Outcome.WRONG_KIND, f"kit.is_{order.kind}", Step.SCAN_DOCUMENT, order=order.number
        )


def demand_quantity(site: SiteReader, order: KitOrder, quantity: int) -> None:
    """Refuse more than was collected for."""
    demand_positive(quantity)
    kits = ready(site, order)
    if quantity > kits:
        raise Refusal(
            Outcome.OVER_PICK, "kit.not_collected", Step.ENTER_QUANTITY,
            scanned=quantity, asked=kits,
        )  # fmt: skip


def use(
    draft: Draft,
    site: SiteReader,
    order: KitOrder,
    quantities: dict[int, int],
    lot: str | None = None,
) -> list[Used]:
    """Consume of what was collected, first what expires first; of one lot where it is named. What
    has expired since it was collected goes into no kit."""
    left = dict(quantities)
    used: list[Used] = []
    for held, known in _by_expiry(site, order):
        quantity = min(held.quantity, left.get(held.item_id, 0))
        if not quantity or (lot is not None and held.lot != lot):
            continue
        if known is not None and (known.expiry or LAST_EXPIRY) < draft.now.today:
            raise Refusal(
                Outcome.EXPIRED, "pick.expired", Step.GIVE_REASON,
                item=held.item, lot=known.code, expiry=known.expiry,
            )  # fmt: skip
        left[held.item_id] -= quantity
        key = stock_key(held)
        draft.move(
            "kit_use", key, draft.outside(key, draft.now.site.places.kitting), quantity,
            held.received_at_ms, document_id=order.id, reason=order.kind,
        )  # fmt: skip
        lessen(draft, held, quantity)
        used.append(Used(held, quantity, known))
    assert not any(left.values())
    return used


def make(
    draft: Draft, order: KitOrder, key: StockKey, quantity: int, *, reason: str | None = None
) -> None:
    """What comes of it; its age begins now."""
    source = draft.outside(key, draft.now.site.places.kitting)
    draft.move(
        "kit_make", source, key, quantity, draft.now.now_ms,
        document_id=order.id, reason=reason or order.kind,
    )  # fmt: skip


def advance(draft: Draft, site: SiteReader, order: KitOrder, kits: int) -> bool:
    """So many more are done. True: that was the last."""
    working = KIT_ORDER_STATES.after(order.state, "work")
    done = order.done + kits
    if kits == order.left:
        end(draft, site, order, "finish", done)
        return True
    draft.put(KIT_ORDER, order.id, {"state": working, "done": done})
    task = site.kit_task(order.id)
    if task is not None:
        draft.put(TASK, task.id, {"done_quantity": done, "actor": draft.now.person_id})
    return False


def _by_expiry(site: SiteReader, order: KitOrder) -> Iterable[tuple[Reserved, Lot | None]]:
    found = [
        (held, site.lot(held.item_id, held.lot) if held.lot is not None else None)
        for held in at_work(site, order)
    ]
    return sorted(
        found, key=lambda each: ((each[1].expiry if each[1] else None) or LAST_EXPIRY, each[0].id)
    )


def _place(site: SiteReader, order: KitOrder, code: str | None) -> Location:
    """A storage location, or where the work is done."""
    known = site.location(order.location_id)
    place = find_location(site, code) if code is not None else known
    assert place is not None
    if place.kind != "storage" and place.id != order.location_id:
        raise not_allowed(place, "location.not_for_storage")
    return place
