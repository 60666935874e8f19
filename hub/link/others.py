"""Lines to the other hubs of the company: dialled from here, or by them. All calls on the loop."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from functools import partial

import msgspec

from models.warehouse import ids
from node.supervise import Supervisor
from sync.core.greeting import Visible
from sync.core.handshake import Me
from sync.core.ids import Head, StreamId
from sync.link.address import sync_address
from sync.link.client import SyncClient
from sync.link.driver import Node
from sync.link.server import Switchboard
from sync.link.state import LinkState

SCOPES_CHANGED = "scopes_changed"


GOODBYE_S = 1.0
"""To tell a hub that is turned away why."""


class Dialled(msgspec.Struct, frozen=True):
    """A hub that is dialled from here."""

    node: int
    address: str


class OtherHubs:
    """Clients for those that are dialled; those that dial come in through the switchboard."""

    def __init__(
        self,
        node: Node,
        me: Callable[[], Me],
        switchboard: Switchboard,
        dialled: Sequence[Dialled],
        visible: Visible,
    ) -> None:
        self._switchboard = switchboard
        self._turned_away: dict[int, asyncio.Event] = {}
        self._clients = {
            peer.node: SyncClient(
                node, me, url=sync_address(peer.address), peer=peer.node, visible=visible
            )
            for peer in dialled
        }

    def start(self, supervisor: Supervisor) -> None:
        """Dial, and again, as long as the program runs."""
        for node in self._clients:
            supervisor.start(f"hub {ids.show(node)}", partial(self._dial, node))

    def turn_away(self, node: int, code: str) -> None:
        """Neither dial this hub any more nor talk to it."""
        self._switchboard.leave(node, code)
        if node in self._clients:
            self._clients[node].leave(code)
            self._turned_away.setdefault(node, asyncio.Event()).set()

    async def _dial(self, node: int) -> None:
        away = self._turned_away.setdefault(node, asyncio.Event())
        dialling = asyncio.ensure_future(self._clients[node].run())
        told = asyncio.ensure_future(away.wait())
        try:
            await asyncio.wait((dialling, told), return_when=asyncio.FIRST_COMPLETED)
            if away.is_set():
                await asyncio.wait((dialling,), timeout=GOODBYE_S)
        finally:
            dialling.cancel()
            told.cancel()
        if not away.is_set():
            await dialling

    def changed(self, records: int = 1) -> None:
        """The store has made something durable."""
        for client in self._clients.values():
            client.changed(records)

    def members_changed(self) -> None:
        """A node was enrolled, changed or revoked here."""
        for client in self._clients.values():
            client.members_changed()

    def begin_anew(self, hubs: frozenset[int]) -> None:
        """What is shared with other hubs has grown: the next session begins with all of it."""
        for client in self._clients.values():
            client.leave(SCOPES_CHANGED)
            client.try_now()
        for node in hubs:
            self._switchboard.leave(node, SCOPES_CHANGED)

    def close(self) -> None:
        """Say goodbye."""
        for client in self._clients.values():
            client.leave("shutdown")

    def states(self, vector: Mapping[StreamId, Head]) -> dict[int, LinkState]:
        """By node id; of two lines to one hub the live one counts."""
        found = {node: client.state(vector) for node, client in self._clients.items()}
        for node, state in self._switchboard.states(vector).items():
            if node not in found or found[node].connected_since_ms is None:
                found[node] = state
        return found
