"""Names of nodes, streams and scopes."""

from collections.abc import Mapping
from typing import NamedTuple, NewType

NodeId = NewType("NodeId", int)
"""63-bit random number, made once when a node is created (SQL integers are signed)."""

NodeNumber = NewType("NodeNumber", int)
"""u32 from a range owned by a hub, equal on all replicas; the tie-breaker inside a stamp."""

Scope = NewType("Scope", str)
"""What a peer may see: `c<company>`, `w<warehouse>`, `n<node>`. Opaque to sync."""


class StreamId(NamedTuple):
    """One gapless sequence of records: written by one node, in one epoch, about one scope."""

    node: NodeId
    epoch: int
    scope: Scope

    def __str__(self) -> str:
        return f"{self.node:x}.{self.epoch}.{self.scope}"


class Head(NamedTuple):
    """The last record of a contiguous prefix: its number (0 = none yet) and its chain hash."""

    seq: int
    hash: bytes


ZERO_HASH = b"\0" * 32
EMPTY_HEAD = Head(0, ZERO_HASH)

Vector = Mapping[StreamId, Head]
"""What a replica holds: per stream the contiguous prefix."""
