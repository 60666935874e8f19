"""Fits the network: quantile loss of days and of sums, a mean beside them, stopped where the days
held back were forecast best; then these days are learnt too, for they are the nearest ones."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import cos, pi

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from models.demand.features import WIDTH
from models.demand.forecast import LEVELS
from models.demand.history import HORIZON_D, DemandHistory
from models.demand.training.net import DemandNet
from models.demand.training.samples import Past, Sample

MEAN_TARGET_MAX = 30.0
"""In scales. One mistyped order would drag every mean; quantiles do not mind."""
TWEEDIE_POWER, MEAN_WEIGHT = 1.5, 0.1
LEARNING_RATE, WEIGHT_DECAY = 1e-3, 1e-3
LATE_RATE, LATE_SHARE = 5e-4, 2 / 7
"""Of the steps that learn the days held back."""
JUDGED_EVERY = 100
STEADINESS = 0.99
"""What is judged and kept is a running mean of the weights, about the last hundred steps: single
steps swing by more than seeds may differ."""


@dataclass(frozen=True)
class Plan:
    """How long to train; one thread whatever the machine has."""

    seed: int
    steps: int = 2_100
    rows: int = 512

    @property
    def late_steps(self) -> int:
        """How many of the steps come after the network was judged."""
        return int(self.steps * LATE_SHARE)


@dataclass(frozen=True)
class Fitted:
    """The network; `loss` and `step` are of when it forecast the held-back days best, before it
    learnt them."""

    net: DemandNet
    loss: float
    step: int


def fit(history: DemandHistory, plan: Plan, tell: Callable[[int], None]) -> Fitted:
    """Learns from all but the last HORIZON_D days, which decide when to stop, and then from all.
    `tell` hears of each step. Raises ValueError where the history is too short to look at."""
    torch.set_num_threads(1)
    torch.manual_seed(plan.seed)
    chance = np.random.default_rng(plan.seed)
    past, last = Past(history), history.days - 2 * HORIZON_D
    lesson = Lesson(past, last, plan.rows, chance)
    if not lesson.items.size:
        raise ValueError(f"{history.days} days are too few to learn from")
    held_back = np.full(lesson.items.size, last + HORIZON_D)
    judged = _tensors(past.sample(lesson.items, held_back))
    net = DemandNet(WIDTH)
    early = plan.steps - plan.late_steps
    best, state, at = float("inf"), net.state_dict(), 0
    for step, steady in enumerate(_taught(net, lesson, early, LEARNING_RATE), 1):
        if step % JUDGED_EVERY == 0 or step == early:
            found = _judge(steady, judged)
            if found < best:
                best, at = found, step
                state = {name: value.clone() for name, value in steady.state_dict().items()}
        tell(step)
    net.load_state_dict(state)
    lesson = Lesson(past, last + HORIZON_D, plan.rows, chance)
    for step, steady in enumerate(_taught(net, lesson, plan.late_steps, LATE_RATE), early + 1):
        state = steady.state_dict()
        tell(step)
    net.load_state_dict(state)
    net.eval()
    return Fitted(net, best, at)


class Lesson:
    """Random items at random days; `last`: the day count after which nothing is forecast."""

    def __init__(self, past: Past, last: int, rows: int, chance: np.random.Generator) -> None:
        self._past, self._last, self._count, self._chance = past, last, rows, chance
        self._first = past.first_origins()
        self.items = np.flatnonzero(self._first <= last)

    def sample(self) -> tuple[Tensor, Tensor, Tensor]:
        """One step's."""
        chosen: npt.NDArray[np.int_] = self._chance.choice(self.items, self._count)
        first = self._first[chosen]
        ahead = self._chance.random(self._count) * (self._last - first + 1)
        return _tensors(self._past.sample(chosen, first + ahead.astype(np.int_)))


def _taught(net: DemandNet, lesson: Lesson, steps: int, rate: float) -> Iterator[nn.Module]:
    """Changes `net`, at a rate that falls to nothing; after each step the running mean of it."""
    net.train()
    steady = AveragedModel(net, multi_avg_fn=get_ema_multi_avg_fn(STEADINESS))
    optimizer = torch.optim.AdamW(net.parameters(), lr=rate, weight_decay=WEIGHT_DECAY)
    for step in range(1, steps + 1):
        for group in optimizer.param_groups:
            group["lr"] = rate * (0.5 + 0.5 * cos(pi * step / steps)) + 1e-5
        loss = _loss(net, lesson.sample())
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimizer.step()
        steady.update_parameters(net)
        yield steady.module


def _tensors(sample: Sample) -> tuple[Tensor, Tensor, Tensor]:
    return (
        torch.from_numpy(sample.told.inputs),
        torch.from_numpy(sample.ahead),
        torch.from_numpy(sample.weight),
    )


def _loss(net: DemandNet, sample: tuple[Tensor, Tensor, Tensor]) -> Tensor:
    inputs, ahead, _ = sample
    daily, summed, mean = net(inputs)
    quantiles = _pinball(ahead[:, :, None] - daily) + _pinball(_means(ahead) - summed)
    return quantiles.mean() + MEAN_WEIGHT * _tweedie(mean, ahead.clamp(max=MEAN_TARGET_MAX))


def _judge(net: nn.Module, sample: tuple[Tensor, Tensor, Tensor]) -> float:
    """As losses are reported: each item in units of its own changes."""
    inputs, ahead, weight = sample
    net.eval()
    with torch.no_grad():
        daily, summed, _ = net(inputs)
        losses = _pinball(ahead[:, :, None] - daily) + _pinball(_means(ahead) - summed)
    net.train()
    return float((losses.mean(dim=(1, 2)) * weight).mean())


def _means(ahead: Tensor) -> Tensor:
    """[rows, days, 1] the mean up to each day."""
    days = torch.arange(1, HORIZON_D + 1, dtype=torch.float32)
    return (torch.cumsum(ahead, dim=1) / days)[:, :, None]


def _pinball(off: Tensor) -> Tensor:
    levels = torch.tensor(LEVELS, dtype=torch.float32)
    return torch.maximum(levels * off, (levels - 1) * off)


def _tweedie(mean: Tensor, ahead: Tensor) -> Tensor:
    """Deviance of the compound of Poisson and gamma (Tweedie), up to what the mean cannot change:
    sums come out right where most days are empty."""
    mean, power = mean + 1e-4, TWEEDIE_POWER
    deviance = mean.pow(2 - power) / (2 - power) - ahead * mean.pow(1 - power) / (1 - power)
    return deviance.mean()
