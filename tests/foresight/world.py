"""A site with its programs running, a hub that publishes, and demand that models are judged by."""

import asyncio
import shutil
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from edge.app import Edge, build
from edge.config import read
from edge.foresight.apart import Apart, Limits
from edge.foresight.models import Means, Models, Packaged
from edge.foresight.shelf import Shelf
from hub.foresight.publishing import keep_part, part_changes, publish, retire
from models.demand.history import HORIZON_D, DemandHistory
from models.demand.local import forecast_by_tsb
from models.demand.manifest import Manifest, manifest_of
from models.warehouse.catalogue import CATALOGUE, EXCEPTION, MODEL_STANDING
from models.warehouse.scopes import company_scope
from node.keys import public_bytes
from sync.core.catalogue import Value
from sync.core.change import Change
from sync.store.protocol import Author, Member
from sync.store.sqlite import SqliteStore
from tests.edge.serving import FAST, NOON_MS, SMALL, Clock, make
from tests.foresight import made
from tests.foresight.here import Here
from tests.foresight.pretend import CHILD, work
from tests.hub.world import ranges

HUB_NODE, HUB_NUMBER = 4242, 3
HUB_KEY = Ed25519PrivateKey.from_private_bytes(b"h" * 32)
TODAY = datetime.fromtimestamp(NOON_MS / 1000, UTC).date()
NO_OTHER: Mapping[str, object] = {}
Spoil = Callable[[Manifest, list[Change]], list[Change]]
RATE, ITEMS, DAYS = 6.0, 80, 100


class World:
    """A site in a folder, and headquarters as far as models need it. `limits`: of the process in
    which models run; None: they run in this one."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.clock = folder / "site", Clock()
        make(self.folder, self.clock)
        self.limits: Limits | None = None
        self.packaged: Packaged | None = None
        self._hub_file = folder / "hub.db"
        self._hub: SqliteStore | None = None

    def run(self, scenario: Callable[["Running"], Awaitable[None]]) -> None:
        """The site from start to stop, with the scenario in between."""

        async def whole() -> None:
            config = read(self.folder, {**SMALL}, environment={})
            edge = build(config, wall_ms=self.clock, options=FAST)
            async with edge.running():
                await scenario(Running(self, edge))

        asyncio.run(whole())

    def hub(self, company: int) -> SqliteStore:
        """Headquarters' store."""
        if self._hub is None:
            me = Member(HUB_NODE, HUB_NUMBER, public_bytes(HUB_KEY), "hub", ("*",))
            self._hub = SqliteStore.create(
                self._hub_file, CATALOGUE, me, HUB_KEY, self.clock, options=FAST
            )
        return self._hub

    @classmethod
    def at(cls, folder: Path, like: "World") -> "World":
        """The same at a folder that is there."""
        world = cls.__new__(cls)
        world.__dict__ |= like.__dict__
        world.folder = folder
        return world

    def copy(self, to: Path) -> Path:
        """The site's folder as it lies there now."""
        shutil.copytree(self.folder, to)
        return to


class Running:
    """The running site with models that are a few words of JSON."""

    def __init__(self, world: World, edge: Edge) -> None:
        self.world, self.edge = world, edge
        self.company = edge.opened.site.company_id
        self.models = self.start()

    def start(self) -> Models:
        """As after a restart of the program."""
        world, at = self.world, self.edge.services
        means = Means(forecast_by_tsb, made.FEATURES, world.packaged)
        apart = Here(work) if world.limits is None else Apart(world.limits, CHILD)
        return Models(at, Shelf(world.folder), apart, means)

    async def publish(
        self,
        model: str,
        *,
        spoil: Spoil | None = None,
        card: Mapping[str, object] = NO_OTHER,
    ) -> str:
        """Offer a model; `spoil`: what arrives in place of its parts. Its id."""
        body = model.encode()
        manifest = manifest_of(made.card(**card), body, body)
        hub = self.world.hub(self.company)
        parts: list[Change] = list(part_changes(self.company, manifest, body, body))
        hub.begin()
        for part in parts if spoil is None else spoil(manifest, parts):
            keep_part(hub, self.company, part, Author())  # type: ignore[arg-type]
        publish(hub, self.company, manifest, Author(), self.world.clock())
        hub.commit()
        await self.hear()
        return manifest.model

    async def retire(self, model: str) -> None:
        hub = self.world.hub(self.company)
        hub.begin()
        assert retire(hub, self.company, model, Author())
        hub.commit()
        await self.hear()

    async def write(self, change: Change) -> None:
        """Anything a hub could write."""
        hub = self.world.hub(self.company)
        hub.begin()
        hub.write(company_scope(self.company), [change], Author())
        hub.commit()
        await self.hear()

    async def hear(self) -> None:
        """What the line brings."""
        hub = self.world.hub(self.company)
        scopes = (company_scope(self.company),)
        member = Member(HUB_NODE, HUB_NUMBER, public_bytes(HUB_KEY), "hub", scopes)

        def take(store: SqliteStore) -> None:
            if HUB_NODE not in store.members():
                store.enrol(member)
            for batch in ranges(hub, store.vector(), scopes):
                outcome = store.ingest(batch)
                assert outcome.code == "", outcome

        await self.edge.writer.run(take)

    async def standings(self) -> dict[str, Mapping[str, Value]]:
        """What headquarters will see."""
        rows = await self.edge.writer.run(lambda store: store.rows(MODEL_STANDING))
        return {str(row["model"]): row for row in rows.values()}

    async def exceptions(self) -> list[tuple[str, str, str]]:
        rows = await self.edge.writer.run(lambda store: store.rows(EXCEPTION))
        return [
            (str(row["kind"]), str(row["code"]), str(row["arguments"])) for row in rows.values()
        ]


def history(days: int = DAYS, until: date = TODAY, seed: int = 5) -> DemandHistory:
    """A steady demand of RATE a day, which TSB smooths and a model may simply know."""
    asked = np.random.default_rng(seed).poisson(RATE, (ITEMS, DAYS + 200)).astype(float)
    return DemandHistory(
        items=tuple(f"item-{number}" for number in range(ITEMS)),
        first_day=until - timedelta(days=days - 1),
        asked=asked[:, :days],
        closed=np.zeros(days + HORIZON_D, dtype=bool),
    )
