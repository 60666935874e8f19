"""Routes by PyVRP, where the extra `planning` is installed: at headquarters."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from models.transport.errors import NoPlanner
from models.transport.problem import MilkRun, RunPlan, check_each, fault, length_of

if TYPE_CHECKING:
    import pyvrp

NAME, EXTRA = "pyvrp", "planning"


def plan_by_solver(run: MilkRun, seed: int, is_enough: Callable[[], bool]) -> RunPlan | None:
    """None where it found no plan that serves every stop: the own planner names what does not fit.
    Raises DoesNotFit as that one does, and NoPlanner without the extra."""
    try:
        import pyvrp
    except ImportError as error:
        raise NoPlanner(NAME, EXTRA) from error
    check_each(run)
    if not run.stops:
        return RunPlan((), 0)
    model = pyvrp.Model()
    places = [model.add_location(0, 0) for _ in run.lengths]
    fleet = run.fleet
    depot = model.add_depot(places[0], tw_early=fleet.opens, tw_late=fleet.closes)
    model.add_vehicle_type(
        fleet.vehicles, [fleet.capacity], depot, depot, tw_early=fleet.opens, tw_late=fleet.closes
    )
    for place, stop in zip(places[1:], run.stops, strict=True):
        model.add_client(
            place, [stop.deliver], [stop.collect], stop.service, stop.opens, stop.closes
        )
    for here, (lengths, durations) in enumerate(zip(run.lengths, run.durations, strict=True)):
        for there, (length, duration) in enumerate(zip(lengths, durations, strict=True)):
            if here != there:
                model.add_edge(places[here], places[there], length, duration)
    found = model.solve(lambda _: is_enough(), seed=seed, collect_stats=False, display=False)
    return _plan(run, found.best) if found.is_feasible() else None


def _plan(run: MilkRun, best: "pyvrp.Solution") -> RunPlan:
    routes = tuple(
        tuple(step.idx + 1 for step in route.schedule() if step.is_client())
        for route in best.routes()
    )
    for route in routes:
        assert (why := fault(run, route)) is None, why
    assert sorted(number for route in routes for number in route) == list(
        range(1, len(run.stops) + 1)
    )
    return RunPlan(routes, length_of(run, routes))
