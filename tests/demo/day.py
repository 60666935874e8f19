"""The script of the day: goods come, orders go, and in the middle a line is cut and healed."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence

import msgspec

from tests.demo import duties, supervisor
from tests.demo.board import Board, until
from tests.demo.planning import Part, lines_of
from tests.demo.replica import Stream, heads_of
from tests.demo.story import Story
from tests.demo.supervisor import release, until_stored
from tests.demo.worker import Worker
from tests.demo.world import Site, World

CUT_AT_SHARE, HEAL_AT_SHARE = 0.25, 0.65
IDLE_PAUSE_S = 0.1
LOOK_S = 0.05
EDITS_APART = 3
CATCH_UP_S_MAX = 300.0
KNOWN_S_MAX = 120.0

Duty = Callable[[Worker, Board], Awaitable[bool]]
RECEIVE, PUT_AWAY = duties.receive, duties.put_away
PICK, PACK, SHIP = duties.pick, duties.pack, duties.ship
ROLES: tuple[tuple[Duty, ...], ...] = (
    (RECEIVE, PUT_AWAY, PICK),
    (RECEIVE, PUT_AWAY, PICK),
    (PUT_AWAY, RECEIVE, PICK),
    (PUT_AWAY, PICK),
    (PICK, PUT_AWAY),
    (PICK, PUT_AWAY),
    (PICK, PUT_AWAY),
    (PICK, PACK),
    (PACK, SHIP),
    (SHIP, PACK),
)
"""What each of the ten does first, second, third: whoever has nothing to do helps out."""


class Outage(msgspec.Struct):
    """What happened while one site was cut off. Seconds of the demo's clock."""

    site: str
    cut_s: float = 0.0
    healed_s: float = 0.0
    called_s: float = 0.0
    level_s: float = 0.0
    commands_waiting: int = 0
    edited: list[str] = []

    @property
    def offline_s(self) -> float:
        """From the cut to the healing."""
        return self.healed_s - self.cut_s

    @property
    def call_s(self) -> float:
        """From the healing until the site, which tries ever less often, called again."""
        return self.called_s - self.healed_s

    @property
    def catch_up_s(self) -> float:
        """From the healing until the hub held all that the site had by then."""
        return self.level_s - self.healed_s


class Course(msgspec.Struct):
    """How the day went."""

    first_s: float = 0.0
    last_s: float = 0.0
    backorders: int = 0
    outage: Outage = msgspec.field(default_factory=lambda: Outage(""))


async def work_the_day(world: World, story: Story, offline_s: float) -> Course:
    """From the first lorry to the last parcel; the line is down for `offline_s` at least."""
    course = Course(first_s=time.perf_counter())
    for site in world.sites:
        await announce(world, site, site.parts[:-1])
    _, other = world.sites
    async with asyncio.TaskGroup() as group:
        for site in world.sites:
            for worker, role in zip(site.staff, ROLES, strict=True):
                group.create_task(shift(worker, site.board, role))
        for robots in world.robots:
            group.create_task(robots.watch())
        group.create_task(story.watch(world))
        group.create_task(_announce_when(world, other, CUT_AT_SHARE))
        course.outage = await _lead(world, group, story, offline_s)
        course.backorders = await _evening(world, story)
        story.done()
    course.last_s = time.perf_counter()
    return course


async def _lead(world: World, group: asyncio.TaskGroup, story: Story, offline_s: float) -> Outage:
    """Release all orders of all sites; meanwhile the digger does its work."""
    leads = [group.create_task(release_all(site)) for site in world.sites]
    outage = await _outage(world, world.sites[0], story, offline_s)
    await asyncio.gather(*leads)
    return outage


async def release_all(site: Site) -> None:
    """The shift lead's day: each part is released once its goods are stored."""
    for part in site.parts:
        await until_stored(site.board, part.numbers)
        await release(site.lead, site.board, list(part.orders))


async def shift(worker: Worker, board: Board, role: Sequence[Duty]) -> None:
    """Work until the lead says that the day is over."""
    while not board.closing:
        for duty in role:
            if await duty(worker, board):
                break
        else:
            await asyncio.sleep(IDLE_PAUSE_S)


