"""Computers that are turned away: said by one hub in the company's log, followed by all.

The word is an entry of a ledger, so it reaches every hub by whatever way is open, and nobody takes
it back. It says only that nothing new is taken at the door. The key of such a computer stays pinned
and its scopes its own: others still need them to verify its earlier records, which may come late.
"""

from collections.abc import Sequence

import apsw
import msgspec

from hub.store import sql
from hub.store.moments import shown
from models.warehouse.catalogue import TURNED_AWAY
from models.warehouse.scopes import company_scope
from sync.core.catalogue import Value
from sync.core.change import Append
from sync.core.state import Entry
from sync.store.protocol import Author
from sync.store.sqlite import SqliteStore


class Word(msgspec.Struct, frozen=True):
    """When it was said first, and by whom."""

    at: str | None
    by: str


def turn_away(
    store: SqliteStore, company: int, node: int, by: Author, who: str, now_ms: int
) -> None:
    """Say it. In a transaction."""
    values: dict[str, Value] = {"node": node, "at_ms": now_ms, "by": who}
    store.write(company_scope(company), [Append(TURNED_AWAY, values)], by)


def keep_turned_away(connection: apsw.Connection, entries: Sequence[Entry]) -> None:
    """What a hub has said of computers that were enrolled here, where sites are listed."""
    at = {name: place for place, name in enumerate(TURNED_AWAY.names)}
    connection.executemany(
        "UPDATE hub_node SET revoked_at_ms = ?, revoked_by = ?"
        " WHERE node = ? AND revoked_at_ms IS NULL",
        [[entry.values[at[name]] for name in ("at_ms", "by", "node")] for entry in entries],
    )


def revoked_nodes(connection: apsw.Connection) -> frozenset[int]:
    """Nodes to be turned away, wherever that was decided."""
    found = sql.rows(
        connection,
        "SELECT node FROM hub_node WHERE revoked_at_ms IS NOT NULL"
        " UNION SELECT node FROM turned_away",
    )
    return frozenset(node for (node,) in found)


def words(connection: apsw.Connection) -> dict[int, Word]:
    """What was said of each node."""
    found = sql.rows(connection, "SELECT node, at_ms, by FROM turned_away ORDER BY at_ms DESC, id")
    return {node: Word(shown(at_ms), str(by or "")) for node, at_ms, by in found}
