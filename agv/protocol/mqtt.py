"""MQTT through aiomqtt. Without TCP_NODELAY at both ends an acknowledged message waits 40 ms for
the other side's delayed acknowledgement; see bench link."""

import socket
import ssl
from collections.abc import AsyncIterator
from types import TracebackType
from typing import Self

import aiomqtt
import msgspec

from agv.protocol.transport import QUEUE_MESSAGES_MAX, Arrived, Disconnected, Will

NODELAY = (socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


class Endpoint(msgspec.Struct, frozen=True, kw_only=True):
    """A broker and who we are there. `certificate`, `key`, `authority`: PEM files of mutual TLS;
    all empty for a broker within this computer."""

    host: str
    port: int
    client_id: str
    certificate: str = ""
    key: str = ""
    authority: str = ""
    keepalive_s: int = 15
    timeout_s: float = 5.0
    nodelay: bool = True


def tls_context(endpoint: Endpoint) -> ssl.SSLContext | None:
    """Mutual TLS against our own authority and no other; None where no files are named."""
    if not endpoint.authority:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_verify_locations(endpoint.authority)
    if endpoint.certificate:
        context.load_cert_chain(endpoint.certificate, endpoint.key)
    return context


class Mqtt:
    """One connection to a broker."""

    def __init__(self, endpoint: Endpoint, will: Will | None = None) -> None:
        self._client = aiomqtt.Client(
            endpoint.host,
            endpoint.port,
            identifier=endpoint.client_id,
            will=aiomqtt.Will(will.topic, will.payload, qos=1, retain=True) if will else None,
            tls_context=tls_context(endpoint),
            keepalive=endpoint.keepalive_s,
            timeout=endpoint.timeout_s,
            clean_session=True,
            max_queued_incoming_messages=QUEUE_MESSAGES_MAX,
            socket_options=[NODELAY] if endpoint.nodelay else [],
        )

    async def __aenter__(self) -> Self:
        try:
            await self._client.__aenter__()
        except (aiomqtt.MqttError, OSError) as error:
            raise Disconnected(str(error)) from error
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            await self._client.__aexit__(kind, error, trace)
        except aiomqtt.MqttError as failed:
            raise Disconnected(str(failed)) from failed

    async def publish(
        self, topic: str, payload: bytes, *, qos: int = 0, retain: bool = False
    ) -> None:
        try:
            await self._client.publish(topic, payload, qos=qos, retain=retain)
        except aiomqtt.MqttError as error:
            raise Disconnected(str(error)) from error

    async def subscribe(self, pattern: str, *, qos: int = 0) -> None:
        try:
            await self._client.subscribe(pattern, qos=qos)
        except aiomqtt.MqttError as error:
            raise Disconnected(str(error)) from error

    async def messages(self) -> AsyncIterator[Arrived]:
        try:
            async for message in self._client.messages:
                if isinstance(message.payload, bytes):
                    yield Arrived(str(message.topic), message.payload, message.retain)
        except aiomqtt.MqttError as error:
            raise Disconnected(str(error)) from error
