"""Which planner reads which kind of table."""

from collections.abc import Callable, Iterable, Mapping

from edge.intake import documents, master
from edge.intake.plan import Context, Line, Plan
from edge.intake.setup import cartons, channels, fields, rules

PLANNERS: Mapping[str, Callable[[Iterable[Line], Context], Plan]] = {
    "orders": documents.plan_orders,
    "items": master.plan_items,
    "asns": documents.plan_asns,
    "opening_stock": documents.plan_opening_stock,
    "packs": master.plan_packs,
    "partners": master.plan_partners,
    "locations": master.plan_locations,
    "prices": master.plan_prices,
    "carriers": master.plan_carriers,
    "tariffs": master.plan_tariffs,
    "drivers": master.plan_drivers,
    "assets": master.plan_assets,
    "people": master.plan_people,
    "rules": rules.plan_rules,
    "channels": channels.plan_channels,
    "cartons": cartons.plan_cartons,
    "custom_fields": fields.plan_fields,
}
DOCUMENTS = frozenset(("orders", "asns"))
"""Kinds whose rows are lines of something: one that cannot be read is told to its neighbours."""
