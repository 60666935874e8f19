"""What mosquitto needs to serve a site's robots: its settings, who may say what, and
certificates."""

from collections.abc import Iterable
from pathlib import Path

import msgspec

from agv.protocol.own import HEARTBEAT, HELLO
from agv.protocol.topics import Topic
from edge.fleet.link.authority import CERTIFICATE_FILE, EDGE_NAME, Authority, write_secret
from edge.fleet.link.registry import Robot
from edge.fleet.link.watch import LOG_TOPICS

CONFIG_FILE, RULES_FILE = "mosquitto.conf", "mosquitto.acl"
BROKER_PEM, BROKER_KEY = "broker.pem", "broker.key"
EDGE_PEM, EDGE_KEY = "edge-client.pem", "edge-client.key"
FROM_ROBOT = (*(topic for topic in Topic if topic.from_robot), HELLO)
TO_ROBOT = (*(topic for topic in Topic if not topic.from_robot), HEARTBEAT)


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Where the broker listens, and the names it is reached by."""

    port: int = 8883
    bind: str = "127.0.0.1"
    hosts: tuple[str, ...] = ("localhost", "127.0.0.1")


def config(folder: Path, settings: Settings) -> str:
    """mosquitto.conf: mutual TLS, the certificate's name as user, no waiting to fill packets."""
    return f"""# Written by `holdfast-edge robots broker`; changes here are lost the next time.
# Started by root, it becomes the owner of these files, who alone can read the keys.
user {folder.owner()}
per_listener_settings false
persistence false
allow_anonymous false
set_tcp_nodelay true
max_packet_size 262144
# More than one message on the way at a time: with one, messages of QoS 1 are dropped under load.
max_inflight_messages 20
connection_messages true
log_dest topic
log_dest stderr
log_type error
log_type warning
log_type notice
acl_file {folder / RULES_FILE}

listener {settings.port} {settings.bind}
cafile {folder / CERTIFICATE_FILE}
certfile {folder / BROKER_PEM}
keyfile {folder / BROKER_KEY}
require_certificate true
use_identity_as_username true
tls_version tlsv1.2
"""


def rules(robots: Iterable[Robot]) -> str:
    """The rules: this edge everything, each robot its own topics and no other's."""
    lines = [
        "# Written by `holdfast-edge robots broker`; changes here are lost the next time.",
        f"user {EDGE_NAME}",
        "topic readwrite #",
        f"topic read {LOG_TOPICS}",
    ]
    for robot in robots:
        lines += ["", f"user {robot.serial}"]
        address = robot.address
        lines += [f"topic write {address.topic(name)}" for name in FROM_ROBOT]
        lines += [f"topic read {address.topic(name)}" for name in TO_ROBOT]
    return "\n".join(lines) + "\n"


def write(
    folder: Path, settings: Settings, authority: Authority, robots: Iterable[Robot], now_ms: int
) -> Path:
    """All of it into a folder; certificates that are there stay. The path of mosquitto.conf."""
    if not (folder / BROKER_KEY).exists():
        issued = authority.broker(settings.hosts, now_ms)
        write_secret(folder / BROKER_KEY, issued.key)
        (folder / BROKER_PEM).write_bytes(issued.certificate)
    if not (folder / EDGE_KEY).exists():
        issued = authority.client(EDGE_NAME, now_ms)
        write_secret(folder / EDGE_KEY, issued.key)
        (folder / EDGE_PEM).write_bytes(issued.certificate)
    (folder / RULES_FILE).write_text(rules(robots), encoding="utf-8")
    path = folder / CONFIG_FILE
    path.write_text(config(folder, settings), encoding="utf-8")
    return path
