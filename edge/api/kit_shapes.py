"""Kit orders, as the API says them."""

import msgspec


class _Told(msgspec.Struct, frozen=True, kw_only=True):
    """Something the site answers."""


class KitOrderRow(_Told, frozen=True, kw_only=True):
    """An order to make kits (kit) or to take them apart (dekit). `short`: passed on to another
    order; `for_order`: the customer's order that raised it; `split_of`: the one it is the rest
    of."""

    order: str
    kind: str
    state: str
    item: str
    ordered: int
    done: int
    short: int
    location: str | None
    for_order: str | None
    split_of: str | None


class KitOrderPage(_Told, frozen=True, kw_only=True):
    items: list[KitOrderRow]
    next_cursor: str | None
    as_of: str


class KitPart(_Told, frozen=True, kw_only=True):
    """How many of an item are in one kit."""

    item: str
    description: str
    quantity: int
    uom: str


class KitOrder(KitOrderRow, frozen=True, kw_only=True):
    """A kit order with its parts as they were when it was made."""

    description: str
    uom: str
    created_at: str | None
    closed_at: str | None
    parts: list[KitPart]
