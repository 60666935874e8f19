"""uvicorn's HTTP protocol with limits it lacks: a deadline to receive, connections per address.

uvicorn never ends a half-received request, and no middleware can: the request has not reached it.
"""

import asyncio
from collections import Counter
from typing import Any

import msgspec
from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import ServerState

from node.http.problems import Problem


class Limits(msgspec.Struct, frozen=True):
    """Bounds of a listener. A body earns its time: one second for each `body_bytes_per_s`."""

    receive_s: float = 10.0
    body_bytes_per_s: int = 65_536
    connections_per_address: int = 50
    concurrency: int = 1_000


class Bounded(HttpToolsProtocol):
    """One connection. `bounded_protocol` makes the class with its limits and its own count."""

    limits: Limits
    held: Counter[str]

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._deadline: asyncio.TimerHandle | None = None
        self._since = 0.0
        self._received = 0
        self._address = ""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._address = self.client[0] if self.client else "local"
        self.held[self._address] += 1
        if self.held[self._address] > self.limits.connections_per_address:
            self._refuse(503, "too_many_connections", "too many connections from this address")
            return
        self._start_clock()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_clock()
        self._let_go()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self.transport.is_closing():
            return
        self._received += len(data)
        super().data_received(data)
        if self.transport.get_protocol() is not self:
            return  # a WebSocket has taken over; it may be silent for as long as it likes
        idle = not self._in_request()
        if idle and self._deadline is None and self.timeout_keep_alive_task is None:
            # Bytes that begin no request (bare line ends) must not hold the connection open.
            self._start_clock()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._start_clock()

    def on_message_complete(self) -> None:
        self._stop_clock()
        super().on_message_complete()

    def handle_websocket_upgrade(self) -> None:
        self._stop_clock()
        self._let_go()
        super().handle_websocket_upgrade()

    def send_400_response(self, msg: str) -> None:
        self._refuse(400, "malformed", msg)

    def _in_request(self) -> bool:
        cycle: RequestResponseCycle | None = self.cycle
        return cycle is not None and not cycle.response_complete

    def _let_go(self) -> None:
        if not self._address:
            return
        self.held[self._address] -= 1
        if self.held[self._address] <= 0:
            del self.held[self._address]
        self._address = ""

    def _start_clock(self) -> None:
        self._stop_clock()
        self._since, self._received = self.loop.time(), 0
        self._deadline = self.loop.call_later(self.limits.receive_s, self._check_clock)

    def _stop_clock(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _check_clock(self) -> None:
        self._deadline = None
        earned = self.limits.receive_s + self._received / self.limits.body_bytes_per_s
        left = self._since + earned - self.loop.time()
        if left > 0:
            self._deadline = self.loop.call_later(left, self._check_clock)
        elif not self.transport.is_closing():
            self.transport.close()

    def _refuse(self, status: int, code: str, detail: str) -> None:
        problem = Problem(status, code, detail)
        body = problem.encoded()
        head = (
            f"HTTP/1.1 {status} {problem.body()['title']}\r\n"
            "content-type: application/problem+json\r\n"
            f"content-length: {len(body)}\r\nconnection: close\r\n\r\n"
        )
        self.transport.write(head.encode("ascii") + body)
        self.transport.close()


def bounded_protocol(limits: Limits) -> type[HttpToolsProtocol]:
    """The protocol class to hand to uvicorn; it keeps the count of connections per address."""
    return type("BoundedHere", (Bounded,), {"limits": limits, "held": Counter()})
