"""What carrying an order costs, as its site tells it: from the site's city to the customer's."""

import apsw

from hub.store import sql
from models.warehouse.freight import Freight, Load, Tariff, lane_of, priced

_ENDS = """
SELECT (SELECT city FROM site_address WHERE warehouse_id = +dn.warehouse_id ORDER BY id LIMIT 1),
    partner.city
FROM dn LEFT JOIN partner ON partner.id = +dn.customer_id WHERE dn.id = ?
"""
_LOAD = """
SELECT coalesce(sum((ordered - cancelled) * coalesce(weight_g, 0)), 0),
    coalesce(sum((ordered - cancelled) * coalesce(length_mm * width_mm * height_mm, 0)), 0),
    coalesce(sum(coalesce(weight_g, 0) = 0), 0),
    coalesce(sum(coalesce(length_mm * width_mm * height_mm, 0) = 0), 0)
FROM dn_line JOIN item ON item.id = +dn_line.item_id WHERE dn_id = ?
"""
_ON_LANE = """
SELECT carrier.code, weight_fee_micro, volume_fee_micro, minimum_micro, currency
FROM tariff JOIN carrier ON carrier.id = +tariff.carrier_id
WHERE lane = ? AND tariff.status = 'active' AND carrier.status = 'active'
"""


def freight_of(connection: apsw.Connection, order_id: int) -> Freight:
    """By each tariff of the lane."""
    from_city, to_city = sql.row(connection, _ENDS, (order_id,)) or (None, None)
    load = sql.row(connection, _LOAD, (order_id,))
    assert load is not None
    tariffs = []
    if from_city and to_city:
        lane = lane_of(from_city, to_city)
        tariffs = [Tariff(*row) for row in sql.rows(connection, _ON_LANE, (lane,))]
    return priced(from_city or None, to_city or None, Load(*load), tariffs)
