"""python -m tests.demo.kill: nodes are killed at random moments of a day; nothing may be missing.

Each round: the staff work, one node gets SIGKILL, its own check runs over what is left of it, every
acknowledged command is looked up in its file, it is started again and the seconds to ready counted.
"""

import asyncio
import random
import sys
import tempfile
from functools import partial
from pathlib import Path

import click
import msgspec
import uvloop
from rich.console import Console

from tests.demo.audit import Findings, check_commands, check_ordered, check_stock, held
from tests.demo.book import Done, percentile
from tests.demo.closing import check_program, prove_files, settle
from tests.demo.day import ROLES, announce, release_all, shift
from tests.demo.headquarters import Ordered
from tests.demo.making import make_rows
from tests.demo.opening import close_world, open_world, remove
from tests.demo.programs import end_like_interrupt
from tests.demo.replica import read_replica
from tests.demo.shapes import Json
from tests.demo.story import Story
from tests.demo.world import EDGE, HUB, Site, World

SEED_MAX = 2**32 - 1
ORDERS_BASE, ORDERS_PER_ROUND, ITEMS = 60, 8, 200
WORK_S = (0.1, 1.2)
HUB_SHARE = 0.25
CLERK_PAUSE_S = 0.1
READY_S_TARGET = 2.0


class Restarts(msgspec.Struct, frozen=True):
    """Seconds from the start of a process to the first good answer of its /readyz, every one."""

    times: int = 0
    p50_s: float | None = None
    p99_s: float | None = None
    max_s: float | None = None

    @property
    def quick(self) -> bool:
        """Whether it met its target; what was never killed has missed none."""
        return self.p99_s is None or self.p99_s < READY_S_TARGET


class Figures(msgspec.Struct):
    """What the rounds gave; the last line on standard output."""

    rounds: int = 0
    hub_kills: int = 0
    acknowledged: int = 0
    lost: int = 0
    duplicated: int = 0
    negative_stock: int = 0
    ledgers_not_ok: int = 0
    converged: bool = False
    restart_ready_edge: Restarts = Restarts()
    restart_ready_hub: Restarts = Restarts()

    @property
    def good(self) -> bool:
        """Whether nothing was missing and the restarts of both programs were quick."""
        wrong = self.lost + self.duplicated + self.negative_stock + self.ledgers_not_ok
        quick = self.restart_ready_edge.quick and self.restart_ready_hub.quick
        return not wrong and self.converged and quick


@click.command()
@click.option("--rounds", type=click.IntRange(1, 10_000), default=100, show_default=True)
@click.option("--seed", type=click.IntRange(0, SEED_MAX), default=1, show_default=True)
def main(rounds: int, seed: int) -> None:
    """Kill nodes (SIGKILL) at random moments; exit 0 when nothing acknowledged was ever missing."""
    folder = Path(tempfile.mkdtemp(prefix="holdfast-kill-"))
    figures = uvloop.run(run_rounds(folder, rounds, seed, Console(stderr=True)))
    if figures.good:
        remove(folder)
    else:
        click.echo(
            f"The data and the logs are kept in {folder}; repeat with --seed {seed}", err=True
        )
    click.echo(msgspec.json.encode(figures).decode())
    sys.exit(0 if figures.good else 1)


async def run_rounds(folder: Path, rounds: int, seed: int, console: Console) -> Figures:
    """Open a world, kill its nodes so often, close it and prove it."""
    story, chance = Story(console), random.Random(seed)
    rows = make_rows(seed, ORDERS_BASE + ORDERS_PER_ROUND * rounds, ITEMS)
    end_like_interrupt()
    world = World(folder, usual_ports=False)
    figures, findings, ready_s = Figures(), Findings(), dict[str, list[float]]()
    try:
        await open_world(world, rows, chance, story)
        for site in world.sites:
            await announce(world, site, site.parts)
        with story.step(f"{rounds} rounds of killing.", rounds) as step:
            async with asyncio.TaskGroup() as group:
                tasks = _start_work(world, group, chance)
                for _ in range(rounds):
                    await asyncio.sleep(chance.uniform(*WORK_S))
                    program, seconds = await _round(world, chance, figures, findings)
                    ready_s.setdefault(program, []).append(seconds)
                    step.advance()
                for task in tasks:
                    task.cancel()
                for site in world.sites:
                    site.board.closing = True
        await settle(world)
        checks = await prove_files(world, findings)
    finally:
        await close_world(world)
    figures.ledgers_not_ok += sum(check.code != 0 for check in checks)
    _sum_up(figures, findings, world, ready_s)
    for text in (*findings.lost, *findings.duplicated, *findings.negative, *findings.apart)[:20]:
        story.tell(f"[red]{text}[/]")
    return figures


