"""The network beside local methods and trees, at origins it has not seen."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from bench.demand.rivals import Trees, local_rivals
from bench.demand.series import Series
from models.demand.forecast import LEVELS, Forecast
from models.demand.forecaster import Run, forecast
from models.demand.gate import judge
from models.demand.history import Floats
from models.demand.scores import (
    PROTECTION_D,
    SERVICE,
    Scores,
    Yardstick,
    by_formula,
    newsvendor,
    pinball,
    scores,
    yardstick,
)

AT_95 = LEVELS.index(SERVICE)


class Origin(NamedTuple):
    """What was forecast at one origin, and what came."""

    name: str
    mine: Forecast
    locals_: dict[str, Forecast]
    trees: Floats
    truth: Floats
    by: Yardstick
    asked: Floats

    @property
    def total(self) -> Floats:
        """Of the protection period."""
        total: Floats = self.truth[:, :PROTECTION_D].sum(axis=1)
        return total


def origins(series: Series, run: Run, seed: int, tell: Callable[[str], None]) -> list[Origin]:
    """All of the series."""
    tell("LightGBM learns")
    trees = Trees(series, seed)
    found = []
    for number, days in enumerate(series.origins, 1):
        tell(f"origin {number}")
        history = series.known(days)
        found.append(
            Origin(
                f"origin{number}",
                forecast(history, run),
                local_rivals(history),
                trees.sums(history),
                series.ahead(days),
                yardstick(history.asked),
                history.asked,
            )
        )
    return found


def figures(found: list[Origin], price: Floats) -> dict[str, float]:
    """Ratios at each origin, and of the means over them (see the notes of the bench)."""
    mine = [scores(at.mine, at.truth, at.by) for at in found]
    rivals = {
        name: [scores(at.locals_[name], at.truth, at.by) for at in found]
        for name in found[0].locals_
    }
    best = min(rivals, key=lambda name: _mean(rivals[name], "summed"))
    least = min(rivals, key=lambda name: _mean(rivals[name], "daily"))
    trees = [
        float(np.nanmean(pinball(at.trees, at.total).mean(axis=1) / at.by.absolute)) / PROTECTION_D
        for at in found
    ]
    told: dict[str, float] = {}
    for number, (at, ours) in enumerate(zip(found, mine, strict=True)):
        other, daily = rivals[best][number], rivals[least][number]
        told |= {
            f"{at.name}_sum14_vs_best_local": ours.summed / other.summed,
            f"{at.name}_sum14_vs_trees": ours.summed / trees[number],
            f"{at.name}_daily_vs_best_local": ours.daily / daily.daily,
            f"{at.name}_rmsse_vs_best_local": ours.rmsse / other.rmsse,
            f"{at.name}_coverage": ours.coverage,
            f"{at.name}_coverage_best_local": other.coverage,
            f"{at.name}_bias": ours.bias,
            f"{at.name}_bias_best_local": other.bias,
            f"{at.name}_newsvendor_vs_formula": _cost(at, price) / _cost_formula(at, price),
        }
    costs = sum(_cost(at, price) for at in found), sum(_cost_formula(at, price) for at in found)
    biases = [sum(abs(each.bias) for each in all_) for all_ in (mine, rivals[best])]
    return {
        "sum14_vs_best_local": _mean(mine, "summed") / _mean(rivals[best], "summed"),
        "sum14_vs_trees": _mean(mine, "summed") / float(np.mean(trees)),
        "daily_vs_best_local": _mean(mine, "daily") / _mean(rivals[least], "daily"),
        "rmsse_vs_best_local": _mean(mine, "rmsse") / _mean(rivals[best], "rmsse"),
        "coverage_off_worst": max(abs(each.coverage - SERVICE) for each in mine),
        "bias_vs_best_local": round(biases[0] / biases[1], 6),
        "newsvendor_vs_formula": costs[0] / costs[1],
        **{f"{name}_sum14_vs_best_local": _mean(each, "summed") / _mean(rivals[best], "summed")
           for name, each in rivals.items()},
        **told,
    }  # fmt: skip


def judged(at: Origin, overfitted: Forecast) -> dict[str, float]:
    """What the gate says of a model that knows a dozen items by heart, and of ours in its place."""
    sums = [each.summed[:, PROTECTION_D - 1] for each in (overfitted, at.mine, at.locals_["tsb"])]
    bad, good, tsb = sums
    refused = judge(bad, good, tsb, at.total, at.by.absolute)
    passed = judge(good, tsb, tsb, at.total, at.by.absolute)
    return {
        "gate_blocks_overfitted": float(not refused.promote),
        "gate_promotes_ours": float(passed.promote),
        "overfitted_sum14_vs_tsb": refused.to_baseline,
    }


def _cost(at: Origin, price: Floats) -> float:
    return newsvendor(at.mine.summed[:, PROTECTION_D - 1, AT_95], at.total, price)


def _cost_formula(at: Origin, price: Floats) -> float:
    return newsvendor(by_formula(at.asked), at.total, price)


def _mean(found: list[Scores], name: str) -> float:
    return float(np.mean([getattr(each, name) for each in found]))
