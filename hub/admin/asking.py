"""Work on a hub from the command line, served or not: through the running program if there is one,
otherwise by starting its parts without a listener for as long as the work takes."""

import asyncio
from pathlib import Path

import httpx

from hub.app import Program, build
from hub.config import Config
from hub.keys import load_keys
from node.asking import AskError, own_client, read_answer
from node.lock import holder_of

ANSWER_S_MAX = 60.0

Json = dict[str, object]


class Office:
    """The command line's way into one data folder."""

    def __init__(self, config: Config) -> None:
        self._config = config

    def post(self, path: str, body: Json) -> Json:
        """One call of the API as the operator of this machine; raises AskError."""
        return self._call("POST", path, body)

    def get(self, path: str) -> Json:
        """The same, to look."""
        return self._call("GET", path, None)

    def _call(self, method: str, path: str, body: Json | None) -> Json:
        address = holder_of(self._config.path)
        if address is None:
            return read_answer(asyncio.run(self._alone(method, path, body)), Json)
        if not address:
            raise AskError("the hub is starting or stopping; try again in a moment")
        with own_client(_authorization(self._config.path), ANSWER_S_MAX) as client:
            return read_answer(client.request(method, f"{address}/api/v1{path}", json=body), Json)

    async def _alone(self, method: str, path: str, body: Json | None) -> httpx.Response:
        program: Program = build(self._config)
        async with program.litestar.lifespan():
            transport = httpx.ASGITransport(app=program.asgi)  # type: ignore[arg-type]
            async with httpx.AsyncClient(
                transport=transport,
                base_url="http://localhost/api/v1",
                headers={"authorization": _authorization(self._config.path)},
            ) as client:
                return await client.request(method, path, json=body)


def _authorization(folder: Path) -> str:
    return f"Bearer {load_keys(folder).local_token}"
