"""The hub says what is stable once every computer of a scope has confirmed it."""

from hub.link.stable import StableClock, read_heads
from models.warehouse import ids
from models.warehouse.scopes import warehouse_scope
from sync.core.ids import NodeId, Scope
from sync.core.stability import Frontier, FrontierRule
from sync.store.frontier import Forgetting, Keep, own_word, published
from sync.store.sqlite import SqliteStore
from tests.hub.site import Site
from tests.hub.world import Hub, World

AT_ONCE = FrontierRule(every_ms=0, lag_ms=0, records_min=2)


def clock_of(hub: Hub, *, copies: int = 1) -> StableClock:
    program = hub.program
    return StableClock(
        program.writer,
        AT_ONCE,
        copies=copies,
        backups=program.config.path / "backups",
        revoked=lambda: program.directory.revoked,
    )


def confirm(clock: StableClock, site: Site) -> None:
    """What the site's session says at its next ping."""
    site.store.seal()
    clock.heard(own_word(site.store, site.node, site.store.hlc()))


async def frontier(hub: Hub, scope: Scope) -> Frontier | None:
    return await hub.writer.run(lambda store: published(store, scope))


def collapse(store: SqliteStore, clock: "World", *, hub: bool) -> None:
    forgetting = Forgetting(store, Keep(kept_ms=0), clock.clock, store.hlc, hub=hub)
    forgetting.round()
    while forgetting.step():
        pass


def test_what_a_site_has_confirmed_is_published_and_forgotten(world: World) -> None:
    async def scenario(hub: Hub) -> None:
        site = await hub.enrol("ONE")
        scope = warehouse_scope(site.warehouse)
        item = site.item("TEA")
        for _ in range(5):
            site.move(item, 1, "supplier", "A-01")
        await hub.exchange(site)
        clock = clock_of(hub)
        await clock.publish()
        assert await frontier(hub, scope) is None, "the site has not spoken yet"
        confirm(clock, site)
        await clock.publish()
        told = await frontier(hub, scope)
        assert told is not None
        await hub.exchange(site)
        collapse(site.store, world, hub=False)
        assert site.store.level(scope) == told.hlc
        own = next(stream for stream in site.store.vector() if stream.scope == scope)
        assert 0 < site.store.floor(own) <= dict(told.delivered)[own]
        await hub.writer.run(lambda store: collapse(store, world, hub=True))
        digests = await hub.writer.run(lambda store: store.digest(scope))
        assert digests == site.store.digest(scope)

    world.run(scenario)


def test_a_revoked_computer_holds_nothing_up(world: World) -> None:
    async def scenario(hub: Hub) -> None:
        one, two = await hub.enrol("ONE"), await hub.enrol("TWO")
        company = Scope(f"c{one.company}")
        one.item("TEA")
        await hub.exchange()
        clock = clock_of(hub)
        confirm(clock, one)
        await clock.publish()
        assert await frontier(hub, company) is None
        await hub.post(f"/sites/TWO/nodes/{ids.show(NodeId(two.node))}/revoke", {}, 204)
        await hub.exchange(one)
        confirm(clock, one)
        await clock.publish()
        assert await frontier(hub, company) is not None

    world.run(scenario)


def test_a_site_keeps_its_records_until_a_proved_backup_holds_them(world: World) -> None:
    async def scenario(hub: Hub) -> None:
        site = await hub.enrol("ONE")
        scope = warehouse_scope(site.warehouse)
        site.move(site.item("TEA"), 1, "supplier", "A-01")
        await hub.exchange(site)
        clock = clock_of(hub, copies=2)
        confirm(clock, site)
        await clock.publish()
        told = await frontier(hub, scope)
        assert told is not None
        assert told.copied == ()
        folder = hub.program.config.path / "backups"
        folder.mkdir(exist_ok=True)
        await hub.writer.run(lambda store: store.backup_to(folder / "hub-20261122T000000Z.db"))
        heads = read_heads(folder / "hub-20261122T000000Z.db")
        world.clock.now_ms += 60_000
        site.move(site.item("SALT"), 1, "supplier", "A-01")
        site.move(site.item("MILK"), 1, "supplier", "A-01")
        await hub.exchange(site)
        confirm(clock, site)
        await clock.publish()
        later = await frontier(hub, scope)
        assert later is not None
        own = next(stream for stream in site.store.vector() if stream.scope == scope)
        assert dict(later.copied)[own] == heads[own] < dict(later.delivered)[own]

    world.run(scenario)
