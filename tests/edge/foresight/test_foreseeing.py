"""A night at a site: orders and receipts in, proposals that can be worked out on paper out."""

from collections.abc import Callable
from datetime import date
from typing import Any

import apsw
import numpy as np
import pytest

from edge.foresight.foreseeing import Foreseeing
from edge.foresight.history import Past, read_past
from edge.foresight.proposing import Policy
from models.demand.forecast import LEVELS, Forecast
from models.demand.history import HORIZON_D, DemandHistory
from tests.edge.serving import Clock, Served

DAY_S = 86_400
NAN = float("nan")


class Steady:
    """A model that is sure of the mean of the last ten days; remembers what it was shown."""

    def __init__(self) -> None:
        self.tended: list[DemandHistory] = []

    async def tend(self, history: DemandHistory) -> None:
        self.tended.append(history)

    def active_forecaster(self) -> Callable[[DemandHistory], Forecast]:
        return self._forecast

    def _forecast(self, history: DemandHistory) -> Forecast:
        per_day = np.nan_to_num(history.asked[:, -10:]).mean(axis=1)
        mean = np.repeat(per_day[:, None], HORIZON_D, axis=1)
        daily = np.repeat(mean[:, :, None], len(LEVELS), axis=2)
        made_by = ("steady",) * len(history.items)
        remarks = ("",) * len(history.items)
        return Forecast(history.items, mean, daily, np.cumsum(daily, axis=1), made_by, remarks)


@pytest.fixture
def served(serve: Callable[..., Served]) -> Served:
    served = serve()
    assert served.import_csv("items", "code\nTEA\nCUP\n").status_code < 300
    served.command(
        "adjust", "stock-tea", item="TEA", location="A-01-01-1", quantity=100, reason="found"
    )
    return served


def order(served: Served, number: str, item: str, quantity: int) -> None:
    lines = [{"item": item, "quantity": quantity}]
    served.command("take_order", f"take-{number}", order=number, customer="C", lines=lines)


def ten_days(served: Served, clock: Clock, per_day: int = 5) -> None:
    """Orders at noon of ten days, of which one is cancelled in the end."""
    for day in range(10):
        order(served, f"O-{day}", "TEA", per_day)
        order(served, f"X-{day}", "TEA", 50)
        served.command("cancel_order", f"cancel-{day}", order=f"X-{day}", reason="called off")
        clock.forward(DAY_S)


def foreseeing(served: Served, models: Steady) -> Foreseeing:
    numbers = iter(range(10_000))
    policy = Policy(level=0.95, review_d=7, lead_d=4)
    return Foreseeing(served.edge.services, models, policy, lambda: f"foreseen-{next(numbers):06}")


def look(served: Served, each: Foreseeing) -> bool:
    with served.client.portal() as portal:
        return bool(portal.call(each.look))


def past(served: Served) -> Past:
    at = served.edge.services

    def read(connection: apsw.Connection) -> Past:
        today = date.fromisoformat(at.today())
        return read_past(connection, today, at.zone, at.site.places.virtual)

    with served.client.portal() as portal:
        return portal.call(at.readers.run, read)


