"""What must hold of a site's halves of transfers: the documents and the ledger tell one story."""


def transfer_rules(transit: int) -> dict[str, str]:
    """Each statement returns (subject, detail) for what breaks the rule. transit: its location."""
    lines = (
        "SELECT transfer_id, sum(shipped) AS shipped, sum(received) AS received"
        " FROM transfer_line GROUP BY transfer_id"
    )
    shipped = "SELECT dn_id, sum(shipped) AS quantity FROM dn_line GROUP BY dn_id"
    received = "SELECT asn_id, sum(received) AS quantity FROM asn_line GROUP BY asn_id"
    return {
        "transfer": (
            "SELECT 'transfer ' || t.number, 'shipped ' || n.shipped || ', order ' || d.quantity"
            f" FROM transfer t JOIN ({lines}) n ON n.transfer_id=t.id"
            f" JOIN ({shipped}) d ON d.dn_id=t.dn_id WHERE t.half='out' AND n.shipped<>d.quantity"
            " UNION ALL"
            " SELECT 'transfer ' || t.number, 'received ' || n.received || ', asn ' || a.quantity"
            f" FROM transfer t JOIN ({lines}) n ON n.transfer_id=t.id"
            f" JOIN ({received}) a ON a.asn_id=t.asn_id WHERE t.half='in'"
            " AND n.received<>a.quantity"
        ),
        "transit": (
            "SELECT 'item ' || item_id, 'ledger ' || sum(moved) || ', transfers ' || sum(told)"
            f" FROM ({_MOVED.format(transit=transit)} UNION ALL {_TOLD}) GROUP BY item_id"
            " HAVING sum(moved)<>sum(told)"
        ),
    }


_MOVED = (
    "SELECT item_id, CASE WHEN to_location={transit} THEN quantity ELSE -quantity END AS moved,"
    " 0 AS told FROM movement WHERE warehouse_id=:warehouse"
    " AND (from_location={transit} OR to_location={transit})"
)
_TOLD = (
    "SELECT n.item_id, 0, CASE t.half WHEN 'out' THEN n.shipped ELSE n.found-n.received-n.lost END"
    " FROM transfer_line n JOIN transfer t ON t.id=n.transfer_id"
)
"""What the documents say is in transit: shipped here, or come here."""
