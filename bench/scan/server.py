"""The edge as the bench serves it: `python -m bench.scan.server FOLDER group|single|again`.

`single` replaces the writer by what most programs do: a pool of threads, a lock, and one
transaction for each request; everything else is the same code. `again` replaces deciding and
recording by what SQLite is given for it; everything around it is the same code.
"""

import asyncio
import os
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock
from typing import TypeVar

from bench.scan.heard import Again
from edge.app import build
from edge.config import Config, Http, Link
from edge.store.recorder import Actor, Answer, Recorder
from edge.store.writer import Writer
from models.warehouse.commands import Command
from node.http.listening import listen
from node.http.protocol import Limits
from node.http.serve import server_for
from node.logs import start_logs
from node.sections import Log
from sync.store.sqlite import SqliteStore

CONNECTIONS = 200
POOL_THREADS = 16

T = TypeVar("T")


class SingleCommits(Writer):
    """The same recording, one transaction and one fsync per request; no queue, no turns."""

    def __init__(self, edges: Writer) -> None:
        self.recorder, self.batches, self.commands = edges.recorder, 0, 0
        self._store = edges.recorder.store
        self._pool, self._lock = ThreadPoolExecutor(POOL_THREADS), Lock()

    @property
    def queued(self) -> int:
        """See Writer: the pool keeps its own count."""
        return 0

    def submit(self, command: Command, actor: Actor) -> "asyncio.Future[Answer]":
        """See Writer."""
        return self.transact(lambda recorder: recorder.record(command, actor))

    def transact(self, work: Callable[[Recorder], T]) -> "asyncio.Future[T]":
        """See Writer."""
        return self._in_pool(lambda: self._in_transaction(work))

    def run(self, work: Callable[[SqliteStore], T]) -> "asyncio.Future[T]":
        """See Writer."""
        return self._in_pool(lambda: work(self._store))

    def _in_pool(self, work: Callable[[], T]) -> "asyncio.Future[T]":
        return asyncio.get_running_loop().run_in_executor(self._pool, self._alone, work)

    def _alone(self, work: Callable[[], T]) -> T:
        with self._lock:
            return work()

    def _in_transaction(self, work: Callable[[Recorder], T]) -> T:
        with self._store.replica.transaction():
            return work(self.recorder)


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
        edge.services.writer = SingleCommits(edge.writer)
    elif mode == "again":
        recorder = edge.writer.recorder
        recorder.record = Again(Path(folder), recorder).record  # type: ignore[method-assign]
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