def _start_work(
    world: World, group: asyncio.TaskGroup, chance: random.Random
) -> list[asyncio.Task[None]]:
    """Staff who work until the end, and people who may be sent home at any moment."""
    for site in world.sites:
        for worker, role in zip(site.staff, ROLES, strict=True):
            group.create_task(shift(worker, site.board, role))
    leads = [group.create_task(release_all(site)) for site in world.sites]
    return [*leads, group.create_task(_clerk(world, random.Random(chance.random())))]


async def _clerk(world: World, chance: random.Random) -> None:
    """Headquarters never stops commanding."""
    while True:
        site = chance.choice(world.sites)
        location = chance.choice(site.board.places["storage"])
        fields: dict[str, Json] = {"sequence": chance.randrange(10_000)}
        await world.hq.command(site.code, "edit_location", location=location, fields=fields)
        await asyncio.sleep(CLERK_PAUSE_S)


async def _round(
    world: World, chance: random.Random, figures: Figures, findings: Findings
) -> tuple[str, float]:
    """Which program was killed, and the seconds until it was ready again."""
    site = None if chance.random() < HUB_SHARE else chance.choice(world.sites)
    program = world.hub if site is None else site.program
    figures.rounds += 1
    figures.hub_kills += site is None
    await program.kill()
    # What is acknowledged until here must be in the file; nothing is acknowledged while it is down.
    check = await check_program(program)
    if check.code != 0:
        figures.ledgers_not_ok += 1
        findings.apart.append(f"{check.name} after a kill: {check.said[:500]}")
    # Copies, since the other site goes on while a thread looks.
    acknowledged = world.book.of_site(site.code) if site is not None else []
    ordered = [each for each in world.hq.ordered if site is None or each.site == site.code]
    look = partial(_look_up_hub, world) if site is None else partial(_look_up, site, acknowledged)
    await asyncio.to_thread(look, ordered, findings)
    return program.program, await program.start()


def _look_up_hub(world: World, ordered: list[Ordered], findings: Findings) -> None:
    here = read_replica(world.hub_database).ordered
    gone = [each for each in ordered if each.command_id not in here]
    findings.lost.extend(f"hub: {each.kind} {each.command_id} to {each.site}" for each in gone)


def _look_up(
    site: Site, acknowledged: list[Done], ordered: list[Ordered], findings: Findings
) -> None:
    where = held(site.code, read_replica(site.database))
    check_commands(where, acknowledged, findings)
    check_stock(where, findings)
    answered = [each for each in ordered if each.command_id in where.replica.answers]
    check_ordered(where, answered, findings)


def _sum_up(
    figures: Figures, findings: Findings, world: World, ready_s: dict[str, list[float]]
) -> None:
    figures.acknowledged = len(world.book.done) + len(world.hq.ordered)
    figures.lost, figures.duplicated = len(findings.lost), len(findings.duplicated)
    figures.negative_stock, figures.converged = len(findings.negative), not findings.apart
    figures.restart_ready_edge = _restarts(ready_s.get(EDGE, []))
    figures.restart_ready_hub = _restarts(ready_s.get(HUB, []))


def _restarts(seconds: list[float]) -> Restarts:
    if not seconds:
        return Restarts()
    p50, p99, longest = percentile(seconds, 0.5), percentile(seconds, 0.99), max(seconds)
    return Restarts(len(seconds), round(p50, 3), round(p99, 3), round(longest, 3))


if __name__ == "__main__":
    main(prog_name="python -m tests.demo.kill")
