"""A hub served in this process, and sites that are stores of their own."""

import asyncio
import base64
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from hub.app import Clocks, Program, build
from hub.config import Config, Http
from hub.config import Store as StoreConfig
from hub.founding import Founding, found
from hub.store.writer import HubWriter
from models.warehouse import ids
from models.warehouse.catalogue import CATALOGUE, DN, DN_LINE, ITEM, LOCATION, MOVEMENT, RESERVATION
from models.warehouse.ids import IdSource
from models.warehouse.policy import WarehousePolicy
from models.warehouse.scopes import company_scope, warehouse_scope
from node.keys import public_bytes
from sync.core.catalogue import Value
from sync.core.change import Append, Change, Put
from sync.core.effects import Ingest, Taken
from sync.core.ids import EMPTY_HEAD, Scope, StreamId
from sync.core.messages import Batch
from sync.store.protocol import Author, Ingested, Member, Range, Store
from sync.store.sqlite import Options, SqliteStore

START_MS = 1_760_000_000_000
QUICK = Options(durability="off", sync_directory=False)
PASSWORD = "a long password"


class Clock:
    """Wall time that moves when told to."""

    def __init__(self) -> None:
        self.now_ms = START_MS

    def __call__(self) -> int:
        return self.now_ms


class Site:
    """An edge reduced to its store: it writes facts, and exchanges with the hub when asked."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self.key = Ed25519PrivateKey.generate()
        self.node = int.from_bytes(public_bytes(self.key)[:7], "big") | 1
        self.clock = clock
        self.folder = folder

    def accept(self, certificate: dict[str, object]) -> None:
        """Become what the hub's answer says."""
        read = msgspec.convert(certificate, Certificate)
        self.number, self.scopes = read.number, read.scopes
        self.warehouse = ids.read(read.warehouse.id)
        self.code = read.warehouse.code
        self.company, self.owner = ids.read(read.company.id), ids.read(read.owner.id)
        me = Member(self.node, read.number, public_bytes(self.key), "edge", read.scopes)
        self.store = SqliteStore.create(
            self.folder / f"{self.code}.db",
            CATALOGUE,
            me,
            self.key,
            self.clock,
            policy=WarehousePolicy(),
            options=QUICK,
        )
        hub_key = base64.b64decode(read.hub.public_key)
        self.hub = ids.read(read.hub.node)
        self.store.enrol(Member(self.hub, read.hub.number, hub_key, "hub", read.scopes))
        self.new_id = IdSource(read.number, self.clock)
        self.places: dict[str, int] = {}

    def become(self, other: "Site") -> None:
        """Pretend to be at another's site, with a key of one's own."""
        self.number, self.scopes, self.code = other.number + 100, other.scopes, other.code
        self.warehouse, self.company, self.owner = other.warehouse, other.company, other.owner
        self.places = other.places
        me = Member(self.node, self.number, public_bytes(self.key), "edge", self.scopes)
        self.store = SqliteStore.create(
            self.folder / f"{self.code}-twin.db",
            CATALOGUE,
            me,
            self.key,
            self.clock,
            policy=WarehousePolicy(),
            options=QUICK,
        )
        self.new_id = IdSource(self.number, self.clock)

    def write(self, *changes: Change, scope: Scope | None = None) -> None:
        self.store.begin()
        self.store.write(scope or warehouse_scope(self.warehouse), changes, Author())
        self.store.commit()

    def settle_in(self) -> None:
        """Locations as an edge makes them at its birth."""
        changes: list[Change] = []
        for code, kind in (
            ("supplier", "virtual"),
            ("customer", "virtual"),
            ("transit", "virtual"),
            ("A-01", "storage"),
            ("HOLD", "storage"),
            ("PACK", "packing"),
        ):
            place = self.places[code] = self.new_id.new()
            values: dict[str, Value] = {
                **self.named(),
                "code": code,
                "kind": kind,
                "property": "hold" if code == "HOLD" else "normal",
            }
            changes.append(Put(LOCATION, place, values))
        self.write(*changes)

    def named(self) -> dict[str, Value]:
        return {"company_id": self.company, "warehouse_id": self.warehouse}

    def item(self, code: str, **more: Value) -> int:
        item = self.new_id.new()
        values: dict[str, Value] = {
            "company_id": self.company,
            "owner_id": self.owner,
            "code": code,
            **more,
        }
        self.write(Put(ITEM, item, values), scope=company_scope(self.company))
        return item

    def movement(self, item: int, quantity: int, source: str, target: str, **more: Value) -> Append:
        values: dict[str, Value] = {
            **self.named(),
            "owner_id": self.owner,
            "kind": "move",
            "at_ms": self.clock(),
            "item_id": item,
            "lot_id": 0,
            "quantity": quantity,
            "from_location": self.places[source],
            "from_unit": 0,
            "from_status": "available",
            "to_location": self.places[target],
            "to_unit": 0,
            "to_status": "available",
            **more,
        }
        return Append(MOVEMENT, values)

    def move(self, item: int, quantity: int, source: str, target: str, **more: Value) -> None:
        self.write(self.movement(item, quantity, source, target, **more))

    def reserve(self, item: int, quantity: int, kind: str = "hard") -> None:
        values: dict[str, Value] = {
            **self.named(),
            "owner_id": self.owner,
            "item_id": item,
            "quantity": quantity,
            "location_id": self.places["A-01"],
            "kind": kind,
        }
        self.write(Put(RESERVATION, self.new_id.new(), values))

    def locate(self, code: str, place: int) -> None:
        self.write(Put(LOCATION, place, {**self.named(), "code": code}))

    def order(self, number: str, item: int, quantity: int, **more: Value) -> int:
        dn, line = self.new_id.new(), self.new_id.new()
        common: dict[str, Value] = {**self.named(), "owner_id": self.owner}
        self.write(
            Put(
                DN,
                dn,
                {
                    **common,
                    "number": number,
                    "state": "confirmed",
                    "created_at_ms": self.clock(),
                    **more,
                },
            ),
            Put(
                DN_LINE,
                line,
                {
                    **common,
                    "dn_id": dn,
                    "line": 1,
                    "item_id": item,
                    "ordered": quantity,
                },
            ),
        )
        return dn


class _Named(msgspec.Struct):
    id: str
    code: str


class _Hub(msgspec.Struct):
    node: str
    number: int
    public_key: str


class Certificate(msgspec.Struct):
    number: int
    scopes: tuple[str, ...]
    hub: _Hub
    company: _Named
    owner: _Named
    warehouse: _Named


class World:
    """Everything of one test."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = Clock()
        self.sites: dict[str, Site] = {}
        self.config = Config(
            folder=str(folder / "hub"),
            http=Http(port=0),
            store=StoreConfig(ballast_bytes=0, free_bytes_min=0),
        )
        founding = Founding(company_code="ACME", company_name="Acme", name="hub")
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
            transport = httpx.ASGITransport(app=program.app)  # type: ignore[arg-type]
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
        site = Site(self.world.folder, self.world.clock)
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
