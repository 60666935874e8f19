"""Who this replica is, and whom it knows."""

from typing import Any, cast

import apsw

from sync.store.protocol import Member
from sync.store.sqlite.errors import damaged

_PUT_MEMBER = (
    "INSERT INTO s_member VALUES(?,?,?,?,?) ON CONFLICT DO UPDATE SET number=excluded.number,"
    " public_key=excluded.public_key, role=excluded.role, scopes=excluded.scopes"
)


def write_identity(connection: apsw.Connection, me: Member, epoch: int, schema: int) -> None:
    """Fill the tables of a new file."""
    values = {"node": me.node, "epoch": epoch, "schema": schema, "hlc": 0}
    connection.executemany("INSERT INTO s_meta VALUES(?,?)", values.items())
    put_member(connection, me)


def read_identity(connection: apsw.Connection) -> tuple[Member, int]:
    """(this node, its epoch)."""
    meta: dict[str, Any] = dict(
        cast(list[tuple[str, Any]], connection.execute("SELECT key, value FROM s_meta").fetchall())
    )
    found = connection.execute(
        "SELECT node, number, public_key, role, scopes FROM s_member WHERE node=?",
        (meta.get("node"),),
    ).fetchone()
    if found is None:
        raise damaged("the file does not say whose it is")
    return _member(found), meta["epoch"]


def read_schema(connection: apsw.Connection) -> int:
    """The schema of the catalogue this file was last opened with."""
    ((schema,),) = connection.execute("SELECT value FROM s_meta WHERE key='schema'").fetchall()
    assert isinstance(schema, int)
    return schema


def read_members(connection: apsw.Connection) -> dict[int, Member]:
    """All pinned nodes."""
    rows = connection.execute("SELECT node, number, public_key, role, scopes FROM s_member")
    return {row[0]: _member(row) for row in rows}


def put_member(connection: apsw.Connection, member: Member) -> None:
    """Pin a node."""
    connection.execute(_PUT_MEMBER, _row(member))


def _row(member: Member) -> tuple[int, int, bytes, str, str]:
    counts = dict(member.counts)
    told = [*member.scopes, *(scope for scope in counts if scope not in member.scopes)]
    assert not any(mark in scope for scope in told for mark in "\n\t")
    lines = [f"{scope}\t{counts[scope]}" if scope in counts else scope for scope in told]
    return member.node, member.number, member.public_key, member.role, "\n".join(lines)


def _member(row: tuple[int, int, bytes, str, str]) -> Member:
    node, number, public_key, role, text = row
    told = [line.partition("\t") for line in text.split("\n")] if text else []
    counts = tuple(sorted((scope, int(count)) for scope, _, count in told if count))
    taken = {scope for scope, count in counts if count % 2 == 0}
    scopes = tuple(scope for scope, _, _ in told if scope not in taken)
    return Member(node, number, public_key, role, scopes, counts)
