"""Devices, sessions and API keys: kept as hashes in the local tables, looked up in memory.

Every request asks here, so the answer is one dictionary look-up; what changes goes through the
writer first and into memory when it is durable.
"""

from collections.abc import Callable

import apsw
import msgspec

from edge.api.access import Role, role_named
from node.keys import token_hash

SESSIONS_MAX = 5_000
DEVICES_MAX = 2_000
KEYS_MAX = 1_000
_PERSON = (
    "SELECT id, badge, name, role, language, pin_hash FROM person"
    " WHERE coalesce(status, 'active') = 'active'"
)


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


class Caller(msgspec.Struct, frozen=True, gc=False):
    """The one behind a request. Ids are 0 where there is none. A locked session has no role."""

    role: Role | None = None
    person_id: int = 0
    device_id: int = 0
    key_id: int = 0
    device: Device | None = None
    session: Session | None = None


NOBODY = Caller()


class Key(msgspec.Struct, frozen=True):
    """A program's key with the caller it stands for."""

    id: int
    name: str
    role: str
    key_hash: bytes
    created_at_ms: int
    caller: Caller


class Person(msgspec.Struct, frozen=True):
    """Someone who may log in."""

    id: int
    badge: str
    name: str
    role: str
    language: str
    pin_hash: str | None


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
        """The program behind an API key."""
        return self._keys.get(self._hash(token))

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
            if known is not None and known.role is session.role:
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


def read_accounts(connection: apsw.Connection, now_ms: int) -> Kept:
    """Everything that still holds; a session that is not locked counts as used just now."""
    return Kept(_devices(connection), _sessions(connection, now_ms), _keys(connection))


def person_by_badge(connection: apsw.Connection, badge: str) -> Person | None:
    """Who wears a badge."""
    return _person(connection, f"{_PERSON} AND badge = ?", badge)


def person_by_id(connection: apsw.Connection, row_id: int) -> Person | None:
    """Whose session it is."""
    return _person(connection, f"{_PERSON} AND id = ?", row_id)


def _person(connection: apsw.Connection, sql: str, value: str | int) -> Person | None:
    row = connection.execute(sql, (value,)).fetchone()
    if row is None:
        return None
    row_id, badge, name, role, language, pin_hash = row
    return Person(
        id=int(row_id),
        badge=str(badge),
        name=str(name or ""),
        role=str(role or ""),
        language=str(language or "en"),
        pin_hash=pin_hash if isinstance(pin_hash, str) else None,
    )


def _devices(connection: apsw.Connection) -> list[Device]:
    found = connection.execute(
        "SELECT id, name, token_hash, enrolled_at_ms, expires_at_ms FROM device"
        " WHERE revoked_at_ms IS NULL LIMIT ?",
        (DEVICES_MAX,),
    )
    return [Device(*row) for row in found]


def _keys(connection: apsw.Connection) -> list[Key]:
    found = connection.execute(
        "SELECT id, name, role, key_hash, created_at_ms FROM api_key"
        " WHERE revoked_at_ms IS NULL LIMIT ?",
        (KEYS_MAX,),
    )
    return [
        Key(
            id=row[0],
            name=row[1],
            role=row[2],
            key_hash=row[3],
            created_at_ms=row[4],
            caller=Caller(key_id=row[0], role=role_named(row[2])),
        )
        for row in found
    ]


def _sessions(connection: apsw.Connection, now_ms: int) -> list[Session]:
    found = connection.execute(
        "SELECT token_hash, session.device_id, person_id, person.name, person.role,"
        " person.language, session.expires_at_ms, session.seen_at_ms FROM session"
        " JOIN person ON person.id = person_id"
        " WHERE session.expires_at_ms > ? AND coalesce(person.status, 'active') = 'active' LIMIT ?",
        (now_ms, SESSIONS_MAX),
    )
    return [
        Session(
            token_hash=row[0],
            device_id=row[1],
            person_id=row[2],
            name=str(row[3] or ""),
            role=role_named(str(row[4])),
            language=str(row[5] or "en"),
            seen_at_ms=now_ms,
            used_at_ms=now_ms if row[7] else 0,
            expires_at_ms=row[6],
        )
        for row in found
    ]
