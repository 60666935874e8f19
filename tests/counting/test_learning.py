"""What is known of a record follows from its movements and counts."""

import numpy as np
import pytest

from models.counting.learning import DAY_WEIGHT, Here, Key, Learning
from models.counting.records import Records
from models.counting.triggers import Triggers

TEA, CUP = Key(1, 10), Key(2, 20)
DAYS = [f"2026-03-{day:02}" for day in range(1, 32)]


def records(learning: Learning, *keys: Key) -> Records:
    return learning.records([Here(key, 5, 1.0) for key in keys])


def test_silence_counts_open_days_since_the_last_sale() -> None:
    learning = Learning()
    for day in DAYS[:10]:
        learning.on(day)
        learning.went(CUP, 1, 7, is_sale=True)
        if day <= DAYS[3]:
            learning.went(TEA, 2, 7, is_sale=True)
    found = records(learning, TEA, CUP)
    assert found.silent_days.tolist() == [6, 0]
    learning.on(DAYS[20])  # ten closed days lie between: one open day more
    assert records(learning, TEA).silent_days.tolist() == [7]


def test_the_mean_is_that_of_the_last_sale_and_silent_days_lower_it_at_the_next() -> None:
    learning = Learning()
    for day in DAYS[:3]:
        learning.on(day)
        learning.went(CUP, 1, 7, is_sale=True)
        if day != DAYS[1]:
            learning.went(TEA, 4, 7, is_sale=True)
    learning.on(DAYS[3])
    learning.went(TEA, 4, 7, is_sale=True)  # closes the third day
    mean = 1.0
    for units in (4, 0, 4):
        mean += DAY_WEIGHT * (units - mean)
    assert records(learning, TEA).demand_mean.tolist() == pytest.approx([mean])


def test_what_was_out_of_stock_was_not_silent() -> None:
    learning = Learning()
    learning.on(DAYS[0])
    learning.came(TEA, 3, 7)
    learning.went(TEA, 3, 7, is_sale=True)
    for day in DAYS[1:9]:
        learning.on(day)
        learning.went(CUP, 1, 7, is_sale=True)
    learning.came(TEA, 5, 7)
    learning.on(DAYS[9])
    assert records(learning, TEA).silent_days.tolist() == [1]


def test_a_count_starts_moves_and_silence_anew_and_wrong_ones_are_remembered() -> None:
    learning = Learning()
    learning.on(DAYS[0])
    for _ in range(4):
        learning.went(TEA, 1, 7, is_sale=True)
    learning.on(DAYS[1])
    assert records(learning, TEA).moves.tolist() == [4]
    learning.counted(TEA, 9, 6, is_random=False)
    learning.counted(CUP, 5, 5, is_random=False)
    found = records(learning, TEA, CUP, Key(1, 30))
    assert found.moves.tolist() == [0, 0, 0]
    assert found.silent_days[0] == 0
    assert found.counts.tolist() == [1, 1, 1]  # of the item, wherever it lies
    assert found.wrong.tolist() == [1, 0, 1]
    assert found.drift[0] > found.drift[1] == 0


def test_only_random_counts_say_how_wrong_the_site_is() -> None:
    learning = Learning()
    learning.on(DAYS[0])
    before = learning.known
    learning.counted(TEA, 9, 0, is_random=False)
    assert learning.known == before
    learning.counted(TEA, 9, 0, is_random=True)
    assert learning.known.wrong_share > before.wrong_share
    assert learning.known.out_share > before.out_share


def test_a_record_that_nobody_heard_of_is_usual() -> None:
    learning = Learning()
    learning.on(DAYS[0])
    found = records(learning, TEA)
    assert np.isfinite(np.concatenate([found.demand_mean, found.demand_variance])).all()
    assert found.moves.tolist() == found.silent_days.tolist() == [0]


def test_picks_and_age_begin_anew_with_a_count() -> None:
    triggers = Triggers()
    assert (triggers.picks(1), triggers.since_ms(1)) == (0, None)
    triggers.used(1, 100)
    triggers.used(1, 200)
    triggers.picked(1)
    triggers.picked(1)
    assert (triggers.picks(1), triggers.since_ms(1)) == (2, 100)
    triggers.counted(1, 300)
    assert (triggers.picks(1), triggers.since_ms(1)) == (0, 300)
