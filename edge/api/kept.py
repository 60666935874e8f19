"""What the tables hold of devices, sessions, keys and people who may log in."""

from typing import Any

import apsw
import msgspec

from edge.api.accounts import (
    DEVICES_MAX,
    KEYS_MAX,
    SESSIONS_MAX,
    Caller,
    Device,
    Kept,
    Key,
    Person,
    Session,
    allowed_to,
)
from models.warehouse.people.permissions import Permission, permission_named
from models.warehouse.people.roles import Role, role_named
from models.warehouse.people.sight import Sight, sight_of

_PERSON = (
    "SELECT id, badge, name, role, language, pin_hash, partner_id, owner_id FROM person"
    " WHERE coalesce(status, 'active') = 'active'"
)
_NAMES = msgspec.json.Decoder(list[str])


def read_accounts(connection: apsw.Connection, now_ms: int) -> Kept:
    """Everything that still holds; a session that is not locked counts as used just now."""
    return Kept(_devices(connection), _sessions(connection, now_ms), _keys(connection))


def person_by_badge(connection: apsw.Connection, badge: str) -> Person | None:
    """Who wears a badge."""
    return _person(connection, f"{_PERSON} AND badge = ?", badge)


def person_by_id(connection: apsw.Connection, row_id: int) -> Person | None:
    """Whose session it is."""
    return _person(connection, f"{_PERSON} AND id = ?", row_id)


def key_caller(key_id: int, role: Role, scope: str | None, sight: Sight | None) -> Caller:
    """The caller a key stands for. `scope`: a JSON list of permissions; None: all of the role."""
    return Caller(
        role=role, allowed=allowed_to(role, sight, _scope(scope)), key_id=key_id, sight=sight
    )


def _scope(names: str | None) -> frozenset[Permission] | None:
    """Names of a newer version open nothing here."""
    if names is None:
        return None
    found = (permission_named(name) for name in _NAMES.decode(names))
    return frozenset(each for each in found if each is not None)


def _person(connection: apsw.Connection, sql: str, value: str | int) -> Person | None:
    row = connection.execute(sql, (value,)).fetchone()
    if row is None:
        return None
    row_id, badge, name, role_name, language, pin_hash, partner_id, owner_id = row
    role = role_named(str(role_name or ""))
    return Person(
        id=int(row_id),
        badge=str(badge),
        name=str(name or ""),
        role=role,
        language=str(language or "en"),
        pin_hash=pin_hash if isinstance(pin_hash, str) else None,
        sight=sight_of(role, _id(partner_id), _id(owner_id)),
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
        "SELECT id, name, role, key_hash, created_at_ms, permissions, expires_at_ms, partner_id,"
        " owner_id FROM api_key LEFT JOIN key_scope ON key_id = id"
        " WHERE revoked_at_ms IS NULL LIMIT ?",
        (KEYS_MAX,),
    )
    return [_key(*row) for row in found]


def _key(*row: Any) -> Key:  # noqa: ANN401
    key_id, name, role_name, key_hash, created_at_ms, scope, expires_at_ms, partner, owner = row
    role = role_named(role_name)
    return Key(
        id=key_id,
        name=name,
        role=role.value,
        key_hash=key_hash,
        created_at_ms=created_at_ms,
        caller=key_caller(key_id, role, scope, sight_of(role, partner, owner)),
        expires_at_ms=expires_at_ms,
    )


def _sessions(connection: apsw.Connection, now_ms: int) -> list[Session]:
    found = connection.execute(
        "SELECT token_hash, session.device_id, person_id, person.name, person.role,"
        " person.language, session.expires_at_ms, session.seen_at_ms, person.partner_id,"
        " person.owner_id FROM session"
        " JOIN person ON person.id = person_id"
        " WHERE session.expires_at_ms > ? AND coalesce(person.status, 'active') = 'active' LIMIT ?",
        (now_ms, SESSIONS_MAX),
    )
    sessions = []
    for row in found:
        role = role_named(str(row[4] or ""))
        sight = sight_of(role, _id(row[8]), _id(row[9]))
        sessions.append(
            Session(
                token_hash=row[0],
                device_id=row[1],
                person_id=row[2],
                name=str(row[3] or ""),
                role=role,
                language=str(row[5] or "en"),
                seen_at_ms=now_ms,
                used_at_ms=now_ms if row[7] else 0,
                expires_at_ms=row[6],
                allowed=allowed_to(role, sight),
                sight=sight,
            )
        )
    return sessions


def _id(value: object) -> int | None:
    return value if isinstance(value, int) else None
