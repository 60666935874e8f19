"""People who pick order after order by scans, as one does with a handheld: each answer says what to
scan next. `python -m bench.talk_load` reads one job from stdin and writes an outcome to stdout.
"""

import asyncio
import time

import msgspec

from bench.load_job import Connection, Outcome, answer, apart, outcome_of
from models.warehouse.dialogues.question import Turn
from models.warehouse.replies import decode_reply

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


def asked(turn: Turn, orders: list[str]) -> str:
    """What is scanned next: what the answer asks for, or the next one of these orders."""
    question = turn.question
    if turn.stage == "order":
        return orders.pop()
    if turn.stage == "location":
        assert question.big is not None
        return question.big.text
    assert turn.stage == "goods", turn.stage
    assert question.goods is not None
    return question.goods.item


class _Handheld(Connection):
    """Opens the dialogue, which is not counted; then scans what it is asked for."""

    def __init__(self, job: Job, picker: Picker, number: int) -> None:
        super().__init__()
        self._head = (
            f"POST {PATH} HTTP/1.1\r\nhost: 127.0.0.1\r\ncookie: {picker.cookie}\r\n"
            "x-holdfast: 1\r\ncontent-type: application/json\r\n"
        )
        self._orders, self._left, self._number = list(picker.orders), job.scans, number
        self._is_open = False
        self.latencies: list[float] = []
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def begun(self) -> None:
        """See Connection."""
        self._give({"type": "open_dialogue", "dialogue": "picking"})

    def answered(self, status: int, body: bytes, latency_s: float) -> None:
        """See Connection."""
        reply = decode_reply(body)
        assert status == 200
        assert reply.turn is not None
        assert reply.done, reply.say
        if self._is_open:
            self.latencies.append(latency_s)
        self._is_open = True
        if len(self.latencies) == self._left:
            self.close()
            return
        self._give({"type": "scan", "code": asked(reply.turn, self._orders)})

    def connection_lost(self, error: Exception | None) -> None:
        if not self.done.done():
            self.done.set_result(None)

    def _give(self, command: dict[str, str]) -> None:
        named = {**command, "command_id": f"{time.time_ns():x}-{self._number}"}
        body = msgspec.json.encode(named)
        self.send(f"{self._head}content-length: {len(body)}\r\n\r\n".encode() + body)


async def _run(job: Job) -> Outcome:
    loop = asyncio.get_running_loop()
    started, people = time.perf_counter(), []
    for number, picker in enumerate(job.pickers):
        handheld = _Handheld(job, picker, number)
        people.append(handheld)
        await loop.create_connection(lambda: handheld, "127.0.0.1", job.port)  # noqa: B023 - called here
    await asyncio.gather(*(each.done for each in people))
    took = time.perf_counter() - started
    latencies = [one for each in people for one in each.latencies]
    assert len(latencies) == job.scans * len(people), "somebody was cut off"
    return outcome_of(latencies, took, {200: len(latencies)})


def talk(job: Job) -> Outcome:
    """Run a job in a process of its own."""
    return apart("bench.talk_load", job)


if __name__ == "__main__":
    answer(Job, _run)
