"""Read-only connections on a few threads, so that no query waits for the writer or the loop."""

import asyncio
import queue
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import apsw

T = TypeVar("T")

WAITING_MAX = 256


class ReadersBusy(Exception):
    """More queries are waiting than this hub will remember."""


class Readers:
    """Each query sees one consistent moment of the database."""

    def __init__(self, open_reader: Callable[[], apsw.Connection], threads: int) -> None:
        self._connections: queue.SimpleQueue[apsw.Connection] = queue.SimpleQueue()
        self._all = [open_reader() for _ in range(threads)]
        for connection in self._all:
            self._connections.put(connection)
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="reader")
        self._waiting = 0
        self.asked = 0

    async def run(self, query: Callable[[apsw.Connection], T]) -> T:
        """The query's answer; raises ReadersBusy."""
        if self._waiting >= WAITING_MAX:
            raise ReadersBusy
        self._waiting += 1
        self.asked += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, self.now, query)
        finally:
            self._waiting -= 1

    def now(self, query: Callable[[apsw.Connection], T]) -> T:
        """The same on the calling thread (CLI, checks)."""
        connection = self._connections.get()
        try:
            connection.execute("BEGIN")
            try:
                return query(connection)
            finally:
                connection.execute("COMMIT")
        finally:
            self._connections.put(connection)

    @property
    def waiting(self) -> int:
        """Queries that run or wait now."""
        return self._waiting

    def close(self) -> None:
        """Let threads and files go."""
        self._pool.shutdown(wait=True, cancel_futures=True)
        for connection in self._all:
            connection.close()
