"""How a replica learns of others: a hub tells each peer who writes to the scopes they share."""

import msgspec

from sync.core.effects import Effect, Enrol, Load, Loaded, Note, Send
from sync.core.greeting import Shared, Visible
from sync.core.handshake import HUB, Me, roster_holds, sign_roster
from sync.core.messages import Card, Roster
from sync.core.rights import agreed, counted, given, noted


class Introductions:
    """Both directions. A pinned key is never replaced over the line."""

    def __init__(self, me: Me, shared: Shared, visible: Visible) -> None:
        self._me, self._shared, self._visible = me, shared, visible
        self._members = shared.local.members
        self._told: tuple[Card, ...] = ()

    def refusal(self, loaded: Loaded) -> str:
        """Why this session may not go on with the members as they are now."""
        if not loaded.members:
            return ""
        peer = self._shared.peer
        card = loaded.members.get(peer.node)
        if card is None or card.public_key != peer.public_key:
            return "revoked"
        if self._me.role != HUB:
            return ""
        now = set(self._visible(card))
        if not now and self._shared.scopes:
            return "revoked"
        kept = now >= self._shared.scopes and now == set(self._visible(peer))
        return "" if kept else "scopes_changed"

    def tell(self, loaded: Loaded) -> list[Effect]:
        """As a hub: the members of the shared scopes, if they have changed."""
        if not loaded.members:
            return []
        self._members = loaded.members
        if self._me.role != HUB:
            return []
        scopes, between_hubs = self._shared.scopes, self._shared.peer.role == HUB
        shown = [_within(card, scopes) for _, card in sorted(loaded.members.items())]
        cards = tuple(card for card in shown if card.scopes or (between_hubs and card.counts))
        if cards == self._told:
            return []
        self._told = cards
        return [Send(sign_roster(self._me.key, self._shared.transcript, cards))]

    def hear(self, roster: Roster) -> list[Effect] | str:
        """From a hub: pin whom we do not know, follow changed rights. Two hubs are equals, and each
        enrols and removes without asking: between them the later word holds."""
        shared = self._shared
        peer = shared.peer
        if peer.role != HUB or not roster_holds(peer.public_key, shared.transcript, roster):
            return "roster"
        fresh, effects = [], list[Effect]()
        for card in roster.cards:
            before = self._members.get(card.node)
            if before is not None and before.public_key != card.public_key:
                effects.append(Note("key_conflict", {"node": card.node}, alarm=True))
                continue
            held = counted(before.scopes, before.counts) if before is not None else {}
            if self._me.role != HUB:
                held = {scope: n for scope, n in held.items() if scope not in shared.scopes}
            told = _within(card, shared.scopes)
            counts = agreed(held, counted(told.scopes, told.counts))
            merged = msgspec.structs.replace(card, scopes=given(counts), counts=noted(counts))
            if before is None or _differs(merged, before):
                fresh.append(merged)
        if fresh:
            effects += [Enrol(tuple(fresh)), Load(seal=False, members=True)]
        return effects


def _within(card: Card, scopes: frozenset[str]) -> Card:
    counts = counted(card.scopes, card.counts)
    shared = {scope: count for scope, count in counts.items() if scope in scopes}
    return msgspec.structs.replace(card, scopes=given(shared), counts=noted(shared))


def _differs(one: Card, other: Card) -> bool:
    kept = [(card.number, card.role, set(card.scopes), card.counts) for card in (one, other)]
    return kept[0] != kept[1]
