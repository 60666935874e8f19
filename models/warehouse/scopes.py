"""Which scope a row belongs to: the company's shared master data or one warehouse's facts."""

from models.warehouse.catalogue import COMPANY_WIDE, FROM_HUBS
from sync.core.catalogue import Table
from sync.core.ids import Scope

COMPANY_TABLES = frozenset(table.id for table in (*COMPANY_WIDE, *FROM_HUBS))
"""All other tables are the business of one warehouse: also its locations and people, which no other
site needs to hold."""


def company_scope(company_id: int) -> Scope:
    """Master data of a company: every site and headquarters may write."""
    return Scope(f"c{company_id}")


def warehouse_scope(warehouse_id: int) -> Scope:
    """Facts of one warehouse, and what headquarters asks of it."""
    return Scope(f"w{warehouse_id}")


def is_company_table(table: Table) -> bool:
    """Whether rows of this table replicate to all sites."""
    return table.id in COMPANY_TABLES
