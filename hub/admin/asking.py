"""Work on a hub from the command line, served or not: through the running program if there is one,
otherwise by starting its parts without a listener for as long as the work takes."""

import asyncio
from pathlib import Path

import httpx
import msgspec

from hub.app import Program, build
from hub.config import Config
from hub.keys import load_keys
from node.lock import holder_of

ANSWER_S_MAX = 60.0

Json = dict[str, object]


class AskError(Exception):
    """The hub refused; the text is its reason."""


class Office:
    """The command line's way into one data folder."""

    def __init__(self, config: Config) -> None:
        self._config = config

    def post(self, path: str, body: Json) -> Json:
        """One call of the API as the operator of this machine; raises AskError."""
        address = holder_of(self._config.path)
        if address is None:
            return _read(asyncio.run(self._alone(path, body)))
        if not address:
            raise AskError("the hub is starting or stopping; try again in a moment")
        # Our own program on this machine, reached by the address it wrote into its lock file; a
        # self-signed certificate says nothing less about it than the file does.
        with httpx.Client(
            headers=_headers(self._config.path),
            timeout=ANSWER_S_MAX,
            trust_env=False,
            verify=False,  # noqa: S501
        ) as client:
            return _read(client.post(f"{address}/api/v1{path}", json=body))

    async def _alone(self, path: str, body: Json) -> httpx.Response:
        program: Program = build(self._config)
        async with program.litestar.lifespan():
            transport = httpx.ASGITransport(app=program.app)  # type: ignore[arg-type]
            async with httpx.AsyncClient(
                transport=transport,
                base_url="http://localhost/api/v1",
                headers=_headers(self._config.path),
            ) as client:
                return await client.post(path, json=body)


def _headers(folder: Path) -> dict[str, str]:
    return {"authorization": f"Bearer {load_keys(folder).local_token}"}


def _read(answer: httpx.Response) -> Json:
    if answer.status_code == 204:
        return {}
    try:
        body = msgspec.json.decode(answer.content, type=dict[str, object])
    except msgspec.MsgspecError:
        body = {}
    if not answer.is_success:
        raise AskError(f"{body.get('code', answer.status_code)}: {body.get('detail', '')}")
    return body
