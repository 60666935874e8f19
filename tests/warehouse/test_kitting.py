"""What a kit is made of: counted, written down, never itself."""

import pytest

from models.warehouse.kitting import (
    Part,
    complete_sets,
    earliest,
    is_inside,
    needed,
    read_parts,
    write_parts,
)

PARTS = (Part(1, 2), Part(2, 1))


def test_parts_there_and_back_are_the_same() -> None:
    assert write_parts(PARTS) == "[[1,2],[2,1]]"
    assert read_parts(write_parts(PARTS)) == PARTS
    assert read_parts("[]") == ()


@pytest.mark.parametrize(
    ("at_hand", "kits"),
    [({1: 6, 2: 3}, 3), ({1: 5, 2: 3}, 2), ({1: 99, 2: 0}, 0), ({1: 99}, 0), ({}, 0)],
)
def test_the_scarcest_part_says_how_many_kits(at_hand: dict[int, int], kits: int) -> None:
    assert complete_sets(PARTS, at_hand) == kits


def test_what_kits_take() -> None:
    assert needed(PARTS, 3) == {1: 6, 2: 3}


KNOWN = {1: (Part(2, 1), Part(3, 1)), 3: (Part(4, 5),), 8: (Part(9, 1),), 9: (Part(8, 1),)}


@pytest.mark.parametrize(
    ("item", "of", "inside"),
    [(1, 1, True), (2, 1, True), (4, 1, True), (1, 4, False), (5, 1, False), (1, 8, False)],
)
def test_what_is_in_a_kit_at_any_depth(item: int, of: int, inside: bool) -> None:
    assert is_inside(item, of, lambda kit: KNOWN.get(kit, ())) is inside


@pytest.mark.parametrize(
    ("expiries", "first"),
    [((), None), ((None, None), None), ((None, "2026-02-01", "2026-01-09"), "2026-01-09")],
)
def test_a_kit_keeps_as_long_as_its_first_part(
    expiries: tuple[str | None, ...], first: str | None
) -> None:
    assert earliest(expiries) == first
