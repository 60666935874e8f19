"""Headquarters and a site as whole programs with a line between them, and customers who order."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import apsw
import msgspec
import numpy as np
import numpy.typing as npt

from edge.admin.making import Wish, make_site
from edge.app import Edge, build
from edge.config import read
from edge.floor.layout import Layout
from edge.foresight.apart import Apart
from edge.foresight.foreseeing import Foreseeing
from edge.foresight.models import Means, Models, packaged
from edge.foresight.proposing import Policy
from edge.foresight.shelf import Shelf
from edge.store.recorder import Actor
from hub.foresight.publishing import keep_part, publish
from models.demand.features import SCHEMA
from models.demand.forecaster import forecast
from models.warehouse.commands import Adjust, TakeOrder
from models.warehouse.commands.outbound import OrderLine
from sync.store.protocol import Author
from sync.store.sqlite import SqliteStore
from tests.edge.serving import FAST, SMALL
from tests.foresight.offering import Offering
from tests.hub.test_wire import eventually, served
from tests.hub.world import Hub, World

Units = npt.NDArray[np.int64]
DAY_MS = 86_400_000
ITEMS = 52
"""Just enough to be judged by."""
SCARCE = 3
"""Items of which little is there."""


class Whole:
    """Both programs while they run. `models` and `foreseeing` are driven by hand."""

    def __init__(self, world: World, hub: Hub, edge: Edge) -> None:
        self.world, self.hub, self.edge = world, hub, edge
        self.models: Models = edge.models
        self.chance = np.random.default_rng(2)
        self._number = 0
        self._places: list[str] = []

    @property
    def foreseeing(self) -> Foreseeing:
        return Foreseeing(self.edge.services, self.models, Policy(), self._id)

    def start_again(self, apart: Apart) -> None:
        """Models as after a restart of the program."""
        means = Means(partial(forecast, run=None), SCHEMA, packaged())
        at, shelf = self.edge.services, Shelf(self.edge.opened.folder)
        self.models = Models(at, shelf, apart, means)

    async def stock(self) -> None:
        """Items from headquarters, each in a place of its own; there is little of the first few."""
        for number in range(ITEMS):
            await self.hub.post("/items", {"code": code_of(number), "description": "-"}, 201)
        await self.until("SELECT count(*) FROM item", ITEMS)
        places = await self.ask("SELECT code FROM location WHERE kind='storage' ORDER BY code")
        for number, (place,) in zip(range(ITEMS), places, strict=False):
            units = 30 if number < SCARCE else 100_000
            await self.give(
                Adjust(
                    command_id=self._id(),
                    item=code_of(number),
                    location=str(place),
                    quantity=units,
                    reason="opening",
                )
            )

    async def day(self, units: Units) -> None:
        """One order with what is asked for of each item, and the day is over."""
        lines = [
            OrderLine(item=code_of(number), quantity=int(asked))
            for number, asked in enumerate(units)
            if asked
        ]
        number = self._id()
        await self.give(TakeOrder(command_id=number, order=number[-12:], customer="C", lines=lines))
        self.world.clock.now_ms += DAY_MS

    async def give(self, command: Adjust | TakeOrder) -> None:
        await self.edge.writer.submit(command, Actor())

    async def ask(self, statement: str) -> list[tuple[Any, ...]]:
        """Of the site's database."""

        def look(connection: apsw.Connection) -> list[tuple[Any, ...]]:
            return connection.execute(statement).fetchall()

        return await self.edge.services.readers.run(look)

    async def until(self, statement: str, least: int) -> None:
        """The line has brought so much to the site."""

        async def there() -> bool:
            return int((await self.ask(statement))[0][0]) >= least

        await eventually(there)

    async def heard(self, statement: str, least: int) -> None:
        """The line has brought so much to headquarters."""

        async def there() -> bool:
            found = await self.hub.writer.run(
                lambda store: list(store.connection.execute(statement))
            )
            return int(str(found[0][0])) >= least

        await eventually(there)

    async def publish(self, offering: Offering) -> None:
        """A sound one by the front door, a spoilt one as rows that only a hub could write; until
        the site has it."""
        if offering.spoil is None:
            await self.hub.post("/models", offering.body(), 201)
        else:
            await self.hub.writer.change(partial(_slip_in, offering, self))
        await self.until(f"SELECT count(*) FROM forecast_model WHERE id='{offering.model}'", 1)

    async def proposals(self) -> dict[str, dict[str, Any]]:
        """By item what headquarters shows of the open ones to order, with their pictures."""
        vector = await self.edge.writer.run(lambda store: store.vector())

        async def heard() -> bool:
            known = await self.hub.writer.run(lambda store: store.vector())
            return all(known.get(stream) == head for stream, head in vector.items())

        await eventually(heard)
        page = await self.hub.get("/foresight/proposals", kind="reorder")
        whole = [await self.hub.get(f"/foresight/proposals/{row['id']}") for row in page["items"]]
        return {row["item"]: row["because"] for row in whole}

    async def methods(self) -> set[str]:
        """What made the site's forecasts of last night."""
        rows = await self.ask("SELECT body FROM item_outlook")
        return {msgspec.json.decode(body)["method"] for (body,) in rows}

    async def standing(self, model: str, wanted: str) -> dict[str, Any]:
        """What headquarters shows of a model at the site, once it shows it as wanted."""
        found: dict[str, Any] = {}

        async def there() -> bool:
            (site,) = (await self.hub.get("/models"))["sites"]
            for each in site["standings"]:
                if each["model"] == model and each["standing"] == wanted:
                    found.update(each)
            return bool(found)

        await eventually(there)
        return found

    def _id(self) -> str:
        self._number += 1
        return f"whole-life-{self._number:08}"


@asynccontextmanager
async def whole(folder: Path) -> AsyncIterator[Whole]:
    """A hub on a socket, and a site that was enrolled there and is on the line."""
    world = World(folder)
    async with served(world) as (hub, url):
        place = {"code": "NORTH", "name": "North", "time_zone": "Europe/London"}
        code = (await hub.post("/enrolments", {"site": place}, 201))["code"]
        layout = Layout(zones=("A",), aisles=1, bays=30, levels=2)
        wish = Wish(
            company="", warehouse="", name="", time_zone="", layout=layout, hub=url,
            code=str(code), manager="Mia", host="127.0.0.1", port=0,
        )  # fmt: skip
        await asyncio.to_thread(make_site, folder / "north", wish, world.clock, FAST)
        config = read(folder / "north", {**SMALL, "foresight.on": False}, environment={})
        edge = build(config, wall_ms=world.clock, options=FAST)
        async with edge.running():
            yield Whole(world, hub, edge)


def live(folder: Path, scenario: Callable[[Whole], Awaitable[None]]) -> None:
    async def run() -> None:
        async with whole(folder) as site:
            await scenario(site)

    asyncio.run(run())


def _slip_in(offering: Offering, site: Whole, store: SqliteStore) -> None:
    company = site.edge.opened.site.company_id
    for part in offering.parts(company):
        keep_part(store, company, part, Author())
    publish(store, company, offering.manifest, Author(), site.world.clock())


def code_of(number: int) -> str:
    return f"SKU-{number:03}"
