"""People who pick order after order by scans, as one does with a handheld: each answer says what to
scan next. `python -m bench.talk_load` reads one job from stdin and writes an outcome to stdout.
"""

import asyncio
import subprocess
import sys
import time
from typing import cast

import msgspec
import uvloop

from bench.http_load import Outcome
from models.warehouse.dialogues.question import Turn
from models.warehouse.replies import Reply, decode_reply

PATH = "/api/v1/commands"


class Picker(msgspec.Struct, frozen=True):
    """Who, by the cookie, and the orders to begin once the one in hand is done."""

    cookie: str
    orders: list[str]


class Job(msgspec.Struct, frozen=True):
    """Each of them gives so many scans, one after the other."""

    port: int
    pickers: list[Picker]
    scans: int


class _Handheld(asyncio.Protocol):
    """Opens the dialogue, which is not counted; then scans what it is asked for."""

    def __init__(self, job: Job, picker: Picker, number: int) -> None:
        self._head = (
            f"POST {PATH} HTTP/1.1\r\nhost: 127.0.0.1\r\ncookie: {picker.cookie}\r\n"
            "x-holdfast: 1\r\ncontent-type: application/json\r\n"
        )
        self._orders, self._left, self._number = list(picker.orders), job.scans, number
        self._buffer = b""
        self._sent_at = 0.0
        self._is_open = False
        self._transport: asyncio.Transport | None = None
        self.latencies: list[float] = []
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is its own class
        self._give({"type": "open_dialogue", "dialogue": "picking"})

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head_end = self._buffer.find(b"\r\n\r\n")
        if head_end < 0:
            return
        head = self._buffer[:head_end].lower()
        length = int(head[head.index(b"content-length:") + 15 :].split(b"\r\n", 1)[0])
        if len(self._buffer) < head_end + 4 + length:
            return
        took, status = time.perf_counter() - self._sent_at, self._buffer[9:12]
        reply = decode_reply(self._buffer[head_end + 4 : head_end + 4 + length])
        self._buffer = b""
        self._answered(reply, status, took)

    def connection_lost(self, error: Exception | None) -> None:
        if not self.done.done():
            self.done.set_result(None)

    def _answered(self, reply: Reply, status: bytes, took: float) -> None:
        assert self._transport is not None
        assert status == b"200"
        assert reply.turn is not None
        assert reply.done, reply.say
        if self._is_open:
            self.latencies.append(took)
        self._is_open = True
        if len(self.latencies) == self._left:
            self._transport.close()
            return
        self._give({"type": "scan", "code": self._asked(reply.turn)})

    def _asked(self, turn: Turn) -> str:
        question = turn.question
        if turn.stage == "order":
            return self._orders.pop()
        if turn.stage == "location":
            assert question.big is not None
            return question.big.text
        assert turn.stage == "goods", turn.stage
        assert question.goods is not None
        return question.goods.item

    def _give(self, command: dict[str, str]) -> None:
        assert self._transport is not None
        named = {**command, "command_id": f"{time.time_ns():x}-{self._number}"}
        body = msgspec.json.encode(named)
        self._sent_at = time.perf_counter()
        self._transport.write(f"{self._head}content-length: {len(body)}\r\n\r\n".encode() + body)


async def _run(job: Job) -> Outcome:
    loop = asyncio.get_running_loop()
    started, people = time.perf_counter(), []
    for number, picker in enumerate(job.pickers):
        handheld = _Handheld(job, picker, number)
        people.append(handheld)
        await loop.create_connection(lambda: handheld, "127.0.0.1", job.port)  # noqa: B023 - called here
    await asyncio.gather(*(each.done for each in people))
    took = time.perf_counter() - started
    latencies = sorted(one for each in people for one in each.latencies)
    assert len(latencies) == job.scans * len(people), "somebody was cut off"
    p50_ms, p99_ms = (latencies[int(len(latencies) * share)] * 1000 for share in (0.5, 0.99))
    return Outcome(len(latencies), took, {200: len(latencies)}, p50_ms, p99_ms)


def talk(job: Job) -> Outcome:
    """Run a job in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.talk_load"],
        input=msgspec.json.encode(job),
        stdout=subprocess.PIPE,
        check=True,
    )
    return msgspec.json.decode(done.stdout, type=Outcome)


def main() -> None:
    """One job in, one outcome out."""
    job = msgspec.json.decode(sys.stdin.buffer.read(), type=Job)
    loop: asyncio.AbstractEventLoop = uvloop.Loop()
    outcome = loop.run_until_complete(_run(job))
    sys.stdout.buffer.write(msgspec.json.encode(outcome))


if __name__ == "__main__":
    main()
