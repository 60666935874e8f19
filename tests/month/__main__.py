"""python -m tests.month: a month of a site, every way through every dialogue, and the check."""

import random
import sys

import click

from tests.month.report import told
from tests.month.run import work

SEED_MAX = 2**32 - 1


@click.command()
@click.option("--days", type=click.IntRange(1, 31), default=21, show_default=True)
@click.option("--orders", type=click.IntRange(1, 500), default=40, show_default=True)
@click.option("--seed", type=click.IntRange(0, SEED_MAX), help="Repeat a run (default: a new one).")
def main(days: int, orders: int, seed: int | None) -> None:
    """Work the days; exit 0 when every edge was walked, nothing was lost, and `check` is clean."""
    seed = random.SystemRandom().randint(0, SEED_MAX) if seed is None else seed
    proof = work(days, orders, seed)
    for line in told(proof):
        click.echo(line)
    sys.exit(0 if proof.is_good else 1)


if __name__ == "__main__":
    main(prog_name="python -m tests.month")
