"""People and programs at headquarters: names, roles, sessions and keys, kept as hashes."""

from enum import Enum

import apsw
import msgspec

from hub.store import sql

DAY_MS = 86_400_000


class Role(Enum):
    """What each may stands in hub/permissions.py."""

    VIEWER = "viewer"
    PLANNER = "planner"
    ADMIN = "admin"


class Person(msgspec.Struct, frozen=True):
    """Who is asking: a person, or a program with a key of its own. `scope`: the only permissions of
    its role that its key has; None = all."""

    id: int
    name: str
    role: Role
    language: str = "en"
    is_program: bool = False
    scope: frozenset[str] | None = None


class Key(msgspec.Struct, frozen=True):
    """A program's key that was not revoked."""

    program: Person
    token_hash: bytes
    created_at_ms: int
    created_by: str
    expires_at_ms: int | None


class NameTaken(Exception):
    """There is a person or key of that name."""


def add_user(
    connection: apsw.Connection,
    user_id: int,
    name: str,
    password_hash: str,
    role: Role,
    now_ms: int,
) -> None:
    """A new person; raises NameTaken."""
    try:
        sql.rows(
            connection,
            "INSERT INTO hub_user (id, name, password_hash, role, created_at_ms)"
            " VALUES (?, ?, ?, ?, ?)",
            (user_id, name, password_hash, role.value, now_ms),
        )
    except apsw.ConstraintError as error:
        raise NameTaken(name) from error


def user_named(connection: apsw.Connection, name: str) -> tuple[Person, str] | None:
    """A person who may log in, with the hash to check."""
    found = sql.row(
        connection,
        "SELECT id, name, role, language, password_hash FROM hub_user"
        " WHERE name = ? AND disabled_at_ms IS NULL",
        (name,),
    )
    if found is None:
        return None
    return Person(found[0], found[1], Role(found[2]), found[3]), found[4]


def set_password(connection: apsw.Connection, name: str, password_hash: str) -> bool:
    """A new password ends all sessions; false if there is nobody of that name."""
    found = user_named(connection, name)
    if found is None:
        return False
    sql.rows(
        connection,
        "UPDATE hub_user SET password_hash = ? WHERE id = ?",
        (password_hash, found[0].id),
    )
    sql.rows(connection, "DELETE FROM hub_session WHERE user_id = ?", (found[0].id,))
    return True


def disable(connection: apsw.Connection, name: str, now_ms: int) -> bool:
    """Put somebody out: their sessions end too; false if there is nobody of that name."""
    found = user_named(connection, name)
    if found is None:
        return False
    sql.rows(
        connection, "UPDATE hub_user SET disabled_at_ms = ? WHERE id = ?", (now_ms, found[0].id)
    )
    sql.rows(connection, "DELETE FROM hub_session WHERE user_id = ?", (found[0].id,))
    return True


def open_session(
    connection: apsw.Connection, token_hash: bytes, user_id: int, now_ms: int, ends_at_ms: int
) -> None:
    """A login; sessions that have ended go."""
    sql.rows(connection, "DELETE FROM hub_session WHERE ends_at_ms < ?", (now_ms,))
    sql.rows(
        connection,
        "INSERT INTO hub_session VALUES (?, ?, ?, ?)",
        (token_hash, user_id, now_ms, ends_at_ms),
    )


def close_session(connection: apsw.Connection, token_hash: bytes) -> None:
    """A logout."""
    sql.rows(connection, "DELETE FROM hub_session WHERE token_hash = ?", (token_hash,))


def add_key(
    connection: apsw.Connection, program: Person, token_hash: bytes, by: str, now_ms: int, days: int
) -> None:
    """A key for a program, good for so many days; 0 = until it is revoked. Raises NameTaken."""
    values = (token_hash, program.id, program.name, program.role.value, now_ms, by)
    try:
        sql.rows(connection, "INSERT INTO hub_api_key VALUES (?, ?, ?, ?, ?, ?, NULL)", values)
    except apsw.ConstraintError as error:
        raise NameTaken(program.name) from error
    scope = None if program.scope is None else msgspec.json.encode(sorted(program.scope)).decode()
    expires = now_ms + days * DAY_MS if days else None
    sql.rows(connection, "INSERT INTO hub_key_scope VALUES (?, ?, ?)", (program.id, scope, expires))


def keys(connection: apsw.Connection) -> list[Key]:
    """All keys that were not revoked, by name."""
    return [
        Key(
            Person(number, name, Role(role), is_program=True, scope=_scope(scope)),
            *(token, made_ms, by, expires_ms),
        )
        for number, name, role, scope, token, made_ms, by, expires_ms in sql.rows(connection, _KEYS)
    ]


def revoke_key(connection: apsw.Connection, name: str, now_ms: int) -> bool:
    """End a key; false if there is none of that name."""
    found = sql.row(connection, "SELECT 1 FROM hub_api_key WHERE name = ?", (name,))
    sql.rows(
        connection,
        "UPDATE hub_api_key SET revoked_at_ms = ? WHERE name = ? AND revoked_at_ms IS NULL",
        (now_ms, name),
    )
    return found is not None


def _scope(text: str | None) -> frozenset[str] | None:
    return None if text is None else frozenset(msgspec.json.decode(text, type=list[str]))


_KEYS = """
SELECT id, name, role, permissions, token_hash, created_at_ms, created_by, expires_at_ms
FROM hub_api_key LEFT JOIN hub_key_scope ON key_id = id
WHERE revoked_at_ms IS NULL ORDER BY name
"""
