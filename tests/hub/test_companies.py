"""Two companies' headquarters on one machine: what one holds is worth nothing at the other."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import httpx

from hub.store.users import Role
from tests.hub.test_access import ask, routes
from tests.hub.test_wire import Line, eventually, served
from tests.hub.world import PASSWORD, Hub, Site, World, enrol_body, ranges

RIVAL = "RIVAL"
"""Stands in rows of the other company, never in what is asked with."""
ADMIN = {"name": "ada", "password": PASSWORD}
Headers = dict[str, str]


class Street:
    """Ours and theirs, with a site, an item and keys of every role each."""

    def __init__(self, ours: Hub, theirs: Hub, site: Site) -> None:
        self.ours, self.theirs, self.site = ours, theirs, site
        self.strangers: dict[str, Headers] = {}

    async def furnish(self) -> None:
        """What the other company has, and what opens its doors."""
        await self.theirs.post("/items", {"code": "SECRET", "description": RIVAL}, 201)
        self.strangers["local"] = {"authorization": self.theirs.client.headers["authorization"]}
        for role in Role:
            made = await self.theirs.post("/keys", {"name": role.value, "role": role.value}, 201)
            self.strangers[role.value] = {"authorization": f"Bearer {made['key']}"}
        answer = await self.theirs.client.post("/session", json=ADMIN)
        token = answer.cookies[self.theirs.program.services.access.cookie]
        names = {hub.program.services.access.cookie for hub in (self.ours, self.theirs)}
        assert len(names) == 2
        cookie = "; ".join(f"{name}={token}" for name in names)
        self.strangers["person"] = {"cookie": cookie, "x-holdfast": "1"}


def on_a_street(folder: Path, scenario: Callable[[Street], Awaitable[None]]) -> None:
    """Both served at once, in one process: closer than they ever are."""

    async def whole() -> None:
        worlds = []
        for code in ("ACME", "GLOBEX"):
            (folder / code).mkdir()
            worlds.append(World(folder / code, code))
        async with worlds[0].serving() as ours, worlds[1].serving() as theirs:
            await ours.enrol("HERE")
            street = Street(ours, theirs, await theirs.enrol("THERE"))
            await street.furnish()
            await scenario(street)

    asyncio.run(whole())


def test_whoever_holds_keys_of_one_company_is_a_stranger_at_the_other(tmp_path: Path) -> None:
    async def scenario(street: Street) -> None:
        asked, wrong = 0, []
        client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app=street.ours.program.asgi),  # type: ignore[arg-type]
            base_url="http://localhost",
        )
        async with client:
            for method, path, rule in [*routes(street.ours), ("GET", "/api/v1/events", "look")]:
                for who, headers in street.strangers.items():
                    answer = await ask(client, method, path, headers)
                    known = answer.status_code != 401 and rule != "open"
                    if known or RIVAL in answer.text:
                        wrong.append((method, path, who, answer.status_code, answer.text[:80]))
                    asked += 1
            mine = {"authorization": street.ours.client.headers["authorization"]}
            leaks = []
            for method, path, _ in routes(street.ours):
                for word in ("SECRET", "THERE"):
                    answer = await ask(client, method, path.replace("/X", f"/{word}"), mine)
                    asked += 1
                    if RIVAL in answer.text or "GLOBEX" in answer.text:
                        leaks.append((method, path, answer.text[:80]))
        assert (wrong, leaks) == ([], [])
        assert asked > 300

    on_a_street(tmp_path, scenario)


def test_a_code_of_one_company_lets_no_computer_into_the_other(tmp_path: Path) -> None:
    async def scenario(street: Street) -> None:
        site = {"code": "NEW", "name": "New", "time_zone": "UTC"}
        issued = await street.theirs.post("/enrolments", {"site": site}, 201)
        computer = Site(tmp_path, street.ours.world.clock)
        refused = await street.ours.client.post(
            "/enrol", json=enrol_body(computer, str(issued["code"]))
        )
        assert (refused.status_code, refused.json()["code"]) == (403, "code_refused")
        assert (await street.theirs.post("/enrol", enrol_body(computer, str(issued["code"]))))[
            "company"
        ]["code"] == "GLOBEX"

    on_a_street(tmp_path, scenario)


def test_a_record_of_one_company_counts_nowhere_at_the_other(tmp_path: Path) -> None:
    async def scenario(street: Street) -> None:
        street.site.item("STRAY", description=RIVAL)
        batches = ranges(street.site.store, {}, street.site.scopes)
        codes = {(await street.ours.ingest(batch)).code for batch in batches}
        assert codes == {"unknown_node"}
        assert RIVAL not in str(await street.ours.get("/items"))
        assert RIVAL not in str(await street.ours.get("/quarantine"))
        held = {stream.node for stream in street.site.store.vector()}
        ours = set(await street.ours.writer.run(lambda store: store.members()))
        assert not held & ours

    on_a_street(tmp_path, scenario)


def test_a_site_that_dials_the_wrong_headquarters_hears_nothing(tmp_path: Path) -> None:
    async def scenario() -> None:
        worlds = []
        for code in ("ACME", "GLOBEX"):
            (tmp_path / code).mkdir()
            worlds.append(World(tmp_path / code, code))
        async with served(worlds[0]) as (ours, url), served(worlds[1]) as (theirs, _):
            await ours.post("/items", {"code": "TEA", "description": RIVAL}, 201)
            stray = await theirs.enrol("THERE")
            line = Line(stray, url)
            async with line.up():

                async def refused() -> bool:
                    return bool(line.deaf.alarms)

                await eventually(refused)
            assert set(line.deaf.alarms) == {"wrong_peer"}
            items = stray.store.connection.execute("SELECT code FROM item").fetchall()
            assert items == []

    asyncio.run(scenario())
