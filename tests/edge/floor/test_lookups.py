"""What kits, nested units and packs read is looked up by an index, however big the site is."""

from typing import Any

import pytest

from edge.store import statements as sql
from edge.store.reads import inbound, kits
from tests.edge.site import TestSite

READS = (
    kits.PARTS, kits.ORDER, kits.ORDER_BY_ID, kits.ORDERS, kits.TASK, kits.MINE, kits.COMING,
    kits.SHORT, inbound.ANNOUNCED_ON, sql.UNITS_IN, sql.UNIT_BY_ID, sql.PACKS, sql.PACK_ROW,
)  # fmt: skip


@pytest.mark.parametrize("statement", READS)
def test_each_read_is_an_indexed_look_up(site: TestSite, statement: str) -> None:
    values = tuple(1 for _ in range(statement.count("?")))
    plan: list[tuple[Any, ...]] = site.store.connection.execute(
        f"EXPLAIN QUERY PLAN {statement}", values
    ).fetchall()
    assert [row[3] for row in plan if row[3].startswith("SCAN")] == []
