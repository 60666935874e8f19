"""Stock for orders is read a little at a time, and comes in the same turn as if read at once."""

import random

import pytest

from edge.floor.reads.stock import CHUNK
from edge.floor.supply import Supply, free_up_to, to_give
from models.warehouse.catalogue import LOT
from models.warehouse.scopes import warehouse_scope
from models.warehouse.stock import Stock, take_first
from sync.core.change import Put
from sync.store.protocol import Author
from tests.edge.site import TestSite

TODAY = "2026-01-05"


def place(site: TestSite, count: int) -> None:
    """Lots of milk in units of their own, received at different times."""
    chance = random.Random(7)
    for number in range(count):
        site.clock.pass_s(chance.choice([0, 60]))
        lot = f"L{number % 7}"
        site.stock(
            "MILK", chance.choice(["A-01-01-1", "A-01-02-1", "A-02-03-2"]), 1 + number % 3,
            lot=lot, expiry=f"2026-0{2 + number % 7}-01", unit=f"U{number}",
        )  # fmt: skip


def test_chunks_join_to_the_whole_in_turn(site: TestSite) -> None:
    place(site, 3 * CHUNK + 5)
    item = site.reader.items("MILK")[0]
    found = list(to_give(site.reader, item.id, TODAY))
    assert len({stock.key for stock in found}) == len(found) == 3 * CHUNK + 5
    assert [key[:2] for key in map(take_first, found)] == sorted(
        key[:2] for key in map(take_first, found)
    )


@pytest.mark.parametrize(("today", "left"), [("2026-02-01", 7), ("2026-02-02", 6)])
def test_what_has_expired_is_not_even_read(site: TestSite, today: str, left: int) -> None:
    place(site, 7)
    item = site.reader.items("MILK")[0]
    assert len(site.reader.stock_to_give(item.id, today)) == left


def test_an_expiry_corrected_later_changes_the_turn(site: TestSite) -> None:
    place(site, 7)
    item = site.reader.items("MILK")[0]
    lot = site.reader.lot(item.id, "L6")
    assert lot is not None
    site.store.begin()
    site.store.write(
        warehouse_scope(site.site.warehouse_id),
        [Put(LOT, lot.id, {"expiry": "2026-01-06"})],
        Author(),
    )
    site.store.commit()
    first = next(to_give(site.reader, item.id, TODAY))
    assert (first.lot, first.expiry) == ("L6", "2026-01-06")


def test_reserved_stock_leaves_the_turn_and_comes_back(site: TestSite) -> None:
    site.stock("TEA", "A-01-01-1", 5)
    site.stock("TEA", "A-01-02-1", 5)
    item = site.reader.items("TEA")[0]
    site.order("O1", ("TEA", 5))
    site.release("O1")
    assert [one.location_code for one in to_give(site.reader, item.id, TODAY)] == ["A-01-02-1"]
    site.do("cancel_order", order="O1", reason="no")
    assert len(site.reader.stock_to_give(item.id, TODAY)) == 2


def test_a_supply_reads_no_further_than_asked(site: TestSite) -> None:
    place(site, 5)
    item = site.reader.items("MILK")[0]
    source = to_give(site.reader, item.id, TODAY)
    supply = Supply(source)
    assert free_up_to(supply, {}, 0) == next(iter(supply)).free
    assert len(list(source)) == 4


def test_the_oldest_is_given_with_only_the_next_beside_it(
    site: TestSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place in ("A-02-03-2", "A-01-02-1", "A-01-01-1"):
        site.stock("TEA", place, 5)
        site.clock.pass_s(60)
    item, read = site.reader.items("TEA")[0], site.reader.stock_to_give
    asked: list[tuple[str, ...]] = []

    def noted(
        item_id: int, today: str, after: Stock | None = None, most: int = CHUNK
    ) -> list[Stock]:
        found = read(item_id, today, after, most)
        asked.append(tuple(one.location_code for one in found))
        return found

    monkeypatch.setattr(site.reader, "stock_to_give", noted)
    supply = to_give(site.reader, item.id, TODAY)
    assert next(supply).location_code == "A-02-03-2"
    assert asked == [("A-02-03-2", "A-01-02-1")]
    assert [one.location_code for one in supply] == ["A-01-02-1", "A-01-01-1"]


def test_what_is_equally_old_comes_in_walking_order(site: TestSite) -> None:
    site.stock("TEA", "A-02-03-2", 5)
    site.clock.pass_s(60)
    for place in ("A-02-01-1", "A-01-02-1", "A-01-01-1"):
        site.stock("TEA", place, 5)
    item = site.reader.items("TEA")[0]
    found = [one.location_code for one in to_give(site.reader, item.id, TODAY)]
    assert found == ["A-02-03-2", "A-01-01-1", "A-01-02-1", "A-02-01-1"]
