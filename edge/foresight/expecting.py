"""What the forecasts of all items come to together: work by day and zone, and items that should
change places. Pure."""

from collections import Counter

import msgspec

from edge.foresight.history import Past
from edge.foresight.proposing import Told
from edge.foresight.standing import Known
from models.demand.forecast import Forecast
from models.demand.history import HORIZON_D
from models.demand.slotting import Slot, swaps, walk_m
from models.demand.workload import STATED_S, Coming, Habit, workload
from models.warehouse.commands.foresight import Proposed
from models.warehouse.foresight import Outlook, Swap, ZoneLoad

LOADS_MAX = 100
NO_ZONE = ""


def outlook(past: Past, forecast: Forecast, known: Known, told: list[Told]) -> Outlook:
    """The work of the days to come, and how many items are in each pair of classes."""
    seconds = {**STATED_S, **past.seconds}
    loads = workload(forecast, _habits(past, known), _coming(known), seconds)
    classes = Counter(each.because.class_abc + each.because.class_xyz for each in told)
    return Outlook(
        as_of_day=past.history.origin.isoformat(),
        loads=tuple(
            ZoneLoad(
                kind="outbound" if load.kind == "outbound" else "inbound",
                zone=load.zone,
                lines=load.lines,
                minutes=load.minutes,
            )
            for load in loads[:LOADS_MAX]
        ),
        seconds_per_line=seconds,
        items=dict(sorted(classes.items())),
    )


def exchanges(past: Past, forecast: Forecast, known: Known, told: list[Told]) -> list[Proposed]:
    """Fast items that should lie nearer to packing, the greatest gain first."""
    slots, by_item = [], {each.item: each for each in told}
    for each in told:
        place = known.places.get(each.item_id)
        if place is not None:
            walk = walk_m((place.x_mm or 0, place.y_mm or 0), known.packing)
            picks = _lines_per_day(past, forecast, each.row)
            slots.append(Slot(each.item, place.code, round(picks, 2), walk, place.size_class))
    found = []
    for swap in swaps(slots):
        fast, slow = swap.fast, swap.slow
        because = msgspec.structs.replace(
            by_item[fast.item].because,
            buying=None,
            swap=Swap(
                location=fast.location,
                walk_m=fast.walk_m,
                picks_per_day=fast.picks_per_day,
                other=slow.item,
                other_location=slow.location,
                other_walk_m=slow.walk_m,
                other_picks_per_day=slow.picks_per_day,
                gain_m=swap.gain_m,
            ),
        )
        found.append(
            Proposed(item=fast.item, kind="slotting", quantity=int(swap.gain_m), because=because)
        )
    return found


def _habits(past: Past, known: Known) -> dict[str, Habit]:
    habits = {}
    for row, item_id in enumerate(past.item_ids):
        place = known.places.get(item_id)
        zone = place.zone if place is not None else NO_ZONE
        habits[past.history.items[row]] = Habit(_units_per_line(past, row), zone)
    return habits


def _coming(known: Known) -> list[Coming]:
    return [
        Coming(each.day, known.places[item_id].zone if item_id in known.places else NO_ZONE)
        for item_id, arrivals in known.arrivals.items()
        for each in arrivals
    ]


def _units_per_line(past: Past, row: int) -> float:
    lines = int(past.lines[row])
    return max(1.0, float(past.units[row]) / lines) if lines else 1.0


def _lines_per_day(past: Past, forecast: Forecast, row: int) -> float:
    return forecast.mean_sum(row, HORIZON_D) / HORIZON_D / _units_per_line(past, row)
