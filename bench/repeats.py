"""Side by side in one run: rounds of each contender in turn, and ratios with their spread.

A shared machine drifts; what drifts hits neighbours in time alike, so only values of the same round
are divided by each other, and the order turns from round to round.
"""

import gc
import statistics
import time
from collections.abc import Callable, Mapping, Sequence

import msgspec

from bench.report import HIGH, LOW

ROUNDS = 5


class Ratio(msgspec.Struct, frozen=True, kw_only=True):
    """The median over the rounds of one contender divided by another, with the extremes."""

    median: float
    low: float
    high: float

    def figures(self, name: str) -> dict[str, float]:
        """As a report wants it: the median under its name, the extremes beside it."""
        return {name: self.median, name + LOW: self.low, name + HIGH: self.high}


def interleave(
    contenders: Mapping[str, Callable[[int], float]], *, rounds: int = ROUNDS, warm: int = 1
) -> dict[str, list[float]]:
    """Measures of each contender per round. A contender takes the round's number (negative while
    warming up, when its measure is dropped) and returns its own measure: seconds, or a rate."""
    assert contenders
    assert rounds >= 1
    names = list(contenders)
    measured: dict[str, list[float]] = {name: [] for name in names}
    for number in range(-warm, rounds):
        first = number % len(names)
        for name in names[first:] + names[:first]:
            # The last contender's rubbish is not for the next one to carry out.
            gc.collect()
            value = contenders[name](number)
            if number >= 0:
                measured[name].append(value)
    return measured


def ratio(ours: Sequence[float], baseline: Sequence[float]) -> Ratio:
    """Ours divided by the baseline, round by round."""
    assert len(ours) == len(baseline) > 0
    each = [a / b for a, b in zip(ours, baseline, strict=True)]
    return Ratio(median=statistics.median(each), low=min(each), high=max(each))


def seconds(work: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    """How long a piece of work takes."""
    started = clock()
    work()
    return clock() - started
