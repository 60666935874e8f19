"""Serving a program until it is told to stop: the listener, the line that says ready, the end."""

import os
import socket
import sys
from collections.abc import Callable
from typing import Protocol

import click
import msgspec
from litestar.types import ASGIApp

from node.http.listening import address_of
from node.http.protocol import Limits
from node.http.serve import server_for
from node.sections import Http
from sync.store.sqlite import Damaged


class Program(Protocol):
    """What is served: an edge or a hub, assembled."""

    failed: BaseException | None
    """Why the database must not be written any more, if it came to that."""
    on_fatal: Callable[[], None]
    """Called once `failed` is set."""

    @property
    def asgi(self) -> ASGIApp:
        """The whole program; it starts and stops with the lifespan."""
        ...

    @property
    def title(self) -> str:
        """What the operator calls it."""
        ...

    def ready(self, address: str, port: int) -> None:
        """It answers at this address; let others know."""
        ...

    def stopping(self) -> None:
        """The end is near: let go of what would hold it up."""
        ...


def serve_until_stopped(
    bound: socket.socket, build: Callable[[], Program], http: Http, *, as_json: bool
) -> int:
    """The exit code, after a signal or a fault. Raises Damaged if the database turned out to be so,
    and what `build` raises. `bound` is taken first: no folder is opened only to find its port in
    use, and who calls during the start waits for an answer instead of being turned away."""
    program = build()
    address = address_of(bound, secure=bool(http.tls_certificate))

    def started() -> None:
        program.ready(address, bound.getsockname()[1])
        _say_ready(program.title, address, as_json=as_json)

    server = server_for(
        program.asgi,
        Limits(
            receive_s=http.receive_s,
            connections_per_address=http.connections_per_address,
            concurrency=http.concurrency,
        ),
        on_started=started,
        on_stopping=program.stopping,
        tls_certificate=http.tls_certificate,
        tls_key=http.tls_key,
    )
    program.on_fatal = server.stop
    server.run(sockets=[bound])
    if isinstance(program.failed, Damaged):
        raise program.failed
    return 1 if program.failed is not None or not server.started else 0


def _say_ready(title: str, address: str, *, as_json: bool) -> None:
    ready = {"ready": True, "address": address, "pid": os.getpid()}
    click.echo(msgspec.json.encode(ready) if as_json else f"{title} is at {address}")
    sys.stdout.flush()
