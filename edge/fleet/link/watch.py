"""The second factor and the alarms. Where a robot speaks from is read from the broker's log and
this computer's neighbour table; a robot at another address, or with another network card, is
held."""

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final

import msgspec

from edge.fleet.link.registry import Registry, Robot, plain_ip, plain_mac

LOG_TOPICS: Final = "$SYS/broker/log/#"
# `New client connected from 10.0.0.7:51212 as agv-1 (p2, c1, k15, u'AGV-1').`
_CONNECTED: Final = re.compile(r"New client connected from (\S+?)(?::(\d+))? as .*u'([^']*)'\)")
_REFUSED: Final = re.compile(r"peer did not return a certificate|certificate verify failed")
_NO_CARD: Final = "00:00:00:00:00:00"


class AlarmKind(StrEnum):
    """What is wrong."""

    WRONG_IP = "WRONG_IP"
    WRONG_MAC = "WRONG_MAC"
    UNKNOWN_ROBOT = "UNKNOWN_ROBOT"
    SPOOFED = "SPOOFED"
    NO_CERTIFICATE = "NO_CERTIFICATE"
    MESSAGE_REFUSED = "MESSAGE_REFUSED"
    FOREIGN_ORDER = "FOREIGN_ORDER"


class Alarm(msgspec.Struct, frozen=True, kw_only=True):
    """Something a person has to look at."""

    kind: AlarmKind
    serial: str
    said: str


class Sighting(msgspec.Struct, frozen=True, kw_only=True):
    """A robot was seen connecting from an address."""

    serial: str
    ip: str


def read_log(line: str) -> Sighting | Alarm | None:
    """What a line of the broker's log tells, if anything."""
    found = _CONNECTED.search(line)
    if found:
        return Sighting(serial=found[3], ip=found[1].removeprefix("::ffff:"))
    if _REFUSED.search(line):
        return Alarm(kind=AlarmKind.NO_CERTIFICATE, serial="", said=line[:200])
    return None


def read_neighbours(table: str) -> dict[str, str]:
    """IP to MAC of Linux's /proc/net/arp. Only this subnet's; behind a router there is none."""
    rows = (line.split() for line in table.splitlines()[1:])
    return {row[0]: row[3].lower() for row in rows if len(row) >= 6 and row[3] != _NO_CARD}


class Watch:
    """Compares what is seen with what was entered, and quarantines."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._seen: dict[str, str] = {}

    def forget(self) -> None:
        """The edge's own connection is new: who connected meanwhile was not seen."""
        self._seen.clear()

    def unseen(self, robot: Robot) -> bool:
        """Whether it is not known yet from where a robot of ours speaks. One of another maker
        cannot be made to connect again, and is judged when it does."""
        return robot.ours and bool(robot.ip) and robot.serial not in self._seen

    def saw(self, sighting: Sighting, neighbours: Mapping[str, str]) -> list[Alarm]:
        """A robot connected. Its MAC is judged where this computer can know it."""
        robot = self._registry.get(sighting.serial)
        if robot is None:
            said = f"connected from {sighting.ip}"
            return [Alarm(kind=AlarmKind.UNKNOWN_ROBOT, serial=sighting.serial, said=said)]
        self._seen[robot.serial] = sighting.ip
        alarms = [*_wrong_ip(robot, sighting.ip), *_wrong_mac(robot, neighbours.get(sighting.ip))]
        self._hold(alarms)
        return alarms

    def look_again(self, neighbours: Mapping[str, str]) -> list[Alarm]:
        """A neighbour may answer later than it connects, and another card may take an address."""
        alarms: list[Alarm] = []
        for serial, ip in self._seen.items():
            robot = self._registry.get(serial)
            if robot is not None and not robot.quarantine:
                alarms += _wrong_mac(robot, neighbours.get(ip))
        self._hold(alarms)
        return alarms

    def told(self, serial: str, mac: str, ip: str) -> list[Alarm]:
        """What the robot says of itself; worth little alone, and wrong is wrong."""
        robot = self._registry.get(serial)
        if robot is None:
            return []
        alarms = [*_wrong_mac(robot, mac or None), *(_wrong_ip(robot, ip) if ip else ())]
        self._hold(alarms)
        return alarms

    def _hold(self, alarms: Iterable[Alarm]) -> None:
        for alarm in alarms:
            self._registry.quarantine(alarm.serial, alarm.said)


def _wrong_ip(robot: Robot, ip: str) -> list[Alarm]:
    if not robot.ip or plain_ip(ip) == robot.ip:
        return []
    said = f"speaks from {ip}, not {robot.ip}"
    return [Alarm(kind=AlarmKind.WRONG_IP, serial=robot.serial, said=said)]


def _wrong_mac(robot: Robot, mac: str | None) -> list[Alarm]:
    if not robot.mac or mac is None or plain_mac(mac) == robot.mac:
        return []
    said = f"has MAC {mac}, not {robot.mac}"
    return [Alarm(kind=AlarmKind.WRONG_MAC, serial=robot.serial, said=said)]
