"""Steps written out give what the table says."""

import random
from math import inf

import pytest

from models.picking.classes import Arc
from models.picking.unrolled import unrolled

SIZE, PRICES = 7, 4


@pytest.mark.parametrize("may_stay", [True, False])
def test_a_step_written_out_is_the_cheapest_of_its_table(seed: int, *, may_stay: bool) -> None:
    chance = random.Random(seed)
    for _ in range(100):
        steps: list[Arc] = [
            (chance.randrange(SIZE), chance.randrange(SIZE), chance.randrange(PRICES))
            for _ in range(chance.randrange(20))
        ]
        row = [chance.choice((inf, chance.random())) for _ in range(SIZE)]
        prices = [chance.choice((inf, chance.random())) for _ in range(PRICES)]
        wanted = row[:] if may_stay else [inf] * SIZE
        for before, after, price in steps:
            wanted[after] = min(wanted[after], row[before] + prices[price])

        assert unrolled(steps, SIZE, PRICES, may_stay=may_stay)(row, prices) == wanted
