"""Fits the network: quantile loss of days and of sums, a mean beside them, stopped where the days
held back were forecast best."""

from collections.abc import Callable
from dataclasses import dataclass
from math import cos, pi

import numpy as np
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
JUDGED_EVERY = 100
STEADINESS = 0.99
"""What is judged and kept is a running mean of the weights, about the last hundred steps: single
steps swing by more than seeds may differ."""


@dataclass(frozen=True)
class Plan:
    """How long to train; one thread whatever the machine has."""

    seed: int
    steps: int = 1_500
    rows: int = 512


@dataclass(frozen=True)
class Fitted:
    """The network as it was when it forecast the held-back days best."""

    net: DemandNet
    loss: float
    step: int


def fit(history: DemandHistory, plan: Plan, tell: Callable[[int], None]) -> Fitted:
    """Learns from all but the last HORIZON_D days, which decide when to stop. `tell` hears of each
    step. Raises ValueError where the history is too short to look at."""
    torch.set_num_threads(1)
    torch.manual_seed(plan.seed)
    chance = np.random.default_rng(plan.seed)
    past, last = Past(history), history.days - 2 * HORIZON_D
    rows = np.flatnonzero(past.first_origins() <= last)
    if not rows.size:
        raise ValueError(f"{history.days} days are too few to learn from")
    judged = _tensors(past.sample(rows, np.full(rows.size, last + HORIZON_D)))
    net = DemandNet(WIDTH)
    steady = AveragedModel(net, multi_avg_fn=get_ema_multi_avg_fn(STEADINESS))
    optimizer = torch.optim.AdamW(net.parameters(), lr=LEARNING_RATE, weight_decay=WEIGHT_DECAY)
    best, state, at = float("inf"), net.state_dict(), 0
    for step in range(1, plan.steps + 1):
        for group in optimizer.param_groups:
            group["lr"] = LEARNING_RATE * (0.5 + 0.5 * cos(pi * step / plan.steps)) + 1e-5
        chosen = chance.choice(rows, plan.rows)
        first = past.first_origins()[chosen]
        origins = first + (chance.random(plan.rows) * (last - first + 1)).astype(np.int_)
        loss = _loss(net, _tensors(past.sample(chosen, origins)))
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimizer.step()
        steady.update_parameters(net)
        if step % JUDGED_EVERY == 0 or step == plan.steps:
            found = _judge(steady.module, judged)
            if found < best:
                best, at = found, step
                kept = steady.module.state_dict()
                state = {name: value.clone() for name, value in kept.items()}
        tell(step)
    net.load_state_dict(state)
    net.eval()
    return Fitted(net, best, at)


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
