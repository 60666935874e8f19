"""One connection between two replicas, without clock, socket or storage.

Both ends run the same class: the acceptor challenges, the initiator says hello, the acceptor
welcomes; from then on both send what the other lacks. Inputs return effects for the shell
(sync.core.effects); results of effects come back through `on_result` before the next input.
`now_ms` is monotonic, `wall_ms` the wall clock: it goes into messages and decides nothing here.
"""

from collections.abc import Callable, Iterable

from sync.core.effects import (
    Close,
    Described,
    Effect,
    Extracted,
    Loaded,
    Note,
    Result,
    Send,
    SnapshotInstalled,
    SnapshotMade,
    SnapshotOpened,
    SnapshotRead,
    Taken,
)
from sync.core.exchange import Exchange
from sync.core.greeting import Acceptor, Initiator, Shared, Visible
from sync.core.handshake import Me
from sync.core.limits import HANDSHAKE_MS_MAX, Limits
from sync.core.messages import Bye, Card, Message


def scopes_of(card: Card) -> Iterable[str]:
    """What a peer may see unless the program says otherwise: what it may write to."""
    return card.scopes


class Session:
    """Opening, then exchange. `peer` of an initiator is the node it means to reach."""

    def __init__(
        self,
        me: Me,
        *,
        random_bytes: Callable[[int], bytes],
        wall_ms: Callable[[], int],
        peer: int | None = None,
        wanted: tuple[str, ...] = (),
        visible: Visible = scopes_of,
        limits: Limits | None = None,
    ) -> None:
        self.limits = limits or Limits()
        self.closed = ""
        self._started_ms = 0
        self._exchange: Exchange | None = None
        self._me, self._visible = me, visible
        self._greeting: Acceptor | Initiator = (
            Acceptor(me, random_bytes, wall_ms, visible)
            if peer is None
            else Initiator(me, random_bytes, wall_ms, peer, wanted, visible)
        )

    # -- state ------------------------------------------------------------------------------------

    @property
    def peer(self) -> Card | None:
        """The other end, once it has proved who it is."""
        return self._exchange.shared.peer if self._exchange is not None else None

    @property
    def scopes(self) -> frozenset[str]:
        """What the two share; empty before the welcome."""
        return self._exchange.shared.scopes if self._exchange is not None else frozenset()

    @property
    def waiting(self) -> int:
        """Records the peer has not confirmed yet; those written here only."""
        return self._exchange.outflow.waiting_own() if self._exchange is not None else 0

    @property
    def in_sync(self) -> bool:
        """Nothing on its way or to be sent, as far as known here."""
        return self._exchange is not None and self._exchange.in_sync

    @property
    def refused(self) -> dict[str, str]:
        """Streams that stand still in this session, either way, with the code."""
        if self._exchange is None:
            return {}
        flows = (self._exchange.inflow.refused, self._exchange.outflow.frozen)
        return {str(stream): code for flow in flows for stream, code in flow.items()}

    @property
    def wake_ms(self) -> int:
        """When `tick` is due at the latest."""
        if self._exchange is None:
            return self._started_ms + HANDSHAKE_MS_MAX
        return self._exchange.wake_ms

    # -- inputs -----------------------------------------------------------------------------------

    def start(self, now_ms: int) -> list[Effect]:
        """The connection is up."""
        self._started_ms = now_ms
        return self._greeting.start()

    def on_message(self, message: Message, now_ms: int) -> list[Effect]:
        """A message has come."""
        if self.closed:
            return []
        if isinstance(message, Bye):
            return self._end(message.code, [Note("bye", {"code": message.code})])
        if self._exchange is not None:
            return self._checked(self._exchange.on_message(message, now_ms))
        return self._greet(self._greeting.on_message(message), now_ms)

    def on_result(self, result: Result, now_ms: int) -> list[Effect]:
        """What an effect has yielded."""
        if self.closed:
            return []
        exchange = self._exchange
        if exchange is None:
            if isinstance(result, Loaded):
                return self._greet(self._greeting.on_loaded(result), now_ms)
            return []
        match result:
            case Loaded():
                return self._checked(exchange.on_loaded(result, now_ms))
            case Taken():
                return self._checked(exchange.on_taken(result, now_ms))
            case Extracted():
                return self._checked(exchange.on_extracted(result, now_ms))
            case Described():
                return self._checked(exchange.on_described(result))
            case SnapshotMade() | SnapshotRead() | SnapshotOpened() | SnapshotInstalled():
                return self._checked(exchange.on_snapshot(result))

    def on_durable(self, now_ms: int, records: int = 1) -> list[Effect]:
        """The local store has made something durable (written here or received elsewhere)."""
        if self.closed or self._exchange is None:
            return []
        return self._checked(self._exchange.on_durable(now_ms, records))

    def on_members(self) -> list[Effect]:
        """A node was enrolled, changed or revoked here."""
        if self.closed or self._exchange is None:
            return []
        return self._exchange.on_members()

    def on_bad_frame(self, code: str) -> list[Effect]:
        """The link could not read what came."""
        if self.closed:
            return []
        return self._fail(code)

    def tick(self, now_ms: int) -> list[Effect]:
        """Time has passed."""
        if self.closed:
            return []
        if self._exchange is not None:
            return self._checked(self._exchange.tick(now_ms))
        if now_ms - self._started_ms >= HANDSHAKE_MS_MAX:
            return self._fail("handshake_timeout")
        return []

    def leave(self, code: str) -> list[Effect]:
        """This side ends the connection."""
        return [] if self.closed else self._fail(code, alarm=False)

    # -- inside -----------------------------------------------------------------------------------

    def _greet(self, outcome: list[Effect] | Shared | str, now_ms: int) -> list[Effect]:
        if isinstance(outcome, str):
            return self._fail(outcome)
        if isinstance(outcome, list):
            return self._checked(outcome)
        self._exchange = Exchange(self._me, outcome, self.limits, self._visible, now_ms)
        return self._checked([*outcome.effects, *self._exchange.start(now_ms)])

    def _checked(self, effects: list[Effect] | str) -> list[Effect]:
        if isinstance(effects, str):
            return self._fail(effects)
        if effects and isinstance(effects[-1], Close):
            self.closed = effects[-1].code
        return effects

    def _fail(self, code: str, *, alarm: bool = True) -> list[Effect]:
        note = Note("ended", {"code": code, "node": self._greeting.claimed}, alarm=alarm)
        return self._end(code, [Send(Bye(code)), note])

    def _end(self, code: str, effects: list[Effect]) -> list[Effect]:
        self.closed = code
        return [*effects, Close(code)]
