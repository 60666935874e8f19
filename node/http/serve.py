"""Runs an ASGI program under uvicorn (uvloop, httptools) until it is told to stop."""

import contextlib
import signal
import socket
from collections.abc import Callable, Iterator
from types import FrameType

import uvicorn
from litestar.types import ASGIApp

from node.http.protocol import Limits, bounded_protocol

STOP_S_MAX = 10
WS_BYTES_MAX = 1 << 20


class Server(uvicorn.Server):
    """uvicorn that announces the end before it waits for open streams, and exits 0 on SIGTERM."""

    def __init__(
        self,
        config: uvicorn.Config,
        on_started: Callable[[], None],
        on_stopping: Callable[[], None],
    ) -> None:
        super().__init__(config)
        self._on_started = on_started
        self._on_stopping = on_stopping

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Ready to answer when this returns."""
        await super().startup(sockets)
        if self.started:
            self._on_started()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """A signal asks us to stop; the second one insists."""
        self._on_stopping()
        super().handle_exit(sig, frame)

    def stop(self) -> None:
        """Stop from inside the program."""
        self._on_stopping()
        self.should_exit = True

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """As uvicorn, but a graceful stop is not raised again as a death by signal."""
        kinds = (signal.SIGINT, signal.SIGTERM)
        try:
            before = {kind: signal.signal(kind, self.handle_exit) for kind in kinds}
        except ValueError:  # not the main thread: the owner of that thread stops us
            before = {}
        try:
            yield
        finally:
            for kind, handler in before.items():
                signal.signal(kind, handler)


def server_for(
    app: ASGIApp,
    limits: Limits,
    *,
    on_started: Callable[[], None] = lambda: None,
    on_stopping: Callable[[], None] = lambda: None,
    tls_certificate: str = "",
    tls_key: str = "",
) -> Server:
    """A server ready to `run(sockets=[…])`."""
    config = uvicorn.Config(
        app,
        loop="uvloop",
        http=bounded_protocol(limits),
        ws="websockets-sansio",
        ws_max_size=WS_BYTES_MAX,
        ws_per_message_deflate=False,
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        limit_concurrency=limits.concurrency,
        timeout_graceful_shutdown=STOP_S_MAX,
        ssl_certfile=tls_certificate or None,
        ssl_keyfile=tls_key or None,
    )
    return Server(config, on_started, on_stopping)
