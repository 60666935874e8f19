"""The same over real sockets: enrolment, WebSocket sessions, live figures."""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import httpx

from hub.app import Clocks, build
from models.warehouse import ids
from models.warehouse.catalogue import ORDERED
from node.http.listening import address_of, listen
from node.http.protocol import Limits
from node.http.serve import server_for
from sync.core.effects import Note, PeerAcked
from sync.core.handshake import Me
from sync.core.limits import Limits as SessionLimits
from sync.link.client import SyncClient
from sync.link.driver import Node
from sync.link.side import StoreSide
from tests.hub.world import QUICK, Hub, Site, World

PATIENCE_S = 20.0
QUICKLY = SessionLimits(ping_ms=200, seal_ms=20)


class Deaf:
    """An observer that only keeps what alarmed."""

    def __init__(self) -> None:
        self.alarms: list[str] = []

    def note(self, note: Note) -> None:
        if note.alarm or note.kind == "bye":
            self.alarms.append(str(note.fields.get("code", note.kind)))

    def acked(self, acked: PeerAcked) -> None:
        pass

    def ingested(self, records: int) -> None:
        pass


class Line:
    """A site dialling its hub."""

    def __init__(self, site: Site, url: str) -> None:
        self.deaf = Deaf()
        store = site.store

        async def on_writer(job: Callable[[], object]) -> object:
            return job()

        node = Node(
            StoreSide(store, hlc=lambda: store.clock.last),
            on_writer,  # type: ignore[arg-type]
            random_bytes=random.Random(1).randbytes,
            wall_ms=site.clock,
            monotonic_ms=lambda: time.monotonic_ns() // 1_000_000,
            observer=self.deaf,
        )
        me = Me(site.node, 1, site.number, "edge", store.catalogue.schema, site.key)
        self.client = SyncClient(
            node, lambda: me, url=url.replace("http", "ws") + "/sync/v1", peer=site.hub,
            limits=QUICKLY,
        )  # fmt: skip

    @asynccontextmanager
    async def up(self) -> AsyncIterator[None]:
        task = asyncio.create_task(self.client.run())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


@asynccontextmanager
async def served(world: World) -> AsyncIterator[tuple[Hub, str]]:
    """The hub behind a real socket."""
    program = build(world.config, Clocks(wall_ms=world.clock), QUICK)
    bound = listen("127.0.0.1", 0)
    server = server_for(program.asgi, Limits(), on_stopping=program.stopping)
    task = asyncio.create_task(server.serve(sockets=[bound]))
    url = address_of(bound)
    try:

        async def started() -> bool:
            return server.started

        await eventually(started)
        async with httpx.AsyncClient(base_url=f"{url}/api/v1") as client:
            client.headers["authorization"] = f"Bearer {program.local_token}"
            yield Hub(world, program, client), url
    finally:
        server.stop()
        await task


async def eventually(true: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not await true():  # noqa: ASYNC110 - what is awaited lies behind a socket
            await asyncio.sleep(0.05)


def test_a_site_on_the_line_is_live_and_gets_its_commands(world: World) -> None:
    async def scenario() -> None:
        async with served(world) as (hub, url):
            bonn = await hub.enrol("BONN")
            line = Line(bonn, url)
            async with line.up():
                tea = bonn.item("TEA")
                bonn.move(tea, 5, "supplier", "A-01")
                line.client.changed()

                async def shown() -> bool:
                    page = await hub.get("/stock")
                    return [row["total"]["on_hand"] for row in page["items"]] == [5]

                await eventually(shown)

                async def live() -> bool:
                    row = (await hub.get("/overview"))["sites"][0]
                    return (row["link"], row["waiting_ops"], row["stale"]) == ("live", 0, False)

                await eventually(live)
                body = {"command_id": "c-0000001", "type": "release_orders", "orders": ["D"]}
                await hub.post("/sites/BONN/commands", body, 202)

                async def received() -> bool:
                    return len(bonn.store.entries(ORDERED)) == 1

                await eventually(received)

            world.clock.now_ms += 31_000

            async def offline() -> bool:
                row = (await hub.get("/overview"))["sites"][0]
                return (row["link"], row["waiting_ops"]) == ("offline", None)

            await eventually(offline)

    asyncio.run(scenario())


def test_a_revoked_computer_is_sent_away(world: World) -> None:
    async def scenario() -> None:
        async with served(world) as (hub, url):
            bonn = await hub.enrol("BONN")
            line = Line(bonn, url)
            async with line.up():

                async def live() -> bool:
                    return bool((await hub.get("/overview"))["sites"][0]["link"] == "live")

                await eventually(live)
                await hub.post(f"/sites/BONN/nodes/{ids.show(bonn.node)}/revoke", {}, 204)

                async def refused() -> bool:
                    rows = (await hub.get("/quarantine"))["items"]
                    return "revoked" in [row["code"] for row in rows]

                await eventually(refused)
                assert "revoked" in line.deaf.alarms

    asyncio.run(scenario())


def test_a_stranger_at_the_door_is_refused_and_shown(world: World) -> None:
    async def scenario() -> None:
        async with served(world) as (hub, url):
            bonn = await hub.enrol("BONN")
            stranger = await hub.unknown_twin(bonn)
            stranger.hub = bonn.hub
            for member in bonn.store.members().values():
                if member.node == bonn.hub:
                    stranger.store.enrol(member)
            async with Line(stranger, url).up():

                async def shown() -> bool:
                    rows = (await hub.get("/quarantine"))["items"]
                    return ("unknown_node", ids.show(stranger.node)) in [
                        (row["code"], row["node"]) for row in rows
                    ]

                await eventually(shown)

    asyncio.run(scenario())


def test_open_pages_hear_of_changes_and_resume(world: World) -> None:
    async def scenario() -> None:
        async with served(world) as (hub, url):
            headers = {"authorization": hub.client.headers["authorization"]}

            async def listen_for(name: str, more: dict[str, str]) -> str:
                async with (
                    asyncio.timeout(PATIENCE_S),
                    httpx.AsyncClient(timeout=PATIENCE_S) as client,
                    client.stream(
                        "GET", f"{url}/api/v1/events", headers={**headers, **more}
                    ) as stream,
                ):
                    cursor = ""
                    async for line in stream.aiter_lines():
                        if line.startswith("id: "):
                            cursor = line[4:]
                        if line == f"event: {name}":
                            return cursor
                return ""

            waiting = asyncio.create_task(listen_for("sites", {}))
            await eventually(lambda: _listening(hub))
            bonn = await hub.enrol("BONN")
            cursor = await waiting
            await hub.exchange(bonn)
            await asyncio.sleep(0.7)

            assert cursor
            assert await listen_for("stock", {"last-event-id": cursor}) != cursor
            assert await listen_for("reset", {"last-event-id": "other.7"})

    asyncio.run(scenario())


async def _listening(hub: Hub) -> bool:
    return hub.program.feed.broadcast.listeners > 0
