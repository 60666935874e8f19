"""What of a site somebody sees: the whole, or the rows of one partner or one owner of stock."""

import msgspec

from models.warehouse.people.roles import OF_PARTNERS, Role

NO_ROW = -1
"""An id that no row has."""


class Sight(msgspec.Struct, frozen=True):
    """Rows must match each of these that is not None. Somebody with a sight never sees more."""

    supplier_id: int | None = None
    customer_id: int | None = None
    owner_id: int | None = None


def sight_of(role: Role, partner_id: int | None, owner_id: int | None) -> Sight | None:
    """None: the whole site. A supplier or customer nobody said the name of sees nothing."""
    partner = partner_id or NO_ROW
    if role is Role.SUPPLIER:
        return Sight(supplier_id=partner, owner_id=owner_id or None)
    if role is Role.CUSTOMER:
        return Sight(customer_id=partner, owner_id=owner_id or None)
    assert role not in OF_PARTNERS
    return Sight(owner_id=owner_id) if owner_id else None
