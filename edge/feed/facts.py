"""The facts this site tells programs, field for field. Fields are only ever added; a fact whose
meaning changes becomes a new type. `version` rises when fields were added.

Codes and numbers are those of the moment of reading: an item renamed since is called by its new
name. Ids never change.
"""

from typing import get_args

import msgspec


class Fact(msgspec.Struct, frozen=True, kw_only=True, tag_field="type"):
    """Something that happened. `id` names it for ever: whoever has seen it skips it."""

    id: str
    version: int = 1
    at: str
    site: str
    person: str | None
    device: str | None
    command: str | None


class Goods(Fact, frozen=True, kw_only=True):
    """So much of an item changed place, unit or status, in base units. No location: outside of the
    warehouse. `on_hand_change` sums to the stock; `cause` is the ledger's own word."""

    cause: str
    item: str
    quantity: int
    on_hand_change: int
    lot: str | None
    from_location: str | None
    from_unit: str | None
    from_status: str
    to_location: str | None
    to_unit: str | None
    to_status: str
    document: str | None
    reason: str | None
    weight_g: int | None


class Received(Goods, frozen=True, tag="received"):
    """Goods were counted in, on a delivery."""


class ReceiptReversed(Goods, frozen=True, tag="receipt_reversed"):
    """Goods counted in by mistake were taken out of the book again."""


class Returned(Goods, frozen=True, tag="returned"):
    """Part of a shipped order came back."""


class GoodsPutAway(Goods, frozen=True, tag="put_away"):
    """Received goods reached storage."""


class Moved(Goods, frozen=True, tag="moved"):
    """Goods changed place inside the warehouse."""


class StatusChanged(Goods, frozen=True, tag="status_changed"):
    """Goods were held back, let go, or found damaged."""


class Picked(Goods, frozen=True, tag="picked"):
    """Goods were taken for an order."""


class PickReversed(Goods, frozen=True, tag="pick_reversed"):
    """Picked goods were put back where they were taken from."""


class CrossDocked(Goods, frozen=True, tag="cross_docked"):
    """Goods went from the dock straight to the order that waited for them."""


class Packed(Goods, frozen=True, tag="packed"):
    """Picked goods went into a package."""


class Staged(Goods, frozen=True, tag="staged"):
    """A package stands ready to leave."""


class Shipped(Goods, frozen=True, tag="shipped"):
    """Goods left with the carrier."""


class ShipmentReversed(Goods, frozen=True, tag="shipment_reversed"):
    """Shipped goods came back with the lorry and stand packed again."""


class KitMade(Goods, frozen=True, tag="kit_made"):
    """Kits, or parts of one that was taken apart, came into being."""


class KitUsed(Goods, frozen=True, tag="kit_used"):
    """Parts were used up for kits, or a kit for its parts."""


class KitsReversed(Goods, frozen=True, tag="kits_reversed"):
    """Kits built by mistake were taken out of the book again, and their parts put back into it."""


class StockAdjusted(Goods, frozen=True, tag="stock_adjusted"):
    """The book was put right: found, lost, thrown away, or counted differently."""


class OrderFact(Fact, frozen=True, kw_only=True):
    """Of an order as a whole. `state` is the one it has reached."""

    order: str
    customer: str | None
    kind: str
    state: str


class OrderedLine(msgspec.Struct, frozen=True, kw_only=True):
    """What was ordered, in base units."""

    line: int
    item: str
    quantity: int


class OrderTaken(OrderFact, frozen=True, kw_only=True, tag="order_taken"):
    """An order came in; of the rest of another order, `backorder_of` says which."""

    due_at: str | None
    backorder_of: str | None
    lines: list[OrderedLine]


class OrderAllocated(OrderFact, frozen=True, tag="order_allocated"):
    """Stock is reserved for it and its picks can begin."""


class OrderShort(OrderFact, frozen=True, tag="order_short"):
    """Released, and nothing of it was there."""


class OrderPicked(OrderFact, frozen=True, tag="order_picked"):
    """All that could be picked is."""


class OrderPacked(OrderFact, frozen=True, tag="order_packed"):
    """All of it is in packages."""


