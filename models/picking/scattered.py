"""From which of several places to take each item, so that the walk is short: an item may lie in
many places, and no place alone need hold enough."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from models.picking.batching.walks import Walks
from models.picking.errors import NotEnough
from models.picking.layout import Place
from models.picking.routes import Floor, Route, plan_route

GAIN_MIN = 1e-9


class Offer(NamedTuple):
    """What lies at a place."""

    item: str
    place: Place
    quantity: int


class Taken(NamedTuple):
    """What to take where, in walking order, and the walk."""

    offers: tuple[Offer, ...]
    route: Route


def choose_places(
    floor: Floor,
    depot: Place,
    wanted: Mapping[str, int],
    offers: Sequence[Offer],
    is_enough: Callable[[], bool] = lambda: False,
) -> Taken:
    """Items with few offers first, each from where it adds least; then every item chosen anew
    against all others until nothing changes. Raises NotEnough by the item."""
    of_item = {item: [offer for offer in offers if offer.item == item] for item in wanted}
    for item, quantity in wanted.items():
        if sum(offer.quantity for offer in of_item[item]) < quantity:
            raise NotEnough(item)
    walks = Walks(floor, depot, dict.fromkeys(offer.place for offer in offers))
    chosen: dict[str, list[Offer]] = {}
    for item in sorted(wanted, key=lambda item: (len(of_item[item]), item)):
        chosen[item] = _take(walks, _spots(walks, chosen, ""), of_item[item], wanted[item])
    is_better = True
    while is_better and not is_enough():
        is_better = False
        for item in sorted(wanted):
            others = _spots(walks, chosen, item)
            tried = _take(walks, others, of_item[item], wanted[item])
            now = walks.length(others | walks.spots(offer.place for offer in chosen[item]))
            then = walks.length(others | walks.spots(offer.place for offer in tried))
            if then < now - GAIN_MIN:
                chosen[item], is_better = tried, True
    return _in_turn(floor, depot, [offer for taken in chosen.values() for offer in taken])


def _spots(walks: Walks, chosen: Mapping[str, Sequence[Offer]], but: str) -> int:
    return walks.spots(
        offer.place for item, taken in chosen.items() if item != but for offer in taken
    )


def _take(walks: Walks, spots: int, offers: Sequence[Offer], wanted: int) -> list[Offer]:
    """One after the other where it adds least for what it gives; of equals the fullest."""
    left, taken = list(offers), list[Offer]()
    while wanted > 0:

        def price(offer: Offer, spots: int = spots, wanted: int = wanted) -> tuple[float, int]:
            added = walks.length(spots | walks.bits[offer.place]) - walks.length(spots)
            return added / min(offer.quantity, wanted), -offer.quantity

        best = min(left, key=price)
        left.remove(best)
        quantity = min(best.quantity, wanted)
        taken.append(best._replace(quantity=quantity))
        wanted -= quantity
        spots |= walks.bits[best.place]
    return taken


def _in_turn(floor: Floor, depot: Place, taken: Sequence[Offer]) -> Taken:
    route = plan_route(floor, depot, list(dict.fromkeys(offer.place for offer in taken)))
    turn = {name: number for number, name in enumerate(route.names)}
    return Taken(tuple(sorted(taken, key=lambda offer: turn[offer.place.name])), route)
