"""The telephone line between one warehouse and headquarters: a forwarder that can be cut.

Cutting closes the listening socket and every connection through it, as a digger would; nothing in
the programs is told. Healing listens again on the same port.
"""

import asyncio
from contextlib import suppress

CHUNK_BYTES = 1 << 16
LOOPBACK = "127.0.0.1"


class Line:
    """Forwards one port of this machine to another. Counts bytes of both directions."""

    def __init__(self, target_port: int, port: int = 0) -> None:
        self._target_port = target_port
        self.port = port
        self.calls = 0
        self.up_bytes = 0
        self.down_bytes = 0
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()
        self._running: set[asyncio.Task[None]] = set()

    @property
    def is_up(self) -> bool:
        """Whether calls get through."""
        return self._server is not None

    async def heal(self) -> None:
        """Listen; on the port of before, if there was one."""
        assert self._server is None
        self._server = await asyncio.start_server(self._serve, LOOPBACK, self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def cut(self) -> None:
        """Refuse new connections and break those that are there, in the middle of a frame."""
        server, self._server = self._server, None
        if server is None:
            return
        server.close()
        for writer in list(self._open):
            writer.transport.abort()
        for task in list(self._running):
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._running.add(task)
        self._open.add(writer)
        try:
            # Cancelled is how a cut ends us: nobody waits to hear it.
            with suppress(OSError, asyncio.CancelledError):
                await self._connect(reader, writer)
        finally:
            self._open.discard(writer)
            self._running.discard(task)
            writer.transport.abort()

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection(LOOPBACK, self._target_port)
        self._open.add(far_writer)
        self.calls += 1
        try:
            ups = asyncio.create_task(self._pump(reader, far_writer, up=True))
            downs = asyncio.create_task(self._pump(far_reader, writer, up=False))
            try:
                await asyncio.wait((ups, downs), return_when=asyncio.FIRST_COMPLETED)
            finally:
                for task in (ups, downs):
                    task.cancel()
                await asyncio.gather(ups, downs, return_exceptions=True)
        finally:
            self._open.discard(far_writer)
            far_writer.transport.abort()

    async def _pump(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, up: bool
    ) -> None:
        while chunk := await reader.read(CHUNK_BYTES):
            if up:
                self.up_bytes += len(chunk)
            else:
                self.down_bytes += len(chunk)
            writer.write(chunk)
            await writer.drain()
