"""The side that is dialled: all links of a hub, behind one WebSocket route."""

from collections.abc import Callable, Mapping
from contextlib import suppress

from litestar import WebSocket
from litestar.exceptions import WebSocketDisconnect
from litestar.handlers import WebsocketRouteHandler, websocket

from sync.core.greeting import Visible
from sync.core.handshake import Me
from sync.core.ids import Head, StreamId
from sync.core.limits import Limits
from sync.core.session import Session, scopes_of
from sync.link.address import PATH
from sync.link.client import SUBPROTOCOL
from sync.link.driver import Link, Node
from sync.link.state import LinkState, LinkWatch

LINKS_MAX = 2_000
STRANGERS_MAX = 100
"""Connections that have not proved who they are."""


class ServerWire:
    """A WebSocket of litestar. The ASGI server bounds a frame; what it let through is checked."""

    def __init__(self, socket: WebSocket) -> None:  # type: ignore[type-arg]
        self._socket = socket
        self._closed = False

    async def receive(self) -> bytes | None:
        try:
            frame = await self._socket.receive_data(mode="binary")
        except WebSocketDisconnect:
            self._closed = True
            return None
        return frame

    async def send(self, frame: bytes) -> None:
        if self._closed:
            raise ConnectionResetError("closed")
        try:
            await self._socket.send_data(frame, mode="binary")
        except (WebSocketDisconnect, OSError, RuntimeError) as error:
            self._closed = True
            raise ConnectionResetError("closed") from error

    async def close(self) -> None:
        if not self._closed:
            self._closed = True
            # The peer may have been faster; litestar and the ASGI server each have a word for it.
            with suppress(WebSocketDisconnect, OSError, RuntimeError):
                await self._socket.close()


class Switchboard:
    """Answers who dials, and remembers the state of each peer. All calls on the event loop."""

    def __init__(
        self,
        node: Node,
        me: Callable[[], Me],
        *,
        visible: Visible = scopes_of,
        limits: Limits | None = None,
    ) -> None:
        self._node, self._me = node, me
        self._visible, self._limits = visible, limits
        self._links: dict[Link, LinkWatch] = {}
        self._peers: dict[int, LinkWatch] = {}

    def changed(self, records: int = 1) -> None:
        """The store has made something durable: all peers may have something to get."""
        for link in self._links:
            link.changed(records)

    def members_changed(self) -> None:
        """A node was enrolled, changed or revoked here."""
        for link in self._links:
            link.members_changed()

    def leave(self, node: int, code: str) -> None:
        """End the connection of a peer."""
        for link in self._links:
            if link.session.peer is not None and link.session.peer.node == node:
                link.leave(code)

    def close(self) -> None:
        """The program ends."""
        for link in self._links:
            link.leave("shutdown")

    def states(self, vector: Mapping[StreamId, Head]) -> dict[int, LinkState]:
        """Every peer that has been here since the start, by node id."""
        me = self._me().node
        return {node: watch.state(me, vector) for node, watch in sorted(self._peers.items())}

    def handler(self, path: str = PATH) -> WebsocketRouteHandler:
        """The route for litestar. It authenticates by itself: guards of the API do not apply."""

        @websocket(path, opt={"sync": True, "exclude_from_auth": True})
        async def sync_handler(socket: WebSocket) -> None:  # type: ignore[type-arg]
            await self._serve(socket)

        return sync_handler

    async def _serve(self, socket: WebSocket) -> None:  # type: ignore[type-arg]
        strangers = sum(link.session.peer is None for link in self._links)
        if len(self._links) >= LINKS_MAX or strangers >= STRANGERS_MAX:
            await socket.close(code=1013)
            return
        asked = socket.scope.get("subprotocols", [])
        await socket.accept(subprotocols=SUBPROTOCOL if SUBPROTOCOL in asked else None)
        client = socket.client
        address = client.host if client is not None else ""
        session = Session(
            self._me(),
            random_bytes=self._node.random_bytes,
            wall_ms=self._node.wall_ms,
            visible=self._visible,
            limits=self._limits,
        )
        watch = LinkWatch(address, self._node.wall_ms, self._node.observer, self._welcomed)
        watch.link = link = Link(self._node, session, ServerWire(socket), watch)
        self._links[link] = watch
        code = "connection_lost"
        try:
            code = await link.run()
        finally:
            del self._links[link]
            watch.ended(code)

    def _welcomed(self, watch: LinkWatch) -> None:
        """A peer has proved who it is: its latest connection counts, an older one ends."""
        node = watch.peer
        for link, other in self._links.items():
            if other is not watch and other.peer == node:
                link.leave("replaced")
        self._peers[node] = watch
