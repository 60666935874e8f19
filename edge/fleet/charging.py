"""What robots do for themselves: charge in time, and stand where they are in nobody's way."""

from typing import TYPE_CHECKING, Final

from edge.fleet.missions import Mission, Phase
from edge.fleet.picture import MissionKind, StationKind
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
    charger = _nearest(crew, seat, crew.floor.chargers)
    home = _home(crew, seat)
    target: int | None
    if charger is not None and seat.charge < FULL:
        target, kind = charger, MissionKind.CHARGE
    elif home is not None:
        target, kind = home, MissionKind.RETURN
    else:
        target, kind = _nearest(crew, seat, _parking(crew)), MissionKind.PARK
    if target is None or (target == seat.path[-1] and kind is not MissionKind.CHARGE):
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
    places = (_home(crew, seat),) if _home(crew, seat) is not None else _parking(crew)
    return here in places and seat.charge >= LOW


def _home(crew: "Crew", seat: "Seat") -> int | None:
    """Its fixed point: a parking place that bears its name."""
    station = crew.floor.stations.get(seat.serial)
    if station is None or station.kind is not StationKind.PARKING:
        return None
    return crew.floor.graph.numbers[station.node]


def _parking(crew: "Crew") -> tuple[int, ...]:
    """Places for all: those that are nobody's."""
    homes = {_home(crew, each) for each in crew.seats.values()}
    return tuple(place for place in crew.floor.parking if place not in homes)


def _nearest(crew: "Crew", seat: "Seat", places: tuple[int, ...]) -> int | None:
    """The nearest place that is no other robot's."""
    taken = {
        crew.floor.graph.numbers[each.mission.target]
        for each in crew.seats.values()
        if each.mission is not None and each.mission.job is None and each is not seat
    }
    taken |= {each.path[-1] for each in crew.seats.values() if each is not seat and each.path}
    free = [place for place in places if place not in taken]
    far = {place: crew.traffic.far(seat.path[-1], place) for place in free}
    return min((each for each in free if far[each] < FAR), key=far.__getitem__, default=None)


def _is_at(crew: "Crew", seat: "Seat", node: str) -> bool:
    return seat.plan is None and crew.floor.graph.names[seat.path[-1]] == node
