"""Stock for orders, in turn, read a little at a time: no order pays for all places of an item."""

from collections.abc import Iterable, Iterator, Mapping

from edge.floor.reader import SiteReader
from models.warehouse.stock import Stock, StockKey, barred, take_first

FIRST = 2  # pieces of stock that show whether the first one is older than all others


class Supply:
    """Stock of an item in turn, read as far as somebody asks."""

    def __init__(self, stocks: Iterator[Stock]) -> None:
        self._more = stocks
        self._known: list[Stock] = []

    def __iter__(self) -> Iterator[Stock]:
        at = 0
        while True:
            if at == len(self._known):
                found = next(self._more, None)
                if found is None:
                    return
                self._known.append(found)
            yield self._known[at]
            at += 1


def to_give(site: SiteReader, item_id: int, today: str) -> Iterator[Stock]:
    """Eligible stock of an item, FEFO before FIFO; equals by walking order as far as one read
    reaches. The first piece is mostly enough, and is read with only the next one beside it."""
    after = None
    first = site.stock_to_give(item_id, today, most=FIRST)
    if len(first) == FIRST and _turn(first[0]) < _turn(first[1]):
        after = first[0]
        if barred(after, today) is None:
            yield after
    while chunk := site.stock_to_give(item_id, today, after):
        after = chunk[-1]
        yield from sorted((one for one in chunk if barred(one, today) is None), key=take_first)


def _turn(stock: Stock) -> tuple[str, int]:
    """By expiry and age, without what decides between equals."""
    expiry, received_at_ms, *_ = take_first(stock)
    return expiry, received_at_ms


def free_up_to(stocks: Iterable[Stock], holds: Mapping[StockKey, int], most: int) -> int:
    """How much of the stock nobody holds, counted no further than to the first above `most`."""
    free = 0
    for stock in stocks:
        free += stock.free - holds.get(stock.key, 0)
        if free > most:
            break
    return free
