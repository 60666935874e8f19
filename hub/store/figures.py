"""Figures of one site for the overview: counts over open work, bounded by it, not by history."""

import apsw
import msgspec

from hub.store import sql
from hub.store.moments import day_start_ms, zone_of

OVER = ("shipped", "delivered", "cancelled", "draft")
"""States of an order in which headquarters expects nothing of it any more (or not yet)."""


class Figures(msgspec.Struct, frozen=True):
    """As the hub holds it; on_hand and shipped in base units."""

    orders_open: int
    orders_due: int
    orders_late: int
    lines_open: int
    shipped_today_units: int
    exceptions_open: int
    on_hand_units: int | None
    in_transit_units: int | None


def site_figures(
    connection: apsw.Connection, warehouse: int, time_zone: str, now_ms: int
) -> Figures:
    """Due: open and promised by the end of the site's present day. Late: promised before now."""
    start_ms = day_start_ms(now_ms, zone_of(time_zone))
    values = {"site": warehouse, "now": now_ms, "start": start_ms, "end": start_ms + 86_400_000}
    counts = sql.row(connection, _FIGURES, values)
    assert counts is not None
    total = sql.row(
        connection,
        "SELECT on_hand, in_transit, unplaced FROM site_total WHERE warehouse_id = ?",
        (warehouse,),
    )
    on_hand, in_transit, unplaced = total or (0, 0, 0)
    if unplaced:  # stock in a location the hub has not heard of yet: the sum is not known
        on_hand = in_transit = None
    return Figures(*(*counts, on_hand, in_transit))


_OPEN = f"warehouse_id = :site AND state NOT IN {OVER}"
_FIGURES = f"""
SELECT
    (SELECT count(*) FROM dn INDEXED BY hub_dn_open WHERE {_OPEN}),
    (SELECT count(*) FROM dn INDEXED BY hub_dn_open WHERE {_OPEN} AND due_at_ms < :end),
    (SELECT count(*) FROM dn INDEXED BY hub_dn_open WHERE {_OPEN} AND due_at_ms < :now),
    (SELECT count(*) FROM dn INDEXED BY hub_dn_open CROSS JOIN dn_line ON dn_line.dn_id = +dn.id
        WHERE dn.warehouse_id = :site AND dn.state NOT IN {OVER}
        AND dn_line.ordered - dn_line.short - dn_line.cancelled > dn_line.packed),
    (SELECT coalesce(sum(dn_line.shipped), 0) FROM dn INDEXED BY hub_dn_shipped
        CROSS JOIN dn_line ON dn_line.dn_id = +dn.id
        WHERE dn.warehouse_id = :site AND dn.shipped_at_ms >= :start),
    (SELECT count(*) FROM exception WHERE warehouse_id = :site AND state = 'open')
"""
