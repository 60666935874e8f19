"""Whether this node fell back behind what it had written, and when it is whole again."""

from sync.core.effects import Effect, Load, Loaded, Note, Resume
from sync.core.greeting import Shared
from sync.core.handshake import HUB, Me
from sync.core.ids import EMPTY_HEAD, StreamId
from sync.core.messages import Mark


class Fallback:
    """What one exchange tells of it."""

    def __init__(self, me: Me, shared: Shared) -> None:
        self._me, self._shared = me, shared
        self._resumed = False

    @property
    def home(self) -> bool:
        """Whether the peer is the hub of this edge, whose word counts."""
        return self._shared.peer.role == HUB and self._me.role != HUB

    def current(self, stream: StreamId) -> bool:
        """Whether this node would go on writing to this stream."""
        return stream.node == self._me.node and stream.epoch >= self._me.epoch

    def resume(self, loaded: Loaded) -> list[Effect]:
        """Whether all that the hub, when it welcomed us, knew us to have written is here again."""
        if not loaded.resuming or self._resumed or not self.home:
            return []
        vector, told = loaded.vector, self._told()
        lacking = any(vector.get(mark.stream, EMPTY_HEAD).seq < mark.seq for mark in told)
        self._resumed = not lacking
        if lacking:
            return []
        # What the node says when it goes on is a record, to be sent like any other.
        return [Resume(told), Note("resumed", {"epoch": self._me.epoch}), Load()]

    def _told(self) -> tuple[Mark, ...]:
        return tuple(mark for mark in self._shared.vector if mark.stream.node == self._me.node)
