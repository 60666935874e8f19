"""What people at headquarters do, through the hub's API with a key of their own."""

import asyncio
import random
import time
from uuid import UUID

import msgspec

from tests.demo.board import Delivery
from tests.demo.calling import Calls, Down
from tests.demo.shapes import CommandState, Json, Overview
from tests.demo.worker import AWAY_PAUSE_S, AWAY_S_MAX


class Ordered(msgspec.Struct, frozen=True):
    """A command that the hub acknowledged to be on its way to a site."""

    site: str
    command_id: str
    kind: str
    at_s: float


class _Items(msgspec.Struct, frozen=True):
    code: str = ""


class _Conflict(msgspec.Struct, frozen=True):
    table: str
    row: str
    field: str
    state: str


class _Conflicts(msgspec.Struct, frozen=True):
    items: list[_Conflict]


class Stream(msgspec.Struct, frozen=True):
    """A stream of a site's node as the hub holds it."""

    scope: str
    head: int


class Headquarters:
    """The hub's people. Commands to sites are remembered: each must have been done once."""

    def __init__(self, calls: Calls, chance: random.Random) -> None:
        self.calls = calls
        self.ordered: list[Ordered] = []
        self.edits = 0
        self._chance = chance

    async def enrolment(self, code: str, name: str, time_zone: str) -> str:
        """A one-time code for a site's computer."""
        body = {"site": {"code": code, "name": name, "time_zone": time_zone}}
        made = await self.calls.post("/api/v1/enrolments", body, _Items)
        return made.code

    async def add_item(self, code: str, description: str) -> None:
        """A new item of the company."""
        body = {"code": code, "description": description}
        await self.calls.post("/api/v1/items", body, _Items)

    async def edit_item(self, code: str, **fields: Json) -> None:
        """Change master data, on top of whatever it is now."""
        body = msgspec.json.encode(fields)
        await self.calls.ask("PATCH", f"/api/v1/items/{code}", body, headers={"if-match": "*"})
        self.edits += 1

    async def announce(self, site: str, delivery: Delivery) -> None:
        """Tell a site of a delivery: a command that waits for the line if it has to."""
        lines: list[Json] = [{"item": sku, "quantity": units} for sku, units in delivery.lines]
        await self.command(
            site, "announce_asn", asn=delivery.number, supplier=delivery.supplier, lines=lines
        )

    async def command(self, site: str, kind: str, **fields: Json) -> str:
        """Send any command to a site; its id."""
        command_id = str(UUID(int=self._chance.getrandbits(128), version=4))
        body = {"command_id": command_id, "type": kind, **fields}
        await self._until_taken(f"/api/v1/sites/{site}/commands", body)
        self.ordered.append(Ordered(site, command_id, kind, time.perf_counter()))
        return command_id

    async def _until_taken(self, path: str, body: object) -> None:
        """The same command again while the hub is away: it takes it once."""
        end = time.perf_counter() + AWAY_S_MAX
        while True:
            try:
                await self.calls.post(path, body, CommandState)
                return
            except Down:
                if time.perf_counter() > end:
                    raise
            await asyncio.sleep(AWAY_PAUSE_S)

    async def fate(self, ordered: Ordered) -> str:
        """sent, done or refused."""
        path = f"/api/v1/sites/{ordered.site}/commands/{ordered.command_id}"
        return (await self.calls.get(path, CommandState)).state

    async def overview(self) -> Overview:
        """All sites at a glance."""
        return await self.calls.get("/api/v1/overview", Overview)

    async def conflicts(self) -> list[str]:
        """What is shown as in conflict, as `row.field`."""
        page = await self.calls.get("/api/v1/conflicts?limit=200", _Conflicts)
        return [f"{each.row}.{each.field}" for each in page.items]
