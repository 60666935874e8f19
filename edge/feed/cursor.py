"""A cursor names, per stream of this warehouse, the last record a program has been told of.

Streams go by node and epoch, which survive a restore from a backup; local numbers do not.
"""

import msgspec

from node.http.problems import Problem

STREAMS_MAX = 500
CHARACTERS_MAX = 20_000
NOW = "now"
"""In the place of a cursor: what happens from here on."""

Heads = dict[tuple[int, int], int]
"""(node, epoch) → the last record's number."""


class Stream(msgspec.Struct, frozen=True):
    """A stream of the warehouse as it lies here: records behind `floor` up to `head` are held."""

    number: int
    node: int
    epoch: int
    floor: int
    head: int

    @property
    def key(self) -> tuple[int, int]:
        """What a cursor calls it."""
        return self.node, self.epoch


def cursor_text(heads: Heads) -> str:
    """A cursor; empty heads: `0`, from the beginning."""
    parts = [f"{node:x}-{epoch:x}-{seq:x}" for (node, epoch), seq in sorted(heads.items()) if seq]
    return ".".join(parts) or "0"


def read_cursor(text: str) -> Heads:
    """The heads in a cursor; raises Problem."""
    if text in ("", "0"):
        return {}
    heads: Heads = {}
    try:
        if len(text) > CHARACTERS_MAX or text.count(".") >= STREAMS_MAX:
            raise ValueError
        for part in text.split("."):
            node, epoch, seq = (_hex(number) for number in part.split("-"))
            heads[node, epoch] = seq
    except ValueError:
        raise Problem(400, "bad_cursor", "this cursor is not one of ours") from None
    return heads


def _hex(text: str) -> int:
    if not text or len(text) > 16 or not set(text) <= set("0123456789abcdef"):
        raise ValueError
    return int(text, 16)
