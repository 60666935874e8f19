"""Read-only connections on their own threads: lists never wait for the writer, nor it for them."""

import asyncio
import queue
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

import apsw

from sync.store.sqlite.open import Options, open_reader

P = ParamSpec("P")
T = TypeVar("T")
WAITING_MAX = 1_000


class ReadersBusy(Exception):
    """More reads are waiting than this node will remember."""


class Readers:
    """A few connections to the live file that cannot write."""

    def __init__(self, path: Path, count: int, options: Options | None = None) -> None:
        self._free: queue.SimpleQueue[apsw.Connection] = queue.SimpleQueue()
        self._all = [open_reader(path, options or Options()) for _ in range(count)]
        for connection in self._all:
            self._free.put(connection)
        self._pool = ThreadPoolExecutor(count, thread_name_prefix="reader")
        self._waiting = 0

    async def run(
        self, read: Callable[Concatenate[apsw.Connection, P], T], *args: P.args, **named: P.kwargs
    ) -> T:
        """`read(connection, …)` in one read transaction, off the loop."""
        if self._waiting >= WAITING_MAX:
            raise ReadersBusy
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(
                self._pool, lambda: self.now(read, *args, **named)
            )
        finally:
            self._waiting -= 1

    def now(
        self, read: Callable[Concatenate[apsw.Connection, P], T], *args: P.args, **named: P.kwargs
    ) -> T:
        """The same, on this thread."""
        connection = self._free.get()
        try:
            connection.execute("BEGIN")
            try:
                return read(connection, *args, **named)
            finally:
                connection.execute("ROLLBACK")
        finally:
            self._free.put(connection)

    def close(self) -> None:
        """Wait for the reads under way and close."""
        self._pool.shutdown(wait=True, cancel_futures=True)
        for connection in self._all:
            connection.close()
