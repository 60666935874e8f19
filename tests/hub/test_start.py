"""A start asks the hub's database as little after a year as on the first day."""

import asyncio
from pathlib import Path

from tests.hub.world import Hub, World
from tests.steps import counted

FEW, MANY = 50, 1_000


def steps_to_start(folder: Path, records: int) -> int:
    """Of a hub that holds so many records of a site and remembers as many refusals."""
    folder.mkdir()
    world = World(folder)

    async def fill(hub: Hub) -> None:
        bonn = await hub.enrol("BONN")
        tea = bonn.item("TEA")
        for _ in range(records):
            bonn.move(tea, 1, "supplier", "A-01")
        await hub.exchange()

    async def start() -> int:
        with counted() as steps:
            async with world.serving():
                return steps.taken

    world.run(fill)
    return asyncio.run(start())


def test_a_year_starts_in_as_many_steps_as_a_day(tmp_path: Path) -> None:
    few = steps_to_start(tmp_path / "few", FEW)
    assert few > 0
    # A round of housekeeping falls inside or not (272 steps); one step a record would be 950 more.
    assert steps_to_start(tmp_path / "many", MANY) < few + (MANY - FEW) // 2
