"""A site's robots from the command line: the folder `fleet` in its data folder, opened or made."""

from collections.abc import Callable
from pathlib import Path

import msgspec

from edge.fleet.link import authority as authorities
from edge.fleet.link import broker
from edge.fleet.link.authority import Authority
from edge.fleet.link.enrolling import Asked, Enrolling, Taken
from edge.fleet.link.registry import Registry, Robot
from edge.fleet.link.sealing import seal_public
from edge.opening import NODE_KEY
from node.keys import load_secret

FOLDER = "fleet"


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """The broker's settings and what robots pin."""

    config: str
    robots: int
    authority: str
    port: int


class RobotOffice:
    """Everything about robots that is done while looking at a folder."""

    def __init__(self, folder: Path, now_ms: Callable[[], int]) -> None:
        self.folder, self._now_ms = folder / FOLDER, now_ms
        self._secret = load_secret(folder / NODE_KEY)
        self.folder.mkdir(exist_ok=True, mode=0o700)
        self.registry = Registry(self.folder)
        self.authority = self._authority(folder.name)

    def announce(self, robot: Robot) -> str:
        """A one-time code for a robot."""
        return self._enrolling().announce(robot, self._now_ms() // 1000)

    def take(self, asked: Asked, source_ip: str) -> Taken:
        """A robot in, and the broker's rules with it."""
        taken = self._enrolling().take(asked, source_ip, self._now_ms())
        self._rules()
        return taken

    def remove(self, serial: str) -> None:
        """A robot out, and out of the broker's rules."""
        self.registry.remove(serial)
        self._rules()

    def write_broker(self, settings: broker.Settings) -> Written:
        """Everything mosquitto needs."""
        robots = self.registry.all()
        config = broker.write(self.folder, settings, self.authority, robots, self._now_ms())
        return Written(
            config=str(config),
            robots=len(robots),
            authority=self.authority.fingerprint,
            port=settings.port,
        )

    def _rules(self) -> None:
        path = self.folder / broker.RULES_FILE
        if path.exists():
            path.write_text(broker.rules(self.registry.all()), encoding="utf-8")

    def _enrolling(self) -> Enrolling:
        edge_key = seal_public(self._secret)
        return Enrolling(self.folder, self._secret, self.registry, self.authority, edge_key)

    def _authority(self, site: str) -> Authority:
        if (self.folder / authorities.KEY_FILE).exists():
            return authorities.load(self.folder)
        return authorities.create(self.folder, site, self._now_ms())
