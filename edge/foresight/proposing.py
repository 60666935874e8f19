"""What a night's forecast comes to item by item: what is to be bought, and what lies dead. Pure:
figures in, proposals out."""

from dataclasses import dataclass
from datetime import date, timedelta

import msgspec
import numpy as np

from edge.foresight.history import Past
from edge.foresight.standing import Arrives, Known
from models.demand.classes import abc, is_dead, quiet_days, xyz
from models.demand.forecast import LEVELS, Floats, Forecast
from models.demand.history import HORIZON_D
from models.demand.quantiles import quantile_of_sum, quantiles_of_sum
from models.demand.replenish import (
    Demand,
    LeadTime,
    Position,
    Reorder,
    Terms,
    cumulated,
    lead_time,
    order_by,
    reorder,
    runs_out_on,
)
from models.warehouse.commands.foresight import Proposed
from models.warehouse.foresight import HISTORY_SHOWN_D, Arrival, Because, Buying

LOW, HIGH = LEVELS.index(0.05), LEVELS.index(0.95)
ARRIVALS_SHOWN = 50
ARRIVES_D_MAX = 365


@dataclass(frozen=True)
class Policy:
    """How the site buys, where nothing more is known of an item."""

    level: float = 0.95
    review_d: int = 7
    lead_d: int = 14


@dataclass(frozen=True)
class Told:
    """An item with all that is known of it; `reorder` None: nobody asks for it."""

    row: int
    item_id: int
    item: str
    because: Because
    reorder: Reorder | None


class Proposing:
    """Of one night. `tell` is asked item by item, so that it can be done in between."""

    def __init__(self, past: Past, forecast: Forecast, known: Known, policy: Policy) -> None:
        self._past, self._forecast, self._known, self._policy = past, forecast, known, policy
        asked = past.history.asked
        self._quiet = quiet_days(asked)
        self._classes = abc(_worth(past))
        self._regularity = xyz(asked[:, -HISTORY_SHOWN_D * 2 :])
        self._origin = past.history.origin
        self._known_curves: dict[int, Floats] = {}

    @property
    def rows(self) -> range:
        """As many as there are items."""
        return range(len(self._past.item_ids))

    def tell(self, row: int) -> Told:
        """All figures of one item."""
        past, known = self._past, self._known
        item_id = past.item_ids[row]
        arrivals = [each for each in known.arrivals.get(item_id, ()) if each.day <= ARRIVES_D_MAX][
            :ARRIVALS_SHOWN
        ]
        ordered = known.ordered.get(item_id, 0)
        coming = sum(each.quantity for each in known.arrivals.get(item_id, ()))
        owed = max(0, known.owed.get(item_id, 0))
        position = Position(int(past.on_hand[row]), coming + ordered, owed)
        lead, supplier = self._lead(item_id)
        pack, least = known.packs.get(item_id, 1), known.least.get(item_id, 1)
        terms = Terms(self._policy.level, self._policy.review_d, pack, least)
        found = self._reorder(row, lead, terms, position)
        because = self._because(row, position, arrivals, lead, found)
        if found is not None:
            buying = _buying(found, lead, terms, supplier)
            because = msgspec.structs.replace(because, buying=buying)
        return Told(row, item_id, past.history.items[row], because, found)

    def _reorder(
        self, row: int, lead: LeadTime, terms: Terms, position: Position
    ) -> Reorder | None:
        mean = self._forecast.mean_sum(row, HORIZON_D) / HORIZON_D
        if mean <= 0:
            return None
        demand = Demand(
            quantile=lambda days, level: quantile_of_sum(
                self._forecast, self._past.history, row, max(1, days), level
            ),
            curve=lambda days: self._curves(max(1, days))[row],
            mean_per_day=mean,
        )
        return reorder(demand, lead, terms, position)

    def _curves(self, days: int) -> Floats:
        """Worked out once for all items: many have the same supplier."""
        if days not in self._known_curves:
            found = quantiles_of_sum(self._forecast, self._past.history, days)
            self._known_curves[days] = found
        return self._known_curves[days]

    def _lead(self, item_id: int) -> tuple[LeadTime, str | None]:
        supplier = self._known.suppliers.get(item_id)
        observed = self._known.lead_days.get(supplier[0], []) if supplier is not None else []
        return lead_time(observed, self._policy.lead_d), supplier[1] if supplier else None

    def _because(
        self,
        row: int,
        position: Position,
        arrivals: list[Arrives],
        lead: LeadTime,
        found: Reorder | None,
    ) -> Because:
        forecast, regularity = self._forecast, self._regularity[row]
        expected, high = cumulated(forecast.mean[row], forecast.summed[row, :, HIGH])
        there = max(0, position.on_hand - position.owed)
        days = [(each.day, each.quantity) for each in arrivals]
        runs_out = self._on(runs_out_on(there, expected, days)) if found is not None else None
        early = self._on(runs_out_on(there, high, days)) if found is not None else None
        due = order_by(runs_out, lead)
        asked = self._past.history.asked[row, -HISTORY_SHOWN_D:]
        return Because(
            as_of_day=self._origin.isoformat(),
            asked=tuple(None if np.isnan(each) else float(each) for each in asked),
            mean=_rounded(forecast.mean[row]),
            low=_rounded(forecast.daily[row, :, LOW]),
            high=_rounded(forecast.daily[row, :, HIGH]),
            on_hand=position.on_hand,
            on_order=position.on_order,
            owed=position.owed,
            arrivals=tuple(Arrival(day=each.day, quantity=each.quantity) for each in arrivals),
            runs_out_on=_text(runs_out),
            runs_out_early_on=_text(early),
            order_by=_text(due),
            class_abc=self._classes[row],
            class_xyz=regularity.letter,
            pattern=regularity.pattern,
            variation=_short(regularity.variation),
            interval_d=_short(regularity.interval_d),
            quiet_d=int(self._quiet[row]),
            method=forecast.made_by[row],
            remark=forecast.remarks[row],
        )

    def _on(self, day: int | None) -> date | None:
        return self._origin + timedelta(days=day) if day is not None else None


