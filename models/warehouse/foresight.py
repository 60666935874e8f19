"""Why something is proposed, in figures: enough to draw it and to say it in words."""

from typing import Annotated, Literal

from msgspec import Meta

from models.warehouse.commands.base import Code, Part, Text, Whole

HISTORY_SHOWN_D = 84
AHEAD_D = 28

Kind = Literal["reorder", "dead_stock", "slotting"]
Day = Annotated[str, Meta(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")]
Figure = Annotated[float, Meta(ge=0, le=1e12)]
Past = Annotated[tuple[Figure | None, ...], Meta(max_length=HISTORY_SHOWN_D)]
Ahead = Annotated[tuple[Figure, ...], Meta(max_length=AHEAD_D)]


class Arrival(Part, frozen=True, kw_only=True):
    """What is announced; `day`: 1 follows the last day of the history."""

    day: Annotated[int, Meta(ge=1, le=400)]
    quantity: Whole


class Buying(Part, frozen=True, kw_only=True):
    """The rule of a reorder with its numbers. `lead_days`: each equally likely; `deliveries`: how
    many were seen, 0 where the days are stated. `expected`: mean demand until the order after this
    one would be here; `safety`: what is held beyond it."""

    supplier: Text | None
    level: Annotated[float, Meta(ge=0.5, lt=1)]
    review_d: Annotated[int, Meta(ge=1, le=365)]
    lead_days: Annotated[tuple[Annotated[int, Meta(ge=0, le=730)], ...], Meta(max_length=10)]
    deliveries: Whole
    pack: Annotated[int, Meta(ge=1)]
    least: Annotated[int, Meta(ge=1)]
    reorder_point: Whole
    order_up_to: Whole
    expected: Figure
    safety: Figure
    quantity: Whole


class Swap(Part, frozen=True, kw_only=True):
    """Where the item is picked now, and which slower one it should change places with. `gain_m`:
    metres saved on a day."""

    location: Code
    walk_m: Figure
    picks_per_day: Figure
    other: Code
    other_location: Code
    other_walk_m: Figure
    other_picks_per_day: Figure
    gain_m: Figure


class Because(Part, frozen=True, kw_only=True):
    """All that is known of an item's demand to come. `asked` ends with `as_of_day`, base units a
    day, None where a day says nothing; `mean`, `low` (1 in 20 below) and `high` (1 in 20 above) are
    of the days after it. `quiet_d`: days since anybody asked. `runs_out_on`: as expected;
    `runs_out_early_on`: 1 in 20 sooner. `method`: who forecast it; `remark`: why not better."""

    as_of_day: Day
    asked: Past
    mean: Ahead
    low: Ahead
    high: Ahead
    on_hand: Whole
    on_order: Whole = 0
    owed: Whole = 0
    arrivals: Annotated[tuple[Arrival, ...], Meta(max_length=50)] = ()
    runs_out_on: Day | None = None
    runs_out_early_on: Day | None = None
    order_by: Day | None = None
    class_abc: Annotated[str, Meta(max_length=1)] = "C"
    class_xyz: Annotated[str, Meta(max_length=1)] = "Z"
    pattern: Text = "none"
    variation: Figure | None = None
    interval_d: Figure | None = None
    quiet_d: Whole = 0
    method: Text = ""
    remark: Text = ""
    buying: Buying | None = None
    swap: Swap | None = None


class ZoneLoad(Part, frozen=True, kw_only=True):
    """Expected lines and minutes of one kind (outbound, inbound) in a zone, day by day."""

    kind: Literal["outbound", "inbound"]
    zone: Text
    lines: Ahead
    minutes: Ahead


class Outlook(Part, frozen=True, kw_only=True):
    """The work a site expects. `seconds_per_line`: as measured lately, by kind; `items`: how many
    items are in each pair of classes, such as AX."""

    as_of_day: Day
    loads: Annotated[tuple[ZoneLoad, ...], Meta(max_length=100)]
    seconds_per_line: dict[Text, Figure]
    items: dict[Text, Whole]
