"""Expected lines and minutes add up over items, zones and days."""

import numpy as np
import pytest

from models.demand.forecast import LEVELS, Forecast
from models.demand.history import HORIZON_D
from models.demand.workload import IN, OUT, STATED_S, Coming, Habit, Load, workload


def forecast(*per_day: float) -> Forecast:
    items = tuple(f"I{n}" for n in range(len(per_day)))
    mean = np.repeat(np.array(per_day)[:, None], HORIZON_D, axis=1)
    levels = np.zeros((len(items), HORIZON_D, len(LEVELS)))
    made_by = ("tsb",) * len(items)
    return Forecast(items, mean, levels, levels, made_by, ("",) * len(items))


def by_zone(loads: list[Load]) -> dict[tuple[str, str], Load]:
    return {(load.kind, load.zone): load for load in loads}


def test_units_become_lines_by_what_an_order_line_holds() -> None:
    habits = {"I0": Habit(4.0, "A"), "I1": Habit(1.0, "A"), "I2": Habit(2.0, "B")}

    found = by_zone(workload(forecast(8.0, 3.0, 10.0), habits, ()))

    assert found[OUT, "A"].lines == (5.0,) * HORIZON_D
    assert found[OUT, "B"].lines == (5.0,) * HORIZON_D
    assert found[OUT, "A"].minutes[0] == pytest.approx(5 * STATED_S[OUT] / 60, abs=0.05)


def test_announced_lines_come_on_their_day_and_no_other() -> None:
    coming = [Coming(1, "A"), Coming(1, "A"), Coming(3, "B"), Coming(0, "A"), Coming(29, "A")]

    found = by_zone(workload(forecast(), {}, coming, {OUT: 30.0, IN: 120.0}))

    assert found.keys() == {(IN, "A"), (IN, "B")}
    assert found[IN, "A"].lines == (2.0, *(0.0,) * 27)
    assert found[IN, "B"].minutes == (0.0, 0.0, 2.0, *(0.0,) * 25)


def test_an_item_that_has_no_place_gives_no_zone_work() -> None:
    assert workload(forecast(5.0), {}, ()) == []


def test_a_zone_of_which_nobody_asks_anything_is_not_told() -> None:
    assert workload(forecast(0.0), {"I0": Habit(1.0, "A")}, ()) == []
