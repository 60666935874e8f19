"""What a box should weigh, and which carton holds what is left."""

from collections.abc import Iterable
from typing import NamedTuple

from edge.floor.reader import SiteReader
from models.warehouse.packing.box import Packed
from models.warehouse.packing.box import Piece as Solid
from models.warehouse.packing.propose import NoCartonFits, propose
from models.warehouse.weight import is_near

PROPOSED_PIECES_MAX = 20
"""Scans of all people wait for a proposal: 20 pieces and 8 cartons take 11 ms, 60 take 160 ms."""


class Piece(NamedTuple):
    """So many of an item."""

    item_id: int
    quantity: int


def expected_weight_g(site: SiteReader, pieces: Iterable[Piece], carton: str | None) -> int | None:
    """Content and carton; None as soon as one weight is not known."""
    tares = {each.code: each.tare_g for each in site.cartons()}
    total = tares.get(carton, 0) if carton is not None else 0
    for item_id, quantity in pieces:
        item = site.item(item_id)
        if item is None or not item.weight_g:
            return None
        total += item.weight_g * quantity
    return total


def weighs_as_expected(weighed_g: int, expected_g: int | None, tolerance_percent: int) -> bool:
    """What is not known cannot be wrong."""
    return expected_g is None or is_near(weighed_g, expected_g, tolerance_percent)


def proposal(site: SiteReader, pieces: Iterable[Piece]) -> list[Packed]:
    """Cartons for these pieces in packing order; empty where sizes are not known, there are too
    many, or no carton is large enough."""
    cartons = site.cartons()
    solids: list[Solid] = []
    for item_id, quantity in pieces:
        size, item = site.size_of(item_id), site.item(item_id)
        if size is None or item is None or len(solids) + quantity > PROPOSED_PIECES_MAX:
            return []
        solids += [Solid(item.code, size, item.weight_g or 0)] * quantity
    if not cartons or not solids:
        return []
    try:
        return propose(cartons, solids)
    except NoCartonFits:
        return []
