"""The opening of a connection, one class per side. Nothing is published before both are sure.

Steps answer with effects, with the code the connection ends for, or, at last, with what both share.
"""

from collections.abc import Callable, Iterable

import msgspec

from sync.core.effects import Effect, Load, Loaded, Secure, Send
from sync.core.handshake import (
    FORK,
    HUB,
    LOST_SUFFIX,
    Ephemeral,
    Me,
    hello_holds,
    marks_of,
    own_losses,
    sign_hello,
    sign_welcome,
    skew_ms,
    transcript_of,
    welcome_holds,
)
from sync.core.ids import StreamId
from sync.core.messages import (
    VERSIONS,
    Card,
    Challenge,
    Hello,
    Marks,
    Message,
    Verdict,
    Welcome,
)
from sync.core.notes import fell_back, loss_note, skew_note

Visible = Callable[[Card], Iterable[str]]


class Shared(msgspec.Struct, frozen=True):
    """What the opening has settled. vector: what the peer holds; told: what it knows we hold."""

    peer: Card
    peer_epoch: int
    peer_schema: int
    scopes: frozenset[str]
    transcript: bytes
    local: Loaded
    vector: Marks
    told: Marks
    forks: frozenset[StreamId]
    effects: tuple[Effect, ...]


Step = list[Effect] | Shared | str


class Acceptor:
    """Waits for a hello; on the hub's side as a rule."""

    def __init__(
        self,
        me: Me,
        random_bytes: Callable[[int], bytes],
        wall_ms: Callable[[], int],
        visible: Visible,
    ) -> None:
        self._me, self._wall_ms, self._visible = me, wall_ms, visible
        self._ephemeral = Ephemeral(random_bytes)
        self._challenge: Challenge | None = None
        self._hello: Hello | None = None
        self._heard_ms = 0
        self._members: Loaded | None = None

    @property
    def claimed(self) -> int:
        """The node the other end says it is, proved or not; 0 before its hello."""
        return self._hello.node if self._hello is not None else 0

    def start(self) -> list[Effect]:
        """The first word is ours."""
        self._challenge = Challenge(
            VERSIONS, self._me.node, self._ephemeral.nonce, self._ephemeral.share, self._wall_ms()
        )
        return [Send(self._challenge)]

    def on_message(self, message: Message) -> Step:
        """Only a hello may come, once."""
        if not isinstance(message, Hello) or self._hello is not None:
            return "unexpected_message"
        if message.version not in VERSIONS:
            return "version"
        self._hello, self._heard_ms = message, self._wall_ms()
        return [Load(seal=False, members=True)]

    def on_loaded(self, loaded: Loaded) -> Step:
        """First the pinned keys, then, for a peer that holds one, the state."""
        challenge, hello = self._challenge, self._hello
        assert challenge is not None
        assert hello is not None
        card = (self._members or loaded).members.get(hello.node)
        if card is None:
            return "unknown_node"
        scopes = frozenset(self._visible(card))
        if hello.wanted:
            scopes &= frozenset(hello.wanted)
        if self._members is not None:
            return self._welcome(challenge, hello, card, scopes, loaded)
        if hello.number != card.number or not hello_holds(card.public_key, challenge, hello):
            return "bad_signature"
        if hello.node == self._me.node:
            return "same_node"
        self._members = loaded
        return [Load(members=True, claims=_within(hello.vector, scopes))]

    def _welcome(
        self, challenge: Challenge, hello: Hello, card: Card, scopes: frozenset[str], loaded: Loaded
    ) -> Step:
        vector = marks_of(loaded.vector, scopes)
        claims = _within(hello.vector, scopes)
        held = {mark.stream: mark.head for mark in claims}
        verdicts = own_losses(hello.node, held, vector, loaded.forks)
        me = self._me
        plain = Welcome(
            me.epoch,
            me.number,
            me.schema,
            tuple(sorted(scopes)),
            vector,
            tuple(verdicts),
            self._heard_ms,
            self._wall_ms(),
            b"",
        )
        welcome = sign_welcome(me.key, challenge, hello, plain)
        transcript = transcript_of(challenge, hello, welcome)
        try:
            receive, send = self._ephemeral.agree(hello.share, transcript)
        except ValueError:
            return "bad_share"
        skew = skew_ms(challenge.t_ms, hello.heard_ms, hello.t1_ms, self._heard_ms)
        forks = loaded.forks | {stream for stream, code in verdicts if code == FORK}
        effects: list[Effect] = [Send(welcome), Secure(send, receive), skew_note(card.node, skew)]
        losses = own_losses(me.node, loaded.vector, claims, loaded.forks)
        effects += [loss_note(verdict, card.node) for verdict in (*verdicts, *losses)]
        return Shared(
            card,
            hello.epoch,
            hello.schema,
            scopes,
            transcript,
            loaded,
            claims,
            vector,
            forks,
            tuple(effects),
        )


