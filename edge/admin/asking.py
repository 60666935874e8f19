"""Work on a site from the command line, served or not: through the running program if there is one,
otherwise by starting its parts without a listener for as long as the work takes."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import httpx
import msgspec

from edge.api import shapes
from edge.api.access import Role
from edge.api.accounts import Caller
from edge.api.caller import OWNER_SCHEME
from edge.api.imports import run_import
from edge.api.people import make_key, make_person
from edge.api.services import Services
from edge.app import build, secrets_from
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
ENROLMENT_LIFE_S = 600


class Office:
    """The command line's way into one data folder."""

    def __init__(self, config: Config, wall_ms: Callable[[], int]) -> None:
        self._config = config
        self._wall_ms = wall_ms

    def enrolment_code(self) -> str:
        """A one-time code for a tablet. Needs the folder's key and nothing else."""
        secrets = secrets_from(load_secret(self._config.path / NODE_KEY))
        return new_code(secrets.enrolment, self._wall_ms() // 1000, life_s=ENROLMENT_LIFE_S)

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
        owner = Caller(role=Role.admin)
        return self._alone(lambda at: run_import(at, asked, owner, progress))

    def _alone(self, work: Callable[[Services], Awaitable[T]]) -> T:
        config = msgspec.structs.replace(
            self._config, link=msgspec.structs.replace(self._config.link, hub="", announce=False)
        )
        edge = build(config, wall_ms=self._wall_ms)

        async def run() -> T:
            async with edge.running():
                return await work(edge.services)

        try:
            return asyncio.run(run())
        except Problem as problem:
            raise AskError(f"{problem.code}: {problem.detail}") from problem

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
        secrets = secrets_from(load_secret(self._config.path / NODE_KEY))
        token = new_code(secrets.owner, self._wall_ms() // 1000, life_s=TOKEN_LIFE_S)
        return own_client(f"{OWNER_SCHEME} {token}", ANSWER_S_MAX)
