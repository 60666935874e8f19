"""Devices, sessions and API keys: kept as hashes in the local tables, looked up in memory.

Every request asks here, so the answer is one dictionary look-up; what changes goes through the
writer first and into memory when it is durable.
"""

from collections.abc import Callable

import msgspec

from models.warehouse.people.permissions import BY_ROW, Permission, mask_of
from models.warehouse.people.roles import MAY, Role
from models.warehouse.people.sight import Sight
from node.keys import token_hash

SESSIONS_MAX = 5_000
DEVICES_MAX = 2_000
KEYS_MAX = 1_000
AT_A_DEVICE = MAY[Role.DEVICE]
"""What an enrolled device may while nobody is logged in there."""


class Device(msgspec.Struct, frozen=True):
    """An enrolled tablet or scanner."""

    id: int
    name: str
    token_hash: bytes
    enrolled_at_ms: int
    expires_at_ms: int


class Session(msgspec.Struct):
    """A person at a device, from PIN to logout.

    `seen_at_ms`, the last request, moves in memory only. `used_at_ms` is the last time the person
    did something; the table holds 0 there for a session that is locked.
    """

    token_hash: bytes
    device_id: int
    person_id: int
    name: str
    role: Role
    language: str
    seen_at_ms: int
    used_at_ms: int
    expires_at_ms: int
    allowed: int
    sight: Sight | None = None


class Caller(msgspec.Struct, frozen=True, gc=False):
    """The one behind a request. Ids are 0 where there is none. A locked session has no role.

    allowed: a mask of permissions. sight: the rows this caller sees; None = all of the site.
    """

    role: Role | None = None
    allowed: int = 0
    person_id: int = 0
    device_id: int = 0
    key_id: int = 0
    device: Device | None = None
    session: Session | None = None
    sight: Sight | None = None


NOBODY = Caller()


class Key(msgspec.Struct, frozen=True):
    """A program's key with the caller it stands for."""

    id: int
    name: str
    role: str
    key_hash: bytes
    created_at_ms: int
    caller: Caller
    expires_at_ms: int | None = None


class Person(msgspec.Struct, frozen=True):
    """Someone who may log in."""

    id: int
    badge: str
    name: str
    role: Role
    language: str
    pin_hash: str | None
    sight: Sight | None = None


def allowed_to(role: Role, sight: Sight | None, scope: frozenset[Permission] | None = None) -> int:
    """The mask of somebody with this role; `scope`: no more than these. Whoever sees some rows only
    holds nothing that would show others."""
    mask = MAY[role] if sight is None else MAY[role] & BY_ROW
    return mask if scope is None else mask & mask_of(scope)


class Kept(msgspec.Struct, frozen=True):
    """What the local tables hold."""

    devices: list[Device]
    sessions: list[Session]
    keys: list[Key]


