"""The evening: let everything settle, stop the programs, and prove the day from the outside."""

import asyncio
import time
from collections import Counter
from urllib.parse import quote

import msgspec

from tests.demo.audit import (
    Findings,
    Held,
    check_commands,
    check_convergence,
    check_ordered,
    check_orders,
    check_same_stock,
    check_stock,
    held,
    locations_of,
)
from tests.demo.day import LOOK_S, Course
from tests.demo.programs import Program, command, run
from tests.demo.replica import heads_of, read_replica
from tests.demo.shapes import StockPage
from tests.demo.story import Story
from tests.demo.world import Site, World

SETTLE_S_MAX = 90.0
STOPS_AGAIN_MAX = 3
PAGE_ROWS = 200


class Check(msgspec.Struct, frozen=True):
    """What a program says of its own ledger (`check --json`)."""

    name: str
    code: int
    said: str


class Proof(msgspec.Struct, frozen=True):
    """Everything the audit found."""

    findings: Findings
    checks: list[Check]
    conflicts: list[str]
    expected_conflicts: list[str]
    commands_checked: int
    orders_checked: int
    audit_s: float

    @property
    def ledger_ok(self) -> bool:
        """Whether every program finds its own ledger in order."""
        return bool(self.checks) and all(check.code == 0 for check in self.checks)


async def settle(world: World) -> None:
    """Wait until every stream has reached everybody and headquarters has all its answers."""
    end = time.perf_counter() + SETTLE_S_MAX
    while time.perf_counter() < end:
        if _is_level(world) and await _all_answered(world):
            return
        await asyncio.sleep(LOOK_S)


async def prove(world: World, course: Course, story: Story) -> Proof:
    """The programs are stopped on the way and left so."""
    start = time.perf_counter()
    findings = Findings()
    await settle(world)
    conflicts = await world.hq.conflicts()
    for site in world.sites:
        await _compare_pages(world, site, findings)
    story.tell("Stopping the programs and auditing their files.")
    checks = await prove_files(world, findings)
    return Proof(
        findings=findings,
        checks=checks,
        conflicts=conflicts,
        expected_conflicts=course.outage.edited,
        commands_checked=sum(done.has_effect for done in world.book.done.values()),
        orders_checked=sum(len(site.taken) for site in world.sites),
        audit_s=time.perf_counter() - start,
    )


async def prove_files(world: World, findings: Findings) -> list[Check]:
    """Stop the programs, let each check itself, then audit all files; the programs' verdicts.

    A site with robots tells of them even when nobody works: what it wrote as it was stopped is
    still to be sent, so it is started once more.
    """
    programs = [world.hub, *(site.program for site in world.sites)]
    for robots in world.robots:
        await robots.stop()
    for start in (False, *[True] * STOPS_AGAIN_MAX):
        if start:
            for program in programs:
                await program.start()
            await settle(world)
        for program in reversed(programs):
            code = await program.stop()
            if code != 0:
                findings.apart.append(f"{program.name} ended with {code} when asked to stop")
        if _is_level(world):
            break
    checks = await asyncio.gather(*(check_program(program) for program in programs))
    await asyncio.to_thread(_audit, world, findings)
    return list(checks)


def _audit(world: World, findings: Findings) -> None:
    """All files against the demo's own book. Both replicas of each command must hold it once."""
    hub = held("hub", read_replica(world.hub_database))
    hub_stock = check_stock(hub, findings)
    for site in world.sites:
        edge = held(site.code, read_replica(site.database))
        stock = check_stock(edge, findings)
        for where in (edge, hub):
            _check_site(where, world, site, findings)
        check_convergence(edge, hub, findings)
        check_same_stock(edge, stock, hub_stock, locations_of(edge), findings)
    book = world.book
    findings.duplicated.extend(
        f"{each} was answered differently the second time" for each in book.answered_differently
    )


def _check_site(where: Held, world: World, site: Site, findings: Findings) -> None:
    if where.replica.unreadable:
        findings.lost.append(f"{where.name}: {where.replica.unreadable} records cannot be read")
    check_ordered(where, [each for each in world.hq.ordered if each.site == site.code], findings)
    check_orders(where, site.code, site.taken, findings)
    check_commands(where, world.book.of_site(site.code), findings)


async def check_program(program: Program) -> Check:
    """What a stopped (or killed) program's own check says of its folder."""
    result = await run(command(program.program, "check", "--data", str(program.folder), "--json"))
    return Check(program.name, result.code, result.out.strip() or result.err.strip())


def _is_level(world: World) -> bool:
    hub = heads_of(world.hub_database)
    for site in world.sites:
        edge = heads_of(site.database)
        scopes = {stream[2] for stream in edge if stream[2][:1] in "cwp"}
        for stream in edge.keys() | hub.keys():
            if stream[2] in scopes and edge.get(stream) != hub.get(stream):
                return False
    return True


async def _all_answered(world: World) -> bool:
    for ordered in world.hq.ordered:
        if await world.hq.fate(ordered) == "sent":
            return False
    return True


class _SiteStock(msgspec.Struct, frozen=True):
    site: str
    on_hand: int


class _HubItem(msgspec.Struct, frozen=True):
    item: str
    sites: list[_SiteStock]


class _HubPage(msgspec.Struct, frozen=True):
    items: list[_HubItem]
    next_cursor: str | None


async def _compare_pages(world: World, site: Site, findings: Findings) -> None:
    """What the page of headquarters says is on hand is what the warehouse's own page says."""
    here, there = await _stock_at_edge(site), await _stock_at_hub(world, site)
    for item in sorted(here.keys() | there.keys()):
        if here[item] != there[item]:
            findings.apart.append(
                f"{site.code}: {item}: the warehouse shows {here[item]}, headquarters {there[item]}"
            )


async def _stock_at_edge(site: Site) -> Counter[str]:
    found: Counter[str] = Counter()
    cursor: str | None = ""
    while cursor is not None:
        more = f"&cursor={quote(cursor)}" if cursor else ""
        page = await site.lead.look(f"/api/v1/stock?limit={PAGE_ROWS}{more}", StockPage)
        for row in page.items:
            found[row.item] += row.on_hand
        cursor = page.next_cursor
    return found


async def _stock_at_hub(world: World, site: Site) -> Counter[str]:
    found: Counter[str] = Counter()
    cursor: str | None = ""
    while cursor is not None:
        more = f"&cursor={quote(cursor)}" if cursor else ""
        path = f"/api/v1/stock?site={site.code}&limit={PAGE_ROWS}{more}"
        page = await world.hq.calls.get(path, _HubPage)
        for row in page.items:
            found[row.item] += sum(each.on_hand for each in row.sites if each.site == site.code)
        cursor = page.next_cursor
    return found
