"""`python -m tests.agv.link --frames 10000`: frames of somebody who means harm; exit 1 if one
moves the robot."""

import random
import sys
import tempfile
from pathlib import Path

import click

from tests.agv.link.attacks import withstand
from tests.agv.link.rig import Rig


@click.command()
@click.option("--frames", type=click.IntRange(1), default=10_000, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True)
def main(frames: int, seed: int) -> None:
    """Count the motor commands that so many hostile frames cause: there may be none."""
    with tempfile.TemporaryDirectory() as folder:
        rig = Rig(Path(folder))
        moves = withstand(rig, frames, random.Random(seed))
        refused = ", ".join(f"{kind} {times}" for kind, times in sorted(rig.gate.refused.items()))
    click.echo(f"{frames} hostile frames, {moves} motor commands; refused: {refused}")
    sys.exit(1 if moves else 0)


if __name__ == "__main__":
    main(prog_name="python -m tests.agv.link")
