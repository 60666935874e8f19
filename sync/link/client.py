"""The side that dials: connects to its hub, and again, as long as it runs."""

import asyncio
import ssl
from collections.abc import Callable, Mapping

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidURI
from websockets.typing import Subprotocol

from sync.core.codec import FRAME_BYTES_MAX
from sync.core.greeting import Visible
from sync.core.handshake import Me
from sync.core.ids import Head, StreamId
from sync.core.limits import Limits
from sync.core.retry import Retry
from sync.core.session import Session, scopes_of
from sync.link.driver import Link, Node
from sync.link.state import LinkState, LinkWatch

SUBPROTOCOL = Subprotocol("holdfast-sync-2")
OPEN_S_MAX = 10.0
CLOSE_S_MAX = 2.0


class ClientWire:
    """A WebSocket of the `websockets` library."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket

    async def receive(self) -> bytes | None:
        try:
            frame = await self._socket.recv(decode=False)
        except ConnectionClosed:
            return None
        return bytes(frame)

    async def send(self, frame: bytes) -> None:
        try:
            await self._socket.send(frame)
        except ConnectionClosed as error:
            raise ConnectionResetError("closed") from error

    async def close(self) -> None:
        await self._socket.close()


class SyncClient:
    """Keeps one link to one peer up. `me` is asked anew each time: the epoch may have grown."""

    def __init__(
        self,
        node: Node,
        me: Callable[[], Me],
        *,
        url: str,
        peer: int,
        wanted: tuple[str, ...] = (),
        visible: Visible = scopes_of,
        limits: Limits | None = None,
        retry: Retry | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._node, self._me = node, me
        self._url, self._peer, self._wanted = url, peer, wanted
        self._visible, self._limits, self._tls = visible, limits, tls
        self._retry = retry or Retry(node.random_bytes)
        self._watch = LinkWatch(url, node.wall_ms, node.observer)
        self._watch.peer = peer
        self._now = asyncio.Event()

    async def run(self) -> None:
        """Until cancelled."""
        at_once = False
        while True:
            before, at_once = at_once, await self._connect()
            delay_ms = self._retry.delay_ms(self._node.monotonic_ms())
            if before or not at_once:
                await self._pause(delay_ms)

    def changed(self, records: int = 1) -> None:
        """The store has made something durable."""
        if self._watch.link is not None:
            self._watch.link.changed(records)

    def members_changed(self) -> None:
        """A node was enrolled, changed or revoked here."""
        if self._watch.link is not None:
            self._watch.link.members_changed()

    def try_now(self) -> None:
        """Someone asked, or the network came back: do not wait out the pause."""
        self._now.set()

    def leave(self, code: str) -> None:
        """End the present connection; the next follows."""
        if self._watch.link is not None:
            self._watch.link.leave(code)

    def move(self, url: str) -> None:
        """The hub is found elsewhere (its key is pinned, so a wrong address does no harm)."""
        self._url = self._watch.address = url
        self._now.set()

    def state(self, vector: Mapping[StreamId, Head]) -> LinkState:
        """For people. `vector`: what the store holds now."""
        return self._watch.state(self._me().node, vector)

    async def _connect(self) -> bool:
        """One connection; whether to follow it at once by another."""
        watch = self._watch
        watch.connecting = True
        try:
            socket = await connect(
                self._url,
                ssl=self._tls,
                subprotocols=[SUBPROTOCOL],
                compression=None,
                proxy=None,
                max_size=FRAME_BYTES_MAX,
                ping_interval=None,
                open_timeout=OPEN_S_MAX,
                close_timeout=CLOSE_S_MAX,
            )
        except (OSError, TimeoutError, InvalidHandshake, InvalidURI, EOFError) as error:
            watch.ended(f"unreachable: {type(error).__name__}")
            return False
        session = Session(
            self._me(),
            random_bytes=self._node.random_bytes,
            wall_ms=self._node.wall_ms,
            peer=self._peer,
            wanted=self._wanted,
            visible=self._visible,
            limits=self._limits,
        )
        watch.link = link = Link(self._node, session, ClientWire(socket), watch)
        code = "connection_lost"
        try:
            code = await link.run()
        finally:
            if session.peer is not None:
                self._retry.connected(link.opened_ms)
            watch.ended(code)
        return link.at_once

    async def _pause(self, delay_ms: int) -> None:
        self._now.clear()
        try:
            async with asyncio.timeout(delay_ms / 1000):
                await self._now.wait()
        except TimeoutError:
            return
