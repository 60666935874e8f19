"""Rules are plain functions: they are tested without a site."""

from heavy_low import choose, export, lay_out, rank

from edge.plugins import Goods, Place, StockSeen
from models.warehouse.labels.templates import LocationFacts


class Shelf:
    """Two places of zone N: one empty, one with the item."""

    def fixed(self) -> Place | None:
        return None

    def same_item(self, zone: str | None = None, size_class: str | None = None) -> Place | None:
        return Place("N-01", zone, 1, "normal")

    def empty(self, zone: str | None = None, size_class: str | None = None) -> Place | None:
        return Place("N-02", zone, 2, "normal")

    def empty_near(
        self, sequence: int, zone: str | None = None, size_class: str | None = None
    ) -> Place | None:
        return None

    def at(self, code: str) -> Place | None:
        return None


def goods(weight_g: int | None) -> Goods:
    return Goods("ANVIL", 1, "available", None, "none", weight_g, None, "N", None)


def test_heavy_goods_go_near_and_others_are_left_alone() -> None:
    assert list(choose(goods(20_000), Shelf())) == ["N-01", "N-02"]
    assert list(choose(goods(100), Shelf())) == []
    assert list(choose(goods(None), Shelf())) == []


def test_loose_stock_comes_first() -> None:
    loose = StockSeen("A", None, 1, 5, 5, 0, None, None, None)
    pallet = StockSeen("B", None, 2, 5, 5, 0, None, None, "340123450000000017")
    assert list(rank([pallet, loose], "2026-11-22")) == [1, 0]


def test_a_shelf_label_shows_its_code() -> None:
    label = lay_out(LocationFacts("A-01-01-1", "A"))
    assert any(getattr(part, "text", "") == "A-01-01-1" for part in label.parts)


def test_an_order_is_written_line_by_line() -> None:
    line = {"line": 1, "item": "ANVIL", "ordered": 2, "shipped": 0}
    body = export({"order": "SO-1", "lines": [line]})
    assert body.decode().splitlines()[1] == "SO-1,1,ANVIL,2,0"
