"""How codes of one scanner are read."""

from datetime import date

import msgspec

GS = "\x1d"
LENGTH_MAX = 512
"""Of any code; the largest GS1 symbol on a label holds fewer characters."""


class Config(msgspec.Struct, frozen=True, kw_only=True):
    """`today` settles the century of dates. `separators` are what this scanner sends in place of GS
    (`<GS>`, `^`, ...); none but its own, since most of them may stand in a lot.

    complete: the code is all that marks the piece, so what its elements require must be in it. A
    label with two symbols, read one by one, is not.
    """

    today: date
    separators: tuple[str, ...] = ()
    complete: bool = True
