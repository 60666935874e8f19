"""Transfers between made-up warehouses: how long planning takes, and cost against the bound."""

import time

import numpy as np

from models.transport.transfers import Need, TransferPlan, plan_transfers

OWN_NEED = 5
SIZES = ((5, 500), (8, 1_000), (12, 2_000))
LANE_VOLUME_PER_ITEM = 0.02


def measure(chance: np.random.Generator) -> dict[str, float]:
    """Per size; the largest is what a company has."""
    figures: dict[str, float] = {}
    for sites, items in SIZES:
        need = made_up(chance, sites, items)
        begun = time.perf_counter()
        plan = plan_transfers(need)
        name = f"transfers_{sites}_x_{items}"
        figures[f"{name}_s"] = time.perf_counter() - begun
        figures[f"{name}_cost_over_bound"] = plan.cost / plan.bound
        figures[f"{name}_broken"] = broken(need, plan)
    return figures


def made_up(chance: np.random.Generator, sites: int, items: int) -> Need:
    """Four in ten have something to spare, four in ten of the others lack something; lanes are
    short of room."""
    shape = (items, sites)
    spare = chance.poisson(3, shape) * (chance.random(shape) < 0.4)
    lack = chance.poisson(3, shape) * (chance.random(shape) < 0.4) * (spare == 0)
    lack = np.minimum(lack, OWN_NEED)
    return Need(
        position=(OWN_NEED + spare - lack).astype(np.int64),
        need=np.full(shape, OWN_NEED, dtype=np.int64),
        volume=chance.random(items) + 0.1,
        shortage_cost=np.full(items, 20.0),
        lane_cost=chance.random((sites, sites)) + 0.1,
        lane_volume=np.full((sites, sites), items * LANE_VOLUME_PER_ITEM),
    )


def broken(need: Need, plan: TransferPlan) -> int:
    """Constraints that do not hold, counted anew from the transfers alone."""
    position, volume = need.position.copy(), np.zeros_like(need.lane_volume)
    for item, source, target, units in plan.transfers:
        position[item, source] -= units
        position[item, target] += units
        volume[source, target] += units * need.volume[item]
    below = (position < need.need) & (position < need.position)
    above = (position > need.need) & (position > need.position)
    over = volume > need.lane_volume + 1e-6
    no_units = sum(transfer.units <= 0 for transfer in plan.transfers)
    return int(below.sum() + above.sum() + over.sum()) + no_units
