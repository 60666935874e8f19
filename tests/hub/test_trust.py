"""A compromised edge spoils only what it owns: the rest is withheld or refused, and shown."""

import msgspec
import pytest

from models.warehouse.catalogue import ITEM, LOCATION, ORDERED, PERSON, WAREHOUSE
from models.warehouse.scopes import company_scope, warehouse_scope
from sync.core.change import Append, Change, Put
from sync.core.ids import Scope
from sync.core.judge import OpenPolicy
from sync.store.protocol import Author, Range
from tests.hub.world import Hub, Site, World, ranges

YEAR_MS = 365 * 86_400_000


async def shown_codes(hub: Hub) -> list[tuple[str, str | None]]:
    rows = (await hub.get("/quarantine"))["items"]
    return [(row["code"], row["site"]) for row in rows]


def hostile(site: Site, change: Change, scope: Scope) -> None:
    """Write as a program would whose rules were taken out."""
    rules, site.store.replica.policy = site.store.replica.policy, OpenPolicy()
    site.store.begin()
    site.store.write(scope, [change], Author())
    site.store.commit()
    site.store.replica.policy = rules


@pytest.mark.parametrize("case", ["warehouse", "company", "person", "location", "command", "stock"])
def test_what_an_edge_may_not_write_has_no_effect_anywhere(world: World, case: str) -> None:
    async def scenario(hub: Hub) -> None:
        bonn, kiel = await hub.enrol("BONN"), await hub.enrol("KIEL")
        tea = bonn.item("TEA")
        await hub.exchange()
        company, own = company_scope(bonn.company), warehouse_scope(bonn.warehouse)
        cases: dict[str, tuple[str, Scope, Change]] = {
            "warehouse": ("foreign_id", company, Put(WAREHOUSE, kiel.warehouse, {"name": "Mine"})),
            "company": (
                "foreign_company",
                company,
                Put(ITEM, bonn.new_id.new(), {"company_id": 77, "code": "X"}),
            ),
            "person": (
                "table_not_allowed",
                company,
                Put(PERSON, bonn.new_id.new(), {"company_id": bonn.company, "name": "Eve"}),
            ),
            "location": (
                "foreign_id",
                own,
                Put(LOCATION, kiel.places["A-01"] + 1000, {**bonn.named(), "code": "A-01"}),
            ),
            "command": (
                "table_not_allowed",
                own,
                Append(ORDERED, {"warehouse_id": bonn.warehouse, "command_id": "x", "body": "{}"}),
            ),
            "stock": (
                "foreign_warehouse",
                own,
                bonn.movement(tea, 9, "supplier", "A-01", warehouse_id=kiel.warehouse),
            ),
        }
        code, scope, change = cases[case]
        before = {site.code: site.store.rows(WAREHOUSE) for site in (bonn, kiel)}
        hostile(bonn, change, scope)
        bonn.move(tea, 3, "supplier", "A-01")

        await hub.exchange()

        assert (code, "BONN") in await shown_codes(hub)
        assert kiel.store.rows(WAREHOUSE) == before["KIEL"]
        # What follows in the same stream counts: nothing bad blocks the rest.
        page = await hub.get("/stock", site="BONN")
        assert [row["total"]["on_hand"] for row in page["items"]] == [3]
        detail = await hub.get("/sites/BONN")
        assert [stream["frozen"] for stream in detail["streams"]] == [""] * len(detail["streams"])

    world.run(scenario)


def test_a_batch_for_a_foreign_scope_is_refused_and_shown(world: World) -> None:
    async def scenario(hub: Hub) -> None:
        bonn, kiel = await hub.enrol("BONN"), await hub.enrol("KIEL")
        foreign = warehouse_scope(kiel.warehouse)
        bonn.write(
            Put(LOCATION, bonn.new_id.new(), {**kiel.named(), "code": "EVIL"}), scope=foreign
        )
        (batch,) = [
            found
            for found in ranges(bonn.store, {}, (str(foreign),))
            if found.stream.node == bonn.node
        ]

        assert (await hub.ingest(batch)).code == "scope"
        assert ("scope", "BONN") in await shown_codes(hub)
        assert "EVIL" not in str(await hub.program.readers.run(_locations))

    world.run(scenario)


def _locations(connection: object) -> object:
    return connection.execute("SELECT code FROM location").fetchall()  # type: ignore[attr-defined]


@pytest.mark.parametrize("place", ["body", "seal", "order"])
def test_a_forged_batch_freezes_its_stream_and_nothing_else(world: World, place: str) -> None:
    async def scenario(hub: Hub) -> None:
        bonn, kiel = await hub.enrol("BONN"), await hub.enrol("KIEL")
        await hub.exchange()
        tea = bonn.item("TEA")
        bonn.move(tea, 3, "supplier", "A-01")
        bonn.move(tea, 4, "supplier", "A-01")
        held = await hub.writer.run(lambda store: store.vector())
        good = next(
            found
            for found in ranges(bonn.store, held, bonn.scopes)
            if found.stream.scope.startswith("w")
        )

        forged = await hub.ingest(_forged(good, place))
        after = await hub.ingest(good)

        assert forged.code == "seal"
        assert after.code == "frozen"
        assert ("seal", "BONN") in await shown_codes(hub)
        kiel.move(tea, 1, "supplier", "A-01")
        assert await hub.exchange(kiel) == []
        assert (await hub.get("/stock", site="KIEL", item="TEA"))["items"] == []

    world.run(scenario)


def _forged(good: Range, place: str) -> Range:
    if place == "seal":
        seal = msgspec.structs.replace(good.seal, signature=bytes(64))
        return msgspec.structs.replace(good, seal=seal)
    bodies = list(good.bodies)
    if place == "order":
        bodies.reverse()
    else:
        bodies[0] = bodies[0][:-1] + bytes([bodies[0][-1] ^ 1])
    return msgspec.structs.replace(good, bodies=tuple(bodies))


@pytest.mark.parametrize(
    ("ahead_ms", "code"), [(5 * 60_000, None), (5 * 60_000 + 1, "future"), (YEAR_MS, "future")]
)
def test_a_record_from_the_future_does_not_win(
    world: World, ahead_ms: int, code: str | None
) -> None:
    async def scenario(hub: Hub) -> None:
        bonn = await hub.enrol("BONN")
        tea = bonn.item("TEA", description="old")
        await hub.exchange()
        now = world.clock.now_ms
        world.clock.now_ms = now + ahead_ms
        bonn.write(Put(ITEM, tea, {"description": "new"}), scope=company_scope(bonn.company))
        bonn.store.seal()
        world.clock.now_ms = now

        await hub.exchange()

        record = (await hub.get("/items"))["items"][0]
        assert record["description"] == ("old" if code else "new")
        assert ((code, "BONN") in await shown_codes(hub)) == (code is not None)
        row = bonn.store.row(ITEM, tea)
        assert row is not None
        assert row["description"] == record["description"]

    world.run(scenario)
