"""A start asks the database as little after a year as on the first day."""

import asyncio
from pathlib import Path

from edge.app import build
from edge.config import read
from models.warehouse.catalogue import LOCATION
from models.warehouse.scopes import warehouse_scope
from sync.core.change import Put
from sync.store.protocol import Author
from tests.edge.serving import FAST, SMALL, Clock, make
from tests.steps import counted

FEW, MANY = 65, 1_300  # as many commits since the sums were last brought up to date


def steps_to_start(folder: Path, records: int) -> int:
    """Of a site that has written so many records and answered so many commands."""
    clock = Clock()
    make(folder, clock)
    config = read(folder, SMALL, environment={})

    async def fill() -> None:
        edge = build(config, wall_ms=clock, options=FAST)
        store, site = edge.opened.store, edge.opened.site
        for number in range(records):
            store.begin()
            change = Put(LOCATION, site.places.loss, {"sequence": number})
            store.write(warehouse_scope(site.warehouse_id), [change], Author(key=str(number)))
            row = (str(number), b"", b"", clock())
            store.connection.execute("INSERT INTO stored_reply VALUES(?,?,?,?)", row)
            store.commit()
            store.seal()
        edge.opened.close()

    async def start() -> int:
        with counted() as steps:
            edge = build(config, wall_ms=clock, options=FAST)
            await edge.start()
            taken = steps.taken
        await edge.stop()
        return taken

    asyncio.run(fill())
    return asyncio.run(start())


def test_a_year_starts_in_as_many_steps_as_a_day(tmp_path: Path) -> None:
    few = steps_to_start(tmp_path / "few", FEW)
    assert few > 0
    assert steps_to_start(tmp_path / "many", MANY) == few
