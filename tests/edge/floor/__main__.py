"""python -m tests.edge.floor --steps N: random work on a small warehouse, checked at each step."""

import random
import time

import click
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.edge.floor.test_guided_machine import Guided

STEPS_AT_ONCE = 50
SEED_MAX = 2**32 - 1


@click.command()
@click.option("--steps", type=click.IntRange(1), default=50_000, show_default=True)
@click.option("--seed", type=click.IntRange(0, SEED_MAX), help="Repeat a run (default: a new one).")
def main(steps: int, seed: int | None) -> None:
    """Walk until so many steps are done. What fails is shrunk and shown."""
    seed = random.SystemRandom().randint(0, SEED_MAX) if seed is None else seed
    started, walks = time.monotonic(), 0
    long = settings(
        max_examples=40,
        stateful_step_count=STEPS_AT_ONCE,
        deadline=None,
        database=None,
        suppress_health_check=[*HealthCheck],
    )
    while Guided.steps < steps:
        # A machine class of its own for each walk: Hypothesis takes its seed from there.
        walk: type[Guided] = type(
            "Walk", (Guided,), {"_hypothesis_internal_use_seed": seed + walks}
        )
        run_state_machine_as_test(walk, settings=long)
        Guided.steps = walk.steps
        walks += 1
        click.echo(f"{Guided.steps:,} steps, {time.monotonic() - started:.0f} s", err=True)
    click.echo(f"{Guided.steps:,} steps from seed {seed}: conserved, never negative, no exception")


if __name__ == "__main__":
    main(prog_name="python -m tests.edge.floor")
