"""The network as torch sees it: three residual blocks, heads for daily quantiles, quantiles of
sums, and means."""

import torch
from torch import Tensor, nn

from models.demand.forecast import LEVELS
from models.demand.history import HORIZON_D

HIDDEN, BLOCKS = 256, 3
DROPOUT = 0.1
SHIFT = 1.0
"""Off what softplus gets, so that a fresh network starts with small quantiles."""


class Block(nn.Module):
    """Adds to its input."""

    def __init__(self) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(HIDDEN)
        self.rise = nn.Linear(HIDDEN, HIDDEN)
        self.fall = nn.Linear(HIDDEN, HIDDEN)
        self.drop = nn.Dropout(DROPOUT)

    def forward(self, x: Tensor) -> Tensor:
        """[rows, HIDDEN] to the same."""
        turned = nn.functional.silu(self.rise(self.norm(x)))
        added: Tensor = x + self.fall(self.drop(turned))
        return added


class DemandNet(nn.Module):
    """Inputs [rows, width] to daily quantiles and quantiles of the mean up to each day, both
    [rows, HORIZON_D, levels] and rising with the level, and means [rows, HORIZON_D]."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.first = nn.Linear(width, HIDDEN)
        self.blocks = nn.ModuleList([Block() for _ in range(BLOCKS)])
        self.daily = nn.Linear(HIDDEN, HORIZON_D * len(LEVELS))
        self.summed = nn.Linear(HIDDEN, HORIZON_D * len(LEVELS))
        self.mean = nn.Linear(HIDDEN, HORIZON_D)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """In units of the scale."""
        turned = self.first(x)
        for block in self.blocks:
            turned = block(turned)
        mean = nn.functional.softplus(self.mean(turned))
        return _rising(self.daily(turned)), _rising(self.summed(turned)), mean


def _rising(x: Tensor) -> Tensor:
    steps = nn.functional.softplus(x.reshape(-1, HORIZON_D, len(LEVELS)) - SHIFT)
    return torch.cumsum(steps, dim=2)
