"""Fast items come near packing, each item moves once, and small gains move nothing."""

from itertools import permutations
from random import Random

from models.demand.slotting import GAIN_M_MIN, SWAPS_MAX, Slot, swaps, walk_m


def test_a_walk_goes_along_the_aisles() -> None:
    assert walk_m((4_000, -2_000), (1_000, 2_000)) == 7.0


def test_a_fast_item_far_away_changes_places_with_a_slow_one_nearby() -> None:
    slots = [Slot("FAST", "L9", 40, 50), Slot("SLOW", "L1", 1, 5), Slot("MID", "L5", 10, 20)]

    (found,) = swaps(slots)

    assert (found.fast.item, found.slow.item, found.gain_m) == ("FAST", "SLOW", 2 * 39 * 45)


def test_only_places_of_the_same_kind_are_exchanged() -> None:
    slots = [Slot("FAST", "L9", 40, 50, "pallet"), Slot("SLOW", "L1", 1, 5, "shelf")]

    assert swaps(slots) == []


def test_a_few_metres_are_not_worth_the_work() -> None:
    slots = [Slot("FAST", "L2", 2, 14.9), Slot("SLOW", "L1", 1, 5)]

    assert GAIN_M_MIN == 20.0  # the gain would be 19.8
    assert swaps(slots) == []


def test_each_place_is_named_once_and_every_swap_saves_what_it_says() -> None:
    chance = Random(4)
    slots = [
        Slot(f"I{n}", f"L{n}", chance.randrange(100), chance.randrange(90)) for n in range(200)
    ]

    found = swaps(slots)

    places = [place for swap in found for place in (swap.fast.location, swap.slow.location)]
    assert len(found) == SWAPS_MAX
    assert len(places) == len(set(places))
    for swap in found:
        before = _metres([swap.fast, swap.slow], (0, 1))
        after = _metres([swap.fast, swap.slow], (1, 0))
        assert before - after == swap.gain_m


def test_the_best_of_all_exchanges_of_two_comes_first() -> None:
    slots = [Slot("A", "L1", 5, 10), Slot("B", "L2", 30, 60), Slot("C", "L3", 2, 30)]

    best = max(
        2 * (one.picks_per_day - other.picks_per_day) * (one.walk_m - other.walk_m)
        for one, other in permutations(slots, 2)
    )

    assert swaps(slots)[0].gain_m == best


def _metres(slots: list[Slot], order: tuple[int, int]) -> float:
    return sum(
        2 * slot.picks_per_day * slots[place].walk_m
        for slot, place in zip(slots, order, strict=True)
    )
