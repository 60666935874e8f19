"""Which stock is taken first: an ordered list of sort keys."""

from collections.abc import Callable, Iterable, Sequence
from typing import Annotated, Literal

from msgspec import Meta

from models.warehouse.rules.saying import Saying
from models.warehouse.stock import LAST_EXPIRY, Stock

SortKey = Literal["fefo", "fifo", "lifo", "partial_first", "nearest", "fewest_units", "plugin"]


class TakeBy(Saying, frozen=True, tag="removal"):
    """Sort keys by weight, the first counts most.

    fefo: first expired. fifo, lifo: first or last received. partial_first: smallest quantity, so
    that begun pallets empty. nearest: walking order. fewest_units: largest quantity. Of an item in
    more than 500 places, the 500 that expire or came first are sorted (lifo: that came last).
    plugin: the rank that the rule of a plug-in gives, called so; where it gives none, the other
    keys decide.
    """

    sort: Annotated[tuple[SortKey, ...], Meta(min_length=1, max_length=6)]
    plugin: Annotated[str, Meta(min_length=1, max_length=80)] | None = None

    def __post_init__(self) -> None:
        """Raises ValueError: which plug-in is said with that key, and with no other."""
        if ("plugin" in self.sort) != (self.plugin is not None):
            raise ValueError("`plugin` names the rule of sort key plugin")


USUAL = TakeBy(("fefo", "fifo", "nearest"))
"""What happens at a site without removal rules: FEFO where there is an expiry, else FIFO."""

_KEYS: dict[SortKey, Callable[[Stock], int | str]] = {
    "fefo": lambda stock: stock.expiry or LAST_EXPIRY,
    "fifo": lambda stock: stock.received_at_ms,
    "lifo": lambda stock: -stock.received_at_ms,
    "partial_first": lambda stock: stock.quantity,
    "nearest": lambda stock: stock.sequence,
    "fewest_units": lambda stock: -stock.quantity,
}


def in_turn(stocks: Iterable[Stock], by: TakeBy, ranks: Sequence[int] = ()) -> list[Stock]:
    """Stock as it is to be taken; `ranks`: one to each, for sort key plugin. Equal keys fall back
    on the stock's own key, so that the order is the same on every run."""
    known = list(stocks)
    assert not ranks or len(ranks) == len(known)

    def weight(place: int) -> tuple[int | str, ...]:
        stock = known[place]
        keys = (_KEYS[name](stock) if name != "plugin" else rank(place) for name in by.sort)
        return (*keys, *stock.key[1:])

    def rank(place: int) -> int:
        return ranks[place] if ranks else 0

    return [known[place] for place in sorted(range(len(known)), key=weight)]
