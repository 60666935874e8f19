"""People and programs at headquarters: names, roles, sessions and keys, kept as hashes."""

from enum import Enum

import apsw
import msgspec

from hub.store import sql


class Role(Enum):
    """What each may stands in hub/permissions.py."""

    VIEWER = "viewer"
    PLANNER = "planner"
    ADMIN = "admin"


class Person(msgspec.Struct, frozen=True):
    """Who is asking: a person, or a program with a key of its own."""

    id: int
    name: str
    role: Role
    language: str = "en"
    is_program: bool = False


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


def person_of_session(
    connection: apsw.Connection, token_hash: bytes, now_ms: int
) -> tuple[Person, int] | None:
    """Whose session this is and when it ends."""
    found = sql.row(
        connection,
        "SELECT hub_user.id, name, role, language, ends_at_ms FROM hub_session"
        " JOIN hub_user ON hub_user.id = user_id"
        " WHERE token_hash = ? AND ends_at_ms > ? AND disabled_at_ms IS NULL",
        (token_hash, now_ms),
    )
    if found is None:
        return None
    return Person(found[0], found[1], Role(found[2]), found[3]), found[4]


def add_key(
    connection: apsw.Connection,
    key_id: int,
    token_hash: bytes,
    name: str,
    role: Role,
    by: str,
    now_ms: int,
) -> None:
    """A key for a program; raises NameTaken."""
    try:
        sql.rows(
            connection,
            "INSERT INTO hub_api_key VALUES (?, ?, ?, ?, ?, ?, NULL)",
            (token_hash, key_id, name, role.value, now_ms, by),
        )
    except apsw.ConstraintError as error:
        raise NameTaken(name) from error


def program_of_key(connection: apsw.Connection, token_hash: bytes) -> Person | None:
    """The program a key belongs to."""
    found = sql.row(
        connection,
        "SELECT id, name, role FROM hub_api_key WHERE token_hash = ? AND revoked_at_ms IS NULL",
        (token_hash,),
    )
    return Person(found[0], found[1], Role(found[2]), is_program=True) if found else None


def revoke_key(connection: apsw.Connection, name: str, now_ms: int) -> bool:
    """End a key; false if there is none of that name."""
    found = sql.row(connection, "SELECT 1 FROM hub_api_key WHERE name = ?", (name,))
    sql.rows(
        connection,
        "UPDATE hub_api_key SET revoked_at_ms = ? WHERE name = ? AND revoked_at_ms IS NULL",
        (now_ms, name),
    )
    return found is not None
