"""A route under construction: what one more stop would add, and whether its load and its hours
allow it, answered for every gap without driving the route again."""

from collections.abc import Iterator, Sequence

from models.transport.problem import WAREHOUSE, MilkRun


class Route:
    """Stops in driving order, with what is needed to judge each gap between them."""

    __slots__ = ("_after", "_before", "_latest", "_ready", "_run", "length", "stops")

    def __init__(self, run: MilkRun, stops: Sequence[int]) -> None:
        self._run, self.stops = run, tuple(stops)
        self._drive()
        self._load()

    def _drive(self) -> None:
        """When each place can be left at the earliest and must be reached at the latest."""
        run, here, now = self._run, WAREHOUSE, self._run.fleet.opens
        self._ready, self.length = [now], 0
        for number in self.stops:
            stop = run.stops[number - 1]
            now = max(now + run.durations[here][number], stop.opens) + stop.service
            self.length += run.lengths[here][number]
            self._ready.append(now)
            here = number
        self.length += run.lengths[here][WAREHOUSE]
        latest, there = run.fleet.closes, WAREHOUSE
        self._latest = [latest]
        for number in reversed(self.stops):
            stop = run.stops[number - 1]
            latest = min(stop.closes, latest - run.durations[number][there] - stop.service)
            self._latest.append(latest)
            there = number
        self._latest.reverse()

    def _load(self) -> None:
        """The largest load before and after each gap."""
        stops = [self._run.stops[number - 1] for number in self.stops]
        loads = [sum(stop.deliver for stop in stops)]
        for stop in stops:
            loads.append(loads[-1] + stop.collect - stop.deliver)
        self._before, self._after = loads[:], loads[:]
        for at in range(1, len(loads)):
            self._before[at] = max(self._before[at - 1], loads[at])
            self._after[-1 - at] = max(self._after[-at], loads[-1 - at])

    def gaps(self, number: int) -> Iterator[tuple[int, int]]:
        """(added length, gap) where this stop may come in."""
        run, stop = self._run, self._run.stops[number - 1]
        room, ready, latest = run.fleet.capacity, self._ready, self._latest
        before, after = self._before, self._after
        if before[0] + stop.deliver > room or after[-1] + stop.collect > room:
            return
        places = (WAREHOUSE, *self.stops, WAREHOUSE)
        to, lengths = run.lengths[number], run.lengths
        time_to, durations = run.durations[number], run.durations
        for gap in range(len(places) - 1):
            here, there = places[gap], places[gap + 1]
            begin = ready[gap] + durations[here][number]
            if begin > stop.closes:
                return  # later gaps are reached later still
            if max(begin, stop.opens) + stop.service + time_to[there] > latest[gap]:
                continue
            if before[gap] + stop.deliver <= room and after[gap] + stop.collect <= room:
                yield lengths[here][number] + to[there] - lengths[here][there], gap

    def with_stop(self, number: int, gap: int) -> "Route":
        """The stop comes into this gap."""
        return Route(self._run, (*self.stops[:gap], number, *self.stops[gap:]))

    def without(self, gone: set[int]) -> "Route":
        """These stops are left out."""
        return Route(self._run, [number for number in self.stops if number not in gone])
