"""Brokers for tests: within the process, our own small one, and mosquitto with the rules a site
writes."""

import shutil
import socket
import subprocess
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import anyio
import pytest

from agv.protocol.mqtt import Endpoint, Mqtt
from agv.protocol.transport import Exchange, Transport, Will
from edge.fleet.link.embedded import EmbeddedBroker

MOSQUITTO = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin")
START_S_MAX = 10.0
Connect = Callable[[str, Will | None], Transport]
KINDS = ("loopback", "embedded", "mosquitto")


def need_mosquitto() -> str:
    """The program, or a skip that says so."""
    if MOSQUITTO is None:
        pytest.skip("mosquitto is not installed (apt install mosquitto)")
    return MOSQUITTO


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def mosquitto(config: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """A broker of its own with this configuration."""
    program = need_mosquitto()
    with (config.parent / "mosquitto.log").open("wb") as log:
        running = subprocess.Popen([program, "-c", str(config)], stdout=log, stderr=log)
        try:
            yield running
        finally:
            running.terminate()
            running.wait(timeout=10)


async def listening(port: int) -> None:
    """Until somebody answers there."""
    with anyio.fail_after(START_S_MAX):
        while True:
            try:
                stream = await anyio.connect_tcp("127.0.0.1", port)
            except OSError:
                await anyio.sleep(0.02)
            else:
                await stream.aclose()
                return


@asynccontextmanager
async def broker(kind: str, folder: Path) -> AsyncIterator[Connect]:
    """How to connect to a broker of this kind."""
    port = free_port()

    def mqtt(name: str, will: Will | None = None) -> Transport:
        return Mqtt(Endpoint(host="127.0.0.1", port=port, client_id=name), will)

    if kind == "loopback":
        exchange = Exchange()
        yield lambda name, will: exchange.connection(will)
    elif kind == "embedded":
        async with EmbeddedBroker(port):
            yield mqtt
    else:
        path = folder / "plain.conf"
        path.write_text(f"listener {port} 127.0.0.1\nallow_anonymous true\nset_tcp_nodelay true\n")
        with mosquitto(path):
            await listening(port)
            yield mqtt
