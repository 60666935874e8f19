"""A part was not there: set aside and counted, taken from elsewhere, or the order gets shorter."""

from typing import Literal, NamedTuple

from edge.floor.counting.requesting import plan_count
from edge.floor.draft import Decision, Draft
from edge.floor.kits.holding import (
    GONE,
    HARD,
    at_work,
    carry_over,
    free_for_kits,
    give_back,
    inputs,
    reserve,
)
from edge.floor.kits.orders import end, split_off
from edge.floor.packing import stock_key
from edge.floor.putaway import plan_putaway
from edge.floor.reader import Reserved, SiteReader
from edge.floor.reads.kits import KitOrder
from models.warehouse.catalogue import KIT_ORDER, RESERVATION, TASK
from models.warehouse.kitting import complete_sets, needed
from models.warehouse.replies import Level, Outcome, Step
from models.warehouse.states import KIT_ORDER_STATES
from models.warehouse.stock import DAMAGED, HOLD, Share, Stock

Reason = Literal["not_found", "damaged"]


class Loss(NamedTuple):
    """Kits that cannot be made any more, and what only they needed, by item."""

    kits: int
    surplus: dict[int, int]


def post_short(
    draft: Draft,
    site: SiteReader,
    order: KitOrder,
    held: Reserved,
    stock: Stock,
    brought: int,
    reason: Reason,
) -> Decision:
    """`brought` of what is held comes along; the rest is not there."""
    missing = held.quantity - brought
    found = free_for_kits(draft, site, held.item_id, missing, besides_location=held.location_id)
    rest = missing - sum(share.quantity for share in found)
    loss = _loss(order, held, rest)
    # What is given back first costs least: not reserved at all, not carried yet, carried.
    over = _reserve(draft, order, found, loss.surplus[held.item_id])
    elsewhere = missing - rest - (loss.surplus[held.item_id] - over)
    surplus = {**loss.surplus, held.item_id: over}
    left_there = _left_there(site, order, held, surplus)
    over = _give_back(draft, site, order, held, surplus)
    _bring(draft, site, order, held, brought, brought - over)
    _set_aside(draft, order, held, stock, missing, reason)
    split = split_off(draft, site, order, loss.kits) if loss.kits else None
    left = order.left - loss.kits
    _shorten(draft, site, order, loss.kits)
    return draft.say(
        Outcome.SHORT_POSTED,
        "kit.short" if loss.kits else "kit.short_from_elsewhere",
        Step.NEXT_TASK,
        level=Level.INFO,
        data={
            "order": order.number,
            "kits_left": left,
            "split": split,
            "to_collect": elsewhere + left_there,
        },
        item=held.item,
        missing=missing,
        kits=loss.kits,
    )


def _loss(order: KitOrder, short: Reserved, rest: int) -> Loss:
    parts = inputs(order)
    at_hand = needed(parts, order.left)
    at_hand[short.item_id] -= rest
    kits = complete_sets(parts, at_hand)
    used = needed(parts, kits)
    return Loss(order.left - kits, {item: at_hand[item] - used[item] for item in at_hand})


def _reserve(draft: Draft, order: KitOrder, found: list[Share], over: int) -> int:
    """Of what was found elsewhere, as much as is still needed. Returns the surplus left."""
    for share in reversed(found):
        spared = min(over, share.quantity)
        over -= spared
        if share.quantity > spared:
            reserve(draft, order.id, share._replace(quantity=share.quantity - spared))
    return over


def _left_there(site: SiteReader, order: KitOrder, short: Reserved, surplus: dict[int, int]) -> int:
    """What is still to be brought of all other shares, once the surplus is given back."""
    there: dict[int, int] = {}
    for each in site.reservations(order.id):
        if each.kind == HARD and each.id != short.id:
            there[each.item_id] = there.get(each.item_id, 0) + each.quantity
    return sum(max(0, quantity - surplus[item]) for item, quantity in there.items())


def _give_back(
    draft: Draft, site: SiteReader, order: KitOrder, short: Reserved, surplus: dict[int, int]
) -> int:
    """Returns what is left over of the item that ran short."""
    others = (each for each in site.reservations(order.id) if each.id != short.id)
    for each in sorted(others, key=lambda each: each.kind != HARD):
        part = min(each.quantity, surplus[each.item_id])
        if part:
            give_back(draft, site, each, part)
            surplus[each.item_id] -= part
    return surplus[short.item_id]


def _bring(
    draft: Draft, site: SiteReader, order: KitOrder, held: Reserved, brought: int, kept: int
) -> None:
    """What was there comes along; what the order keeps of it stays reserved."""
    draft.hold(stock_key(held), -held.quantity)
    draft.put(
        RESERVATION, held.id, {**at_work(order), "quantity": kept} if kept else {"kind": GONE}
    )
    if not brought:
        return
    target = carry_over(draft, order, held, brought)
    draft.hold(target, kept)
    if brought > kept:
        item = site.item(held.item_id)
        assert item is not None
        plan_putaway(draft, site, item, target, brought - kept)


def _set_aside(
    draft: Draft, order: KitOrder, held: Reserved, stock: Stock, missing: int, reason: Reason
) -> None:
    """As after a short pick: the book keeps what others hope to find there, the rest is doubted."""
    key = stock_key(held)
    status = DAMAGED if reason == "damaged" else HOLD
    aside = missing if reason == "damaged" else missing + stock.free
    draft.move(
        "set_aside", key, key._replace(status=status), aside, stock.received_at_ms,
        document_id=order.id, reason=reason,
    )  # fmt: skip
    plan_count(draft, held.location_id, held.item_id, f"short_kit_{reason}")
    draft.raise_exception(
        "short_kit",
        order.number,
        {
            "item": held.item,
            "location": stock.location_code,
            "missing": missing,
            "reason": reason,
        },
    )


def _shorten(draft: Draft, site: SiteReader, order: KitOrder, kits: int) -> None:
    """So many kits fewer; an order of which nothing is left ends here."""
    left = order.left - kits
    if not left:
        end(draft, site, order, "finish" if order.done else "cancel", order.done, short=kits)
        return
    state = KIT_ORDER_STATES.after(order.state, "work")
    draft.put(KIT_ORDER, order.id, {"state": state, "short": order.short + kits})
    task = site.kit_task(order.id)
    if kits and task is not None:
        draft.put(TASK, task.id, {"quantity": order.done + left})
