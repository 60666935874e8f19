"""One message to one receiver: the name is looked up once, the connection goes to the address that
was checked, nothing is followed, and neither a slow nor a long answer holds anybody up."""

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager

import httpx
import msgspec

from edge.webhooks.address import BadAddress, Target, choose, literal_of

ANSWER_S = 10.0
Resolve = Callable[[str, int], Awaitable[list[str]]]
OpenClient = Callable[[], AbstractAsyncContextManager[httpx.AsyncClient]]


class Sent(msgspec.Struct, frozen=True):
    """What came of a try. `error` is empty where the receiver said yes."""

    status: int | None = None
    error: str = ""

    @property
    def is_gone(self) -> bool:
        """The receiver does not want any more, ever."""
        return self.status == 410


async def resolve(host: str, port: int) -> list[str]:
    """All addresses of a name, by the system. Raises OSError."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(each[4][0]) for each in found]


def open_client() -> httpx.AsyncClient:
    """A client that trusts no proxy of the environment, follows nothing and keeps nothing open."""
    return httpx.AsyncClient(
        trust_env=False,
        follow_redirects=False,
        verify=ssl.create_default_context(),
        timeout=ANSWER_S,
        limits=httpx.Limits(max_keepalive_connections=0),
    )


class Sender:
    """Sends; what it resolves and connects with is handed in."""

    def __init__(self, resolve: Resolve = resolve, open_client: OpenClient = open_client) -> None:
        self._resolve, self._open_client = resolve, open_client

    async def send(self, target: Target, headers: dict[str, str], body: bytes) -> Sent:
        """One try; whatever goes wrong is told, not raised."""
        try:
            async with asyncio.timeout(ANSWER_S):
                address = choose(target, await self._resolve(target.host, target.port))
                return await self._post(target, address, headers, body)
        except BadAddress as error:
            return Sent(error=f"{error.code}: {error.detail}")
        except TimeoutError:
            return Sent(error=f"no answer within {ANSWER_S:.0f} s")
        except (OSError, UnicodeError, ValueError, httpx.HTTPError, httpx.InvalidURL) as error:
            return Sent(error=f"{type(error).__name__}: {error}"[:200])

    async def _post(
        self, target: Target, address: str, headers: dict[str, str], body: bytes
    ) -> Sent:
        """To the address that was checked, under the name that was asked for: TLS proves the name,
        so nobody else can answer. What the answer holds is not read."""
        at = f"[{address}]" if ":" in address else address
        name = f"[{target.host}]" if ":" in target.host else target.host
        default = 443 if target.scheme == "https" else 80
        host = name if target.port == default else f"{name}:{target.port}"
        is_name = literal_of(target.host) is None
        async with (
            self._open_client() as client,
            client.stream(
                "POST",
                f"{target.scheme}://{at}:{target.port}{target.path}",
                content=body,
                headers={**headers, "host": host, "content-type": "application/json"},
                extensions={"sni_hostname": target.host} if is_name else {},
            ) as answer,
        ):
            status = answer.status_code
        return Sent(status, "" if 200 <= status < 300 else f"answered {status}")
