"""A served site and a crowd of clients, each with a connection of its own, all at once."""

import asyncio
import itertools
import json
import signal
import sqlite3
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

from edge.admin.making import Made
from edge.opening import DATABASE
from models.warehouse.ids import show
from tests.demo.calling import JSON, Calls, Down
from tests.edge.cli.conftest import Program

COMMANDS = "/api/v1/commands"
CONNECTIONS_MAX = 200
RACE_S = 120  # a crowd that nobody answers is an error, not a wait
SETTINGS = f"""[http]
port = 0
connections_per_address = {CONNECTIONS_MAX}
[link]
announce = false
[store]
ballast_bytes = 0
free_bytes_min = 0
"""
Body = dict[str, Any]


class Said(NamedTuple):
    """An answer to a command."""

    status: int
    reply: Body

    @property
    def done(self) -> bool:
        """Whether the command had its effect, now or when it first came."""
        return self.status == 200 and self.reply["level"] in ("ok", "info")

    @property
    def short(self) -> str:
        """The outcome, or the code of a problem."""
        return str(self.reply.get("outcome") or self.reply.get("code"))


class Crowd:
    """The site as a program, its books read from the file it writes."""

    def __init__(self, made: Made, folder: Path, clients: int) -> None:
        (folder / "edge.toml").write_text(SETTINGS)
        self.folder = folder
        self.clients = clients
        self._key = made.key
        self._numbers = itertools.count(1)
        self.program = Program(str(folder), made.key)

    def restart(self) -> None:
        """Serve the same folder again."""
        self.program = Program(str(self.folder), self._key)

    def command(self, kind: str, **fields: object) -> Body:
        """A command under an id of its own."""
        return {"type": kind, "command_id": f"race-{next(self._numbers):08}", **fields}

    def do(self, kind: str, **fields: object) -> Body:
        """One command before the race; it must have its effect."""
        answer = self.program.call("POST", COMMANDS, self.command(kind, **fields))
        said = Said(answer.status_code, answer.json())
        assert said.done, said
        return said.reply

    def get(self, path: str) -> Body:
        """A page of the API."""
        answer = self.program.call("GET", f"/api/v1{path}")
        assert answer.status_code == 200, answer.text
        page: Body = answer.json()
        return page

    def race(self, bodies: Iterable[Body]) -> list[Said]:
        """All of them, dealt out to the clients, who start together; answers as they were sent."""
        waiting = list(bodies)
        answers = self._answers(waiting, len(waiting) + 1)
        return [answers[place] for place in range(len(waiting))]

    def race_cut_short(self, bodies: Sequence[Body], after: int) -> dict[int, Said]:
        """As `race`, but the program is killed at the answer of this number; answers by place."""
        answers = self._answers(bodies, after)
        self.program.end(signal.SIGKILL)
        return answers

    def _answers(self, bodies: Sequence[Body], kill_at: int) -> dict[int, Said]:
        answers: dict[int, Said] = {}

        async def client(calls: Calls, mine: int) -> None:
            for place in range(mine, len(bodies), self.clients):
                body = json.dumps(bodies[place]).encode()
                try:
                    answer = await calls.call("POST", COMMANDS, body, JSON)
                except Down:
                    assert len(answers) >= kill_at
                    return
                answers[place] = Said(answer.status, json.loads(answer.body))
                if len(answers) == kill_at:
                    self.program.process.kill()

        asyncio.run(asyncio.wait_for(self._together(client), RACE_S))
        return answers

    async def _together(self, client: Callable[[Calls, int], Awaitable[None]]) -> None:
        port = int(self.program.ready["address"].rsplit(":", 1)[1])
        headers = {"authorization": f"Bearer {self._key}"}
        crowd = [Calls(port, headers) for _ in range(self.clients)]
        try:
            await asyncio.gather(*(client(calls, mine) for mine, calls in enumerate(crowd)))
        finally:
            for calls in crowd:
                calls.close()

    # -- the books --------------------------------------------------------------------------------

    def rows(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """Straight from the file, past the program."""
        with closing(sqlite3.connect(f"file:{self.folder / DATABASE}?mode=ro", uri=True)) as file:
            return file.execute(statement, values).fetchall()

    def balance(self, item: str) -> dict[str, int]:
        """What the quants say: location → units."""
        found = self.rows(
            "SELECT l.code, sum(q.quantity) FROM quant q JOIN item i ON i.id=q.item_id"
            " JOIN location l ON l.id=q.location_id WHERE i.code=? GROUP BY 1",
            item,
        )
        return dict(found)

    def ledger(self, item: str) -> dict[str, int]:
        """What the movements add up to, read in the order they were written; at no moment less than
        nothing lies in a real location."""
        held: Counter[str] = Counter()
        for quantity, source, target in self.rows(
            "SELECT m.quantity, s.code, t.code FROM movement m JOIN item i ON i.id=m.item_id"
            " JOIN location s ON s.id=m.from_location JOIN location t ON t.id=m.to_location"
            " WHERE i.code=? ORDER BY m.id",
            item,
        ):
            held[source] -= quantity
            held[target] += quantity
            assert held[source] >= 0 or source.startswith("@"), (item, source, held[source])
        return {place: units for place, units in held.items() if units and place[0] != "@"}

    def moved(self, item: str, kind: str) -> int:
        """Units moved by movements of a kind."""
        found = self.rows(
            "SELECT coalesce(sum(m.quantity), 0) FROM movement m JOIN item i ON i.id=m.item_id"
            " WHERE i.code=? AND m.kind=?",
            item,
            kind,
        )
        return int(found[0][0])

    def stocked(self, item: str, places: Mapping[str, int]) -> None:
        """An item that simply lies there."""
        self.do("create_item", item=item)
        for location, quantity in places.items():
            self.do("adjust", item=item, location=location, quantity=quantity, reason="start")

    def ordered(self, *numbers: str, item: str, quantity: int) -> None:
        """Orders of one line each, released together."""
        line = {"item": item, "quantity": quantity}
        for number in numbers:
            self.do("take_order", order=number, customer="ANN", lines=[line])


def picks(crowd: Crowd, *orders: str) -> list[Body]:
    """The open picks of orders, as a client would confirm them."""
    marks = ",".join("?" * len(orders))
    found = crowd.rows(
        "SELECT t.id, l.code, i.code, t.quantity FROM task t JOIN dn d ON d.id=t.document_id"
        " JOIN location l ON l.id=t.from_location JOIN item i ON i.id=t.item_id"
        f" WHERE t.kind='pick' AND t.done_at_ms IS NULL AND d.number IN ({marks}) ORDER BY t.id",
        *orders,
    )
    return [
        {"task_id": show(task), "location": location, "item": item, "quantity": quantity}
        for task, location, item, quantity in found
    ]


def outcomes(answers: Iterable[Said]) -> dict[str, int]:
    """How many of each."""
    return dict(Counter(answer.short for answer in answers))
