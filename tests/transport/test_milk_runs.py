"""Milk runs: every stop within its hours, no vehicle above its load, or the stop is named."""

import sys
from collections.abc import Callable
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.transport.errors import DoesNotFit, NoPlanner
from models.transport.own import plan_run
from models.transport.problem import Fleet, MilkRun, RunPlan, Stop, fault, length_of
from models.transport.routes import Route
from models.transport.solver import plan_by_solver

ROUNDS = 60

Planner = Callable[[MilkRun], RunPlan]


def on_a_line(stops: list[Stop], fleet: Fleet, at: list[int]) -> MilkRun:
    """The warehouse at 0, stops where they are; a unit of way takes a unit of time."""
    places = [0, *at]
    lengths = [[abs(one - other) for other in places] for one in places]
    return MilkRun(stops, fleet, lengths, lengths)


def own(run: MilkRun) -> RunPlan:
    return plan_run(run, np.random.default_rng(4), ROUNDS)


def by_solver(run: MilkRun) -> RunPlan:
    pytest.importorskip("pyvrp", reason="comes with the extra planning")
    left = iter(range(ROUNDS))
    plan = plan_by_solver(run, 4, lambda: next(left, None) is None)
    assert plan is not None
    return plan


PLANNERS = pytest.mark.parametrize("plan", [own, by_solver])


@PLANNERS
def test_one_vehicle_drives_there_and_back_where_it_can_take_all(plan: Planner) -> None:
    run = on_a_line([Stop("a", 2), Stop("b", 2), Stop("c", 2)], Fleet(3, 6), [10, 30, 20])

    found = plan(run)

    assert found.length == 60
    assert len(found.routes) == 1
    assert found.left_out == ()


@PLANNERS
def test_what_is_collected_takes_the_room_of_what_was_delivered(plan: Planner) -> None:
    """b may be loaded only after a is unloaded; the other way round the vehicle is too small."""
    run = on_a_line([Stop("a", 5), Stop("b", 0, collect=5)], Fleet(1, 5), [10, 8])

    found = plan(run)

    assert found.routes == ((1, 2),)
    assert fault(run, (2, 1)) == "a load of 10 is above the capacity of 5"


@PLANNERS
def test_hours_come_before_a_short_way(plan: Planner) -> None:
    """a is on the way to b, but opens only when b is served."""
    stops = [Stop("a", 1, opens=50, closes=60), Stop("b", 1, closes=20, service=5)]
    run = on_a_line(stops, Fleet(1, 9), [10, 20])

    found = plan(run)

    assert found.routes == ((2, 1),)
    assert fault(run, (1, 2)) == "b closes at 20 and is reached at 60"


@PLANNERS
@pytest.mark.parametrize(
    ("stop", "why"),
    [
        (Stop("far", 9), "a load of 9 is above the capacity of 8"),
        (Stop("far", 0, collect=9), "a load of 9 is above the capacity of 8"),
        (Stop("far", 1, closes=29), "far closes at 29 and is reached at 30"),
        (Stop("far", 1, service=41), "back at 101, after 100"),
    ],
)
def test_a_stop_that_fits_alone_in_no_vehicle_is_named_with_the_reason(
    plan: Planner, stop: Stop, why: str
) -> None:
    run = on_a_line([Stop("near", 1), stop], Fleet(2, 8, closes=100), [10, 30])

    with pytest.raises(DoesNotFit, match=why) as caught:
        plan(run)

    assert caught.value.name == "far"


def test_what_finds_no_place_beside_the_others_is_left_out_by_name() -> None:
    run = on_a_line([Stop("a", 3), Stop("b", 3), Stop("c", 3)], Fleet(1, 6), [10, 20, 30])

    found = own(run)

    assert len(found.left_out) == 1
    served = {run.stops[number - 1].name for route in found.routes for number in route}
    assert served | set(found.left_out) == {"a", "b", "c"}


def test_the_solver_says_so_where_it_cannot_serve_every_stop() -> None:
    pytest.importorskip("pyvrp", reason="comes with the extra planning")
    run = on_a_line([Stop("a", 3), Stop("b", 3), Stop("c", 3)], Fleet(1, 6), [10, 20, 30])
    left = iter(range(ROUNDS))

    assert plan_by_solver(run, 4, lambda: next(left, None) is None) is None


def test_without_its_extra_the_solver_is_missing_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyvrp", None)

    with pytest.raises(NoPlanner, match="extra planning"):
        plan_by_solver(on_a_line([Stop("a", 1)], Fleet(1, 1), [5]), 1, lambda: True)


def test_no_stops_make_no_routes() -> None:
    assert own(on_a_line([], Fleet(1, 1), [])) == RunPlan((), 0)


STOPS = st.lists(
    st.tuples(
        st.tuples(st.integers(-50, 50), st.integers(-50, 50)),
        *(st.integers(0, 6), st.integers(0, 6), st.integers(0, 150), st.integers(100, 300)),
    ),
    min_size=1,
    max_size=7,
)


def made(rows: list[tuple[tuple[int, int], int, int, int, int]], vehicles: int) -> MilkRun:
    """Every stop fits alone."""
    points = [(0, 0), *(row[0] for row in rows)]
    lengths = [[abs(a - c) + abs(b - d) for c, d in points] for a, b in points]
    stops = [
        Stop(str(number), deliver, collect, opens, opens + width, 10)
        for number, (_, deliver, collect, opens, width) in enumerate(rows)
    ]
    return MilkRun(stops, Fleet(vehicles, 12, closes=700), lengths, lengths)


@given(STOPS, st.integers(1, 3))
@settings(max_examples=40, deadline=None)
def test_every_plan_can_be_driven_and_serves_or_names_each_stop_once(
    rows: list[tuple[tuple[int, int], int, int, int, int]], vehicles: int
) -> None:
    run = made(rows, vehicles)

    plan = plan_run(run, np.random.default_rng(1), 20)

    assert all(fault(run, route) is None for route in plan.routes)
    assert plan.length == length_of(run, plan.routes)
    assert len(plan.routes) <= vehicles
    served = [run.stops[number - 1].name for route in plan.routes for number in route]
    assert sorted([*served, *plan.left_out]) == [stop.name for stop in run.stops]


@given(STOPS)
@settings(max_examples=60, deadline=None)
def test_gaps_are_those_in_which_the_longer_route_can_be_driven(
    rows: list[tuple[tuple[int, int], int, int, int, int]],
) -> None:
    run = made(rows, 1)
    *others, last = range(1, len(rows) + 1)
    stops = next((tried for tried in permutations(others) if fault(run, tried) is None), None)
    if stops is None:
        return

    gaps = {gap: added for added, gap in Route(run, stops).gaps(last)}

    for gap in range(len(stops) + 1):
        longer = (*stops[:gap], last, *stops[gap:])
        assert (gap in gaps) == (fault(run, longer) is None)
        if gap in gaps:
            assert length_of(run, [longer]) == length_of(run, [stops]) + gaps[gap]


def test_the_same_chance_plans_the_same_and_no_time_ends_it_at_once() -> None:
    run = made([((n * 7 % 50, n * 13 % 50), 3, 1, 0, 300) for n in range(7)], 3)
    shares = iter([0.0, 0.5, 1.0])

    assert own(run) == own(run)
    hurried = plan_run(run, np.random.default_rng(4), 10**9, lambda: next(shares))
    assert hurried.left_out == ()
    assert next(shares, None) is None
