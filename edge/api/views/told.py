"""Documents as partners are told of them: queries of edge/edi/telling.py."""

from edge.store.local import AT_BORDER

ASN = (
    "SELECT asn.id, asn.number, asn.state, asn.revision, partner.code, partner.gln,"
    f" (SELECT max(at_ms) FROM movement WHERE document_id=asn.id AND {AT_BORDER}) FROM asn"
    " LEFT JOIN partner ON partner.id=asn.supplier_id WHERE asn.number=?"
)
ASN_LINES = (
    "SELECT line, item_id, sum(expected), sum(received), sum(damaged) FROM asn_line"
    " WHERE asn_id=? GROUP BY line, item_id ORDER BY line, item_id"
)
DN = (
    "SELECT dn.id, dn.number, dn.state, dn.revision, partner.code, partner.gln, dn.shipped_at_ms,"
    " dn.carrier, dn.tracking, origin.number FROM dn"
    " LEFT JOIN partner ON partner.id=dn.customer_id"
    " LEFT JOIN dn AS origin ON origin.id=dn.backorder_of WHERE dn.number=?"
)
SHIPPED = (
    "SELECT sent.unit, dn_line.line, sent.item_id, sent.lot_id, sum(sent.quantity) FROM ("
    "SELECT CASE kind WHEN 'ship' THEN from_unit ELSE to_unit END AS unit, line_id, item_id,"
    " lot_id, CASE kind WHEN 'ship' THEN quantity ELSE -quantity END AS quantity FROM movement"
    f" WHERE document_id=?1 AND {AT_BORDER} AND kind IN ('ship', 'unship')) AS sent"
    " LEFT JOIN dn_line ON dn_line.id=sent.line_id GROUP BY 1, 2, 3, 4"
    " HAVING sum(sent.quantity)>0 ORDER BY 1, 2, 3, 4"
)
