"""One job over the line to one printer, and what is known of it afterwards.

Before the first byte of the job nothing can have been printed: the job can be repeated. After it
nobody but the printer knows, unless it answers: a status asked for behind the job is answered once
the whole job was taken in. A printer that answers none must close the line in good order instead.
"""

import asyncio
from collections.abc import Awaitable, Callable

import msgspec

from edge.papers.address import Address
from edge.papers.host_status import (
    ANSWER_BYTES_MAX,
    ASK,
    ETX,
    LINES,
    NoStatus,
    trouble_in,
)


class Patience(msgspec.Struct, frozen=True):
    """Seconds to wait for a printer."""

    connect_s: float = 5.0
    status_s: float = 3.0
    send_s: float = 30.0
    end_s: float = 20.0


class NotSent(Exception):
    """Not a byte of the job left; the text says why."""


class CutOff(Exception):
    """Bytes of the job may have arrived; the text says what happened."""


async def send(
    address: Address,
    body: bytes,
    *,
    answers: bool,
    begin: Callable[[], Awaitable[bool]],
    patience: Patience,
) -> str:
    """Bring a job to its printer; what the printer complains of, if anything. `begin` makes it
    durable that bytes may arrive from now on; False: not any more. Raises NotSent, CutOff."""
    try:
        async with asyncio.timeout(patience.connect_s):
            reader, writer = await asyncio.open_connection(address.host, address.port)
    except (OSError, TimeoutError) as error:
        raise NotSent("unreachable") from error
    try:
        if answers:
            await _ready(reader, writer, patience)
        if not await begin():
            raise NotSent("withdrawn")
        try:
            return await _whole(reader, writer, body, answers=answers, patience=patience)
        except (OSError, TimeoutError, NoStatus) as error:
            raise CutOff("cut_off") from error
    finally:
        writer.close()


async def _ready(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, patience: Patience
) -> None:
    try:
        writer.write(ASK)
        trouble = trouble_in(await _answer(reader, patience.status_s))
    except (OSError, TimeoutError, NoStatus) as error:
        raise NotSent("no_answer") from error
    if trouble is not None:
        raise NotSent(trouble)


async def _whole(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    body: bytes,
    *,
    answers: bool,
    patience: Patience,
) -> str:
    async with asyncio.timeout(patience.send_s):
        writer.write(body)
        if answers:
            writer.write(ASK)
        await writer.drain()
    if answers:
        return trouble_in(await _answer(reader, patience.end_s)) or ""
    writer.write_eof()
    async with asyncio.timeout(patience.end_s):
        while await reader.read(ANSWER_BYTES_MAX):
            pass
    return ""


async def _answer(reader: asyncio.StreamReader, wait_s: float) -> bytes:
    """Three lines. Raises TimeoutError, NoStatus."""
    said = b""
    async with asyncio.timeout(wait_s):
        while said.count(ETX) < LINES:
            part = await reader.read(ANSWER_BYTES_MAX)
            said += part
            if not part or len(said) > ANSWER_BYTES_MAX:
                raise NoStatus(repr(said[:80]))
    return said
