"""Plans of all reads of decisions: each finds its rows by an index, in the sequence of the index;
what is sorted or gone through is bounded by something that does not grow with the site."""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from typing import Any

import pytest

import edge.store.reads
from tests.edge.site import TestSite

SORTED = {
    "lines or tasks of one document": (
        *("ASN_LINES", "ASN_LINES_AHEAD", "ASN_LINES_OF", "DN_LINES", "TRANSFER_LINES", "RETURNED"),
        *("COUNTED_LINES", "OPEN_TASKS", "PICKS_OF", "FREE", "LEFT", "OF_ORDER", "LOADED_OF"),
    ),
    "what lies in one place or unit": (
        *("STOCK_AT", "STOCK_OF_ITEM_AT", "STOCK_IN_UNIT", "OF_UNIT", "TRANSFER_ON_UNIT"),
        "TRANSFER_LINES_ON",
    ),
    "packs, fixed locations and refills of one item": (
        *("ITEM_OF_GTIN", "PACK_OF_GTIN", "PACKS", "FIXED", "REFILLS_OF"),
    ),
    "what one person has in hand": ("MINE", "MY_PICKS"),
    "the first few orders or deliveries, which an index has found": (
        *("ASNS_WAITING", "ORDERS_PACKING", "ORDERS_TO_PACK", "ORDERS_TO_STAGE"),
    ),
    "master data, read once": ("CHANNELS", "RULES"),
}
FEW = (
    *("carrier", "carton_type", "custom_field", "release_channel", "rule", "site_address"),
    *("outlook", "owner"),
)
"""Master data of which there is little, and the site's one outlook; gone through as a whole."""
IN_SEQUENCE = ("asn_open", "count_open", "dn_short", "quant_inspection", "shipment_open")
"""Indexes read from their beginning, up to a limit."""


def _statements() -> Iterator[tuple[str, str]]:
    """Name and text of every read of edge/store."""
    rooms = [f"edge.store.reads.{room.name}" for room in pkgutil.iter_modules(_FOLDER)]
    for name in ("edge.store.statements", "edge.store.faces", *rooms):
        for constant, value in vars(importlib.import_module(name)).items():
            texts = value.values() if isinstance(value, dict) else (value,)
            for text in texts:
                if constant[0] != "_" and isinstance(text, str) and _is_whole(text):
                    yield f"{name.rsplit('.', 1)[1]}.{constant}", text


def _is_whole(text: str) -> bool:
    return text.startswith("SELECT") and (" WHERE " in text or " LIMIT " in text)


_FOLDER = edge.store.reads.__path__
READS = list(_statements())


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """The steps of each read."""
    site = TestSite(tmp_path_factory.mktemp("plans"))
    found = {name: _plan(site, text) for name, text in READS}
    site.close()
    return found


def _plan(site: TestSite, text: str) -> list[str]:
    names = set(re.findall(r":([a-z_]+)", text))
    bound: Any = dict.fromkeys(names, 1) if names else (1,) * text.count("?")
    rows: list[tuple[Any, ...]] = site.store.connection.execute(
        f"EXPLAIN QUERY PLAN {text}", bound
    ).fetchall()
    return [str(row[3]) for row in rows]


def test_nothing_is_gone_through_from_end_to_end(plans: dict[str, list[str]]) -> None:
    walks = [
        (name, step)
        for name, steps in plans.items()
        for step in steps
        if _is_walk(step, steps, dict(READS)[name])
    ]
    assert len(plans) > 100
    assert walks == []


def _is_walk(step: str, steps: list[str], text: str) -> bool:
    if "AUTOMATIC" in step:
        return True
    if "location_by_kind" in step and "property=?" not in step:
        return True
    if not step.startswith("SCAN "):
        return False
    name = step.split()[1]
    if name.startswith("(") or f"CO-ROUTINE {name}" in steps or name in FEW:
        return False
    in_sequence = any(f"USING INDEX {index}" in step for index in IN_SEQUENCE)
    return not (in_sequence and " LIMIT " in text)


def test_what_is_sorted_has_a_bound(plans: dict[str, list[str]]) -> None:
    bounded = {name for names in SORTED.values() for name in names}
    sorted_here = {
        name.split(".")[1]
        for name, steps in plans.items()
        if any("TEMP B-TREE" in step or "MATERIALIZE" in step for step in steps)
    }
    assert sorted_here - bounded == set()
    assert bounded - sorted_here == set()
