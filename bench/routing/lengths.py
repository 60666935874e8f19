"""Whether routes are the shortest, and what that saves."""

import random
import statistics
from collections.abc import Sequence
from itertools import pairwise

from bench.instances import SHARED, read_instance
from bench.routing.cases import Case, in_aisles, odd_case, usual_case
from bench.routing.exact import matrix, shortest_tour
from bench.routing.nearest import nearest_and_two_opt
from bench.routing.policies import POLICIES
from models.picking.layout import Layout, Place
from models.picking.routes import Floor, Route, plan_route

BLOCKS = {1: "one", 2: "two"}
PICKS_MAX = 7
FLOORS_EACH = 200
AISLES = 10
_OF_LITERATURE = SHARED / "picking" / "SPRP" / "unit_F1_m5_C30_a7_12.txt"


def measure_optimal(chance: random.Random, cases: int) -> dict[str, float]:
    """Share of cases in which the route is as short as the shortest and as long as it says."""
    return {
        f"{name}_block_optimal_share": statistics.fmean(
            is_shortest(odd_case(chance, blocks, PICKS_MAX)) for _ in range(cases)
        )
        for blocks, name in BLOCKS.items()
    }


def is_shortest(case: Case) -> bool:
    """By the solver of the bench, and walked again from place to place."""
    route = plan_route(Floor(case.layout), case.depot, case.places)
    best = shortest_tour(matrix(case.points, case.layout.crosses))
    return route.length == best == walked(case, route)


def walked(case: Case, route: Route) -> float:
    """Length of a walk in this sequence."""
    by_name = {place.name: place for place in case.places}
    assert sorted(by_name) == sorted(route.names)
    return in_sequence(case, [by_name[name] for name in route.names])


def in_sequence(case: Case, places: Sequence[Place]) -> float:
    """From the depot to one after the other and back."""
    stops = [(place.x, place.y) for place in (case.depot, *places, case.depot)]
    lengths = matrix(stops, case.layout.crosses)
    return sum(lengths[one][other] for one, other in pairwise(range(len(stops))))


def measure_saved(chance: random.Random, picks: Sequence[int]) -> dict[str, float]:
    """Metres of other walks over ours: rules of thumb in one block, others in both."""
    figures: dict[str, float] = {}
    for blocks, name in BLOCKS.items():
        for count in picks:
            cases = [usual_case(chance, AISLES, count, blocks) for _ in range(FLOORS_EACH)]
            ours = sum(
                plan_route(Floor(case.layout), case.depot, case.places).length for case in cases
            )
            others = {
                "nearest": sum(map(nearest_and_two_opt, cases)),
                "alphabetical": sum(map(_alphabetical, cases)),
            }
            if blocks == 1:
                others |= _by_rule_of_thumb(cases)
            figures |= {
                f"{other}_over_ours_{name}_block_{count}": length / ours
                for other, length in others.items()
            }
    return figures


def _by_rule_of_thumb(cases: Sequence[Case]) -> dict[str, float]:
    return {
        name: sum(
            policy(
                in_aisles([(place.x, place.y) for place in case.places]),
                case.layout.crosses[-1],
                case.depot.x,
            )
            for case in cases
        )
        for name, policy in POLICIES.items()
    }


def _alphabetical(case: Case) -> float:
    return in_sequence(case, sorted(case.places))


def of_literature() -> float | None:
    """Our length of an instance with a known optimum (94); None where the file is not there."""
    if not _OF_LITERATURE.exists():
        return None
    instance = read_instance(_OF_LITERATURE)
    aisles = tuple(sorted({x for x, _ in instance.places.values()} | {instance.depot_x}))
    places = [Place(str(article), x, y) for article, (x, y) in instance.places.items()]
    depot = Place("depot", instance.depot_x, 0)
    return plan_route(Floor(Layout(aisles, (0, instance.depth))), depot, places).length
