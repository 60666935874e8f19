"""Load on a server from a process of its own: keep-alive connections, one request at a time each.

`python -m bench.http_load` reads one msgspec-JSON job from stdin and writes one result to stdout.
"""

import asyncio
import subprocess
import sys
import time
from collections import deque
from typing import cast

import msgspec
import uvloop


class Job(msgspec.Struct, frozen=True):
    """What to send. `bodies` empty: GET `path` for `seconds`; else POST each body once."""

    port: int
    path: str
    headers: dict[str, str]
    connections: int
    seconds: float = 0.0
    bodies: list[str] = []


class Outcome(msgspec.Struct, frozen=True):
    """Replies by status, and latencies in milliseconds."""

    requests: int
    seconds: float
    statuses: dict[int, int]
    p50_ms: float
    p99_ms: float

    @property
    def per_s(self) -> float:
        """Replies a second."""
        return self.requests / self.seconds


class _Connection(asyncio.Protocol):
    """Sends a request, waits for the whole reply, sends the next."""

    def __init__(self, load: "_Load") -> None:
        self._load = load
        self._buffer = b""
        self._sent_at = 0.0
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is its own class
        self._next()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head_end = self._buffer.find(b"\r\n\r\n")
        if head_end < 0:
            return
        head = self._buffer[:head_end].lower()
        at = head.find(b"content-length:")
        length = int(head[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
        if len(self._buffer) < head_end + 4 + length:
            return
        status = int(self._buffer[9:12])
        self._buffer = self._buffer[head_end + 4 + length :]
        self._load.note(status, time.perf_counter() - self._sent_at)
        self._next()

    def connection_lost(self, error: Exception | None) -> None:
        self._load.gone()

    def _next(self) -> None:
        assert self._transport is not None
        request = self._load.take()
        if request is None:
            self._transport.close()
            return
        self._sent_at = time.perf_counter()
        self._transport.write(request)


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
        await loop.create_connection(lambda: _Connection(load), "127.0.0.1", job.port)
    await load.done
    seconds = time.perf_counter() - start
    latencies = sorted(load.latencies)
    p50_ms, p99_ms = (latencies[int(len(latencies) * share)] * 1000 for share in (0.5, 0.99))
    return Outcome(len(latencies), seconds, load.statuses, p50_ms, p99_ms)


def load(job: Job) -> Outcome:
    """Run a job in a process of its own; every answer must be good."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.http_load"],
        input=msgspec.json.encode(job),
        stdout=subprocess.PIPE,
        check=True,
    )
    outcome = msgspec.json.decode(done.stdout, type=Outcome)
    assert set(outcome.statuses) == {200}, outcome.statuses
    return outcome


def main() -> None:
    """One job in, one outcome out."""
    job = msgspec.json.decode(sys.stdin.buffer.read(), type=Job)
    loop: asyncio.AbstractEventLoop = uvloop.Loop()
    outcome = loop.run_until_complete(_run(job))
    sys.stdout.buffer.write(msgspec.json.encode(outcome))


if __name__ == "__main__":
    main()
