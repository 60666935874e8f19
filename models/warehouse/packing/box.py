"""Pieces, cartons and places in them. All lengths are integer millimetres, weights grams."""

from typing import NamedTuple

import msgspec


class Size(NamedTuple):
    """Edges along x, y and z."""

    x: int
    y: int
    z: int

    @property
    def volume(self) -> int:
        """In mm³."""
        return self.x * self.y * self.z


class Piece(msgspec.Struct, frozen=True, gc=False):
    """One thing to pack. `upright`: its z edge must stand."""

    key: str
    size: Size
    weight_g: int = 0
    upright: bool = False


class Carton(msgspec.Struct, frozen=True, gc=False):
    """A kind of carton by its inside; `weight_g_max` is of the content, None: no bound."""

    code: str
    inside: Size
    weight_g_max: int | None = None
    tare_g: int = 0


class Placed(msgspec.Struct, frozen=True, gc=False):
    """A piece in a carton: its lower corner and its edges as turned."""

    piece: Piece
    at: Size
    size: Size


class Packed(msgspec.Struct, frozen=True):
    """A filled carton."""

    carton: Carton
    placed: tuple[Placed, ...]

    @property
    def weight_g(self) -> int:
        """Content and carton."""
        return self.carton.tare_g + sum(each.piece.weight_g for each in self.placed)


def turns(piece: Piece) -> tuple[Size, ...]:
    """The different ways a piece can lie."""
    x, y, z = piece.size
    ways = {Size(x, y, z), Size(y, x, z)}
    if not piece.upright:
        ways |= {Size(x, z, y), Size(z, x, y), Size(y, z, x), Size(z, y, x)}
    return tuple(sorted(ways))
