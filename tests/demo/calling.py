"""A small HTTP/1.1 client over one kept connection.

The staff share two cores with the programs they test, so a call must cost little; and a lost reply
must be a torn connection, not a pretence. Both speak against a ready-made client.
"""

import asyncio
from contextlib import suppress
from typing import TypeVar

import msgspec

T = TypeVar("T")
JSON = "application/json"
HEAD_BYTES_MAX = 1 << 16
ANSWER_S = 60.0
LOOPBACK = "127.0.0.1"


class Down(Exception):
    """Nobody answers: refused, torn, or silent for too long. Whether the call was heard is open."""


class Refused(Exception):
    """An answer outside 2xx."""

    def __init__(self, method: str, path: str, status: int, body: bytes) -> None:
        super().__init__(f"{method} {path}: {status} {body[:400].decode(errors='replace')}")
        self.status = status
        self.code = _code(body)


class Answer(msgspec.Struct, frozen=True):
    """What came back."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def read(self, kind: type[T]) -> T:
        """The body as one of our shapes; fields we do not know are skipped."""
        return msgspec.json.decode(self.body, type=kind)


class Calls:
    """Calls to one program, one after the other; `headers` go with each."""

    def __init__(self, port: int, headers: dict[str, str] | None = None) -> None:
        self.port = port
        self.headers = dict(headers or {})
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None
        self._turn = asyncio.Lock()

    async def get(self, path: str, kind: type[T]) -> T:
        """A view, decoded; raises Refused."""
        return (await self.ask("GET", path)).read(kind)

    async def post(self, path: str, body: object, kind: type[T]) -> T:
        """A JSON call, decoded; raises Refused."""
        return (await self.ask("POST", path, msgspec.json.encode(body))).read(kind)

    async def ask(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        content_type: str = JSON,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        """Any call with a 2xx answer; raises Refused."""
        answer = await self.call(method, path, body, content_type, headers)
        if not 200 <= answer.status < 300:
            raise Refused(method, path, answer.status, answer.body)
        return answer

    async def call(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        content_type: str = JSON,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        """Any call, any answer; raises Down. A kept connection that the server closed meanwhile is
        replaced once: it closes idle ones, and a call it never read may be sent again."""
        request = self._request(method, path, body, content_type, headers)
        async with self._turn:
            kept = self._writer is not None
            try:
                return await self._exchange(request)
            except Down:
                if not kept:
                    raise
            return await self._exchange(request)

    async def say_and_hang_up(self, path: str, body: bytes, after_s: float) -> None:
        """A command whose reply is lost: sent, then the connection is torn after a moment."""
        request = self._request("POST", path, body, JSON, None)
        async with self._turn:
            try:
                writer = await self._connected()
                writer.write(request)
                await writer.drain()
                await asyncio.sleep(after_s)
            except OSError as error:
                raise Down(str(error)) from error
            finally:
                self.close()

    def close(self) -> None:
        """Tear the connection, if there is one."""
        writer, self._writer, self._reader = self._writer, None, None
        if writer is not None:
            with suppress(RuntimeError):
                writer.transport.abort()

    def _request(
        self,
        method: str,
        path: str,
        body: bytes,
        content_type: str,
        headers: dict[str, str] | None,
    ) -> bytes:
        lines = [f"{method} {path} HTTP/1.1", f"host: {LOOPBACK}:{self.port}"]
        lines += [f"{name}: {value}" for name, value in {**self.headers, **(headers or {})}.items()]
        if body or method != "GET":
            lines += [f"content-type: {content_type}", f"content-length: {len(body)}"]
        return "\r\n".join((*lines, "\r\n")).encode("latin-1") + body

    async def _exchange(self, request: bytes) -> Answer:
        try:
            async with asyncio.timeout(ANSWER_S):
                writer = await self._connected()
                writer.write(request)
                assert self._reader is not None
                return await self._answer(self._reader)
        except (OSError, asyncio.IncompleteReadError, TimeoutError) as error:
            self.close()
            raise Down(f"port {self.port}: {error!r}") from error
        except BaseException:
            self.close()
            raise

    async def _connected(self) -> asyncio.StreamWriter:
        if self._writer is None:
            self._reader, self._writer = await asyncio.open_connection(
                LOOPBACK, self.port, limit=HEAD_BYTES_MAX
            )
        return self._writer

    async def _answer(self, reader: asyncio.StreamReader) -> Answer:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        first, *lines = head.rstrip().split("\r\n")
        headers = tuple((name.lower(), value.strip()) for name, _, value in
                        (line.partition(":") for line in lines))  # fmt: skip
        known = dict(headers)
        body = await reader.readexactly(int(known.get("content-length", "0")))
        if known.get("connection", "").lower() == "close":
            self.close()
        return Answer(int(first.split(" ", 2)[1]), headers, body)


class _Problem(msgspec.Struct):
    code: str = ""


def _code(body: bytes) -> str:
    try:
        return msgspec.json.decode(body, type=_Problem).code
    except msgspec.MsgspecError:
        return ""
