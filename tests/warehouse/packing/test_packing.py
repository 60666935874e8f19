"""Pieces lie inside, never overlap, never weigh too much; known cases come out as they should."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.warehouse.packing.box import Carton, Packed, Piece, Placed, Size, turns
from models.warehouse.packing.fill import PIECES_MAX, fill
from models.warehouse.packing.propose import NoCartonFits, propose


def _pieces(size: tuple[int, int, int], count: int, **fields: object) -> list[Piece]:
    return [Piece(f"p{number}", Size(*size), **fields) for number in range(count)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("inside", "size", "count"),
    [
        ((200, 200, 300), (65, 66, 83), 27),
        ((90, 40, 30), (40, 30, 30), 3),
        ((4, 4, 4), (2, 2, 2), 8),
        ((100, 100, 100), (100, 100, 100), 1),
    ],
)
def test_known_cases(inside: tuple[int, int, int], size: tuple[int, int, int], count: int) -> None:
    """Cases of facts about packers; the second one is where a popular library finds only 2."""
    packed, left = fill(Carton("C", Size(*inside)), _pieces(size, count))
    assert (len(packed.placed), left) == (count, [])


def _overlap(one: Placed, two: Placed) -> bool:
    return all(
        one.at[axis] < two.at[axis] + two.size[axis]
        and two.at[axis] < one.at[axis] + one.size[axis]
        for axis in range(3)
    )


def _demand_sound(packed: Packed) -> None:
    inside = packed.carton.inside
    for each in packed.placed:
        assert each.size in turns(each.piece)
        assert all(0 <= each.at[axis] <= inside[axis] - each.size[axis] for axis in range(3))
    assert not any(_overlap(one, two) for one, two in combinations(packed.placed, 2))
    limit = packed.carton.weight_g_max
    content_g = packed.weight_g - packed.carton.tare_g
    assert limit is None or content_g <= limit


EDGE = st.integers(5, 60)
PIECES = st.lists(
    st.builds(
        Piece,
        key=st.sampled_from("abcdef"),
        size=st.builds(Size, EDGE, EDGE, EDGE),
        weight_g=st.integers(0, 500),
        upright=st.booleans(),
    ),
    max_size=25,
)


@given(PIECES)
@settings(max_examples=120)
def test_every_piece_is_packed_once_inside_apart_and_within_weight(pieces: list[Piece]) -> None:
    cartons = [
        Carton("S", Size(60, 60, 60), 500, tare_g=50),
        Carton("M", Size(120, 80, 70), 2_000),
        Carton("L", Size(150, 120, 120)),
    ]
    proposal = propose(cartons, pieces)
    for packed in proposal:
        assert packed.placed
        _demand_sound(packed)
    packed_keys = sorted(each.piece.key for packed in proposal for each in packed.placed)
    assert packed_keys == sorted(piece.key for piece in pieces)


def test_the_smallest_carton_that_holds_all_is_proposed() -> None:
    small, large = Carton("S", Size(50, 50, 50)), Carton("L", Size(100, 100, 100))
    assert [each.carton for each in propose([large, small], _pieces((25, 25, 25), 8))] == [small]
    assert [each.carton for each in propose([large, small], _pieces((25, 25, 25), 9))] == [large]


def test_what_is_too_heavy_for_one_carton_goes_into_two() -> None:
    carton = Carton("S", Size(50, 50, 50), 1_000)
    proposal = propose([carton], _pieces((25, 25, 25), 4, weight_g=500))
    assert [len(each.placed) for each in proposal] == [2, 2]


def test_an_upright_piece_is_not_laid_down() -> None:
    flat = Carton("F", Size(100, 100, 20))
    bottle = Piece("bottle", Size(20, 20, 80))
    assert len(propose([flat], [bottle])) == 1
    with pytest.raises(NoCartonFits, match="bottle"):
        propose([flat], [Piece("bottle", Size(20, 20, 80), upright=True)])


def test_more_pieces_than_can_be_proposed_is_an_error() -> None:
    with pytest.raises(ValueError, match="more than"):
        propose([Carton("L", Size(900, 900, 900))], _pieces((1, 1, 1), PIECES_MAX + 1))
