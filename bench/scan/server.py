"""The edge as the bench serves it: `python -m bench.scan.server FOLDER group|single`.

`single` replaces the writer by what most programs do: a pool of threads, a lock, and one
transaction for each request; everything else is the same code.
"""

import asyncio
import os
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock
from typing import TypeVar

from edge.app import Edge, build
from edge.config import Config, Http, Link
from edge.store.recorder import Actor, Answer, Recorder
from edge.store.writer import Writer
from models.warehouse.commands import Command
from node.http.protocol import Limits
from node.http.serve import listen, server_for
from node.logs import start_logs
from node.sections import Log

CONNECTIONS = 200
POOL_THREADS = 16

T = TypeVar("T")


class SingleCommits(Writer):
    """The same recording, one transaction and one fsync per request."""

    def share(self, writer: Writer) -> "SingleCommits":
        """Take the place of the edge's own writer."""
        self.recorder, self._store = writer.recorder, writer._store
        self._pool, self._lock = ThreadPoolExecutor(POOL_THREADS), Lock()
        return self

    def submit(self, command: Command, actor: Actor) -> "asyncio.Future[Answer]":
        """See Writer."""
        return self._in_pool(lambda recorder: recorder.record(command, actor))

    def transact(self, work: Callable[[Recorder], T]) -> "asyncio.Future[T]":
        """See Writer."""
        return self._in_pool(work)

    def _in_pool(self, work: Callable[[Recorder], T]) -> "asyncio.Future[T]":
        return asyncio.get_running_loop().run_in_executor(self._pool, self._alone, work)

    def _alone(self, work: Callable[[Recorder], T]) -> T:
        with self._lock:
            self._store.begin()
            done = work(self.recorder)
            self._store.commit()
            return done


def _single(edge: Edge) -> None:
    writer = edge.writer
    edge.services.writer = SingleCommits.__new__(SingleCommits).share(writer)


def main() -> None:
    """Serve until stopped; the first line says on which port."""
    folder, mode = sys.argv[1:]
    start_logs("error")
    config = Config(
        folder=folder,
        http=Http(port=0, connections_per_address=CONNECTIONS),
        link=Link(announce=False),
        log=Log(level="error"),
    )
    edge = build(config)
    if mode == "single":
        _single(edge)
    bound = listen(config.http.host, 0)
    port = bound.getsockname()[1]
    limits = Limits(connections_per_address=CONNECTIONS)
    server = server_for(
        edge.asgi,
        limits,
        on_started=lambda: os.write(1, f"{port}\n".encode()),  # type: ignore[arg-type]
        on_stopping=edge.stopping,
    )
    edge.on_fatal = server.stop
    server.run(sockets=[bound])


if __name__ == "__main__":
    assert Path(sys.argv[1]).is_dir()
    main()
