"""A response whose bytes are ready: no headers to merge, nothing to serialise."""

from litestar.response.base import ASGIResponse
from litestar.types import Receive, Scope, Send

_JSON = (b"content-type", b"application/json")
_NO_STORE = (b"cache-control", b"no-store")


class EncodedJson(ASGIResponse):
    """JSON as it was kept, status 200."""

    __slots__ = ("_bytes",)

    def __init__(self, body: bytes) -> None:
        self._bytes = body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        body = self._bytes
        length = (b"content-length", b"%d" % len(body))
        await send(
            {
                "type": "http.response.start",
                "status": 200,
                "headers": [_JSON, _NO_STORE, length],
            }
        )
        await send({"type": "http.response.body", "body": body, "more_body": False})
