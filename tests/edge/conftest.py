"""A site per test, in a folder of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.edge.feed.agreeing import check_told
from tests.edge.site import TestSite


@pytest.fixture
def site(tmp_path: Path) -> Iterator[TestSite]:
    """A small warehouse with two plain items, one lot-tracked with expiry, one by serial."""
    made = TestSite(tmp_path)
    made.add_item("TEA", description="Tea", barcodes=("0765432109876",))
    made.add_item("MUG", description="Mug")
    made.add_item("MILK", description="Milk", tracking="lot", shelf_life_days=10)
    made.add_item("DRILL", description="Drill", tracking="serial")
    yield made
    assert made.check().findings == []
    check_told(made)
    made.close()
