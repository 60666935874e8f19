"""Which cartons an order should take: the smallest that holds it all, or few large ones."""

from collections.abc import Sequence

from models.warehouse.packing.box import Carton, Packed, Piece, turns
from models.warehouse.packing.fill import PIECES_MAX, fill


class NoCartonFits(Exception):
    """A piece that no carton can hold; `piece` names it."""

    def __init__(self, piece: Piece) -> None:
        super().__init__(f"no carton holds {piece.key}")
        self.piece = piece


def propose(cartons: Sequence[Carton], pieces: Sequence[Piece]) -> list[Packed]:
    """Cartons filled in the order they are packed. Raises NoCartonFits, and ValueError for more
    pieces than PIECES_MAX.

    What does not fit into one carton fills the largest one first; the rest is proposed alike.
    """
    if len(pieces) > PIECES_MAX:
        raise ValueError(f"more than {PIECES_MAX} pieces")
    by_size = sorted(cartons, key=lambda carton: (carton.inside.volume, carton.code))
    for piece in pieces:
        if not any(_holds(carton, piece) for carton in by_size):
            raise NoCartonFits(piece)
    proposal: list[Packed] = []
    left = list(pieces)
    while left:
        packed, left = _next(by_size, left)
        proposal.append(packed)
    return proposal


def _next(cartons: list[Carton], pieces: list[Piece]) -> tuple[Packed, list[Piece]]:
    volume = sum(piece.size.volume for piece in pieces)
    weight_g = sum(piece.weight_g for piece in pieces)
    for carton in cartons:
        too_heavy = carton.weight_g_max is not None and weight_g > carton.weight_g_max
        if carton.inside.volume < volume or too_heavy:
            continue
        packed, left = fill(carton, pieces)
        if not left:
            return packed, left
    filled = [fill(carton, pieces) for carton in cartons if _takes_any(carton, pieces)]
    return min(filled, key=lambda each: (sum(piece.size.volume for piece in each[1]), len(each[1])))


def _takes_any(carton: Carton, pieces: list[Piece]) -> bool:
    return any(_holds(carton, piece) for piece in pieces)


def _holds(carton: Carton, piece: Piece) -> bool:
    inside = carton.inside
    return (carton.weight_g_max is None or piece.weight_g <= carton.weight_g_max) and any(
        size.x <= inside.x and size.y <= inside.y and size.z <= inside.z for size in turns(piece)
    )
