"""Lengths of walks past sets of spots, asked for by the hundred thousand: a set is one integer with
a bit for each spot, so that putting orders together is one operation."""

from collections.abc import Callable, Iterable, Sequence

from models.picking import one_block, two_blocks
from models.picking.errors import Unreachable
from models.picking.layout import Layout, Place, Spot
from models.picking.routes import Floor, plan_route

KNOWN_MAX = 500_000
"""Lengths that are remembered; then all are forgotten."""


class Walks:
    """`bits`: of each place. Places of one column lie side by side in the integer."""

    def __init__(self, floor: Floor, depot: Place, places: Iterable[Place]) -> None:
        self._floor, self._depot = floor, depot
        self._known: dict[int, float] = {}
        self.asked = 0
        layout = floor.layout
        if layout is not None and layout.blocks <= two_blocks.BLOCKS and floor.is_free:
            columns = _Columns(layout, depot, list(places))
            self.bits = columns.bits
            self._measure: Callable[[int], float] = columns.length
        else:
            self._kept = list(dict.fromkeys(places))
            self.bits = {place: 1 << number for number, place in enumerate(self._kept)}
            self._measure = self._by_route

    def spots(self, places: Iterable[Place]) -> int:
        """Their set."""
        found = 0
        for place in places:
            found |= self.bits[place]
        return found

    def length(self, spots: int) -> float:
        """From the depot past all of them and back."""
        found = self._known.get(spots)
        if found is None:
            if len(self._known) >= KNOWN_MAX:
                self._known.clear()
            self.asked += 1
            found = self._known[spots] = self._measure(spots)
        return found

    def _by_route(self, spots: int) -> float:
        places = [place for place, bit in self.bits.items() if spots & bit]
        return plan_route(self._floor, self._depot, places).length


class _Columns:
    """Walks in blocks of aisles; what a column costs is looked up by the bits it has."""

    def __init__(self, layout: Layout, depot: Place, places: Sequence[Place]) -> None:
        self._layout = layout
        self._at = {place: _spot(layout, place) for place in (depot, *places)}
        spots = sorted(set(self._at.values()))
        bit_of = {spot: 1 << number for number, spot in enumerate(spots)}
        self.bits = {place: bit_of[self._at[place]] for place in places}
        self._always = bit_of[self._at[depot]]
        self._aside = {bit_of[spot]: 2 * spot.aside for spot in spots if spot.aside}
        self._columns: list[tuple[int, int, list[Spot]]] = []
        for x in sorted({spot.x for spot in spots}):
            here = [spot for spot in spots if spot.x == x]
            self._columns.append((spots.index(here[0]), (1 << len(here)) - 1, here))
        self._one: list[dict[int, one_block.Costs]] = [{} for _ in self._columns]
        self._two: list[dict[int, two_blocks.Column]] = [{} for _ in self._columns]

    def length(self, spots: int) -> float:
        spots |= self._always
        aside = sum([more for bit, more in self._aside.items() if spots & bit])
        if self._layout.blocks == 1:
            return aside + self._in_one_block(spots)
        return aside + self._in_two_blocks(spots)

    def _in_one_block(self, spots: int) -> float:
        asked: list[one_block.Costs] = []
        for (shift, full, column), known in zip(self._columns, self._one, strict=True):
            here = spots >> shift & full
            if here:
                found = known.get(here)
                if found is None:
                    found = known[here] = self._costs(column, here)
                asked.append(found)
        return one_block.shortest(asked)

    def _in_two_blocks(self, spots: int) -> float:
        asked: list[two_blocks.Column] = []
        for (shift, full, column), known in zip(self._columns, self._two, strict=True):
            here = spots >> shift & full
            if here:
                found = known.get(here)
                if found is None:
                    along = _along(column, here)
                    found = known[here] = two_blocks.column(self._layout, column[0].x, along)
                asked.append(found)
        return two_blocks.shortest(asked)

    def _costs(self, column: Sequence[Spot], here: int) -> one_block.Costs:
        x, (front, back) = column[0].x, self._layout.crosses
        is_aisle = x in self._layout.aisles
        return one_block.costs(x, _along(column, here), back - front, is_aisle=is_aisle)


def _along(column: Sequence[Spot], here: int) -> list[float]:
    """Positions of the spots whose bits are set; those with the same one differ in how far off the
    ways they lie."""
    found: list[float] = []
    while here:
        lowest = here & -here
        here ^= lowest
        along = column[lowest.bit_length() - 1].along
        if not found or found[-1] != along:
            found.append(along)
    return found


def _spot(layout: Layout, place: Place) -> Spot:
    spot = layout.spot(place)
    if spot is None:
        raise Unreachable(place.name)
    return spot
