"""A robot is taken in with a one-time code: a person who may enters its serial number, MAC and IP
and carries the code to it; the robot sends a request for its own key and gets a certificate."""

from pathlib import Path
from typing import Final

import msgspec

from edge.fleet.link.authority import Authority
from edge.fleet.link.registry import Registry, RegistryError, Robot, checked, plain_ip, plain_mac
from node.keys import code_expiry, new_code, plain_code, token_hash

FILE: Final = "robot-codes.json"


class EnrolmentRefused(RegistryError):
    """The robot is not taken in; the text says why."""


class Awaited(msgspec.Struct, frozen=True):
    """A robot somebody has announced. `code`: the hash of its code, in hex."""

    robot: Robot
    code: str
    expires_s: int


class Asked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a robot sends. `request`: a PEM request for a certificate in the name of its serial."""

    code: str
    serial: str
    request: str
    mac: str = ""


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """What it gets: its certificate, whom to trust, and the key orders are sealed with (hex)."""

    certificate: str
    authority: str
    edge_key: str
    manufacturer: str
    version: str
    prefix: str


class Enrolling:
    """Codes are proved by the site's secret, and bound to one robot by a file of those awaited."""

    def __init__(
        self,
        folder: Path,
        secret: bytes,
        registry: Registry,
        authority: Authority,
        edge_key: bytes,
    ) -> None:
        self._path = folder / FILE
        self._secret, self._registry, self._authority = secret, registry, authority
        self._edge_key = edge_key

    def announce(self, robot: Robot, now_s: int) -> str:
        """A code for this robot, good for ten minutes and once; raises RegistryError."""
        robot = checked(robot)
        code = new_code(self._secret, now_s)
        expires_s = code_expiry(self._secret, code, now_s)
        assert expires_s is not None
        kept = [each for each in self._awaited(now_s) if each.robot.serial != robot.serial]
        self._write([*kept, Awaited(robot, _hash(code), expires_s)])
        return code

    def take(self, asked: Asked, source_ip: str, now_ms: int) -> Taken:
        """Take a robot in; raises EnrolmentRefused or AuthorityError. The code is used up then."""
        now_s = now_ms // 1000
        awaited = self._awaited(now_s)
        found = next((each for each in awaited if each.code == _hash(asked.code)), None)
        if found is None or code_expiry(self._secret, asked.code, now_s) is None:
            raise EnrolmentRefused("the code is not good: wrong, used or too old")
        robot = found.robot
        if asked.serial != robot.serial:
            raise EnrolmentRefused(f"the code is for {robot.serial}")
        if robot.mac and plain_mac(asked.mac) != robot.mac:
            raise EnrolmentRefused(f"{robot.serial} was announced with MAC {robot.mac}")
        if robot.ip and plain_ip(source_ip) != robot.ip:
            raise EnrolmentRefused(f"{robot.serial} was announced at {robot.ip}")
        issued = self._authority.issue(asked.request.encode(), robot.serial, now_ms)
        self._write([each for each in awaited if each is not found])
        robot = msgspec.structs.replace(
            robot,
            mac=robot.mac or asked.mac,
            ip=robot.ip or source_ip,
            fingerprint=issued.fingerprint,
        )
        self._registry.enter(robot)
        return Taken(
            certificate=issued.certificate.decode(),
            authority=self._authority.pem.decode(),
            edge_key=self._edge_key.hex(),
            manufacturer=robot.manufacturer,
            version=robot.version,
            prefix=robot.address.prefix,
        )

    def _awaited(self, now_s: int) -> list[Awaited]:
        if not self._path.exists():
            return []
        found = msgspec.json.decode(self._path.read_bytes(), type=list[Awaited])
        return [each for each in found if each.expires_s >= now_s]

    def _write(self, awaited: list[Awaited]) -> None:
        beside = self._path.with_suffix(".new")
        beside.touch(mode=0o600)
        beside.write_bytes(msgspec.json.encode(awaited))
        beside.replace(self._path)


def _hash(code: str) -> str:
    return token_hash(plain_code(code)).hex()
