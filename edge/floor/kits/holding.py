"""What a kit order holds: reserved where it lies (hard), or brought to the place of work (picked).

While an order is released or worked on, it holds exactly what the kits still to come take.
"""

from collections.abc import Iterable

from edge.floor.allocation import in_removal_turn
from edge.floor.draft import Draft
from edge.floor.packing import stock_key
from edge.floor.putaway import plan_putaway
from edge.floor.reader import Reserved, SiteReader
from edge.floor.reads.kits import KitOrder
from edge.floor.supply import free_up_to
from models.warehouse.catalogue import RESERVATION
from models.warehouse.commands import Entered
from models.warehouse.kitting import Part, Parts
from models.warehouse.stock import Share, Stock, StockKey, share_out
from sync.core.catalogue import Value

HARD, PICKED, GONE = "hard", "picked", "gone"


def inputs(order: KitOrder) -> Parts:
    """What one kit of the order takes: its parts, or the kit itself."""
    return order.parts if order.kind == "kit" else (Part(order.item_id, 1),)


def outputs(order: KitOrder) -> Parts:
    """What comes of one kit of the order: the kit, or its parts."""
    return order.parts if order.kind == "dekit" else (Part(order.item_id, 1),)


def free_for_kits(
    draft: Draft, site: SiteReader, item_id: int, wanted: int, *, besides_location: int = 0
) -> list[Share]:
    """Eligible stock in removal turn, up to what is wanted, less what is promised to customers."""
    stocks = [
        stock
        for stock in _some(draft, site, item_id, wanted, besides_location)
        if stock.key.location_id != besides_location
    ]
    promised = site.promised(item_id)
    free = free_up_to(stocks, draft.holds, wanted + promised)
    may = min(wanted, free - promised)
    return share_out(stocks, may, draft.holds) if may > 0 else []


def _some(
    draft: Draft, site: SiteReader, item_id: int, wanted: int, besides_location: int
) -> Iterable[Stock]:
    """As far as somebody asks for it, and no further."""
    enough = wanted + site.promised(item_id)
    for stock in in_removal_turn(site, item_id, draft.now.today):
        yield stock
        if stock.key.location_id != besides_location:
            enough -= stock.free - draft.holds.get(stock.key, 0)
        if enough <= 0:
            return


def reserve(draft: Draft, order_id: int, share: Share) -> None:
    """A part of one quant is the order's."""
    reserve_at(draft, order_id, share.stock.key, share.quantity)


def reserve_at(
    draft: Draft, order_id: int, key: StockKey, quantity: int, *, kind: str = HARD
) -> None:
    """So much of what lies there is the order's; picked: it was brought there for it."""
    draft.hold(key, quantity)
    draft.insert(
        RESERVATION,
        {
            "owner_id": key.owner_id,
            "dn_id": order_id,
            "line_id": order_id,
            "item_id": key.item_id,
            "location_id": key.location_id,
            "unit_id": key.unit_id,
            "lot_id": key.lot_id,
            "status": key.status,
            "quantity": quantity,
            "kind": kind,
        },
    )


def lessen(draft: Draft, held: Reserved, by: int) -> None:
    """The order holds less of it. The stock is the caller's to let go or to move."""
    assert 0 < by <= held.quantity
    left = held.quantity - by
    draft.put(RESERVATION, held.id, {"quantity": left} if left else {"kind": GONE})
    draft.hold(stock_key(held), -by)


def carry_over(
    draft: Draft,
    order: KitOrder,
    held: Reserved,
    quantity: int,
    entered: Entered | None = None,
) -> StockKey:
    """The movement to where the work is done. Reservations are the caller's."""
    key = stock_key(held)
    target = key._replace(location_id=order.location_id, unit_id=0)
    draft.move(
        "kit_collect", key, target, quantity, held.received_at_ms,
        document_id=order.id, reason=order.kind,
        entered=entered,
    )  # fmt: skip
    return target


def at_work(order: KitOrder) -> dict[str, Value]:
    """A reservation's fields once its goods have been brought."""
    return {"location_id": order.location_id, "unit_id": 0, "kind": PICKED}


def give_back(draft: Draft, site: SiteReader, held: Reserved, quantity: int) -> None:
    """Not needed any more: free where it lies, and put away again if it was collected."""
    lessen(draft, held, quantity)
    if held.kind == PICKED:
        item = site.item(held.item_id)
        assert item is not None
        plan_putaway(draft, site, item, stock_key(held), quantity)
