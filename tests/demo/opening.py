"""Before the first lorry: programs, enrolments, items, orders and staff, by the front door."""

import asyncio
import json
import random
import shutil
from pathlib import Path

import msgspec

from tests.demo.calling import Calls
from tests.demo.headquarters import Headquarters
from tests.demo.hiring import cookie_of, device_code, hire
from tests.demo.intake import load_orders, write_refused
from tests.demo.line import LOOPBACK, Line
from tests.demo.orders import Row, Share, demand, descriptions, shares
from tests.demo.planning import parts_of
from tests.demo.programs import Program, command, run_well
from tests.demo.robots import Robots, tell
from tests.demo.shapes import ItemPage
from tests.demo.story import Story
from tests.demo.world import EDGE, HUB, Site, World

COMPANY = "Holdfast Gifts"
ADMIN = "admin"
HUB_PORT, EDGE_PORT, LINE_PORT = 8090, 8081, 8181
PLACES = (("LEEDS", "Leeds", "Europe/London"), ("NINGBO", "Ningbo", "Asia/Shanghai"))
ITEMS_AT_ONCE = 8
ZONES = ("A", "B", "C")
BAYS, LEVELS = 20, 3  # what init makes by default
LOOK_S = 0.1
SETTINGS = "edge.toml"


async def open_world(world: World, rows: list[Row], chance: random.Random, story: Story) -> None:
    """A hub and two warehouses that know their items, orders and people."""
    await _headquarters(world, chance)
    parts = shares(rows, len(PLACES))
    for place, share in enumerate(parts):
        world.sites.append(await _site(world, place, share, chance))
    await asyncio.gather(
        *(_open_site(world, site, random.Random(chance.random())) for site in world.sites)
    )
    for robots in world.robots:
        tell(story, robots)
    story.tell("A hub and two warehouses are running, each with its own data folder.")
    await _items(world, rows, story)
    for site in world.sites:
        await load_orders(site)
    write_refused(world.sites, world.folder / "refused.csv")
    refused = sum(len(site.refused) for site in world.sites)
    taken = sum(len(site.share.orders) for site in world.sites)
    story.tell(f"{taken} orders taken, {refused} rows refused with a reason (refused.csv).")


class _Founded(msgspec.Struct, frozen=True):
    """What `holdfast-hub init --json` tells once."""

    password: str


async def _headquarters(world: World, chance: random.Random) -> None:
    hub = world.hub
    hub.port = world.port(HUB_PORT)
    told = await run_well(
        command(
            HUB, "init", "--data", str(hub.folder), "--company", "HOLD",
            "--company-name", COMPANY, "--admin", ADMIN, "--json",
        )
    )  # fmt: skip
    password = msgspec.json.decode(told, type=_Founded).password
    await hub.start()
    calls = Calls(hub.port, {"x-holdfast": "1"})
    body = json.dumps({"name": ADMIN, "password": password}).encode()
    calls.headers["cookie"] = cookie_of(await calls.ask("POST", "/api/v1/session", body))
    world.hq = Headquarters(calls, random.Random(chance.random()))
    world.hub_login = (ADMIN, password)


def _aisles(items: int) -> int:
    """Aisles per zone so that every item finds a location of its own, and some stay empty."""
    per_aisle = len(ZONES) * BAYS * LEVELS
    return max(2, -(-items * 5 // (4 * per_aisle)))


class _Made(msgspec.Struct, frozen=True):
    """What `holdfast-edge init --json` tells once."""

    key: str


async def _site(world: World, place: int, share: Share, chance: random.Random) -> Site:
    """A site as it is planned: nothing of it runs yet but its line."""
    code, name, time_zone = PLACES[place]
    folder = world.folder / code.lower()
    port = world.port(EDGE_PORT + place)
    log = world.folder / f"logs/{code.lower()}.log"
    program = Program(code, EDGE, folder, port, log)
    line = Line(world.hub.port, world.port(LINE_PORT + place))
    await line.heal()
    site = Site(code, name, time_zone, program, line)
    site.database = folder / "edge.db"
    site.share, site.parts = share, parts_of(share, code, chance)
    return site


async def _open_site(world: World, site: Site, chance: random.Random) -> None:
    """Enrol the site's computer at headquarters, start it, hire its people."""
    program = site.program
    enrolment = await world.hq.enrolment(site.code, site.name, site.time_zone)
    told = await run_well(
        command(
            EDGE, "init", "--data", str(program.folder),
            "--hub", f"http://{LOOPBACK}:{site.line.port}", "--enrol", enrolment,
            "--port", str(program.port), "--json", "--zones", ",".join(ZONES),
            "--aisles", str(_aisles(len(demand(site.share.orders)))),
        )
    )  # fmt: skip
    key = msgspec.json.decode(told, type=_Made).key
    robots = _robots_of(world, site)
    await program.start()
    await hire(site, key, world.book, chance)
    if robots is not None:
        await robots.take_in(world, key, random.Random(chance.random()))
        await robots.start()
        world.robots.append(robots)


def _robots_of(world: World, site: Site) -> Robots | None:
    """The first site has robots: it is the one whose line is cut, and they work on."""
    if site is not world.sites[0]:
        return None
    settings = site.program.folder / SETTINGS
    with settings.open("a", encoding="utf-8") as file:
        file.write(Robots.settings())
    folder = world.folder / "robots"
    folder.mkdir()
    return Robots(site, folder, world.folder / "logs/robots.log")


async def _items(world: World, rows: list[Row], story: Story) -> None:
    """Headquarters makes the items; they reach the sites by themselves."""
    named = descriptions(rows)
    wanted = demand(order for site in world.sites for order in site.share.orders)
    world.popular = [sku for sku, _ in wanted.most_common()]
    waiting = list(named.items())
    hq = world.hq
    makers = [
        Headquarters(Calls(world.hub.port, hq.calls.headers), random.Random(0))
        for _ in range(ITEMS_AT_ONCE)
    ]
    with story.step(f"Headquarters makes {len(named):,} items.", len(named)) as step:

        async def make(maker: Headquarters) -> None:
            while waiting:
                sku, description = waiting.pop()
                await maker.add_item(sku, description)
                step.advance()
            maker.calls.close()

        await asyncio.gather(*(make(maker) for maker in makers))
    for site in world.sites:
        await _until_known(site, set(named))


async def _until_known(site: Site, skus: set[str]) -> None:
    while True:
        known: set[str] = set()
        cursor = ""
        while True:
            page = await site.lead.look(f"/api/v1/items?limit=500{cursor}", ItemPage)
            known.update(row.item for row in page.items)
            if page.next_cursor is None:
                break
            cursor = f"&cursor={page.next_cursor}"
        if skus <= known:
            return
        await asyncio.sleep(LOOK_S)


async def close_world(world: World) -> None:
    """Stop whatever runs."""
    for robots in world.robots:
        await robots.stop()
    for site in world.sites:
        await site.line.cut()
        await site.program.stop()
    await world.hub.stop()


async def open_doors(world: World) -> None:
    """Start everything again after the audit, for the person who wants to look around."""
    await world.hub.start()
    for site in world.sites:
        if not site.line.is_up:
            await site.line.heal()
        await site.program.start()
        site.visitor.code = await device_code(site.program)
    for robots in world.robots:
        await robots.stop()
        await robots.start()


def remove(folder: Path) -> None:
    """A temporary folder is not needed any more."""
    shutil.rmtree(folder, ignore_errors=True)
