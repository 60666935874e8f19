"""A small MQTT broker within the edge's own process: for the demo, for tests, and for a site with a
few robots that wants no second program. With certificates it demands what mosquitto demands by our
settings (edge/fleet/link/broker.py), and tells connections in the same words. QoS 0 and 1, sessions
end with their connection."""

import asyncio
import socket
import ssl
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from agv.protocol.transport import matches
from edge.fleet.link import packets
from edge.fleet.link.authority import CERTIFICATE_FILE, EDGE_NAME
from edge.fleet.link.broker import BROKER_KEY, BROKER_PEM, FROM_ROBOT, TO_ROBOT
from edge.fleet.link.packets import BadPacket, Connect, Kind, Publish
from edge.fleet.link.registry import Registry

LOCAL = "127.0.0.1"
LOG_TOPIC = "$SYS/broker/log/N"
HELLO_S_MAX = 10.0
# What waits for a client that does not read; beyond, its connection is ended.
BUFFER_BYTES_MAX = 1 << 20
CLIENTS_MAX = 1_000
RETAINED_MAX = 5_000
REFUSED = 0x80

May = Callable[[str, str, bool], bool]
"""Whether a user may write (True) or read a topic."""


def anybody(user: str, topic: str, writes: bool) -> bool:
    """Rules of a broker without certificates, on this computer alone."""
    return True


def by_registry(registry: Registry) -> May:
    """The edge everything, each robot its own topics and no other's."""

    def may(user: str, topic: str, writes: bool) -> bool:
        if user == EDGE_NAME:
            return True
        robot = registry.get(user)
        names = FROM_ROBOT if writes else TO_ROBOT
        return robot is not None and topic in {robot.address.topic(name) for name in names}

    return may


def mutual(folder: Path) -> ssl.SSLContext:
    """TLS that demands a certificate of the site's own authority."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(folder / CERTIFICATE_FILE)
    context.load_cert_chain(folder / BROKER_PEM, folder / BROKER_KEY)
    return context


class Client:
    """One connection that has introduced itself."""

    def __init__(self, user: str, hello: Connect, writer: asyncio.StreamWriter) -> None:
        self.user, self.hello = user, hello
        self.patterns: dict[str, int] = {}
        self._writer, self._number = writer, 0

    def send(self, message: Publish) -> None:
        """If it is wanted; who does not read is cut off."""
        wanted = [qos for each, qos in self.patterns.items() if matches(each, message.topic)]
        if not wanted:
            return
        qos = min(message.qos, *wanted)
        if qos:
            self._number = self._number % 65_535 + 1
        self.write(
            packets.published(
                Publish(message.topic, message.payload, qos, message.retain, self._number)
            )
        )

    def write(self, data: bytes) -> None:
        if self._writer.transport.get_write_buffer_size() > BUFFER_BYTES_MAX:
            self._writer.transport.abort()
        elif not self._writer.is_closing():
            self._writer.write(data)

    def end(self) -> None:
        self._writer.transport.abort()


class EmbeddedBroker:
    """Open while the context is. `port` 0 takes a free one, known from then on."""

    def __init__(
        self,
        port: int,
        bind: str = LOCAL,
        tls: ssl.SSLContext | None = None,
        may: May = anybody,
    ) -> None:
        self.port, self._bind, self._tls, self._may = port, bind, tls, may
        self._clients: dict[str, Client] = {}
        self._retained: dict[str, Publish] = {}
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, self._bind, self.port)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._server is not None
        self._server.close()
        for client in list(self._clients.values()):
            client.end()
        await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection from its first byte to its last."""
        peer = writer.get_extra_info("peername")
        place = f"{peer[0]}:{peer[1]}" if peer else "nowhere"
        client = None
        try:
            _no_delay(writer)
            async with asyncio.timeout(HELLO_S_MAX):
                user = await self._user(writer, place)
                client = await self._greet(user, reader, writer, place)
            await self._listen(client, reader)
        except asyncio.CancelledError:
            return  # the broker ends; nobody waits for this task
        except (BadPacket, OSError, EOFError, TimeoutError) as error:
            self._tell(f"Client {place} disconnected: {type(error).__name__}.")
        finally:
            if client is not None:
                self._leave(client)
            writer.transport.abort()

    async def _user(self, writer: asyncio.StreamWriter, place: str) -> str:
        """The name of its certificate; raises OSError where it has none of ours."""
        if self._tls is None:
            return ""
        try:
            await writer.start_tls(self._tls)
        except ssl.SSLError as error:
            missing = "PEER_DID_NOT_RETURN" in str(error).upper()
            why = "peer did not return a certificate" if missing else "certificate verify failed"
            self._tell(f"OpenSSL Error[{place}]: {why}")
            raise
        certificate = writer.get_extra_info("peercert") or {}
        names = {key: value for part in certificate.get("subject", ()) for key, value in part}
        return str(names.get("commonName", ""))

    async def _greet(
        self, user: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, place: str
    ) -> Client:
        kind, _, body = await _next(reader)
        if kind is not Kind.CONNECT:
            raise BadPacket("says something before it says who it is")
        hello = packets.read_connect(body)
        client = Client(user, hello, writer)
        if len(self._clients) >= CLIENTS_MAX:
            client.write(packets.connected(3))
            raise BadPacket("too many clients")
        before = self._clients.pop(hello.client_id, None)
        if before is not None:
            before.end()
        self._clients[hello.client_id] = client
        client.write(packets.connected())
        name = f", u'{user}'" if user else ""
        self._tell(
            f"New client connected from {place} as {hello.client_id}"
            f" (p2, c1, k{hello.keepalive_s}{name})."
        )
        return client

    async def _listen(self, client: Client, reader: asyncio.StreamReader) -> None:
        """Until it says goodbye; a connection that is silent for too long is broken."""
        silent_s = client.hello.keepalive_s * 1.5 or None
        while True:
            async with asyncio.timeout(silent_s):
                kind, flags, body = await _next(reader)
            if kind is Kind.DISCONNECT:
                client.hello = Connect(client.hello.client_id, 0)
                return
            self._take(client, kind, flags, body)

    def _take(self, client: Client, kind: Kind, flags: int, body: bytes) -> None:
        match kind:
            case Kind.PUBLISH:
                message = packets.read_publish(flags, body)
                if message.qos:
                    client.write(packets.acknowledged(message.number))
                if self._may(client.user, message.topic, True):
                    self.publish(message)
                else:
                    self._tell(f"Denied PUBLISH from {client.user}: {message.topic}")
            case Kind.SUBSCRIBE:
                self._subscribe(client, packets.read_subscribe(body))
            case Kind.UNSUBSCRIBE:
                asked = packets.read_unsubscribe(body)
                for pattern, _ in asked.patterns:
                    client.patterns.pop(pattern, None)
                client.write(packets.unsubscribed(asked.number))
            case Kind.PINGREQ:
                client.write(packets.packet(Kind.PINGRESP))
            case Kind.PUBACK:
                pass
            case _:
                raise BadPacket(f"{kind.name} is not for a broker")

    def _subscribe(self, client: Client, asked: packets.Subscribe) -> None:
        allowed = [self._may(client.user, pattern, False) for pattern, _ in asked.patterns]
        granted = tuple(
            min(qos, 1) if good else REFUSED
            for (_, qos), good in zip(asked.patterns, allowed, strict=True)
        )
        client.write(packets.subscribed(asked.number, granted))
        for (pattern, qos), good in zip(asked.patterns, allowed, strict=True):
            if not good:
                continue
            client.patterns[pattern] = min(qos, 1)
            for kept in self._retained.values():
                if matches(pattern, kept.topic):
                    client.send(kept)

    def publish(self, message: Publish) -> None:
        """To everybody who wants it; a retained one to those who come later as well."""
        if message.retain:
            if not message.payload:
                self._retained.pop(message.topic, None)
            elif message.topic in self._retained or len(self._retained) < RETAINED_MAX:
                self._retained[message.topic] = message
        live = Publish(message.topic, message.payload, message.qos)
        for client in list(self._clients.values()):
            client.send(live)

    def _leave(self, client: Client) -> None:
        if self._clients.get(client.hello.client_id) is client:
            del self._clients[client.hello.client_id]
        will = client.hello.will
        if will is not None and self._may(client.user, will.topic, True):
            self.publish(will)

    def _tell(self, line: str) -> None:
        self.publish(Publish(LOG_TOPIC, line.encode()))


