"""A site as a program on a virtual clock: real HTTP on a real socket, an office, and eyes."""

import asyncio
import itertools
import threading
from collections.abc import Callable, Coroutine, Mapping
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from edge.admin.making import Made, Wish, make_site
from edge.app import Edge, build
from edge.config import read
from edge.floor.layout import Layout
from edge.store.recorder import Recorder
from models.warehouse.replies import Reply, decode_reply
from node.http.listening import listen
from node.http.protocol import Limits
from node.http.serve import server_for
from sync.store.sqlite import Options
from tests.edge.serving import Clock

COMMANDS = "/api/v1/commands"
FAST = Options(durability="normal")
FLAGS = {
    "store.ballast_bytes": 0,
    "store.free_bytes_min": 0,
    "link.announce": False,
    "login.lock_idle_s": 1_800.0,
}
CONNECTIONS_MAX = 100
ANSWER_S = 30.0
LOOK_S = 5
Body = dict[str, Any]
T = TypeVar("T")


class Wire:
    """One kept connection. A connection that idled away is replaced once: a call that was never
    read may be made again."""

    def __init__(self, port: int) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=ANSWER_S)

    def call(
        self, method: str, path: str, body: object, headers: Mapping[str, str]
    ) -> tuple[int, bytes, list[str]]:
        """Status, body, and the cookies set."""
        told = {"content-type": "application/json", **headers}
        return self.send(method, path, msgspec.json.encode(body) if body else None, told)

    def send(
        self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]
    ) -> tuple[int, bytes, list[str]]:
        """The same with a body that is bytes already."""
        try:
            return self._exchange(method, path, body, headers)
        except (HTTPException, ConnectionError):
            self.tear()
            return self._exchange(method, path, body, headers)

    def tear(self) -> None:
        """The line is gone; the next call begins a new one."""
        self._connection.close()

    def _exchange(
        self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]
    ) -> tuple[int, bytes, list[str]]:
        self._connection.request(method, path, body, dict(headers))
        answer = self._connection.getresponse()
        return answer.status, answer.read(), answer.headers.get_all("set-cookie") or []


class House:
    """The office speaks with the first key. What the program does by itself every few seconds
    follows the virtual clock too, so that a seed repeats a run."""

    def __init__(self, folder: Path, clock: Clock, made: Made) -> None:
        self.folder, self.clock, self.made = folder, clock, made
        config = read(folder, FLAGS, environment={})
        self.edge: Edge = build(config, wall_ms=clock, options=FAST)
        self._releasing = self.edge._releasing
        self._releasing.run = _never  # type: ignore[method-assign]
        numbers = itertools.count(1)
        self._releasing._new_command_id = lambda: f"releasing-{next(numbers):08}"
        self._bound = listen("127.0.0.1", 0)
        self.port: int = self._bound.getsockname()[1]
        limits = Limits(connections_per_address=CONNECTIONS_MAX)
        ready = threading.Event()
        self._server = server_for(
            self.edge.asgi, limits, on_started=ready.set, on_stopping=self.edge.stopping
        )
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [self._bound]}, daemon=True
        )
        self._ready = ready
        self._given = itertools.count(1)
        self._looked_at_ms = 0

    def __enter__(self) -> "House":
        self._thread.start()
        assert self._ready.wait(ANSWER_S)
        self._wire = Wire(self.port)
        self.eyes = self.edge.opened.store.read_connection()
        return self

    def __exit__(self, *_: object) -> None:
        self.eyes.close()
        self._wire.tear()
        self._server.stop()
        self._thread.join(ANSWER_S)
        assert not self._thread.is_alive()

    def pass_s(self, seconds: float) -> None:
        """Time passes; what the program does by itself is done when its round is due."""
        self.clock.forward(seconds)
        if self.clock.now_ms - self._looked_at_ms < LOOK_S * 1000:
            return
        self._looked_at_ms = self.clock.now_ms
        self.run(self._releasing.look())

    def inside(self, make: Callable[[Recorder], int]) -> int:
        """What comes another way than by command, through the one writer."""
        return self.run(self.edge.services.change(make))

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Something of the program's own, on its loop."""
        loop = self.edge._loop
        assert loop is not None
        return asyncio.run_coroutine_threadsafe(work, loop).result(ANSWER_S)

    # -- the office -------------------------------------------------------------------------------

    def call(self, method: str, path: str, body: object = None) -> Body:
        """An answer that must be good."""
        headers = {"authorization": f"Bearer {self.made.key}"}
        status, answer, _ = self._wire.call(method, path, body, headers)
        assert status < 300, (method, path, status, answer)
        told: Body = msgspec.json.decode(answer) if answer else {}
        return told

    def told(self, kind: str, /, **fields: object) -> Reply:
        """A command of the office, whatever comes of it."""
        return self.give({"type": kind, "command_id": f"office-{next(self._given):08}", **fields})

    def give(self, command: object) -> Reply:
        """The same under an id that is known already."""
        headers = {"authorization": f"Bearer {self.made.key}"}
        status, answer, _ = self._wire.call("POST", COMMANDS, command, headers)
        assert status == 200, (command, status, answer)
        return decode_reply(answer)

    def do(self, kind: str, /, **fields: object) -> Reply:
        """A command that must have its effect."""
        reply = self.told(kind, **fields)
        assert reply.done, (kind, fields, reply)
        return reply

    def upload(self, kind: str, text: str) -> None:
        """A table as the office imports it; every row of it must be taken."""
        edge = "holdfast-table"
        part = f"--{edge}\r\ncontent-disposition: form-data; name="
        body = (
            f'{part}"kind"\r\n\r\n{kind}\r\n{part}"file"; filename="table.csv"\r\n'
            f"content-type: text/csv\r\n\r\n{text}\r\n--{edge}--\r\n"
        )
        headers = {
            "authorization": f"Bearer {self.made.key}",
            "content-type": f"multipart/form-data; boundary={edge}",
        }
        status, answer, _ = self._wire.send("POST", "/api/v1/imports", body.encode(), headers)
        assert status < 300, answer
        assert msgspec.json.decode(answer)["state"] == "loaded", answer

    def rows(self, statement: str, *values: str | int) -> list[tuple[Any, ...]]:
        """What a person sees who looks: straight from the file, past the program."""
        found: list[tuple[Any, ...]] = self.eyes.execute(statement, values).fetchall()
        return found

    def one(self, statement: str, *values: str | int) -> Any:  # noqa: ANN401 - whatever stands there
        """The only value of the only row, or None."""
        rows = self.rows(statement, *values)
        return rows[0][0] if rows else None


async def _never() -> None:
    await asyncio.Event().wait()


def made_at(folder: Path, clock: Clock, layout: Layout) -> Made:
    """A folder with an empty site."""
    wish = Wish(
        company="ACME",
        warehouse="NORTH",
        name="North",
        time_zone="Europe/London",
        layout=layout,
        hub="",
        code="",
        manager="Mia",
        host="127.0.0.1",
        port=0,
    )
    return make_site(folder, wish, clock, FAST)
