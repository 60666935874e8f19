"""Reads of deliveries in SQL."""

from typing import Any

import apsw

from edge.floor.reads.documents import PastDocument
from edge.floor.reads.inbound import AnnouncedOn, AsnWaiting, Wanting
from edge.store.local import DUE, OPEN_ASN, OPEN_LINE, SHORT_ORDER
from edge.store.statements import BARCODE
from models.warehouse.barcodes import named_by

Row = tuple[Any, ...]
WAITING_MAX = 50  # a list on a tablet; the rest is found by scanning its number

ASNS_WAITING = (
    "SELECT a.number, p.name, coalesce(sum(n.expected), 0), coalesce(sum(n.received), 0)"
    " FROM (SELECT id, number, state, supplier_id, expected_on FROM asn INDEXED BY asn_open"
    f" WHERE {OPEN_ASN} AND kind<>'return'"
    f" ORDER BY state='announced', expected_on, id LIMIT {WAITING_MAX}) a"
    " LEFT JOIN partner p ON p.id=+a.supplier_id LEFT JOIN asn_line n ON n.asn_id=+a.id"
    " GROUP BY a.id ORDER BY a.state='announced', a.expected_on, a.id"
)

WANTING_MAX = 10  # an offer names the first of them
SHORT_MAX = 100  # short orders among which they are looked for
WANTING = (
    "SELECT id, number, wants FROM (SELECT d.id, d.number,"
    " (SELECT sum(n.ordered-n.allocated-n.picked-n.short-n.cancelled) FROM dn_line n"
    f" INDEXED BY dn_line_open WHERE n.item_id=? AND n.dn_id=+d.id AND n.{OPEN_LINE}) AS wants"
    f" FROM (SELECT id, number FROM dn INDEXED BY dn_short WHERE {SHORT_ORDER}"
    f" ORDER BY priority DESC, {DUE}, id LIMIT {SHORT_MAX}) d) WHERE wants>0 LIMIT {WANTING_MAX}"
)

ANNOUNCED_ON = (
    "SELECT n.asn_id, n.unit_id, n.expiry, n.id FROM asn_line n JOIN asn a ON a.id=+n.asn_id"
    f" WHERE n.unit_id=? AND a.{OPEN_ASN} ORDER BY n.id"
)
ANNOUNCED_UNITS = "SELECT unit_id FROM asn_line WHERE asn_id=? AND unit_id IS NOT NULL"
RETURNED = (
    "SELECT n.item_id, sum(n.received) FROM asn a JOIN asn_line n ON n.asn_id=+a.id"
    " WHERE a.origin_id=? AND a.kind='return' GROUP BY n.item_id"
)


_PAST = "SELECT number, origin, reason='deleted' FROM moved_row"
PAST_BY_ID = f"{_PAST} WHERE id=?"
PAST_BY_NUMBER = (
    f"{_PAST} WHERE number=? AND origin IN ('asnlist', 'dnlist') AND outcome='history'"
    " ORDER BY id DESC LIMIT 1"
)


class InboundReads:
    """Part of edge.store.reader.SqlReader."""

    _cursor: apsw.Cursor

    def named(self, code: str, kind: str) -> int | None:
        rows: list[Row] = self._cursor.execute(BARCODE, (code,)).fetchall()
        found = [named_by(element) for (element,) in rows]
        ids = [named[1] for named in found if named is not None and named[0] == kind]
        return ids[0] if len(ids) == 1 else None

    def past_document(self, code: str) -> PastDocument | None:
        named = self.named(code, "history")
        if named is not None:
            rows: list[Row] = self._cursor.execute(PAST_BY_ID, (named,)).fetchall()
        else:
            rows = self._cursor.execute(PAST_BY_NUMBER, (code,)).fetchall()
        return PastDocument(rows[0][0], rows[0][1], bool(rows[0][2])) if rows else None

    def asns_waiting(self) -> list[AsnWaiting]:
        rows: list[Row] = self._cursor.execute(ASNS_WAITING).fetchall()
        return [AsnWaiting(*row) for row in rows]

    def announced_on(self, unit_id: int) -> list[AnnouncedOn]:
        rows: list[Row] = self._cursor.execute(ANNOUNCED_ON, (unit_id,)).fetchall()
        return [AnnouncedOn(*row) for row in rows]

    def announced_units(self, asn_id: int) -> list[int]:
        rows: list[Row] = self._cursor.execute(ANNOUNCED_UNITS, (asn_id,)).fetchall()
        return sorted({row[0] for row in rows})

    def wanting(self, item_id: int) -> list[Wanting]:
        rows: list[Row] = self._cursor.execute(WANTING, (item_id,)).fetchall()
        return [Wanting(*row) for row in rows]

    def returned(self, dn_id: int) -> dict[int, int]:
        rows: list[Row] = self._cursor.execute(RETURNED, (dn_id,)).fetchall()
        return dict(rows)
