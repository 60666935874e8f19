"""python -m tests.demo: a hub, two warehouses, their staff and a day of work; then the proof."""

import asyncio
import random
import sys
import tempfile
from pathlib import Path

import click
import msgspec
import uvloop
from rich.console import Console

from tests.demo.closing import prove
from tests.demo.day import work_the_day
from tests.demo.figures import Figures, figures_of
from tests.demo.making import make_rows
from tests.demo.opening import close_world, open_doors, open_world, remove
from tests.demo.orders import Row
from tests.demo.programs import ProgramFailed, end_like_interrupt
from tests.demo.reading import NotOrders, read_rows
from tests.demo.report import show, show_addresses
from tests.demo.story import Story
from tests.demo.world import World

SEED_MAX = 2**32 - 1
MADE_ORDERS, MADE_ITEMS = 160, 240


@click.command()
@click.option("--once", is_flag=True, help="End after the day; the last line is JSON.")
@click.option("--orders", "file", type=click.Path(path_type=Path), help="Real orders (CSV).")
@click.option("--seed", type=click.IntRange(0, SEED_MAX), help="Repeat a run (default: a new one).")
@click.option("--data", type=click.Path(path_type=Path), help="An empty folder to keep the data.")
@click.option("--size", type=click.IntRange(10, 5_000), default=MADE_ORDERS, show_default=True,
              help="Orders of a made-up day.")  # fmt: skip
@click.option("--offline", type=click.FloatRange(0, 600), default=8.0, show_default=True,
              help="Seconds the line is down, at least.")  # fmt: skip
@click.option("--any-ports", is_flag=True, help="Take any free ports, not the usual ones.")
def main(
    once: bool,
    file: Path | None,
    seed: int | None,
    data: Path | None,
    size: int,
    offline: float,
    any_ports: bool,
) -> None:
    """Start a hub and two warehouses and work a day, with the line of one cut in the middle.

    Exit 0 when nothing was lost, duplicated or negative and all ledgers agree.
    """
    seed = random.SystemRandom().randint(0, SEED_MAX) if seed is None else seed
    try:
        rows = read_rows(file) if file is not None else make_rows(seed, size, MADE_ITEMS)
    except NotOrders as error:
        raise click.ClickException(str(error)) from error
    folder = _folder(data)
    try:
        figures = uvloop.run(
            _demo(
                folder,
                rows,
                seed,
                offline,
                once=once,
                kept=data is not None,
                usual_ports=not any_ports,
            )
        )
    except (ProgramFailed, ExceptionGroup) as error:
        click.echo(
            f"The data and the logs are kept in {folder}; repeat with SEED={seed}.", err=True
        )
        if isinstance(error, ExceptionGroup):
            raise
        raise click.ClickException(str(error)) from error
    if data is None and figures.good:
        remove(folder)
    click.echo(msgspec.json.encode(figures).decode())
    sys.exit(0 if figures.good else 1)


async def _demo(
    folder: Path,
    rows: list[Row],
    seed: int,
    offline_s: float,
    *,
    once: bool,
    kept: bool,
    usual_ports: bool,
) -> Figures:
    end_like_interrupt()
    story = Story(Console(stderr=True))
    page = Console()
    chance = random.Random(seed)
    story.tell(f"Seed {seed}, data in {folder}")
    world = World(folder, usual_ports=usual_ports)
    try:
        await open_world(world, rows, chance, story)
        course = await work_the_day(world, story, offline_s)
        proof = await prove(world, course, story)
        figures = figures_of(world, course, proof)
        show(page, world, course, proof, figures)
        page.print(f"Data, logs and refused.csv: {folder}{_fate(figures, kept)}", soft_wrap=True)
        if not once:
            await open_doors(world)
            show_addresses(page, world)
            await _until_interrupted()
        return figures
    finally:
        await close_world(world)


async def _until_interrupted() -> None:
    click.echo("It stays up until Ctrl-C.")
    try:
        await asyncio.Event().wait()
    except asyncio.CancelledError:
        click.echo("Stopping.")


def _fate(figures: Figures, kept: bool) -> str:
    """What becomes of the folder when the demo ends."""
    return "" if kept or not figures.good else " (removed at the end; DATA=folder keeps it)"


def _folder(data: Path | None) -> Path:
    if data is None:
        return Path(tempfile.mkdtemp(prefix="holdfast-demo-"))
    if data.exists() and any(data.iterdir()):
        raise click.ClickException(f"{data} is not empty; name an empty folder or a new one")
    data.mkdir(parents=True, exist_ok=True)
    return data.resolve()


if __name__ == "__main__":
    main(prog_name="python -m tests.demo")