def get(served: Served, path: str) -> dict[str, Any]:
    answer = served.get(f"/api/v1/foresight/{path}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_demand_is_what_was_ordered_and_not_cancelled_by_day(served: Served, clock: Clock) -> None:
    ten_days(served, clock)

    found = past(served)

    tea = found.history.items.index("TEA")
    assert found.history.asked[tea, -10:].tolist() == [5.0] * 10
    assert np.isnan(found.history.asked[tea, :-10]).all()
    assert np.isnan(found.history.asked[found.history.items.index("CUP")]).all()
    assert int(found.on_hand[tea]) == 100
    assert not found.history.closed.any()


def test_a_day_without_stock_and_without_demand_says_nothing(served: Served, clock: Clock) -> None:
    clock.forward(DAY_S)
    served.command(
        "adjust", "lost-tea", item="TEA", location="A-01-01-1", quantity=-100, reason="lost"
    )
    clock.forward(2 * DAY_S)
    order(served, "O-1", "TEA", 3)
    clock.forward(DAY_S)
    served.command(
        "adjust", "back-tea", item="TEA", location="A-01-01-1", quantity=10, reason="found"
    )
    clock.forward(2 * DAY_S)

    found = past(served)

    asked = found.history.asked[found.history.items.index("TEA"), -6:]
    assert [None if np.isnan(each) else each for each in asked] == [0, 0, None, 3, 0, 0]


def test_a_night_proposes_what_the_rule_says(served: Served, clock: Clock) -> None:
    """100 on hand of which 80 are owed, 8 a day: lead time 4, review 7."""
    ten_days(served, clock, per_day=8)
    models = Steady()

    assert look(served, foreseeing(served, models))

    (row,) = get(served, "proposals")["items"]
    assert (row["item"], row["kind"], row["quantity"]) == ("TEA", "reorder", 8 * 11 - 20)
    assert row["urgent_on"] == "2026-11-30"
    assert row["because"]["asked"] == []
    because = get(served, f"proposals/{row['id']}")["because"]
    assert because["asked"][-10:] == [8.0] * 10
    assert because["runs_out_on"] == "2026-12-04"
    assert (because["on_hand"], because["owed"]) == (100, 80)
    buying = because["buying"]
    assert (buying["reorder_point"], buying["order_up_to"], buying["safety"]) == (40, 88, 0.0)
    assert [history.days for history in models.tended] == [400]


def test_no_less_is_proposed_than_the_supplier_sells(served: Served, clock: Clock) -> None:
    table = "code,Minimum order quantity\nTEA,500\n"
    assert served.import_csv("items", table).status_code < 300
    ten_days(served, clock, per_day=8)

    assert look(served, foreseeing(served, Steady()))

    (row,) = get(served, "proposals")["items"]
    assert row["quantity"] == 500
    buying = get(served, f"proposals/{row['id']}")["because"]["buying"]
    assert (buying["least"], buying["order_up_to"]) == (500, 88)


def test_what_is_announced_is_not_ordered_again_and_its_proposal_lapses(
    served: Served, clock: Clock
) -> None:
    ten_days(served, clock, per_day=8)
    each = foreseeing(served, Steady())
    assert look(served, each)
    (open_one,) = get(served, "proposals")["items"]
    clock.forward(DAY_S)
    served.command(
        "announce_asn", "asn", asn="A-1", supplier="S1", expected_on="2026-12-08",
        lines=[{"item": "TEA", "quantity": 100}],
    )  # fmt: skip

    assert look(served, each)

    assert get(served, "proposals")["items"] == []
    (lapsed,) = get(served, "proposals?state=lapsed")["items"]
    assert lapsed["id"] == open_one["id"]
    because = get(served, "items/TEA")["because"]
    assert because["on_order"] == 100
    assert because["arrivals"] == [{"day": 6, "quantity": 100}]
    assert because["buying"]["supplier"] == "S1"


def test_what_somebody_ordered_counts_until_it_is_announced(served: Served, clock: Clock) -> None:
    ten_days(served, clock, per_day=8)
    each = foreseeing(served, Steady())
    assert look(served, each)
    (row,) = get(served, "proposals")["items"]
    served.command("accept_proposal", "accept", proposal=row["id"], quantity=70)
    clock.forward(DAY_S)
    assert look(served, each)
    assert get(served, "items/TEA")["because"]["on_order"] == 70

    served.command(
        "announce_asn", "asn", asn="A-1", supplier="S1", lines=[{"item": "TEA", "quantity": 65}]
    )
    clock.forward(DAY_S)
    assert look(served, each)

    assert get(served, "items/TEA")["because"]["on_order"] == 65


def test_an_item_that_was_turned_down_is_left_alone_for_a_week(
    served: Served, clock: Clock
) -> None:
    ten_days(served, clock, per_day=8)
    each = foreseeing(served, Steady())
    assert look(served, each)
    (row,) = get(served, "proposals")["items"]
    served.command("dismiss_proposal", "dismiss", proposal=row["id"], reason="season is over")
    clock.forward(DAY_S)
    assert look(served, each)
    assert get(served, "proposals")["items"] == []

    for day in range(7):
        order(served, f"L-{day}", "TEA", 8)
        clock.forward(DAY_S)
    assert look(served, each)

    assert [row["item"] for row in get(served, "proposals")["items"]] == ["TEA"]


def test_the_work_to_come_is_told_by_day_and_zone(served: Served, clock: Clock) -> None:
    ten_days(served, clock, per_day=8)

    assert look(served, foreseeing(served, Steady()))

    outlook = get(served, "workload")["outlook"]
    (load,) = outlook["loads"]
    assert (load["kind"], load["zone"], load["lines"]) == ("outbound", "A", [1.0] * HORIZON_D)
    assert load["minutes"] == [0.8] * HORIZON_D
    assert sum(outlook["items"].values()) == 2


def test_a_site_without_items_has_a_quiet_night(serve: Callable[..., Served]) -> None:
    served = serve()

    assert look(served, foreseeing(served, Steady()))

    assert get(served, "proposals")["items"] == []
    assert get(served, "workload")["outlook"]["loads"] == []


def test_the_same_day_is_foreseen_once(served: Served, clock: Clock) -> None:
    ten_days(served, clock)
    each = foreseeing(served, Steady())

    assert look(served, each)
    assert not look(served, each)
    clock.forward(DAY_S)
    assert look(served, each)