class OrderStaged(OrderFact, frozen=True, tag="order_staged"):
    """All its packages stand ready to leave."""


class OrderShipped(OrderFact, frozen=True, tag="order_shipped"):
    """All of it has left."""


class OrderDelivered(OrderFact, frozen=True, tag="order_delivered"):
    """The customer has it."""


class OrderCancelled(OrderFact, frozen=True, tag="order_cancelled"):
    """It is not wanted any more."""


class OrderReopened(OrderFact, frozen=True, tag="order_reopened"):
    """It went back to an earlier state, such as a shipment that was reversed."""


class AsnFact(Fact, frozen=True, kw_only=True):
    """Of a delivery as a whole."""

    asn: str
    supplier: str | None
    kind: str
    state: str


class ExpectedLine(msgspec.Struct, frozen=True, kw_only=True):
    """What is expected, in base units."""

    line: int
    item: str
    quantity: int
    lot: str | None


class AsnAnnounced(AsnFact, frozen=True, kw_only=True, tag="asn_announced"):
    """A delivery is on its way, or came unannounced (kind blind)."""

    expected_on: str | None
    lines: list[ExpectedLine]


class AsnArrived(AsnFact, frozen=True, tag="asn_arrived"):
    """It stands at a dock."""


class ReceiptBegun(AsnFact, frozen=True, tag="receipt_begun"):
    """Its first goods were counted."""


class ReceiptClosed(AsnFact, frozen=True, tag="receipt_closed"):
    """Nothing more comes on it. Told in state closed once all of it is put away too, so a delivery
    with goods still at the dock is told twice: received, then closed."""


class AsnCancelled(AsnFact, frozen=True, tag="asn_cancelled"):
    """It does not come."""


class AsnReopened(AsnFact, frozen=True, tag="asn_reopened"):
    """It went back to an earlier state, such as a receipt that was reversed."""


class Counted(Fact, frozen=True, kw_only=True, tag="counted"):
    """What somebody counted of an item, beside the book as it stood then."""

    count: str
    location: str | None
    item: str
    lot: str | None
    book: int
    counted: int
    count_pass: int


class CountPosted(Fact, frozen=True, kw_only=True, tag="count_posted"):
    """A count ended and the book follows it."""

    count: str
    location: str | None
    reason: str | None


class ExceptionFact(Fact, frozen=True, kw_only=True):
    """Something a supervisor should look at."""

    exception: str
    kind: str
    code: str


class ExceptionRaised(ExceptionFact, frozen=True, tag="exception_raised"):
    """It happened; work goes on."""


class ExceptionResolved(ExceptionFact, frozen=True, kw_only=True, tag="exception_resolved"):
    """Somebody has settled it."""

    note: str | None


class ShipmentFact(Fact, frozen=True, kw_only=True):
    """Of a vehicle and its load."""

    shipment: str


class ShipmentDeparted(ShipmentFact, frozen=True, tag="shipment_departed"):
    """It has left."""


class ShipmentDelivered(ShipmentFact, frozen=True, tag="shipment_delivered"):
    """It has arrived."""


AnyFact = (
    Received
    | ReceiptReversed
    | Returned
    | GoodsPutAway
    | Moved
    | StatusChanged
    | Picked
    | PickReversed
    | CrossDocked
    | Packed
    | Staged
    | Shipped
    | ShipmentReversed
    | KitMade
    | KitUsed
    | KitsReversed
    | StockAdjusted
    | OrderTaken
    | OrderAllocated
    | OrderShort
    | OrderPicked
    | OrderPacked
    | OrderStaged
    | OrderShipped
    | OrderDelivered
    | OrderCancelled
    | OrderReopened
    | AsnAnnounced
    | AsnArrived
    | ReceiptBegun
    | ReceiptClosed
    | AsnCancelled
    | AsnReopened
    | Counted
    | CountPosted
    | ExceptionRaised
    | ExceptionResolved
    | ShipmentDeparted
    | ShipmentDelivered
)
TYPES: dict[str, type[Fact]] = {str(kind.__struct_config__.tag): kind for kind in get_args(AnyFact)}
"""By the name programs know them by."""
