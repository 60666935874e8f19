"""python -m bench.fleet: the long storms, a million robot-steps each; exit 1 when anything went
wrong."""

import sys

import click

from bench.fleet import storm, storm_turning
from bench.fleet.floors import RUINS, WAREHOUSE, floor

SEED_MAX = 2**32 - 1


@click.command()
@click.option("--robot-steps", type=click.IntRange(100), default=1_000_000, show_default=True)
@click.option("--seed", type=click.IntRange(0, SEED_MAX), default=1, show_default=True)
def main(robot_steps: int, seed: int) -> None:
    """Drive 100 robots through delays and losses."""
    figures = storm(floor(WAREHOUSE), seed, robot_steps)
    figures |= storm_turning(floor(RUINS), seed, robot_steps)
    for name, figure in figures.items():
        click.echo(f"{name:28} {figure:12,.0f}")
    wrong = ("collisions", "deadlocks", "open_missions")
    sys.exit(any(figure for name, figure in figures.items() if name.endswith(wrong)))


if __name__ == "__main__":
    main(prog_name="python -m bench.fleet")
