"""Which stock is taken first: an ordered list of sort keys."""

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from itertools import groupby
from typing import Annotated, Literal, NamedTuple

from msgspec import Meta

from models.warehouse.rules.saying import Saying
from models.warehouse.stock import LAST_EXPIRY, Share, Stock, StockKey

SortKey = Literal[
    "fefo", "fifo", "lifo", "partial_first", "nearest", "fewest_units", "short_walk", "plugin"
]


class TakeBy(Saying, frozen=True, tag="removal"):
    """Sort keys by weight, the first counts most.

    fefo: first expired. fifo, lifo: first or last received. partial_first: smallest quantity, so
    that begun pallets empty. nearest: walking order. fewest_units: largest quantity. short_walk: of
    stock that the keys before leave equal, what lies best on the order's walk; planned beside the
    release of channels, without a say for orders released by hand and rules that ask a plug-in. Of
    an item in more than 500 places, the 500 that expire or came first are sorted (lifo: that came
    last).
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


def in_turn(
    stocks: Iterable[Stock], by: TakeBy, ranks: Sequence[int] = (), walk: Container[str] = ()
) -> list[Stock]:
    """Stock as it is to be taken; `ranks`: one to each, for sort key plugin; `walk`: codes of the
    locations on the order's walk. Equal keys fall back on the stock's own key, so that the order is
    the same on every run."""
    known = list(stocks)
    assert not ranks or len(ranks) == len(known)

    def weight(place: int) -> tuple[int | str, ...]:
        return (*(key(name, place) for name in by.sort), *known[place].key[1:])

    def key(name: SortKey, place: int) -> int | str:
        if name == "plugin":
            return ranks[place] if ranks else 0
        if name == "short_walk":
            return known[place].location_code not in walk
        return _KEYS[name](known[place])

    return [known[place] for place in sorted(range(len(known)), key=weight)]


class Leeway(NamedTuple):
    """Of a quantity that is wanted: what has to be taken from where, and the rest, which may come
    from any of the pieces of `any_of`."""

    fixed: list[Share]
    any_of: list[Stock]
    rest: int


def leeway(
    stocks: Iterable[Stock], by: TakeBy, wanted: int, taken: Mapping[StockKey, int]
) -> Leeway:
    """What sort key short_walk leaves to whoever plans the walk: pieces that the keys before it
    leave equal are taken whole as long as they are all needed. `taken`: what is spoken for."""
    before = [_KEYS[name] for name in by.sort[: by.sort.index("short_walk")]]

    def group(stock: Stock) -> tuple[int | str, ...]:
        return tuple(key(stock) for key in before)

    fixed: list[Share] = []
    free = {stock: stock.free - taken.get(stock.key, 0) for stock in stocks}
    left = [stock for stock in free if free[stock] > 0]
    for _, equals in groupby(sorted(left, key=group), key=group):
        alike = list(equals)
        if sum(free[stock] for stock in alike) > wanted:
            return Leeway(fixed, alike, wanted)
        fixed += [Share(stock, free[stock]) for stock in alike]
        wanted -= sum(free[stock] for stock in alike)
    return Leeway(fixed, [], 0)
