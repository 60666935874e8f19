"""python -m tests.month: a month of a site, the check, and which states were never reached."""

import random
import sys
import time

import click

from tests.month.run import work

SEED_MAX = 2**32 - 1


@click.command()
@click.option("--days", type=click.IntRange(1, 31), default=21, show_default=True)
@click.option("--orders", type=click.IntRange(1, 500), default=40, show_default=True)
@click.option("--seed", type=click.IntRange(0, SEED_MAX), help="Repeat a run (default: a new one).")
def main(days: int, orders: int, seed: int | None) -> None:
    """Work the days; exit 0 when `check` finds nothing."""
    seed = random.SystemRandom().randint(0, SEED_MAX) if seed is None else seed
    started = time.monotonic()
    proof = work(days, orders, seed)
    click.echo(
        f"{days} days, {orders} orders a day, seed {seed}: {time.monotonic() - started:.0f} s"
    )
    for outcome, count in sorted(proof.outcomes.items()):
        click.echo(f"  {outcome:24} {count:,}")
    for document, states in proof.missing.items():
        said = f"not reached: {', '.join(states)}" if states else "all states reached"
        click.echo(f"{document}: {said}")
    click.echo(proof.check_said.rstrip())
    sys.exit(proof.check_code)


if __name__ == "__main__":
    main(prog_name="python -m tests.month")
