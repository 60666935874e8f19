"""What all loads share: a process of their own, replies read off a connection, and an outcome."""

import asyncio
import subprocess
import sys
import time
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, TypeVar, cast

import msgspec
import uvloop

Job = TypeVar("Job")


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


class Connection(asyncio.Protocol):
    """Keep-alive, one request at a time: `answered` is told of each reply and may `send` again."""

    def __init__(self) -> None:
        self._buffer = b""
        self._sent_at = 0.0
        self._transport: asyncio.Transport | None = None

    def begun(self) -> None:
        """It is open: the first request may go."""
        raise NotImplementedError

    def answered(self, status: int, body: bytes, latency_s: float) -> None:
        """A whole reply has come."""
        raise NotImplementedError

    def send(self, request: bytes) -> None:
        """The next request, whole."""
        assert self._transport is not None
        self._sent_at = time.perf_counter()
        self._transport.write(request)

    def close(self) -> None:
        """There is nothing more to ask."""
        assert self._transport is not None
        self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is its own class
        self.begun()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head_end = self._buffer.find(b"\r\n\r\n")
        if head_end < 0:
            return
        head = self._buffer[:head_end].lower()
        at = head.find(b"content-length:")
        length = int(head[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
        end = head_end + 4 + length
        if len(self._buffer) < end:
            return
        latency_s = time.perf_counter() - self._sent_at
        status, body = int(self._buffer[9:12]), self._buffer[head_end + 4 : end]
        self._buffer = self._buffer[end:]
        self.answered(status, body, latency_s)


def outcome_of(latencies_s: Sequence[float], seconds: float, statuses: dict[int, int]) -> Outcome:
    """The middle and the slowest hundredth of at least one reply."""
    ordered = sorted(latencies_s)
    p50_ms, p99_ms = (ordered[int(len(ordered) * share)] * 1000 for share in (0.5, 0.99))
    return Outcome(len(ordered), seconds, statuses, p50_ms, p99_ms)


def apart(module: str, job: object) -> Outcome:
    """Run a job as `python -m module`."""
    done = subprocess.run(
        [sys.executable, "-m", module],
        input=msgspec.json.encode(job),
        stdout=subprocess.PIPE,
        check=True,
    )
    return msgspec.json.decode(done.stdout, type=Outcome)


def answer(kind: type[Job], run: Callable[[Job], Coroutine[Any, Any, Outcome]]) -> None:
    """The other end of `apart`: one job from stdin, one outcome to stdout."""
    job = msgspec.json.decode(sys.stdin.buffer.read(), type=kind)
    loop: asyncio.AbstractEventLoop = uvloop.Loop()
    sys.stdout.buffer.write(msgspec.json.encode(loop.run_until_complete(run(job))))
