"""Quantities in boxes and pieces."""

import pytest

from models.warehouse.commands import Entered
from models.warehouse.packs import PackSize, entered_more, in_packs, said_in_packs, share_of

BOX, LAYER, PIECE = PackSize("Box", 12), PackSize("Layer", 120), PackSize("Each", 1)


@pytest.mark.parametrize(
    ("quantity", "said"),
    [
        (27, "2 × Box + 3"),
        (24, "2 × Box"),
        (12, "1 × Box"),
        (11, None),
        (0, None),
        (263, "2 × Layer + 1 × Box + 11"),
    ],
)
def test_the_largest_packs_first(quantity: int, said: str | None) -> None:
    assert said_in_packs(quantity, [PIECE, BOX, LAYER]) == said
    assert sum(n * pack.quantity for n, pack in in_packs(quantity, [BOX, LAYER])) <= quantity


def test_an_item_without_packs_is_counted_in_pieces() -> None:
    assert said_in_packs(27, []) is None
    assert said_in_packs(27, [PIECE]) is None


def _entered(packs: int, uom: str = "Box") -> Entered:
    return Entered(quantity=packs, uom=uom)


@pytest.mark.parametrize(
    ("before", "quantity_before", "pack", "pieces", "after"),
    [
        (None, 0, BOX, 12, _entered(1)),
        (_entered(1), 12, BOX, 12, _entered(2)),
        (_entered(1), 12, BOX, 36, _entered(4)),
        (_entered(1), 12, None, 1, None),
        (None, 1, BOX, 12, None),
        (_entered(1, "Layer"), 120, BOX, 12, None),
        (None, 0, PIECE, 1, None),
        (None, 0, BOX, 7, None),
    ],
)
def test_packs_of_one_kind_add_up_and_others_do_not(
    before: Entered | None,
    quantity_before: int,
    pack: PackSize | None,
    pieces: int,
    after: Entered | None,
) -> None:
    assert entered_more(before, quantity_before, pack, pieces) == after


@pytest.mark.parametrize(("part", "share"), [(36, _entered(3)), (24, _entered(2)), (20, None)])
def test_a_part_reads_in_the_same_packs_unless_it_breaks_one(
    part: int, share: Entered | None
) -> None:
    assert share_of(_entered(3), 36, part) == share
    assert share_of(None, 36, part) is None
