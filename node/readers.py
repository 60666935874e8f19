"""Read-only connections on threads of their own: no question waits for the writer or the loop."""

import asyncio
import queue
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Concatenate, ParamSpec, TypeVar

import apsw

from node.http.problems import Problem

P = ParamSpec("P")
T = TypeVar("T")

WAITING_MAX = 1_000


class Readers:
    """Each question sees one consistent moment of the database."""

    def __init__(self, open_reader: Callable[[], apsw.Connection], threads: int) -> None:
        self._free: queue.SimpleQueue[apsw.Connection] = queue.SimpleQueue()
        self._all = [open_reader() for _ in range(threads)]
        for connection in self._all:
            self._free.put(connection)
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="reader")
        self._waiting = 0

    @property
    def waiting(self) -> int:
        """Questions that run or wait now."""
        return self._waiting

    async def run(
        self, read: Callable[Concatenate[apsw.Connection, P], T], *args: P.args, **named: P.kwargs
    ) -> T:
        """`read(connection, …)` in one read transaction; raises Problem when too many wait."""
        if self._waiting >= WAITING_MAX:
            raise Problem(503, "busy", "too many questions at once", retry_after_s=1)
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
        """Let threads and files go."""
        self._pool.shutdown(wait=True, cancel_futures=True)
        for connection in self._all:
            connection.close()
