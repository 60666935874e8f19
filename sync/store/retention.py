"""How long the bodies of records stay: by when this replica learned that all have them.

A record's stamp does not say it: its author's clock may have stood in 1970 or run years ahead. So
a replica remembers, now and then, how far the published frontier reached at that moment, by its own
clock and by the hub's. What was covered long enough by both may go: one clock that leaps, whosever
it is, throws nothing away, and none that stands still keeps anything for ever.
"""

import msgspec

from sync.core.clock import hlc_ms
from sync.core.ids import Scope, StreamId
from sync.core.stability import Frontier, Heads
from sync.store.protocol import Store

STAGES_MAX = 35
"""Between now and the end of the time: so a record stays at most a 35th of it longer."""


class Covered(msgspec.Struct, frozen=True, array_like=True):
    """These prefixes were known to be everywhere. at_ms: by this replica's clock; hlc: the stable
    clock of the hub then."""

    at_ms: int
    hlc: int
    heads: Heads


Stages = tuple[Covered, ...]
_decoder: msgspec.msgpack.Decoder[Stages] = msgspec.msgpack.Decoder(Stages)


def noted(stages: Stages, frontier: Frontier, now_ms: int, kept_ms: int) -> Stages:
    """The stages with this frontier, if it is time for one; of those old enough only the last.

    A stage from the future of a clock that has come back since counts from now. There are never
    more than two per STAGES_MAX: each is apart from the one before by both clocks.
    """
    known = [
        one if one.at_ms <= now_ms else msgspec.structs.replace(one, at_ms=now_ms) for one in stages
    ]
    every_ms = kept_ms // STAGES_MAX
    last = known[-1] if known else None
    if last is None or (
        frontier.hlc > last.hlc
        and hlc_ms(frontier.hlc) - hlc_ms(last.hlc) >= every_ms
        and now_ms - last.at_ms >= every_ms
    ):
        known.append(Covered(now_ms, frontier.hlc, frontier.delivered))
    old = [one for one in known if is_old(one, frontier, now_ms, kept_ms)]
    return (*old[-1:], *known[len(old) :])


def is_old(stage: Covered, frontier: Frontier, now_ms: int, kept_ms: int) -> bool:
    """Whether both clocks say that it was long enough ago."""
    passed_ms = hlc_ms(frontier.hlc) - hlc_ms(stage.hlc)
    return passed_ms >= kept_ms and now_ms - stage.at_ms >= kept_ms


class Retention:
    """The stages of each scope, kept in the store."""

    def __init__(self, store: Store, kept_ms: int) -> None:
        self._store, self._kept_ms = store, kept_ms
        self._stages: dict[Scope, Stages] = {}

    def over(self, scope: Scope, frontier: Frontier, now_ms: int) -> dict[StreamId, int]:
        """The records whose time is over."""
        stages = self._stages.get(scope)
        if stages is None:
            packed = self._store.stages(scope)
            stages = _decoder.decode(packed) if packed else ()
        after = noted(stages, frontier, now_ms, self._kept_ms)
        if after != stages:
            self._store.keep_stages(scope, msgspec.msgpack.encode(after))
        self._stages[scope] = after
        first = after[0]
        return dict(first.heads) if is_old(first, frontier, now_ms, self._kept_ms) else {}
