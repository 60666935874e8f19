"""The book is brought to what is there: found stock comes from `found`, missing goes to `loss`."""

from edge.floor.draft import Draft
from models.warehouse.stock import AVAILABLE, DAMAGED, HOLD, Stock, StockKey

_LOST_FIRST = {HOLD: 0, AVAILABLE: 1, "inspection": 2, DAMAGED: 3}
"""Which stock a loss is taken from: first what a picker already failed to find."""


def lose(
    draft: Draft, kind: str, stocks: list[Stock], quantity: int, reason: str | None
) -> list[Stock]:
    """Take a loss from free stock, most doubted and oldest first; the stocks must suffice. Returns
    those taken from."""
    left = quantity
    taken: list[Stock] = []
    for stock in sorted(
        stocks, key=lambda each: (_LOST_FIRST[each.key.status], each.received_at_ms)
    ):
        part = min(left, stock.free)
        if part > 0:
            taken.append(stock)
            loss = draft.outside(stock.key, draft.now.site.places.loss)
            draft.move(kind, stock.key, loss, part, stock.received_at_ms, reason=reason)
            left -= part
    assert left == 0
    return taken


def find(
    draft: Draft,
    kind: str,
    key: StockKey,
    quantity: int,
    reason: str | None,
    weight_g: int | None = None,
) -> None:
    """Stock that the book did not know; its age begins now."""
    source = draft.outside(key, draft.now.site.places.found)
    draft.move(kind, source, key, quantity, draft.now.now_ms, reason=reason, weight_g=weight_g)
