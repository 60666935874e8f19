"""No page asks for more than it shows: the plan of every query of the API, over a hub with data."""

import apsw
import pytest

from hub.store import sql
from tests.hub.world import Hub, World

BIG = (
    "dn", "dn_line", "item_pack", "movement", "task", "reservation", "lot", "handling_unit",
    "asn", "asn_line", "site_quant", "s_log", "s_seal", "site_answer", "location", "partner",
)  # fmt: skip
PATHS = (
    "/overview", "/stock", "/stock?site=BONN", "/orders", "/orders?state=open",
    "/orders?state=late",
    "/orders?state=due", "/orders?state=shipped", "/orders?order=D-1", "/orders?site=BONN",
    "/orders/D-1", "/exceptions", "/exceptions?site=BONN", "/conflicts", "/sites", "/sites/BONN",
    "/quarantine", "/items", "/partners", "/items/TEA", "/sites/BONN/commands",
)  # fmt: skip


def test_no_page_scans_history(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    plans: list[tuple[str, str]] = []
    plain = sql.rows

    def explained(
        connection: apsw.Connection, statement: str, values: sql.Bound = ()
    ) -> list[sql.Row]:
        plan = plain(connection, f"EXPLAIN QUERY PLAN {statement}", values)
        plans.extend((statement, step[3]) for step in plan)
        return plain(connection, statement, values)

    def first(
        connection: apsw.Connection, statement: str, values: sql.Bound = ()
    ) -> sql.Row | None:
        return next(iter(explained(connection, statement, values)), None)

    async def scenario(hub: Hub) -> None:
        bonn = await hub.enrol("BONN")
        tea = bonn.item("TEA")
        bonn.order("D-1", tea, 5)
        bonn.move(tea, 5, "supplier", "A-01")
        await hub.exchange()
        monkeypatch.setattr(sql, "rows", explained)
        monkeypatch.setattr(sql, "row", first)
        for path in PATHS:
            assert (await hub.client.get(path)).status_code == 200, path
        monkeypatch.undo()

        scans = [
            (step, statement)
            for statement, step in plans
            if step.startswith("SCAN ") and step.split()[1] in BIG and "USING INDEX" not in step
        ]
        assert len(plans) > 50
        assert scans == []

    world.run(scenario)
