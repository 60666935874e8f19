"""Load on a server from a process of its own: keep-alive connections, one request at a time each.

`python -m bench.http_load` reads one msgspec-JSON job from stdin and writes one result to stdout.
"""

import asyncio
import time
from collections import deque

import msgspec

from bench.load_job import Connection, Outcome, answer, apart, outcome_of


class Job(msgspec.Struct, frozen=True):
    """What to send. `bodies` empty: GET `path` for `seconds`; else POST each body once."""

    port: int
    path: str
    headers: dict[str, str]
    connections: int
    seconds: float = 0.0
    bodies: list[str] = []


class _Asking(Connection):
    """Sends a request, waits for the whole reply, sends the next."""

    def __init__(self, load: "_Load") -> None:
        super().__init__()
        self._load = load

    def begun(self) -> None:
        """See Connection."""
        request = self._load.take()
        if request is None:
            self.close()
        else:
            self.send(request)

    def answered(self, status: int, body: bytes, latency_s: float) -> None:
        """See Connection."""
        self._load.note(status, latency_s)
        self.begun()

    def connection_lost(self, error: Exception | None) -> None:
        self._load.gone()


class _Load:
    """The requests still to be sent and the replies so far."""

    def __init__(self, job: Job) -> None:
        self._job = job
        head = "".join(f"{name}: {value}\r\n" for name, value in job.headers.items())
        self._get = f"GET {job.path} HTTP/1.1\r\nhost: 127.0.0.1\r\n{head}\r\n".encode()
        self._posts = deque(self._post(head, body) for body in job.bodies)
        self._open = job.connections
        self._ends_at = time.perf_counter() + job.seconds
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.latencies: list[float] = []
        self.statuses: dict[int, int] = {}

    def _post(self, head: str, body: str) -> bytes:
        encoded = body.encode()
        return (
            f"POST {self._job.path} HTTP/1.1\r\nhost: 127.0.0.1\r\n{head}"
            f"content-type: application/json\r\ncontent-length: {len(encoded)}\r\n\r\n"
        ).encode() + encoded

    def take(self) -> bytes | None:
        """The next request, or none: the connection may close."""
        if self._job.bodies:
            return self._posts.popleft() if self._posts else None
        return self._get if time.perf_counter() < self._ends_at else None

    def note(self, status: int, latency_s: float) -> None:
        """A reply has come."""
        self.statuses[status] = self.statuses.get(status, 0) + 1
        self.latencies.append(latency_s)

    def gone(self) -> None:
        """A connection has closed."""
        self._open -= 1
        if self._open == 0 and not self.done.done():
            self.done.set_result(None)


async def _run(job: Job) -> Outcome:
    load = _Load(job)
    loop = asyncio.get_running_loop()
    start = time.perf_counter()
    for _ in range(job.connections):
        await loop.create_connection(lambda: _Asking(load), "127.0.0.1", job.port)
    await load.done
    seconds = time.perf_counter() - start
    return outcome_of(load.latencies, seconds, load.statuses)


def load(job: Job) -> Outcome:
    """Run a job in a process of its own; every answer must be good."""
    outcome = apart("bench.http_load", job)
    assert set(outcome.statuses) == {200}, outcome.statuses
    return outcome


if __name__ == "__main__":
    answer(Job, _run)
