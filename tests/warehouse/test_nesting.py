"""How deep units may lie in each other, and whose goods share one."""

import pytest

from models.warehouse.nesting import Goods, mixes, too_deep


@pytest.mark.parametrize(
    ("level", "height", "deep"),
    [(1, 1, False), (2, 1, False), (1, 2, False), (3, 1, True), (2, 2, True), (1, 3, True)],
)
def test_three_levels_and_not_one_more(level: int, height: int, deep: bool) -> None:
    assert too_deep(level, height) is deep


NOTHING, STOCK = Goods(frozenset(), False), Goods(frozenset(), True)
ORDER, OTHER = Goods(frozenset({1}), False), Goods(frozenset({2}), False)


@pytest.mark.parametrize(
    ("coming", "there", "mixed"),
    [
        (NOTHING, STOCK, False), (STOCK, STOCK, False), (ORDER, NOTHING, False),
        (ORDER, OTHER, False), (ORDER, STOCK, True), (STOCK, ORDER, True),
    ],
)  # fmt: skip
def test_stock_and_customers_goods_stay_apart(coming: Goods, there: Goods, mixed: bool) -> None:
    assert mixes(coming, there) is mixed
