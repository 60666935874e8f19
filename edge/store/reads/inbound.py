"""Reads of deliveries in SQL."""

from typing import Any

import apsw

from edge.floor.reads.inbound import AsnWaiting
from edge.store.local import OPEN_ASN

Row = tuple[Any, ...]
WAITING_MAX = 50  # a list on a tablet; the rest is found by scanning its number

ASNS_WAITING = (
    "SELECT a.number, p.name, coalesce(sum(n.expected), 0), coalesce(sum(n.received), 0)"
    " FROM (SELECT id, number, state, supplier_id, expected_on FROM asn INDEXED BY asn_open"
    f" WHERE {OPEN_ASN} ORDER BY state='announced', expected_on, id LIMIT {WAITING_MAX}) a"
    " LEFT JOIN partner p ON p.id=+a.supplier_id LEFT JOIN asn_line n ON n.asn_id=+a.id"
    " GROUP BY a.id ORDER BY a.state='announced', a.expected_on, a.id"
)


class InboundReads:
    """Part of edge.store.reader.SqlReader."""

    _cursor: apsw.Cursor

    def asns_waiting(self) -> list[AsnWaiting]:
        rows: list[Row] = self._cursor.execute(ASNS_WAITING).fetchall()
        return [AsnWaiting(*row) for row in rows]
