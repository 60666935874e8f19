"""The outermost ASGI layer: host check, security headers, counting and a log line per failure.

It wraps the whole program, so that even answers the framework makes by itself carry the headers.
"""

import time
from collections import Counter
from collections.abc import Callable

import structlog
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from node.http.origin import Hosts
from node.http.problems import PROBLEM_TYPE, Problem

CSP = (
    "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
    "img-src 'self' data: blob:; object-src 'none'"
)
SECURITY_HEADERS: tuple[tuple[bytes, bytes], ...] = (
    (b"content-security-policy", CSP.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
SLOW_S = 1.0
_NO_STORE = (b"cache-control", b"no-store")


class Traffic:
    """Counts of answers by class of status and of slow ones, and seconds spent, for /metrics."""

    def __init__(self) -> None:
        self.answers: Counter[str] = Counter()
        self.seconds = 0.0
        self.slow = 0

    def count(self, status: int, seconds: float) -> None:
        """One answer."""
        self.answers[f"{status // 100}xx"] += 1
        self.seconds += seconds
        self.slow += seconds >= SLOW_S


class Door:
    """Wraps an ASGI program. `quick` tells the monotonic seconds."""

    def __init__(
        self,
        app: ASGIApp,
        hosts: Hosts,
        traffic: Traffic,
        *,
        quick: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._app = app
        self._hosts = hosts
        self._traffic = traffic
        self._quick = quick
        self._log = structlog.get_logger("http")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request, WebSocket or the program's lifespan."""
        kind = str(scope["type"])
        if kind == "http":
            await self._http(scope, receive, send)
        elif kind == "websocket" and not self._hosts.allows(_host(scope)):
            await send({"type": "websocket.close", "code": 1008, "reason": "bad_host"})
        else:
            await self._app(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        start = self._quick()
        status = 0
        is_api = scope["path"].startswith("/api/")

        async def headed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = [*message["headers"], *SECURITY_HEADERS]
                if is_api and not any(name == b"cache-control" for name, _ in headers):
                    headers.append(_NO_STORE)
                message["headers"] = headers
            await send(message)

        if self._hosts.allows(_host(scope)):
            await self._app(scope, receive, headed)
        else:
            await _refuse_host(headed)
        seconds = self._quick() - start
        self._traffic.count(status, seconds)
        if status >= 500:
            self._log.warning(
                "request",
                method=scope.get("method"),
                path=scope["path"],
                status=status,
                ms=round(seconds * 1000),
            )


async def _refuse_host(send: Send) -> None:
    problem = Problem(400, "bad_host", "this node does not answer to that name")
    body = problem.encoded()
    await send(
        {
            "type": "http.response.start",
            "status": problem.status,
            "headers": [
                (b"content-type", PROBLEM_TYPE.encode()),
                (b"content-length", str(len(body)).encode()),
            ],
        }
    )
    await send({"type": "http.response.body", "body": body, "more_body": False})


def _host(scope: Scope) -> bytes:
    for name, value in scope["headers"]:
        if name == b"host":
            return value
    return b""
