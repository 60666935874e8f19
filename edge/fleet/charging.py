"""What robots do for themselves: charge in time, and stand where they are in nobody's way."""

from typing import TYPE_CHECKING, Final

from edge.fleet.missions import Mission, Phase
from edge.fleet.picture import MissionKind
from edge.fleet.traffic.distances import FAR

if TYPE_CHECKING:
    from edge.fleet.crew import Crew
    from edge.fleet.seat import Seat

LOW: Final = 0.30
"""Below, a robot takes no task any more and drives to a charger."""
TAKES_TASKS: Final = 0.50
"""One that charges takes tasks again from here on."""
FULL: Final = 0.80


def own_ways(crew: "Crew", now_ms: int) -> None:
    """Send those who have nothing to do; who is charged is free again. A charger is one robot's
    from the moment it is sent there."""
    free = [seat for seat in crew.seats.values() if seat.number is not None and not seat.out]
    for seat in free:
        mission = seat.mission
        if mission is None or mission.job is not None:
            continue
        there = _is_at(crew, seat, mission.target)
        if there and (mission.kind is not MissionKind.CHARGE or seat.charge >= FULL):
            crew.set(seat, None)
    for seat in sorted(free, key=lambda each: each.charge):
        if seat.mission is None and not _rests(crew, seat):
            _send(crew, seat, now_ms)


def _send(crew: "Crew", seat: "Seat", now_ms: int) -> None:
    chargers = _nearest(crew, seat, crew.floor.chargers)
    parking = _nearest(crew, seat, crew.floor.parking)
    if seat.charge < LOW or (seat.charge < FULL and chargers is not None):
        target, kind = chargers, MissionKind.CHARGE
    else:
        target, kind = parking, MissionKind.PARK
    if target is None:
        target, kind = parking, MissionKind.PARK
    if target is None:
        return
    name = crew.floor.graph.names[target]
    crew.set(
        seat,
        Mission(id=crew.new_id(), kind=kind, target=name, phase=Phase.BRING, since_ms=now_ms),
    )


def _rests(crew: "Crew", seat: "Seat") -> bool:
    """Whether it stands where it may stay: charged enough, at a place for that."""
    here = seat.path[-1]
    if here in crew.floor.chargers:
        return seat.charge >= FULL
    return here in crew.floor.parking and seat.charge >= LOW


def _nearest(crew: "Crew", seat: "Seat", places: tuple[int, ...]) -> int | None:
    """The nearest place that is no other robot's."""
    taken = {
        crew.floor.graph.numbers[each.mission.target]
        for each in crew.seats.values()
        if each.mission is not None and each.mission.job is None and each is not seat
    }
    taken |= {each.path[-1] for each in crew.seats.values() if each is not seat and each.path}
    free = [place for place in places if place not in taken]
    far = {place: crew.traffic.to(place)[seat.path[-1]] for place in free}
    return min((each for each in free if far[each] < FAR), key=far.__getitem__, default=None)


def _is_at(crew: "Crew", seat: "Seat", node: str) -> bool:
    return seat.plan is None and crew.floor.graph.names[seat.path[-1]] == node
