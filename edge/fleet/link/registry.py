"""Which robots the site knows: a file beside its keys, because the broker's rules are made of it
and it has to be readable with the program stopped."""

import os
import re
from ipaddress import ip_address
from pathlib import Path
from typing import Final

import msgspec
from msgspec.structs import replace

from agv.protocol.topics import SERIAL, Address, BadTopic, default_prefix
from edge.fleet.link.authority import EDGE_NAME
from node.errors import OperatorError
from node.keys import fsync_folder

FILE: Final = "robots.json"
_MAC: Final = re.compile(r"[0-9a-f]{2}(:[0-9a-f]{2}){5}")
# Names of the broker's other users.
RESERVED: Final = frozenset({EDGE_NAME, "localhost"})


class RegistryError(OperatorError):
    """A robot cannot be entered as asked, or is not known."""


class Robot(msgspec.Struct, frozen=True, kw_only=True):
    """One robot. `serial` is the name of its certificate; `mac` and `ip` are the second factor,
    each empty where it is not held to one. `ours`: it wants sealed orders and a heartbeat; robots
    of other makers do not. `quarantine`: why it gets no base, empty while all is well."""

    serial: str
    manufacturer: str = "Holdfast"
    version: str = "3.0.0"
    prefix: str = ""
    mac: str = ""
    ip: str = ""
    fingerprint: str = ""
    ours: bool = True
    quarantine: str = ""

    @property
    def address(self) -> Address:
        """Where it is spoken with."""
        return Address(
            manufacturer=self.manufacturer,
            serial=self.serial,
            prefix=self.prefix or default_prefix(self.version),
        )


class Registry:
    """The robots of a site, in their file."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        self._robots = {robot.serial: robot for robot in _read(self._path)}

    def read_again(self) -> bool:
        """Take in what the command line has written meanwhile; whether anything changed."""
        found = {robot.serial: robot for robot in _read(self._path)}
        if found == self._robots:
            return False
        self._robots = found
        return True

    def all(self) -> list[Robot]:
        return sorted(self._robots.values(), key=lambda robot: robot.serial)

    def get(self, serial: str) -> Robot | None:
        return self._robots.get(serial)

    def enter(self, robot: Robot) -> None:
        """Add a robot or change what is known of it; raises RegistryError."""
        self._robots[robot.serial] = checked(robot)
        self._write()

    def remove(self, serial: str) -> None:
        """Forget a robot; raises RegistryError."""
        if self._robots.pop(serial, None) is None:
            raise RegistryError(f"no robot {serial}")
        self._write()

    def quarantine(self, serial: str, why: str) -> None:
        """No base until a person has looked; an empty `why` lets it go again."""
        robot = self._robots.get(serial)
        if robot is None:
            raise RegistryError(f"no robot {serial}")
        if robot.quarantine != why:
            self._robots[serial] = replace(robot, quarantine=why)
            self._write()

    def _write(self) -> None:
        """Whole or not at all."""
        beside = self._path.with_suffix(".new")
        data = msgspec.json.format(msgspec.json.encode(self.all()), indent=2)
        with beside.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self._path)
        fsync_folder(self._path.parent)


def checked(robot: Robot) -> Robot:
    """With each address in its one spelling; raises RegistryError."""
    if not SERIAL.fullmatch(robot.serial) or robot.serial in RESERVED:
        raise RegistryError(f"{robot.serial!r} is no serial number: use A-Z a-z 0-9 _ . : -")
    try:
        address = robot.address
    except BadTopic as error:
        raise RegistryError(str(error)) from error
    assert address.serial == robot.serial
    return replace(robot, mac=plain_mac(robot.mac), ip=plain_ip(robot.ip))


def plain_mac(mac: str) -> str:
    """`AA-BB-…` as `aa:bb:…`; raises RegistryError."""
    plain = mac.strip().lower().replace("-", ":")
    if plain and not _MAC.fullmatch(plain):
        raise RegistryError(f"{mac!r} is no MAC address, such as dc:a6:32:01:02:03")
    return plain


def plain_ip(ip: str) -> str:
    """One spelling for each address; raises RegistryError."""
    try:
        return str(ip_address(ip.strip())) if ip.strip() else ""
    except ValueError:
        raise RegistryError(f"{ip!r} is no IP address") from None


def _read(path: Path) -> list[Robot]:
    if not path.exists():
        return []
    try:
        return msgspec.json.decode(path.read_bytes(), type=list[Robot])
    except msgspec.MsgspecError as error:
        raise RegistryError(f"{path} is damaged: {error}") from error
