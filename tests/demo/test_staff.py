"""The staff: what they plan, how they repeat themselves, what they tell each other."""

import asyncio
import json
import random
from collections import Counter

import pytest

from tests.demo import worker as worker_module
from tests.demo.board import Board, until
from tests.demo.book import Book
from tests.demo.calling import Calls
from tests.demo.line import LOOPBACK
from tests.demo.making import make_rows
from tests.demo.orders import demand, judge
from tests.demo.planning import lines_of, parts_of
from tests.demo.worker import Unexpected, Worker


class FakeSite:
    """Answers commands; an id it knows is replayed. `away` connections are torn unanswered."""

    def __init__(self, away: int = 0, status: int = 200) -> None:
        self.heard: Counter[str] = Counter()
        self._away = away
        self._status = status

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
                command = json.loads(await reader.readexactly(length))["command_id"]
                if self._away:
                    self._away -= 1
                    break
                self.heard[command] += 1
                writer.write(self._answer(command))
                await writer.drain()
        except (asyncio.IncompleteReadError, asyncio.CancelledError, ConnectionError):
            pass
        writer.transport.abort()

    def _answer(self, command: str) -> bytes:
        reply = {"command_id": command, "outcome": "line_done", "level": "ok"}
        body = json.dumps({**reply, "replayed": self.heard[command] > 1}).encode()
        return b"HTTP/1.1 %d X\r\ncontent-length: %d\r\n\r\n" % (self._status, len(body)) + body


def scan_so_often(site: FakeSite, count: int) -> Book:
    """A worker's scans against a fake site."""

    async def story() -> Book:
        server = await asyncio.start_server(site.handle, LOOPBACK, 0)
        port = server.sockets[0].getsockname()[1]
        calls, book = Calls(port), Book()
        worker = Worker("Ines", "LEEDS", calls, book, random.Random(5))
        for _ in range(count):
            await worker.do("receive", asn="A", item="1", quantity=1)
        calls.close()
        server.close()
        return book

    return asyncio.run(story())


def test_some_commands_are_sent_twice_and_some_replies_lost_but_each_is_noted_once() -> None:
    site = FakeSite()
    book = scan_so_often(site, count=300)
    assert len(book.done) == 300
    assert set(site.heard) == set(book.done)
    assert book.sent_twice > 0
    assert book.replies_lost > 0
    assert sum(site.heard.values()) >= 300 + book.sent_twice
    assert book.answered_differently == []
    assert 0 < len(book.latencies_s) <= 300 - book.replies_lost


def test_while_the_node_is_away_the_same_command_is_repeated(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(worker_module, "AWAY_PAUSE_S", 0.001)
    site = FakeSite(away=5)
    book = scan_so_often(site, count=1)
    assert len(book.done) == 1
    assert book.waited_for_node >= 2
    assert book.latencies_s == []


def test_an_answer_no_scan_should_get_ends_the_demo() -> None:
    with pytest.raises(Unexpected, match="500"):
        scan_so_often(FakeSite(status=500), count=1)


def test_a_day_is_planned_so_that_each_part_is_bought_before_it_is_released() -> None:
    share = judge(make_rows(seed=4, orders=120, items=90))
    parts = parts_of(share, "LEEDS", random.Random(1))
    assert sum(lines_of(part.orders) for part in parts) == lines_of(share.to_ship)
    numbers = [number for part in parts for number in part.numbers]
    assert len(set(numbers)) == len(numbers)
    for part in parts:
        wanted = demand(part.orders)
        bought = Counter({sku: units for each in part.deliveries for sku, units in each.lines})
        assert set(bought) == set(wanted)
        scarce = [sku for sku in wanted if bought[sku] < wanted[sku]]
        assert len(scarce) < len(wanted) / 5
        assert all(units > 0 for units in bought.values())


def test_a_delivery_is_stored_when_it_is_closed_and_its_last_task_is_over() -> None:
    board = Board("LEEDS")
    board.put_away("t1")  # a colleague was faster than the reply to the one who received it
    board.received("A", ["t1", "t2"])
    board.closed.add("A")
    assert not board.is_stored("A")
    board.put_away("t2")
    board.put_away("t2")
    board.put_away("of another delivery")
    assert board.is_stored("A")
    assert board.take("trolley")
    assert not board.take("trolley")
    board.give_back("trolley")
    assert board.take("trolley")
    asyncio.run(until(lambda: board.is_stored("A")))