def reorders(told: list[Told]) -> list[Proposed]:
    """What is to be bought, the most urgent first."""
    due = [
        Proposed(
            item=each.item,
            kind="reorder",
            quantity=each.reorder.quantity,
            urgent_on=each.because.order_by or each.because.as_of_day,
            because=each.because,
        )
        for each in told
        if each.reorder is not None and each.reorder.quantity > 0
    ]
    return sorted(due, key=lambda each: (each.urgent_on or "", each.item))


def dead(told: list[Told]) -> list[Proposed]:
    """Stock that nobody asks for, the most of it first."""
    found = [
        Proposed(
            item=each.item, kind="dead_stock", quantity=each.because.on_hand, because=each.because
        )
        for each in told
        if is_dead(each.because.on_hand, each.because.quiet_d, _per_day(each))
    ]
    return sorted(found, key=lambda each: (-each.quantity, each.item))


def _per_day(told: Told) -> float:
    return sum(told.because.mean) / max(1, len(told.because.mean))


def _worth(past: Past) -> Floats:
    """What an item moves: in money where at least half of the items have a cost, else in lines."""
    costs = np.array(past.costs_micro, dtype=np.float64)
    if costs.size and (costs > 0).mean() >= 0.5:
        worth: Floats = np.nan_to_num(past.history.asked).sum(axis=1) * costs
        return worth
    return past.lines.astype(np.float64)


def _buying(found: Reorder, lead: LeadTime, terms: Terms, supplier: str | None) -> Buying:
    return Buying(
        supplier=supplier or None,
        level=terms.level,
        review_d=terms.review_d,
        lead_days=lead.days,
        deliveries=lead.observed,
        pack=terms.pack,
        least=terms.least,
        reorder_point=found.reorder_point,
        order_up_to=found.order_up_to,
        expected=round(found.expected, 1),
        safety=round(found.safety, 1),
        quantity=found.quantity,
    )


def _rounded(row: Floats) -> tuple[float, ...]:
    return tuple(round(float(each), 2) for each in row)


def _short(figure: float | None) -> float | None:
    return round(figure, 2) if figure is not None else None


def _text(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None
