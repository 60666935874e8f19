"""Pick lists under construction: what each place would add to the lists of a batch, kept up to date
for all places at once."""

import numpy as np
from numpy.typing import NDArray

from models.picking.joint.problem import Joint

NEVER = 1e9


class PickList:
    """Places of one zone in walking order, as numbers within the zone (0 is the depot)."""

    __slots__ = ("length", "stops", "volume")

    def __init__(self) -> None:
        self.stops: list[int] = []
        self.volume = 0.0
        self.length = 0.0

    def copy(self) -> "PickList":
        """To go on from."""
        other = PickList()
        other.stops, other.volume, other.length = self.stops[:], self.volume, self.length
        return other


class Batch:
    """The pick lists of one batch by zone, and what one more place of each zone would add."""

    def __init__(self, joint: Joint) -> None:
        self._joint = joint
        self.orders: dict[int, list[int]] = {}
        self.lists: list[list[PickList]] = [[] for _ in joint.of_zone]
        self.added: NDArray[np.float64] = np.full(joint.nowhere + 1, NEVER)
        for zone in range(len(joint.of_zone)):
            self.look(zone)

    def copy(self) -> "Batch":
        """To go on from."""
        other = Batch.__new__(Batch)
        other._joint, other.orders = self._joint, {n: p[:] for n, p in self.orders.items()}
        other.lists = [[each.copy() for each in lists] for lists in self.lists]
        other.added = self.added.copy()
        return other

    @property
    def length(self) -> float:
        """Of all its walks."""
        return sum(each.length for lists in self.lists for each in lists)

    def look(self, zone: int) -> None:
        """Anew for the places of a zone whose lists changed."""
        joint, lengths = self._joint, self._joint.lengths[zone]
        volumes = joint.volume[joint.of_zone[zone]]
        best = lengths[0, 1:] + lengths[1:, 0]  # a list of its own
        for each in self.lists[zone]:
            added = _insertions(lengths, each.stops).min(axis=0)
            added[volumes > joint.bounds.volume_max - each.volume] = NEVER
            best = np.minimum(best, added)
        self.added[joint.of_zone[zone]] = best

    def put(self, place: int) -> None:
        """Into the list, and between the two stops, where it adds least."""
        joint, zone = self._joint, int(self._joint.zone[place])
        lengths, stop, volume = joint.lengths[zone], int(joint.local[place]), joint.volume[place]
        chosen, least, at = None, float(lengths[0, stop] + lengths[stop, 0]), 0
        for each in self.lists[zone]:
            if each.volume + volume <= joint.bounds.volume_max:
                added = _insertions(lengths, each.stops)[:, stop - 1]
                where = int(added.argmin())
                if added[where] < least:
                    chosen, least, at = each, float(added[where]), where
        if chosen is None:
            chosen = PickList()
            self.lists[zone].append(chosen)
        chosen.stops.insert(at, stop)
        chosen.volume += float(volume)
        chosen.length += least

    def take(self, place: int) -> None:
        """Out of its list again."""
        joint, zone = self._joint, int(self._joint.zone[place])
        stop = int(joint.local[place])
        held = next(each for each in self.lists[zone] if stop in each.stops)
        held.stops.remove(stop)
        held.volume -= float(joint.volume[place])
        held.length = tour_length(joint, zone, held.stops)
        if not held.stops:
            self.lists[zone].remove(held)

    def add_order(self, number: int, is_used: NDArray[np.bool_]) -> None:
        """All its positions, the dearest first, each from where it adds least now."""
        joint, zones, taken = self._joint, set[int](), list[int]()
        for offers in sorted(
            joint.orders[number], key=lambda places: -float(self.added[places].min())
        ):
            free = [place for place in offers if not is_used[place]]
            place = min(free, key=lambda place: (float(self.added[place]), place))
            self.put(place)
            is_used[place] = True
            taken.append(place)
            zone = int(joint.zone[place])
            self.look(zone)
            zones.add(zone)
        self.orders[number] = taken

    def drop_order(self, number: int, is_used: NDArray[np.bool_]) -> set[int]:
        """Its places are free again; returns the zones that `look` must be asked of."""
        zones: set[int] = set()
        for place in self.orders.pop(number):
            self.take(place)
            is_used[place] = False
            zones.add(int(self._joint.zone[place]))
        return zones


def tour_length(joint: Joint, zone: int, stops: list[int]) -> float:
    """From the depot through the stops and back."""
    lengths = joint.lengths[zone]
    around = [0, *stops, 0]
    return float(lengths[around[:-1], around[1:]].sum())


def _insertions(lengths: NDArray[np.float64], stops: list[int]) -> NDArray[np.float64]:
    """(before which stop, which place of the zone): what putting it there adds."""
    before, after = [0, *stops], [*stops, 0]
    there = lengths[before, 1:] + lengths[1:, after].T
    return there - lengths[before, after][:, np.newaxis]
