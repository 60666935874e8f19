"""Batches judged without the code that made them: loads summed up again, walks measured from place
to place along the route that is told."""

from collections.abc import Sequence
from itertools import pairwise

from bench.instances import Instance
from bench.routing.exact import walk
from models.picking.layout import Layout, Place
from models.picking.routes import Floor, plan_route


def walked_length(instance: Instance, articles: Sequence[int]) -> float:
    """Of the walk past these articles, as a person walks it."""
    at = {str(number): instance.places[number] for number in articles}
    aisles = tuple(sorted({x for x, _ in instance.places.values()} | {instance.depot_x}))
    places = [Place(name, x, y) for name, (x, y) in at.items()]
    route = plan_route(
        Floor(Layout(aisles, (0, instance.depth))), Place("depot", instance.depot_x, 0), places
    )
    assert sorted(route.names) == sorted(at)
    depot = (instance.depot_x, 0.0)
    stops = [depot, *(at[name] for name in route.names), depot]
    crosses = (0.0, instance.depth)
    return sum(walk(one, other, crosses) for one, other in pairwise(stops)) + instance.apart


def over_capacity(instance: Instance, batches: Sequence[Sequence[int]]) -> int:
    """How many batches are more than a cart holds."""
    sizes = [sum(q * instance.weights.get(a, 1.0) for a, q in lines) for lines in instance.orders]
    return sum(sum(sizes[number] for number in batch) > instance.capacity for batch in batches)
