"""Fill one carton: extreme points, lowest first (Crainic, Perboli, Tadei 2008), integer mm.

Candidate corners are where a placed piece's faces, pushed back, meet other pieces or the walls. A
piece takes the lowest, deepest, leftmost corner that has room for it. Which way pieces are turned
first decides much and costs little to vary, so a few ways are tried and the fullest carton is kept.
"""

from bisect import insort
from collections.abc import Callable, Sequence

from models.warehouse.packing.box import Carton, Packed, Piece, Placed, Size, turns

PIECES_MAX = 200
"""Beyond it a proposal would cost more time than it saves; orders that large go by pallet."""
VARIED_MAX = 40
"""Up to so many pieces all ways of turning are tried, beyond it the first one alone."""

Turner = Callable[[Piece], tuple[Size, ...]]
Corner = tuple[int, int, int]
"""A corner as (z, y, x), so that sorting puts the lowest, deepest, leftmost first."""


def fill(carton: Carton, pieces: Sequence[Piece]) -> tuple[Packed, list[Piece]]:
    """The fullest carton found, and what did not go in. Largest pieces first."""
    ordered = sorted(pieces, key=_largest_first)
    best: tuple[Packed, list[Piece]] | None = None
    for turner in _TURNERS if len(pieces) <= VARIED_MAX else _TURNERS[:1]:
        packed, left = _fill(carton, ordered, turner)
        if best is None or _volume(left) < _volume(best[1]):
            best = packed, left
        if not left:
            break
    assert best is not None
    return best


def _fill(carton: Carton, pieces: list[Piece], turner: Turner) -> tuple[Packed, list[Piece]]:
    placed: list[Placed] = []
    corners: list[Corner] = [(0, 0, 0)]
    refused: set[tuple[Corner, Size]] = set()
    weight_left = carton.weight_g_max
    left: list[Piece] = []
    for piece in pieces:
        fits = weight_left is None or piece.weight_g <= weight_left
        spot = (
            _spot(carton.inside, piece, turner(piece), placed, corners, refused) if fits else None
        )
        if spot is None:
            left.append(piece)
            continue
        placed.append(spot)
        corners[:] = [corner for corner in corners if not _covers(spot, corner)]
        for corner in _outer(carton.inside, spot, placed):
            if corner not in corners:
                insort(corners, corner)
        if weight_left is not None:
            weight_left -= piece.weight_g
    return Packed(carton, tuple(placed)), left


def _spot(
    inside: Size,
    piece: Piece,
    ways: tuple[Size, ...],
    placed: list[Placed],
    corners: list[Corner],
    refused: set[tuple[Corner, Size]],
) -> Placed | None:
    """A corner that refused these edges once refuses them for ever: cartons only get fuller."""
    for corner in corners:
        for size in ways:
            if (corner, size) in refused:
                continue
            if _free(inside, corner, size, placed):
                z, y, x = corner
                return Placed(piece, Size(x, y, z), size)
            refused.add((corner, size))
    return None


def _free(inside: Size, corner: Corner, size: Size, placed: list[Placed]) -> bool:
    z, y, x = corner
    right, back, top = x + size.x, y + size.y, z + size.z
    if right > inside.x or back > inside.y or top > inside.z:
        return False
    for other in reversed(placed):
        at, edges = other.at, other.size
        if (
            x < at.x + edges.x
            and at.x < right
            and y < at.y + edges.y
            and at.y < back
            and z < at.z + edges.z
            and at.z < top
        ):
            return False
    return True


def _covers(spot: Placed, corner: Corner) -> bool:
    z, y, x = corner
    return (
        spot.at.x <= x < spot.at.x + spot.size.x
        and spot.at.y <= y < spot.at.y + spot.size.y
        and spot.at.z <= z < spot.at.z + spot.size.z
    )


def _outer(inside: Size, spot: Placed, placed: list[Placed]) -> list[Corner]:
    """The three outer corners of a piece, each pushed back along the two other axes."""
    x, y, z = spot.at
    right, back, top = x + spot.size.x, y + spot.size.y, z + spot.size.z
    found = (
        (z, _slide(placed, (right, y, z), 1), right),
        (_slide(placed, (right, y, z), 2), y, right),
        (z, back, _slide(placed, (x, back, z), 0)),
        (_slide(placed, (x, back, z), 2), back, x),
        (top, y, _slide(placed, (x, y, top), 0)),
        (top, _slide(placed, (x, y, top), 1), x),
    )
    return [
        corner
        for corner in found
        if corner[2] < inside.x and corner[1] < inside.y and corner[0] < inside.z
    ]


def _slide(placed: list[Placed], at: tuple[int, int, int], axis: int) -> int:
    """How far back along an axis a corner can slide before it meets a piece or the wall."""
    stop = 0
    first, second = (each for each in range(3) if each != axis)
    for other in placed:
        end = other.at[axis] + other.size[axis]
        if (
            stop < end <= at[axis]
            and other.at[first] <= at[first] < other.at[first] + other.size[first]
            and other.at[second] <= at[second] < other.at[second] + other.size[second]
        ):
            stop = end
    return stop


def _largest_first(piece: Piece) -> tuple[int, int, str]:
    return -piece.size.volume, -max(piece.size), piece.key


def _volume(pieces: list[Piece]) -> int:
    return sum(piece.size.volume for piece in pieces)


def _flat(piece: Piece) -> tuple[Size, ...]:
    """Lowest first: layers grow evenly."""
    return tuple(sorted(turns(piece), key=lambda size: (size.z, size.y, size.x)))


def _deep(piece: Piece) -> tuple[Size, ...]:
    """Flat, the longer edge to the back."""
    return tuple(sorted(turns(piece), key=lambda size: (size.z, -size.y, size.x)))


def _tall(piece: Piece) -> tuple[Size, ...]:
    """Standing, the shorter edge to the back."""
    return tuple(sorted(turns(piece), key=lambda size: (-size.z, size.y, size.x)))


def _tall_deep(piece: Piece) -> tuple[Size, ...]:
    """Standing, the longer edge to the back."""
    return tuple(sorted(turns(piece), key=lambda size: (-size.z, -size.y, size.x)))


_TURNERS: tuple[Turner, ...] = (_flat, _deep, _tall, _tall_deep)
