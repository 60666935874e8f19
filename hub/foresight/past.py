"""What a site was asked for day by day, as headquarters has heard it: models are fitted to it."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import apsw
import numpy as np

from hub.store import sql
from models.demand.closing import closed_days
from models.demand.history import DemandHistory

_ASKED = (
    "SELECT n.item_id, d.created_at_ms, n.ordered - n.cancelled FROM dn d"
    " JOIN dn_line n ON n.dn_id = d.id"
    " WHERE d.warehouse_id = ? AND d.kind = 'order' AND d.backorder_of IS NULL"
    " AND d.state <> 'draft'"
    " AND d.created_at_ms <= ? AND n.ordered > n.cancelled"
)


def demand_of(
    connection: apsw.Connection, warehouse_id: int, zone: ZoneInfo, now_ms: int
) -> DemandHistory | None:
    """Up to yesterday at the site; None where nothing was ordered before. Back-orders are parts of
    orders that count already."""
    today = _day(now_ms, zone)
    asked = [
        (int(item), day, float(quantity))
        for item, made_ms, quantity in sql.rows(connection, _ASKED, (warehouse_id, now_ms))
        if (day := _day(int(made_ms), zone)) < today
    ]
    if not asked:
        return None
    first = min(day for _, day, _ in asked)
    days = (today - first).days
    items = sorted({item for item, _, _ in asked})
    at = {item: row for row, item in enumerate(items)}
    units, lines = np.zeros((len(items), days)), np.zeros(days, dtype=np.int64)
    for item, day, quantity in asked:
        units[at[item], (day - first).days] += quantity
        lines[(day - first).days] += 1
    return DemandHistory(tuple(map(str, items)), first, units, closed_days(lines))


def _day(at_ms: int, zone: ZoneInfo) -> date:
    return datetime.fromtimestamp(at_ms / 1000, UTC).astimezone(zone).date()
