"""The roles of a site and what each may do: one table."""

from collections.abc import Mapping
from enum import Enum

from models.warehouse.people.permissions import BY_ROW, EVERYTHING, Permission, mask_of

P = Permission


class Role(Enum):
    """What somebody or something is at a site."""

    ADMIN = "admin"
    SUPERVISOR = "supervisor"
    WORKER = "worker"
    """All work of the floor, where nobody specialises."""
    INBOUND = "inbound"
    OUTBOUND = "outbound"
    STOCK_CONTROL = "stock_control"
    VIEWER = "viewer"
    SUPPLIER = "supplier"
    CUSTOMER = "customer"
    DEVICE = "device"
    ROBOT = "robot"
    NONE = "none"
    """A role this version does not know: it may nothing."""


FOR_PEOPLE = (
    Role.WORKER, Role.INBOUND, Role.OUTBOUND, Role.STOCK_CONTROL, Role.SUPERVISOR, Role.ADMIN,
    Role.VIEWER, Role.SUPPLIER, Role.CUSTOMER,
)  # fmt: skip
"""Roles a person can have."""
FOR_KEYS = (*FOR_PEOPLE, Role.ROBOT)
"""Roles a program can have."""
OF_PARTNERS = frozenset((Role.SUPPLIER, Role.CUSTOMER))
"""Roles of people outside: they see what is their own and nothing else."""

_SEES = (P.SIGN_IN, P.SEE_SITE, P.SEE_ASNS, P.SEE_ORDERS, P.SEE_STOCK, P.SEE_ITEMS, P.SEE_FILES,
         P.LOOK)  # fmt: skip
_INBOUND = (*_SEES, P.WORK, P.RECEIVE, P.PUT_AWAY, P.MOVE)
_OUTBOUND = (*_SEES, P.WORK, P.PICK, P.SHIP, P.MOVE, P.ASSEMBLE)
_COUNTING = (*_SEES, P.WORK, P.PUT_AWAY, P.MOVE, P.COUNT)
_FLOOR = (*_INBOUND, *_OUTBOUND, *_COUNTING)
_SUPERVISOR = (*_FLOOR, P.ANNOUNCE, P.ORDER, P.CORRECT, P.EDIT_MASTER, P.IMPORT, P.SUPERVISE,
               P.SEE_PEOPLE, P.SEE_AUDIT)  # fmt: skip

MAY: Mapping[Role, int] = {
    Role.ADMIN: EVERYTHING,
    Role.SUPERVISOR: mask_of(_SUPERVISOR),
    Role.WORKER: mask_of(_FLOOR),
    Role.INBOUND: mask_of(_INBOUND),
    Role.OUTBOUND: mask_of(_OUTBOUND),
    Role.STOCK_CONTROL: mask_of((*_COUNTING, P.CORRECT)),
    Role.VIEWER: mask_of(_SEES),
    Role.SUPPLIER: mask_of((P.SIGN_IN, P.SEE_SITE, P.SEE_ASNS, P.SEE_FILES)),
    Role.CUSTOMER: mask_of((P.SIGN_IN, P.SEE_SITE, P.SEE_ORDERS, P.SEE_FILES)),
    Role.DEVICE: mask_of((P.SIGN_IN,)),
    Role.ROBOT: mask_of((P.SEE_SITE, P.LOOK, P.WORK, P.PUT_AWAY, P.PICK, P.MOVE)),
    Role.NONE: 0,
}
"""Role → mask of permissions."""
assert MAY.keys() == set(Role)
assert all(MAY[role] & ~BY_ROW == 0 for role in OF_PARTNERS)

_STORED = {role.value: role for role in Role} | {
    "manager": Role.ADMIN,
    "reader": Role.VIEWER,
}


def role_named(name: str) -> Role:
    """The role behind a stored name, those of the first builds included."""
    return _STORED.get(name, Role.NONE)
