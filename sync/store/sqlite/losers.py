"""Lost values are listed for a while, then forgotten here: whoever shows them to people until they
are decided keeps a list of its own."""

import apsw

from sync.core.clock import hlc_at
from sync.core.stamp import pack_stamp


def has_losers(connection: apsw.Connection, before_ms: int) -> bool:
    """Whether any was written before a moment."""
    found = connection.execute(
        "SELECT 1 FROM s_loser WHERE stamp < ? LIMIT 1", (_stamp(before_ms),)
    ).fetchall()
    return bool(found)


def forget_losers(connection: apsw.Connection, before_ms: int) -> None:
    """Drop those written before a moment, inside the open transaction."""
    connection.execute("DELETE FROM s_loser WHERE stamp < ?", (_stamp(before_ms),))


def _stamp(at_ms: int) -> bytes:
    return pack_stamp(hlc_at(at_ms), 0)