class Accounts:
    """All callers known to this site."""

    def __init__(self, wall_ms: Callable[[], int], idle_ms: int, lock_ms: int) -> None:
        self._wall_ms = wall_ms
        self._idle_ms, self._lock_ms = idle_ms, lock_ms
        self._devices: dict[bytes, Device] = {}
        self._sessions: dict[bytes, Session] = {}
        self._keys: dict[bytes, Key] = {}
        self._hashes: dict[str, bytes] = {}
        self._changes = 0

    def device(self, token: str) -> Device | None:
        """The device behind a cookie."""
        device = self._devices.get(self._hash(token))
        if device is None or device.expires_at_ms <= self._wall_ms():
            return None
        return device

    def session(self, token: str, *, used: bool) -> Session | None:
        """The session behind a cookie; asking keeps it awake. `used`: the person asks, not the page
        by itself, which keeps it from being locked."""
        session = self._sessions.get(self._hash(token))
        if session is None:
            return None
        now = self._wall_ms()
        if session.expires_at_ms <= now or session.seen_at_ms + self._idle_ms <= now:
            return None
        session.seen_at_ms = now
        if used and not self.is_locked(session):
            session.used_at_ms = now
        return session

    def is_locked(self, session: Session) -> bool:
        """Whether the person must type the PIN again: nothing was done for a while."""
        return session.used_at_ms + self._lock_ms <= self._wall_ms()

    def unlock(self, session: Session) -> None:
        """The PIN was right."""
        session.used_at_ms = self._wall_ms()
        self._changes += 1

    def take_locked(self) -> list[bytes]:
        """Sessions locked since the last call, to be kept as such over a restart."""
        found = [
            each for each in self._sessions.values() if each.used_at_ms and self.is_locked(each)
        ]
        for session in found:
            session.used_at_ms = 0
        return [session.token_hash for session in found]

    def key(self, token: str) -> Key | None:
        """The program behind an API key that has not run out."""
        key = self._keys.get(self._hash(token))
        if key is None or (key.expires_at_ms is not None and key.expires_at_ms <= self._wall_ms()):
            return None
        return key

    def all_keys(self) -> list[Key]:
        """All keys that hold."""
        return sorted(self._keys.values(), key=lambda key: key.id)

    def is_awake(self, session: Session) -> bool:
        """Whether a session still holds, without keeping it awake (open event streams ask)."""
        return (
            self._sessions.get(session.token_hash) is session
            and session.expires_at_ms > self._wall_ms()
            and not self.is_locked(session)
        )

    def mark(self) -> int:
        """A number that changes with every change made here."""
        return self._changes

    def replace(self, kept: Kept, mark: int) -> bool:
        """Take over what the tables held after `mark`; false if something changed meanwhile."""
        if mark != self._changes:
            return False
        self._devices = {device.token_hash: device for device in kept.devices}
        fresh = {session.token_hash: session for session in kept.sessions}
        for digest, session in fresh.items():
            known = self._sessions.get(digest)
            if known is not None and (known.role, known.sight) == (session.role, session.sight):
                known.name, known.language = session.name, session.language
                fresh[digest] = known
        self._sessions = fresh
        self._keys = {key.key_hash: key for key in kept.keys}
        return True

    def add_key(self, key: Key) -> None:
        """A key was made."""
        self._keys[key.key_hash] = key
        self._changes += 1

    def drop_key(self, key: Key) -> None:
        """A key was revoked."""
        self._keys.pop(key.key_hash, None)
        self._changes += 1

    def add_device(self, device: Device) -> None:
        """A device was enrolled."""
        self._devices[device.token_hash] = device
        self._changes += 1

    def all_devices(self) -> list[Device]:
        """All devices that hold."""
        return sorted(self._devices.values(), key=lambda device: device.id)

    def names_at_devices(self) -> dict[int, str]:
        """Who is logged in where."""
        return {session.device_id: session.name for session in self._sessions.values()}

    def drop_device(self, device: Device) -> None:
        """A device was revoked: whoever is logged in there is out at once."""
        self._devices.pop(device.token_hash, None)
        self._drop_sessions(lambda session: session.device_id == device.id)

    def drop_person(self, person_id: int) -> None:
        """Somebody was blocked, or may do other things from now on: they log in anew."""
        self._drop_sessions(lambda session: session.person_id == person_id)

    def _drop_sessions(self, which: Callable[[Session], bool]) -> None:
        self._sessions = {
            digest: session for digest, session in self._sessions.items() if not which(session)
        }
        self._changes += 1

    def add_session(self, session: Session) -> None:
        """A person logged in."""
        self._sessions[session.token_hash] = session
        self._changes += 1

    def end_session(self, session: Session) -> None:
        """A person logged out."""
        self._sessions.pop(session.token_hash, None)
        self._changes += 1

    def has_room(self) -> bool:
        """Whether more devices, sessions and keys can be remembered."""
        return (
            len(self._sessions) < SESSIONS_MAX
            and len(self._devices) < DEVICES_MAX
            and len(self._keys) < KEYS_MAX
        )

    def _hash(self, token: str) -> bytes:
        """Hash of a token; those seen before cost no hashing."""
        digest = self._hashes.get(token)
        if digest is None:
            digest = token_hash(token)
            if len(self._hashes) >= SESSIONS_MAX:
                self._hashes.clear()
            if len(token) <= 100:
                self._hashes[token] = digest
        return digest
