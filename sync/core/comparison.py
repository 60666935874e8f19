"""Equal vectors must mean equal rows: digests per scope, exchanged once nothing is on its way."""

from collections.abc import Mapping

from sync.core.descent import Descent
from sync.core.effects import Effect, Load, Loaded, Note, Send
from sync.core.handshake import fingerprint_of
from sync.core.ids import Head, StreamId
from sync.core.messages import Digest


class Comparison:
    """Remembers which vectors have been compared, so that a quiet line stays quiet."""

    def __init__(self, scopes: frozenset[str], *, comparable: bool) -> None:
        self.mismatched: set[str] = set()
        self.descent = Descent(scopes)
        self._scopes = scopes if comparable else frozenset()
        self._sent: dict[str, bytes] = {}
        self._theirs: dict[str, Digest] = {}

    def due(self, vector: Mapping[StreamId, Head]) -> list[Effect]:
        """Sum the scopes whose vector has not been compared yet."""
        held = {stream.scope for stream in vector} & self._scopes
        scopes = [s for s in sorted(held) if self._sent.get(s) != fingerprint_of(vector, s)]
        return [Load(seal=False, digests=tuple(scopes))] if scopes else []

    def on_digest(self, digest: Digest) -> list[Effect]:
        """The peer's sums: read ours of this moment."""
        if digest.scope not in self._scopes:
            return []
        self._theirs[digest.scope] = digest
        return [Load(seal=False, digests=(digest.scope,))]

    def on_loaded(self, loaded: Loaded) -> list[Effect]:
        """Compare with what the peer has sent, and tell it ours if it does not know them yet."""
        effects: list[Effect] = []
        for scope, sums in loaded.digests.items():
            ours = Digest(scope, fingerprint_of(loaded.vector, scope), _packed(sums))
            theirs = self._theirs.pop(scope, None)
            if theirs is not None and theirs.fingerprint == ours.fingerprint:
                effects += self._compare(ours, theirs)
            if self._sent.get(scope) != ours.fingerprint:
                self._sent[scope] = ours.fingerprint
                effects.append(Send(ours))
        return effects

    def _compare(self, ours: Digest, theirs: Digest) -> list[Effect]:
        here, there = dict(ours.sums), dict(theirs.sums)
        tables = [
            table
            for table in sorted(here.keys() | there.keys())
            if here.get(table, 0) != there.get(table, 0)
        ]
        if not tables:
            self.mismatched.discard(ours.scope)
            return [Note("digest_equal", {"scope": ours.scope})]
        self.mismatched.add(ours.scope)
        notes: list[Effect] = [
            Note(
                "digest_mismatch",
                {
                    "scope": ours.scope,
                    "table": table,
                    "ours": here.get(table, 0),
                    "theirs": there.get(table, 0),
                },
                alarm=True,
            )
            for table in tables
        ]
        return [*notes, *(ask for table in tables for ask in self.descent.ask(ours.scope, table))]


def _packed(sums: Mapping[int, int]) -> tuple[tuple[int, int], ...]:
    return tuple(sorted((table, total) for table, total in sums.items() if total))
