"""Killed at any step of taking a model in and using it, a site has exactly one model in use."""

import random
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.foresight.cut import DAYS_FEW
from tests.foresight.test_models import GOOD, SEEN
from tests.foresight.world import Running, World, history

CUTS = 2
"""Of some thirty steps, others with each seed: a process lives and dies for each."""


@pytest.mark.slow
def test_killed_at_any_step_the_site_has_one_model_in_use_and_forecasts(
    tmp_path: Path, seed: int
) -> None:
    world, name = World(tmp_path), ""
    used: list[str] = []

    async def publish(site: Running) -> None:
        nonlocal name
        name = await site.publish(GOOD, card=SEEN)

    async def look(site: Running) -> None:
        used.append(site.models.life.active_model)
        assert used[-1] in ("tsb", name)
        made_by = set(site.models.active_forecaster()(history(DAYS_FEW)).made_by)
        assert made_by == ({"tsb"} if used[-1] == "tsb" else {"network"})
        if len(used) == 1:
            await site.models.tend(history(DAYS_FEW))
            assert site.models.life.active_model == name, "what was cut off is done again"

    world.run(publish)
    ((_, steps),) = _live({world.copy(tmp_path / "whole"): 0})
    assert steps >= 10
    chosen = [1, *sorted(random.Random(seed).sample(range(2, steps), CUTS)), steps]
    folders = {world.copy(tmp_path / f"cut-{step}"): step for step in chosen}
    for ended, _ in _live(folders):
        assert ended in (-9, 0), "0: it took fewer steps this time"
    for folder in folders:
        World.at(folder, world).run(look)
    assert (used[0], used[-1]) == ("tsb", name)


def _live(steps: Mapping[Path, int]) -> list[tuple[int, int]]:
    """How each site ended, and the steps it took if it lived."""
    words = [sys.executable, "-m", "tests.foresight.cut"]
    for folder, step in steps.items():
        words += [str(folder), str(step)]
    done = subprocess.run(words, capture_output=True, text=True, timeout=240, check=True)
    ends = [line.split() for line in done.stdout.splitlines() if line.startswith("ended ")]
    return [(int(ended), int(taken)) for _, ended, taken in ends]
