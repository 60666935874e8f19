"""A milk run: stops to serve from one warehouse, each within its hours, and vehicles that leave
with deliveries and come back with what was collected."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from models.transport.errors import DoesNotFit

WAREHOUSE = 0
Lengths = Sequence[Sequence[int]]
"""From each to each; the warehouse is 0, stops follow from 1 in their sequence."""


class Stop(NamedTuple):
    """`deliver` comes from the warehouse, `collect` goes back to it; `opens`, `closes`: when
    service may begin, in the unit of the durations."""

    name: str
    deliver: int
    collect: int = 0
    opens: int = 0
    closes: int = 2**40
    service: int = 0


class Fleet(NamedTuple):
    """All alike; they leave at `opens` at the earliest and are back by `closes`."""

    vehicles: int
    capacity: int
    opens: int = 0
    closes: int = 2**40


class MilkRun(NamedTuple):
    """`lengths` are what is to be short, `durations` what the hours are met by."""

    stops: Sequence[Stop]
    fleet: Fleet
    lengths: Lengths
    durations: Lengths


class RunPlan(NamedTuple):
    """Routes as numbers of stops (from 1) in driving order; `left_out`: names of the stops that
    found no place in any vehicle."""

    routes: tuple[tuple[int, ...], ...]
    length: int
    left_out: tuple[str, ...] = ()


def check_each(run: MilkRun) -> None:
    """Raises DoesNotFit by the stop that no vehicle can serve even alone."""
    for number in range(1, len(run.stops) + 1):
        if (why := fault(run, (number,))) is not None:
            raise DoesNotFit(run.stops[number - 1].name, why)


def fault(run: MilkRun, route: Sequence[int]) -> str | None:
    """Why this route cannot be driven; None where it can."""
    stops, fleet = [run.stops[number - 1] for number in route], run.fleet
    load = sum(stop.deliver for stop in stops)
    for stop in stops:
        if load > fleet.capacity:
            break
        load += stop.collect - stop.deliver
    if load > fleet.capacity:
        return f"a load of {load} is above the capacity of {fleet.capacity}"
    now, here = fleet.opens, WAREHOUSE
    for number, stop in zip(route, stops, strict=True):
        now = max(now + run.durations[here][number], stop.opens)
        if now > stop.closes:
            return f"{stop.name} closes at {stop.closes} and is reached at {now}"
        now, here = now + stop.service, number
    back = now + run.durations[here][WAREHOUSE]
    return None if back <= fleet.closes else f"back at {back}, after {fleet.closes}"


def length_of(run: MilkRun, routes: Sequence[Sequence[int]]) -> int:
    """From the warehouse and back, of all routes."""
    return sum(
        run.lengths[here][there]
        for route in routes
        for here, there in pairwise((WAREHOUSE, *route, WAREHOUSE))
    )
