"""From where orders are best taken whose items lie in many places, before they are released."""

from collections.abc import Callable, Iterable, Iterator

import apsw
import msgspec

from edge.floor.allocation import eligible_window, in_removal_turn, removal_rule
from edge.store.reader import SqlReader
from edge.store.trips import DEPOT
from models.picking.errors import PickingError
from models.picking.layout import Place
from models.picking.routes import Floor
from models.picking.scattered import Offer, choose_places
from models.warehouse.commands.walking import TURNS_MAX, Walk
from models.warehouse.lines import open_quantity
from models.warehouse.rules.removal import Leeway, TakeBy, leeway
from models.warehouse.stock import Share, Stock, StockKey, share_out

OFFERS_MAX = 30
"""Pieces of stock weighed for one line: those nearest to the rest of the walk. Each costs the
length of a walk for each round of `choose_places`."""
_PLACES = "SELECT id, code, x_mm, y_mm FROM location WHERE id IN (SELECT value FROM json_each(?))"
Enough = Callable[[], bool]


class Scattered:
    """One release as it may go: what an order takes is gone for the next."""

    def __init__(
        self,
        connection: apsw.Connection,
        warehouse_id: int,
        floor: Callable[[], Floor],
        today: str,
        is_enough: Enough,
    ) -> None:
        self._connection, self._site = connection, SqlReader(connection, warehouse_id)
        self._floor, self._today, self._is_enough = floor, today, is_enough
        self._taken: dict[StockKey, int] = {}

    def walks(self, orders: Iterable[str]) -> tuple[Walk, ...]:
        """Of the orders, in sequence, as many as there is time for, those whose items leave a
        choice. None where no removal rule of the site asks for it."""
        if not any(_asks(rule.says) for rule in self._site.rules("removal")):
            return ()
        return tuple(self._walks(orders))

    def _walks(self, orders: Iterable[str]) -> Iterator[Walk]:
        for number in orders:
            if self._is_enough():
                return
            dn = self._site.dn(number)
            lines = self._site.dn_lines(dn.id) if dn is not None else ()
            wanted = [(each.item_id, open_quantity(each)) for each in lines]
            wanted = [each for each in wanted if each[1] > 0]
            found = self._best([self._leeway(*each) for each in wanted])
            for item_id, quantity in wanted:
                self._take(item_id, quantity, found)
            if found:
                yield Walk(order=number, locations=sorted(found)[:TURNS_MAX])

    def _leeway(self, item_id: int, quantity: int) -> Leeway:
        by = removal_rule(self._site, item_id)
        if by is None or not _asks(by):
            stocks = in_removal_turn(self._site, item_id, self._today)
            return Leeway(share_out(stocks, quantity, self._taken), [], 0)
        window = eligible_window(self._site, item_id, self._today, by)
        return leeway(window, by, quantity, self._taken)

    def _take(self, item_id: int, quantity: int, walk: frozenset[str]) -> None:
        stocks = in_removal_turn(self._site, item_id, self._today, walk)
        for share in share_out(stocks, quantity, self._taken):
            key = share.stock.key
            self._taken[key] = self._taken.get(key, 0) + share.quantity

    def _best(self, lines: list[Leeway]) -> frozenset[str]:
        """Locations to take what is not fixed from."""
        packing = self._site.first_location("packing")
        open_lines = [line for line in lines if line.rest]
        if packing is None or not open_lines:
            return frozenset()
        fixed = [share for line in lines for share in line.fixed]
        places = self._places([packing.id, *_locations(fixed, open_lines)])
        depot = places[packing.id]._replace(name=DEPOT)
        stops = list(dict.fromkeys(places[share.stock.key.location_id] for share in fixed))
        wanted = {f"={stop.name}": 1 for stop in stops}
        offers = [Offer(f"={stop.name}", stop, 1) for stop in stops]
        for number, line in enumerate(open_lines):
            wanted[str(number)] = line.rest
            of_line = [self._offer(str(number), stock, places) for stock in line.any_of]
            offers += _nearest(of_line, [depot, *stops], line.rest)
        try:
            taken = choose_places(self._floor(), depot, wanted, offers, self._is_enough)
        except PickingError:
            return frozenset()  # the walk of what is fixed says so when it is planned
        return frozenset(offer.place.name for offer in taken.offers if offer.item[0] != "=")

    def _offer(self, item: str, stock: Stock, places: dict[int, Place]) -> Offer:
        free = stock.free - self._taken.get(stock.key, 0)
        return Offer(item, places[stock.key.location_id], free)

    def _places(self, locations: Iterable[int]) -> dict[int, Place]:
        ids = msgspec.json.encode(list(dict.fromkeys(locations))).decode()
        return {row[0]: Place(*row[1:]) for row in self._connection.execute(_PLACES, (ids,))}


def _asks(says: object) -> bool:
    """A plug-in's ranks are not known beside the writer."""
    return isinstance(says, TakeBy) and "short_walk" in says.sort and says.plugin is None


def _locations(fixed: Iterable[Share], lines: Iterable[Leeway]) -> Iterator[int]:
    yield from (share.stock.key.location_id for share in fixed)
    yield from (stock.key.location_id for line in lines for stock in line.any_of)


def _nearest(offers: list[Offer], stops: list[Place], wanted: int) -> list[Offer]:
    """The nearest OFFERS_MAX, and more where these do not cover what is wanted."""

    def away(offer: Offer) -> float:
        there = offer.place
        return min(abs(there.x - stop.x) + abs(there.y - stop.y) for stop in stops)

    ordered, held = sorted(offers, key=away), 0
    for count, offer in enumerate(ordered, 1):
        held += offer.quantity
        if count >= OFFERS_MAX and held >= wanted:
            return ordered[:count]
    return ordered