async def announce(world: World, site: Site, parts: Sequence[Part]) -> None:
    """Headquarters tells a site of all deliveries of these parts of the day."""
    for part in parts:
        for delivery in part.deliveries:
            await world.hq.announce(site.code, delivery)


async def _announce_when(world: World, site: Site, share: float) -> None:
    """The afternoon's deliveries of the site whose line stays up."""
    await _until_picked(site, share)
    await announce(world, site, site.parts[-1:])


async def _outage(world: World, site: Site, story: Story, offline_s: float) -> Outage:
    """Cut the line, edit the same items on both sides, keep commanding, heal, wait for level."""
    await _until_picked(site, CUT_AT_SHARE)
    outage = Outage(site.code)
    await site.line.cut()
    outage.cut_s = time.perf_counter()
    story.tell(f"The line between {site.name} and headquarters is cut. Work goes on.")
    await _edit_on_both_sides(world, site, outage)
    before = len(world.hq.ordered)
    await announce(world, site, site.parts[-1:])
    await world.hq.command(site.code, "edit_location", location=site.spare_location,
                           fields={"zone": "OVERFLOW"})  # fmt: skip
    outage.commands_waiting = len(world.hq.ordered) - before
    await _until_picked(site, HEAL_AT_SHARE)
    await asyncio.sleep(max(0.0, outage.cut_s + offline_s - time.perf_counter()))
    target, calls = _own_heads(site), site.line.calls
    await site.line.heal()
    outage.healed_s = time.perf_counter()
    story.tell(f"The line is back after {outage.offline_s:.0f} s. Catching up.")
    await until(lambda: site.line.calls > calls)
    outage.called_s = time.perf_counter()
    await _until_hub_holds(world, target)
    outage.level_s = time.perf_counter()
    story.tell(f"Headquarters is level with {site.name} after {outage.catch_up_s:.1f} s.")
    return outage


async def _edit_on_both_sides(world: World, site: Site, outage: Outage) -> None:
    """The same field of the same items, differently: one of the two has to lose, visibly."""
    for place, sku in enumerate(world.popular[:EDITS_APART]):
        await site.lead.manage("edit_item", item=sku, fields={"min_quantity": 10 + place})
        await world.hq.edit_item(sku, min_quantity=100 + place)
        outage.edited.append(f"{sku}.min_quantity")
    # Different fields of one item: no conflict, both stay.
    sku = world.popular[EDITS_APART]
    await site.lead.manage("edit_item", item=sku, fields={"weight_g": 250})
    await world.hq.edit_item(sku, class_abc="A")


async def _until_picked(site: Site, share: float) -> None:
    """Until this share of the day is picked, but at most nine tenths of what can be: the last
    part's goods are announced later, and some lines run short."""
    due = min(share * _lines(site.parts), 0.9 * _lines(site.parts[:-1]))
    await until(lambda: site.board.counts["lines_picked"] >= due)


def _lines(parts: Sequence[Part]) -> int:
    return lines_of([order for part in parts for order in part.orders])


def _own_heads(site: Site) -> dict[Stream, int]:
    """How far the site's own streams go that others may see."""
    heads = heads_of(site.database)
    return {stream: seq for stream, (seq, _) in heads.items() if stream[2][:1] in "cwp"}


async def _until_hub_holds(world: World, wanted: dict[Stream, int]) -> None:
    end = time.perf_counter() + CATCH_UP_S_MAX
    while time.perf_counter() < end:
        held = heads_of(world.hub_database)
        if all(held.get(stream, (0, b""))[0] >= seq for stream, seq in wanted.items()):
            return
        await asyncio.sleep(LOOK_S)
    raise TimeoutError(f"the hub did not catch up within {CATCH_UP_S_MAX:.0f} s")


async def _evening(world: World, story: Story) -> int:
    """Finish what is begun, try what was short once more, send everybody home."""
    backorders = 0
    for site in world.sites:
        await supervisor.until_quiet(site.lead)
        backorders += await supervisor.release_backorders(site.lead, site.board)
    for site in world.sites:
        await supervisor.until_quiet(site.lead)
        site.board.counts["orders_waiting"] = len(await supervisor.waiting(site.lead))
        site.board.closing = True
    story.tell("The last parcel has left. Everybody goes home.")
    return backorders
