"""What must hold between the ledgers of all sites and what the hub shows; SQL over one moment."""

from collections.abc import Iterator

import apsw
import msgspec

from hub.store import sql
from hub.store.projection import IS_STOCK, IS_TRANSIT
from models.warehouse.lines import faults
from models.warehouse.states import DOCUMENTS

_KEY = "item_id, warehouse_id, location_id, lot_id, owner_id, status"
_LEDGER = f"""
SELECT {_KEY}, sum(quantity) AS quantity FROM (
    SELECT item_id, warehouse_id, from_location AS location_id, lot_id, owner_id,
        from_status AS status, -quantity AS quantity FROM movement
    UNION ALL
    SELECT item_id, warehouse_id, to_location, lot_id, owner_id, to_status, quantity FROM movement
) GROUP BY {_KEY} HAVING sum(quantity) <> 0
"""
_PLACED = f"""
SELECT site_stock.warehouse_id AS site, coalesce({IS_STOCK}, 0) AS stock,
    coalesce({IS_TRANSIT}, 0) AS transit, quantity
FROM site_stock LEFT JOIN location ON location.id = site_stock.location_id
"""

RULES = {
    "projection": f"""
        WITH ledger AS ({_LEDGER})
        SELECT 'item ' || item_id || ' at ' || location_id,
            'ledger ' || sum(written) || ', shown ' || sum(shown)
        FROM (SELECT {_KEY}, quantity AS written, 0 AS shown FROM ledger
            UNION ALL SELECT {_KEY}, 0, quantity FROM site_stock)
        GROUP BY {_KEY} HAVING sum(written) <> sum(shown)
    """,
    "conservation": """
        SELECT 'item ' || item_id || ' of ' || warehouse_id, 'sums to ' || sum(quantity)
        FROM site_stock GROUP BY item_id, warehouse_id HAVING sum(quantity) <> 0
    """,
    "negative": f"""
        SELECT 'item ' || site_stock.item_id || ' at ' || location.code, sum(quantity)
        FROM site_stock JOIN location ON location.id = site_stock.location_id
        WHERE {IS_STOCK}
        GROUP BY site_stock.item_id, location_id, lot_id, site_stock.owner_id, site_stock.status
        HAVING sum(quantity) < 0
    """,
    "total": f"""
        WITH placed AS ({_PLACED})
        SELECT 'site ' || site_total.warehouse_id,
            'on hand ' || on_hand || ', counted ' || coalesce(sum(quantity) FILTER (WHERE stock), 0)
        FROM site_total LEFT JOIN placed ON site = site_total.warehouse_id
        GROUP BY site_total.warehouse_id
        HAVING NOT unplaced AND (
            on_hand <> coalesce(sum(quantity) FILTER (WHERE stock), 0)
            OR in_transit <> coalesce(sum(quantity) FILTER (WHERE transit), 0))
    """,
    "count": """
        SELECT 'site ' || warehouse_id, counted || ' movements, ' || movements || ' shown'
        FROM (SELECT warehouse_id, count(*) AS counted FROM movement GROUP BY warehouse_id)
        JOIN site_total USING (warehouse_id) WHERE counted <> movements
    """,
    "transit": f"""
        SELECT 'item ' || item_id, 'ledger ' || sum(moved) || ', transfers ' || sum(told)
        FROM (SELECT site_stock.item_id, quantity AS moved, 0 AS told
                FROM site_stock JOIN location ON location.id = location_id WHERE {IS_TRANSIT}
            UNION ALL SELECT transfer_line.item_id, 0,
                CASE half WHEN 'out' THEN shipped ELSE found - received - lost END
                FROM transfer_line JOIN transfer ON transfer.id = transfer_id)
        GROUP BY item_id HAVING sum(moved) <> sum(told)
    """,
    "movement": """
        SELECT 'movement ' || movement.id, 'names what is not there' FROM movement
        LEFT JOIN location AS source ON source.id = movement.from_location
        LEFT JOIN location AS target ON target.id = movement.to_location
        LEFT JOIN item ON item.id = movement.item_id
        WHERE source.id IS NULL OR target.id IS NULL OR item.id IS NULL
    """,
}
"""Each selects (subject, detail) of what breaks it."""
NUMBERS = f"""
SELECT (SELECT count(DISTINCT warehouse_id) FROM hub_node),
    (SELECT count(*) FROM s_stream), (SELECT count(*) FROM s_log), (SELECT count(*) FROM movement),
    (SELECT count(*) FROM (SELECT 1 FROM site_stock GROUP BY {_KEY} HAVING sum(quantity) <> 0)),
    (SELECT count(*) FROM s_quar), (SELECT count(*) FROM s_stream WHERE frozen <> ''),
    (SELECT count(*) FROM hub_conflict WHERE resolved_at_ms IS NULL)
"""
"""How much there is: sites, streams, records, movements, quants, set aside, frozen, conflicts."""


def broken(connection: apsw.Connection, rule: str) -> list[tuple[str, str]]:
    """What breaks one of the rules."""
    return [(str(subject), str(detail)) for subject, detail in sql.rows(connection, RULES[rule])]


def wrong_states(connection: apsw.Connection) -> Iterator[tuple[str, str]]:
    """Documents in states their table does not know."""
    for document in DOCUMENTS:
        found = sql.rows(
            connection,
            f'SELECT id, state FROM "{document.name}"'
            " WHERE state NOT IN (SELECT value FROM json_each(?))",
            (msgspec.json.encode(document.order).decode(),),
        )
        for row_id, state in found:
            yield f"{document.name} {row_id}", str(state)


class _Line(msgspec.Struct, frozen=True):
    ordered: int
    allocated: int
    picked: int
    packed: int
    shipped: int
    short: int
    cancelled: int


def wrong_lines(connection: apsw.Connection) -> Iterator[tuple[str, str]]:
    """Order lines whose quantities do not add up."""
    found = connection.execute(
        "SELECT number, line, state, ordered, allocated, picked, packed, shipped, short, cancelled"
        " FROM dn_line JOIN dn ON dn.id = dn_id"
    )
    for number, line, state, *quantities in found:
        wrong = faults(_Line(*quantities), str(state))
        if wrong:
            yield f"{number} line {line}", ", ".join(wrong)
