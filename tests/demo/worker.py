"""One of the staff: scans through the real API as a tablet does, and is not always lucky.

A share of all commands is sent twice, and some replies are lost on the way and asked for again
under the same command_id. While the site's node is away the worker waits and repeats.
"""

import asyncio
import random
import time
from typing import TypeVar
from uuid import UUID

import msgspec

from tests.demo.book import Book, Done
from tests.demo.calling import Answer, Calls, Down
from tests.demo.shapes import Json, Reply

T = TypeVar("T")
TWICE_SHARE, LOST_SHARE = 0.03, 0.015
LOST_AFTER_S_MAX = 0.02
AWAY_S_MAX, AWAY_PAUSE_S = 60.0, 0.05
COMMANDS = "/api/v1/commands"
BUSY = 503


class Unexpected(Exception):
    """An answer that no scan should get; the demo ends here."""


class Worker:
    """A person with a tablet (or a program with a key): one connection, one thing at a time."""

    def __init__(
        self, name: str, site: str, calls: Calls, book: Book, chance: random.Random
    ) -> None:
        self.name = name
        self.site = site
        self.calls = calls
        self.book = book
        self.chance = chance

    async def do(self, kind: str, **fields: Json) -> Done:
        """A scan: sent until it is acknowledged, timed, and noted."""
        return await self._carry_out(kind, fields, timed=True)

    async def manage(self, kind: str, **fields: Json) -> Done:
        """A command that is no scan (waves, edits); its time says nothing about scanning."""
        return await self._carry_out(kind, fields, timed=False)

    async def _carry_out(self, kind: str, fields: dict[str, Json], *, timed: bool) -> Done:
        command_id = str(UUID(int=self.chance.getrandbits(128), version=4))
        body = msgspec.json.encode({"command_id": command_id, "type": kind, **fields})
        luck = self.chance.random()
        if luck < LOST_SHARE:
            await self._lose_reply(body)
            timed = False
        done = await self._send(kind, fields, command_id, body, timed=timed)
        if luck > 1 - TWICE_SHARE:
            self.book.sent_twice += 1
            await self._send(kind, fields, command_id, body, timed=False)
        return done

    async def do_wrong(self, kind: str, **fields: Json) -> Done:
        """A scan that must be refused with an answer."""
        done = await self.do(kind, **fields)
        self.book.wrong_scan(done)
        return done

    async def look(self, path: str, kind: type[T]) -> T:
        """A view of the work; asked again while the node is away."""
        answer, _ = await self._until_answered("GET", path)
        return self._good(answer, path).read(kind)

    async def claim(self, path: str, body: object, kind: type[T]) -> T:
        """Ask for work; asking twice gives the same."""
        answer, _ = await self._until_answered("POST", path, msgspec.json.encode(body))
        return self._good(answer, path).read(kind)

    def _good(self, answer: Answer, asked: str) -> Answer:
        if answer.status != 200:
            raise Unexpected(f"{self.name}: {asked}: {answer.status} {answer.body[:300]!r}")
        return answer

    async def _lose_reply(self, body: bytes) -> None:
        self.book.replies_lost += 1
        try:
            await self.calls.say_and_hang_up(
                COMMANDS, body, self.chance.random() * LOST_AFTER_S_MAX
            )
        except Down:
            self.book.waited_for_node += 1

    async def _send(
        self, kind: str, fields: dict[str, Json], command_id: str, body: bytes, *, timed: bool
    ) -> Done:
        start = time.perf_counter()
        answer, repeats = await self._until_answered("POST", COMMANDS, body)
        now = time.perf_counter()
        self._good(answer, f"{kind} {fields}")
        if timed and not repeats:
            self.book.latencies_s.append(now - start)
        reply = answer.read(Reply)
        if reply.command_id != command_id:
            raise Unexpected(f"{self.name}: asked {command_id}, answered {reply.command_id}")
        done = Done(self.site, command_id, kind, fields, reply, now)
        self.book.note(done)
        return done

    async def _until_answered(
        self, method: str, path: str, body: bytes = b""
    ) -> tuple[Answer, int]:
        """The answer and how often it had to be asked for again."""
        repeats = 0
        end = time.perf_counter() + AWAY_S_MAX
        while True:
            try:
                answer = await self.calls.call(method, path, body)
                if answer.status != BUSY:
                    return answer, repeats
            except Down:
                if time.perf_counter() > end:
                    raise
            repeats += 1
            self.book.waited_for_node += 1
            await asyncio.sleep(AWAY_PAUSE_S)