class BrokerThread:
    """The broker on a thread with an event loop of its own: a program busy with scans keeps no
    robot waiting for its heartbeat, and TLS is that of the standard loop."""

    def __init__(self, broker: EmbeddedBroker) -> None:
        self._broker = broker
        self._loop = asyncio.SelectorEventLoop()
        self._over = asyncio.Event()
        self._thread = threading.Thread(target=self._run, name="broker", daemon=True)
        self._open: Future[int] = Future()

    async def __aenter__(self) -> int:
        """The port it listens on. Raises OSError."""
        self._thread.start()
        return await asyncio.wrap_future(self._open)

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._loop.call_soon_threadsafe(self._over.set)
        await asyncio.to_thread(self._thread.join)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(self._serve())
        finally:
            self._loop.close()

    async def _serve(self) -> None:
        try:
            async with self._broker as broker:
                self._open.set_result(broker.port)
                await self._over.wait()
        except OSError as error:
            if self._open.done():
                raise
            self._open.set_exception(error)
        left = asyncio.all_tasks() - {asyncio.current_task()}
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)


async def _next(reader: asyncio.StreamReader) -> tuple[Kind, int, bytes]:
    """The next packet; raises BadPacket, EOFError or OSError."""
    first = (await reader.readexactly(1))[0]
    length = 0
    for place in range(packets.LENGTH_BYTES_MAX):
        byte = (await reader.readexactly(1))[0]
        length |= (byte & 0x7F) << 7 * place
        if not byte & 0x80:
            break
    else:
        raise BadPacket("a length without an end")
    if length > packets.PACKET_BYTES_MAX:
        raise BadPacket("a packet too long")
    try:
        kind = Kind(first >> 4)
    except ValueError as error:
        raise BadPacket("a kind of packet nobody knows") from error
    return kind, first & 0x0F, await reader.readexactly(length)


def _no_delay(writer: asyncio.StreamWriter) -> None:
    """Without it acknowledged messages wait 40 ms for the other side."""
    with suppress(OSError):
        found = writer.get_extra_info("socket")
        if found is not None:
            found.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
