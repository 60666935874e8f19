"""Who a robot is: its key, its certificate, whom it trusts and where its edge was, in one folder
that is made at enrolment."""

import os
import re
from pathlib import Path
from typing import Final

import msgspec

from agv.config import BadConfig
from agv.link.discover import Place
from agv.link.keys import fingerprint, key_pem, new_key, request_pem

FILE: Final = "robot.json"
KEY_FILE, CERTIFICATE_FILE, AUTHORITY_FILE = "robot.key", "robot.pem", "authority.pem"
LAST_FILE: Final = "last-edge.json"
_MAC_OF: Final = "/sys/class/net/{}/address"
_MAC: Final = re.compile(r"[0-9a-f]{2}(:[0-9a-f]{2}){5}")


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What the edge answers to a one-time code. Fields of newer edges are passed over."""

    certificate: str
    authority: str
    edge_key: str
    manufacturer: str
    version: str
    prefix: str
    host: str = ""
    port: int = 8883


class Identity(msgspec.Struct, frozen=True, kw_only=True):
    """`edge_key`: the key orders are sealed with, in hex; `told`: where the broker was said to be;
    `mac`: of the network card that was enrolled; `node`: where it stands when it is switched on,
    empty if somebody says so each time."""

    serial: str
    manufacturer: str
    version: str
    prefix: str
    edge_key: str
    told: Place
    mac: str = ""
    node: str = ""


class Kept:
    """An identity with its files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        try:
            self.identity = msgspec.json.decode((folder / FILE).read_bytes(), type=Identity)
            self.authority = fingerprint((folder / AUTHORITY_FILE).read_bytes())
        except (OSError, ValueError, msgspec.MsgspecError) as error:
            raise BadConfig(f"{folder} holds no robot: {error}; holdfast-agv enrol") from error

    @property
    def certificate(self) -> str:
        return str(self.folder / CERTIFICATE_FILE)

    @property
    def key(self) -> str:
        return str(self.folder / KEY_FILE)

    @property
    def trusted(self) -> str:
        return str(self.folder / AUTHORITY_FILE)


class Applying:
    """A robot that asks to be taken in: its key is made here and never leaves the folder."""

    def __init__(self, folder: Path, serial: str, mac: str, node: str) -> None:
        if (folder / FILE).exists():
            raise BadConfig(f"{folder} holds a robot already")
        self._folder, self._serial, self._mac, self._node = folder, serial, mac, node
        self._key = new_key()

    def request(self, code: str) -> bytes:
        """The body of the request."""
        return msgspec.json.encode(
            {
                "code": code,
                "serial": self._serial,
                "request": request_pem(self._key, self._serial).decode(),
                "mac": self._mac,
            }
        )

    def keep(self, answer: Answer, asked: Place) -> Identity:
        """Everything into the folder; the broker is where we asked unless it says otherwise."""
        identity = Identity(
            serial=self._serial,
            manufacturer=answer.manufacturer,
            version=answer.version,
            prefix=answer.prefix,
            edge_key=answer.edge_key,
            told=Place(host=answer.host or asked.host, port=answer.port),
            mac=self._mac,
            node=self._node,
        )
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        (self._folder / CERTIFICATE_FILE).write_text(answer.certificate, encoding="utf-8")
        (self._folder / AUTHORITY_FILE).write_text(answer.authority, encoding="utf-8")
        secret = os.open(self._folder / KEY_FILE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(secret, "wb") as file:
            file.write(key_pem(self._key))
        (self._folder / FILE).write_bytes(
            msgspec.json.format(msgspec.json.encode(identity), indent=2)
        )
        return identity


def mac_of(card: str) -> str:
    """The address of a network card; empty where there is none of this name."""
    try:
        found = Path(_MAC_OF.format(card)).read_text(encoding="ascii").strip().lower()
    except (OSError, UnicodeDecodeError):
        return ""
    return found if _MAC.fullmatch(found) else ""
