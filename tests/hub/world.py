"""A hub served in this process, and sites that are stores of their own."""

import asyncio
import base64
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

import httpx

from hub.app import Clocks, Program, build
from hub.config import Config, Http
from hub.config import Store as StoreConfig
from hub.founding import Founding, found
from hub.store.writer import HubWriter
from models.warehouse import ids
from node.keys import public_bytes
from sync.core.effects import Ingest, Taken
from sync.core.ids import EMPTY_HEAD, StreamId
from sync.core.messages import Batch
from sync.store.protocol import Ingested, Range, Store
from tests.hub.site import QUICK, START_MS, Clock, Site

__all__ = ["PASSWORD", "QUICK", "START_MS", "Hub", "Site", "World", "enrol_body", "ranges"]

PASSWORD = "a long password"
S = TypeVar("S", bound=Site)


class World:
    """Everything of one test."""

    def __init__(self, folder: Path, company: str = "ACME") -> None:
        self.folder = folder
        self.clock = Clock()
        self.sites: dict[str, Site] = {}
        self.config = Config(
            folder=str(folder / "hub"),
            http=Http(port=0),
            store=StoreConfig(ballast_bytes=0, free_bytes_min=0),
        )
        founding = Founding(company_code=company, company_name=company.title(), name="hub")
        found(
            self.config,
            founding,
            self.clock,
            admin=("ada", PASSWORD),
            options=QUICK,
            number_first=1,
        )

    def run(self, scenario: "Callable[[Hub], Awaitable[None]]") -> None:
        """The hub from start to stop, with the scenario in between."""

        async def whole() -> None:
            async with self.serving() as hub:
                await scenario(hub)

        asyncio.run(whole())

    @asynccontextmanager
    async def serving(self) -> "AsyncIterator[Hub]":
        program = build(self.config, Clocks(wall_ms=self.clock), QUICK)
        async with program.litestar.lifespan():
            transport = httpx.ASGITransport(app=program.asgi)  # type: ignore[arg-type]
            async with httpx.AsyncClient(
                transport=transport, base_url="http://localhost/api/v1"
            ) as client:
                client.headers["authorization"] = f"Bearer {program.local_token}"
                yield Hub(self, program, client)


class Hub:
    """The running hub, seen over HTTP."""

    def __init__(self, world: World, program: Program, client: httpx.AsyncClient) -> None:
        self.world, self.program, self.client = world, program, client

    @property
    def writer(self) -> HubWriter:
        return self.program.writer

    async def get(self, path: str, **query: object) -> dict[str, Any]:
        response = await self.client.get(path, params=query)  # type: ignore[arg-type]
        assert response.status_code == 200, response.text
        return dict(response.json())

    async def post(self, path: str, body: object, status: int = 200) -> dict[str, Any]:
        response = await self.client.post(path, json=body)
        assert response.status_code == status, response.text
        return dict(response.json()) if response.content else {}

    async def enrol(self, code: str, *, settle: bool = True) -> Site:
        """A new site by its one-time code."""
        return await self.admit(Site(self.world.folder, self.world.clock), code, settle=settle)

    async def admit(self, site: S, code: str, *, settle: bool = True) -> S:
        """Give a computer its place."""
        issued = await self.post(
            "/enrolments",
            {"site": {"code": code, "name": f"Site {code}", "time_zone": "Europe/Berlin"}},
            201,
        )
        certificate = await self.post("/enrol", enrol_body(site, str(issued["code"])))
        site.accept(certificate)
        if settle:
            site.settle_in()
        self.world.sites[code] = site
        return site

    async def log_in(self, name: str) -> None:
        """Go on as this person, from our own page."""
        del self.client.headers["authorization"]
        await self.post("/session", {"name": name, "password": PASSWORD})
        self.client.headers["x-holdfast"] = "1"

    async def unknown_twin(self, of: Site) -> Site:
        """A computer with a key nobody pinned that says it is at the same site."""
        twin = Site(self.world.folder, self.world.clock)
        twin.become(of)
        return twin

    async def exchange(self, *sites: Site, rounds: int = 3) -> list[Ingested | Taken]:
        """What sessions do, without a wire: everybody gets what they lack and may see."""
        outcomes: list[Ingested | Taken] = []
        for _ in range(rounds):
            for site in sites or tuple(self.world.sites.values()):
                up = ranges(site.store, await self._vector(), site.scopes)
                outcomes += [await self.ingest(batch) for batch in up]
                down = await self.writer.run(
                    lambda store, site=site: ranges(  # type: ignore[misc]
                        store, site.store.vector(), site.scopes
                    )
                )
                members = await self.writer.run(lambda store: store.members())
                for member in members.values():
                    if member.node not in site.store.members():
                        site.store.enrol(member)
                outcomes += [site.store.ingest(batch) for batch in down]
        return [outcome for outcome in outcomes if outcome.code]

    async def ingest(self, batch: Range) -> Taken:
        """Take a batch in as a session would."""
        effect = Ingest(Batch(batch.stream, batch.first, batch.bodies, batch.seal))
        taken = await self.writer.run(lambda _: self.program.links.side.perform(effect))
        assert isinstance(taken, Taken)
        await asyncio.sleep(0)
        return taken

    def live(self, site: Site) -> None:
        """The site is on the line and has nothing waiting."""
        self.program.watch.up(site.warehouse)
        self.program.watch.waiting(site.warehouse, 0)

    async def _vector(self) -> dict[StreamId, object]:
        return dict(await self.writer.run(lambda store: store.vector()))


def enrol_body(site: Site, code: str) -> dict[str, str]:
    return {
        "code": code,
        "node": ids.show(site.node),
        "public_key": base64.b64encode(public_bytes(site.key)).decode(),
        "name": "mini-pc",
    }


def ranges(store: Store, theirs: object, scopes: tuple[str, ...]) -> list[Range]:
    """All that one store holds beyond a vector, within scopes."""
    assert isinstance(theirs, dict)
    store.seal()
    found = []
    for stream, head in sorted(store.vector().items()):
        after = theirs.get(stream, EMPTY_HEAD).seq
        while stream.scope in scopes and after < head.seq:
            batch = store.extract(stream, after, 1 << 20)
            if batch is None:
                break
            found.append(batch)
            after = batch.first + len(batch.bodies) - 1
    return found
