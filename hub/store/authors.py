"""Who stands behind a stamp: the site by its node number, the person by the record in the log."""

import apsw

from hub.store import sql
from sync.core.errors import BadRecord
from sync.core.record import decode_record
from sync.core.stamp import unpack_stamp
from sync.store.sqlite.keys import AT, OF, SEQ_MAX


class Authors:
    """Answers for one page; the list of sites is read once."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection
        self._sites = {
            number: str(code)
            for number, code in sql.rows(
                connection,
                "SELECT hub_node.number, warehouse.code FROM hub_node"
                " JOIN warehouse ON warehouse.id = hub_node.warehouse_id",
            )
        }

    def site(self, stamp: bytes) -> str | None:
        """Code of the site; `hub` for headquarters."""
        number = unpack_stamp(stamp)[1]
        if number in self._sites:
            return self._sites[number]
        role = sql.row(self._connection, "SELECT role FROM s_member WHERE number = ?", (number,))
        return str(role[0]) if role is not None else None

    def person(self, stamp: bytes) -> str | None:
        """Name of the user or program in the record under this stamp, if the hub holds both."""
        user = self._user(*unpack_stamp(stamp))
        if not user:
            return None
        row = sql.row(
            self._connection,
            "SELECT name FROM person WHERE id = :id UNION ALL"
            " SELECT name FROM hub_user WHERE id = :id UNION ALL"
            " SELECT name FROM hub_api_key WHERE id = :id",
            {"id": user},
        )
        return str(row[0]) if row is not None else None

    def _user(self, hlc: int, number: int) -> int:
        streams = sql.rows(
            self._connection,
            "SELECT s_stream.id FROM s_stream JOIN s_member ON s_member.node = s_stream.node"
            " WHERE s_member.number = ?",
            (number,),
        )
        for (stream,) in streams:
            body = self._body_at(stream, hlc)
            if body is not None:
                try:
                    return decode_record(body).user
                except BadRecord:
                    return 0
        return 0

    def _body_at(self, stream: int, hlc: int) -> bytes | None:
        """Stamps rise along a stream, so a bisection finds the record without an index."""
        low = self._edge(stream, "min")
        high = self._edge(stream, "max")
        while low < high:
            middle = (low + high) // 2
            found = self._record(stream, middle)
            if found is None or found[0] < hlc:
                low = middle + 1
            else:
                high = middle
        found = self._record(stream, low)
        return found[1] if found is not None and found[0] == hlc else None

    def _edge(self, stream: int, which: str) -> int:
        row = sql.row(
            self._connection, f"SELECT {which}(id) & {SEQ_MAX} FROM s_log WHERE {OF}", (stream,)
        )
        return int(row[0]) if row is not None and row[0] is not None else 0

    def _record(self, stream: int, seq: int) -> tuple[int, bytes | None] | None:
        row: tuple[int, bytes | None] | None = sql.row(
            self._connection,
            f"SELECT hlc, body FROM s_log WHERE {AT}",
            (stream, seq),
        )
        return row
