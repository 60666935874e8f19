"""From a table whose sums differ down to the rows: which ones an operator has to look at."""

from collections.abc import Mapping

from sync.core.effects import Describe, Described, Effect, Note, Send
from sync.core.messages import ROWS_MAX, RowsAsk, RowsTold

ASKS_MAX = 1_000
"""Answered per session: each costs the store a scan."""

BUCKETS_MAX = 4
ROWS_SHOWN_MAX = 20

Place = tuple[str, int, int | None]


class Descent:
    """Asks for bucket sums, then for the rows of the first few that differ, once per table."""

    def __init__(self, scopes: frozenset[str]) -> None:
        self._scopes = scopes
        self._asked: set[Place] = set()
        self._told: dict[Place, dict[bytes, int]] = {}
        self._answered = 0

    def ask(self, scope: str, table: int, bucket: int | None = None) -> list[Effect]:
        """Look deeper, unless that was done before."""
        if (scope, table, bucket) in self._asked:
            return []
        self._asked.add((scope, table, bucket))
        return [Send(RowsAsk(scope, table, bucket))]

    def on_ask(self, ask: RowsAsk) -> list[Effect]:
        """The peer looks deeper."""
        if ask.scope not in self._scopes or self._answered >= ASKS_MAX:
            return []
        self._answered += 1
        return [Describe(ask.scope, ask.table, ask.bucket)]

    def on_told(self, told: RowsTold) -> list[Effect]:
        """The peer's sums: read ours beside them."""
        place = (told.scope, told.table, told.bucket)
        if place not in self._asked or not told.sums:
            return []
        self._asked.discard(place)
        self._told[place] = dict(told.sums)
        return [Describe(*place)]

    def on_described(self, described: Described) -> list[Effect]:
        """Ours: compare if the peer has told, tell it otherwise."""
        scope, table, bucket = described.scope, described.table, described.bucket
        theirs = self._told.pop((scope, table, bucket), None)
        if theirs is None:
            sums = tuple(sorted(described.sums.items())) if described.sums is not None else None
            return [Send(RowsTold(scope, table, bucket, sums[:ROWS_MAX] if sums else sums))]
        different = _different(described.sums or {}, theirs)
        if bucket is not None:
            return [
                Note("row_mismatch", {"scope": scope, "table": table, "key": key.hex()}, alarm=True)
                for key in different[:ROWS_SHOWN_MAX]
            ]
        asks = [self.ask(scope, table, key[0]) for key in different[:BUCKETS_MAX] if key]
        return [effect for ask in asks for effect in ask]


def _different(ours: Mapping[bytes, int], theirs: Mapping[bytes, int]) -> list[bytes]:
    """Keys whose digests differ, as far as the peer has told."""
    last = max(theirs) if len(theirs) == ROWS_MAX else None
    return [
        key
        for key in sorted(ours.keys() | theirs.keys())
        if ours.get(key, 0) != theirs.get(key, 0) and (last is None or key <= last)
    ]