class Initiator:
    """Dials the node `peer`, whose key was pinned at enrolment."""

    def __init__(
        self,
        me: Me,
        random_bytes: Callable[[int], bytes],
        wall_ms: Callable[[], int],
        peer: int,
        wanted: tuple[str, ...],
        visible: Visible,
    ) -> None:
        self._me, self._wall_ms = me, wall_ms
        self._peer, self._wanted, self._visible = peer, wanted, visible
        self._ephemeral = Ephemeral(random_bytes)
        self._challenge: Challenge | None = None
        self._hello: Hello | None = None
        self._welcome: Welcome | None = None
        self._card: Card | None = None
        self._heard_ms = 0

    @property
    def claimed(self) -> int:
        """The node this side means to reach."""
        return self._peer

    def start(self) -> list[Effect]:
        """The first word is the acceptor's."""
        return []

    def on_message(self, message: Message) -> Step:
        """A challenge, then a welcome."""
        if isinstance(message, Challenge) and self._challenge is None:
            if message.node != self._peer:
                return "wrong_peer"
            if not set(VERSIONS) & set(message.versions):
                return "version"
            self._challenge, self._heard_ms = message, self._wall_ms()
            return [Load(seal=False, members=True)]
        if isinstance(message, Welcome) and self._hello is not None and self._welcome is None:
            return self._on_welcome(message)
        return "unexpected_message"

    def on_loaded(self, loaded: Loaded) -> Step:
        """The state to say hello with, then the state to compare with the welcome."""
        if self._welcome is not None:
            return self._settle(loaded)
        challenge = self._challenge
        assert challenge is not None
        self._card = loaded.members.get(self._peer)
        if self._card is None:
            return "unknown_node"
        me = self._me
        plain = Hello(
            max(set(VERSIONS) & set(challenge.versions)),
            me.node,
            me.epoch,
            me.number,
            me.schema,
            self._ephemeral.nonce,
            self._ephemeral.share,
            self._heard_ms,
            self._wall_ms(),
            self._wanted,
            marks_of(loaded.vector, self._allowed(self._card)),
            b"",
        )
        self._hello = sign_hello(me.key, challenge, plain)
        return [Send(self._hello)]

    def _allowed(self, card: Card) -> frozenset[str]:
        return frozenset(self._wanted or self._visible(card))

    def _on_welcome(self, welcome: Welcome) -> Step:
        challenge, hello, card = self._challenge, self._hello, self._card
        assert challenge is not None
        assert hello is not None
        assert card is not None
        if welcome.number != card.number or not welcome_holds(
            card.public_key, challenge, hello, welcome
        ):
            return "bad_signature"
        self._welcome = welcome
        scopes = frozenset(welcome.scopes) & self._allowed(card)
        return [Load(members=True, claims=_within(welcome.vector, scopes))]

    def _settle(self, loaded: Loaded) -> Step:
        challenge, hello, welcome, card = self._challenge, self._hello, self._welcome, self._card
        assert challenge is not None
        assert hello is not None
        assert welcome is not None
        assert card is not None
        transcript = transcript_of(challenge, hello, welcome)
        try:
            send, receive = self._ephemeral.agree(challenge.share, transcript)
        except ValueError:
            return "bad_share"
        scopes = frozenset(welcome.scopes) & self._allowed(card)
        claims = _within(welcome.vector, scopes)
        losses = own_losses(self._me.node, loaded.vector, claims, loaded.forks)
        losses += [v for v in welcome.verdicts if v.code == FORK and v not in losses]
        skew = skew_ms(hello.t1_ms, welcome.t2_ms, welcome.t3_ms, self._wall_ms())
        effects: list[Effect] = [Secure(send, receive), skew_note(card.node, skew)]
        effects += [loss_note(verdict, card.node) for verdict in losses]
        raising = self._raise(card, losses, frozen=loaded.frozen)
        if raising:
            return [*effects, *raising]
        forks = loaded.forks | {verdict.stream for verdict in losses if verdict.code == FORK}
        return Shared(
            card,
            welcome.epoch,
            welcome.schema,
            scopes,
            transcript,
            loaded,
            claims,
            hello.vector,
            forks,
            tuple(effects),
        )

    def _raise(self, card: Card, losses: list[Verdict], *, frozen: bool) -> list[Effect]:
        """An edge believes its hub. Between hubs a claim is proved by sealed records only.

        A fork stays one, in whatever epoch the edge goes on: it stands still until it is replaced.
        """
        found = [
            verdict
            for verdict in losses
            if verdict.stream.node == self._me.node
            and (verdict.stream.epoch >= self._me.epoch or (verdict.code == FORK and not frozen))
        ]
        if not found or card.role != HUB or self._me.role == HUB:
            return []
        above = max(verdict.stream.epoch for verdict in found)
        cause = FORK if any(verdict.code == FORK for verdict in found) else LOST_SUFFIX
        return fell_back(above, cause)


def _within(marks: Marks, scopes: frozenset[str]) -> Marks:
    return tuple(mark for mark in marks if mark.stream.scope in scopes)
