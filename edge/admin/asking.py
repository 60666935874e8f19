"""Work on a site from the command line, served or not: through the running program if there is one,
otherwise by starting its parts without a listener for as long as the work takes."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import httpx
import msgspec

from edge.api import people_shapes as shapes
from edge.api.caller import OWNER, OWNER_SCHEME
from edge.api.imports import run_import
from edge.api.keys import CODE_LIFE_S, make_key
from edge.api.people import make_person
from edge.api.services import Services
from edge.app import Edge, build, secrets_from
from edge.config import Config
from edge.intake.report import Report
from edge.intake.run import Request
from edge.opening import NODE_KEY
from node.asking import AskError, own_client, read_answer
from node.http.problems import Problem
from node.keys import load_secret, new_code
from node.lock import holder_of

T = TypeVar("T")
TOKEN_LIFE_S = 60
ANSWER_S_MAX = 600.0
ALONE = "http://127.0.0.1"


class Asked(msgspec.Struct, frozen=True):
    """A question to the API as the command line puts it."""

    method: str
    path: str
    content: bytes = b""
    headers: dict[str, str] = {}


def asked_json(method: str, path: str, body: object) -> Asked:
    """A question with a body."""
    return Asked(method, path, msgspec.json.encode(body), {"content-type": "application/json"})


class Office:
    """The command line's way into one data folder."""

    def __init__(self, config: Config, wall_ms: Callable[[], int]) -> None:
        self._config = config
        self._wall_ms = wall_ms

    def enrolment_code(self) -> str:
        """A one-time code for a tablet. Needs the folder's key and nothing else."""
        secrets = secrets_from(load_secret(self._config.path / NODE_KEY))
        return new_code(secrets.enrolment, self._wall_ms() // 1000, life_s=CODE_LIFE_S)

    def add_person(self, wish: shapes.NewPerson) -> shapes.MadePerson:
        """Someone who may log in."""
        address = holder_of(self._config.path)
        if address:
            return self._post(address, "/api/v1/people", wish, shapes.MadePerson)
        return self._alone(lambda at: make_person(at, wish))

    def add_key(self, wish: shapes.NewKey) -> shapes.MadeKey:
        """A program that may call."""
        address = holder_of(self._config.path)
        if address:
            return self._post(address, "/api/v1/keys", wish, shapes.MadeKey)
        return self._alone(lambda at: make_key(at, wish))

    def ask(self, asked: Asked, kind: type[T]) -> T:
        """One question to the API; raises AskError with the reason of a refusal."""
        return read_answer(self._answer(asked), kind)

    def text(self, asked: Asked) -> bytes:
        """The same where the answer is a file."""
        answer = self._answer(asked)
        if not answer.is_success:
            read_answer(answer, dict)
        return answer.content

    def _answer(self, asked: Asked) -> httpx.Response:
        address = holder_of(self._config.path)
        if not address:
            return self._asked_alone(asked)
        with self._client() as client:
            return client.request(
                asked.method,
                f"{address}{asked.path}",
                content=asked.content,
                headers=asked.headers,
            )

    def import_file(
        self,
        file: Path,
        kind: str,
        mapping: dict[str, str],
        progress: Callable[[str, int], None],
        *,
        dry_run: bool,
    ) -> Report:
        """Orders, items, deliveries or opening stock."""
        address = holder_of(self._config.path)
        if address:
            progress("sent to the running site", 0)
            return self._upload(address, file, kind, mapping, dry_run=dry_run)
        asked = Request(kind, file, file.name, dry_run, mapping)
        return self._alone(lambda at: run_import(at, asked, OWNER, progress))

    def _alone(self, work: Callable[[Services], Awaitable[T]]) -> T:
        edge = self._build_alone()

        async def run() -> T:
            async with edge.running():
                return await work(edge.services)

        try:
            return asyncio.run(run())
        except Problem as problem:
            raise AskError(f"{problem.code}: {problem.detail}") from problem

    def _build_alone(self) -> Edge:
        """The program's parts without a listener, and without a word to anybody outside."""
        config, replace = self._config, msgspec.structs.replace
        link = replace(config.link, hub="", announce=False)
        silent = replace(config.webhooks, on=False)
        still = replace(config.robots, on=False)
        alone = replace(config, link=link, webhooks=silent, robots=still)
        return build(alone, wall_ms=self._wall_ms)

    def _asked_alone(self, asked: Asked) -> httpx.Response:
        edge = self._build_alone()

        async def run() -> httpx.Response:
            async with edge.running():
                door = httpx.ASGITransport(app=cast("Any", edge.asgi), client=("127.0.0.1", 0))
                async with httpx.AsyncClient(transport=door, base_url=ALONE) as client:
                    return await client.request(
                        asked.method,
                        asked.path,
                        content=asked.content,
                        headers={**asked.headers, "authorization": self._authorization()},
                    )

        return asyncio.run(run())

    def _post(self, address: str, path: str, body: msgspec.Struct, kind: type[T]) -> T:
        with self._client() as client:
            answer = client.post(
                f"{address}{path}",
                content=msgspec.json.encode(body),
                headers={"content-type": "application/json"},
            )
        return read_answer(answer, kind)

    def _upload(
        self, address: str, file: Path, kind: str, mapping: dict[str, str], *, dry_run: bool
    ) -> Report:
        fields = {
            "kind": kind,
            "dry_run": "true" if dry_run else "false",
            "mapping": msgspec.json.encode(mapping).decode(),
        }
        with self._client() as client, file.open("rb") as opened:
            answer = client.post(
                f"{address}/api/v1/imports", data=fields, files={"file": (file.name, opened)}
            )
        return read_answer(answer, Report)

    def _client(self) -> httpx.Client:
        return own_client(self._authorization(), ANSWER_S_MAX)

    def _authorization(self) -> str:
        secrets = secrets_from(load_secret(self._config.path / NODE_KEY))
        token = new_code(secrets.owner, self._wall_ms() // 1000, life_s=TOKEN_LIFE_S)
        return f"{OWNER_SCHEME} {token}"
