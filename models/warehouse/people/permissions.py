"""Everything that can be allowed or refused, one name each. Names are kept with API keys: append,
never rename."""

from collections.abc import Iterable
from enum import Enum


class Permission(Enum):
    """What a route or a command asks of its caller."""

    SIGN_IN = "sign_in"
    """Show who is at a device, log in and out there."""
    SEE_SITE = "see_site"
    """Whether the site answers."""
    SEE_ASNS = "see_asns"
    SEE_ORDERS = "see_orders"
    SEE_STOCK = "see_stock"
    SEE_ITEMS = "see_items"
    SEE_FILES = "see_files"
    LOOK = "look"
    """Everything else inside the house that is no secret among colleagues."""
    SEE_PEOPLE = "see_people"
    SEE_AUDIT = "see_audit"

    WORK = "work"
    """Take part in the work of the floor: dialogues, the queue, photos."""
    RECEIVE = "receive"
    PUT_AWAY = "put_away"
    PICK = "pick"
    SHIP = "ship"
    """Pack, stage, load, depart, deliver."""
    MOVE = "move"
    """Move goods inside, refill pick faces, put units into units."""
    COUNT = "count"
    ASSEMBLE = "assemble"
    """Collect parts, build kits, take them apart."""

    ANNOUNCE = "announce"
    """Say what will come in."""
    ORDER = "order"
    """Take, release and cancel what goes out."""
    CORRECT = "correct"
    """Change stock by decision: adjust, review counts, hold, reverse, settle."""
    EDIT_MASTER = "edit_master"
    IMPORT = "import"
    SUPERVISE = "supervise"
    """Confirm what only a supervisor may, and what nothing finer covers."""
    MANAGE_PEOPLE = "manage_people"
    MANAGE_DEVICES = "manage_devices"
    MANAGE_KEYS = "manage_keys"
    MANAGE = "manage"
    """Run the site: what nothing finer covers."""

    @property
    def bit(self) -> int:
        """Its place in a mask."""
        return _BITS[self]


_BITS = {permission: 1 << place for place, permission in enumerate(Permission)}
_NAMED = {permission.value: permission for permission in Permission}


def mask_of(permissions: Iterable[Permission]) -> int:
    """All of them in one number: a check is one `and`."""
    mask = 0
    for permission in permissions:
        mask |= permission.bit
    return mask


def permissions_in(mask: int) -> list[Permission]:
    """The permissions of a mask."""
    return [permission for permission in Permission if mask & permission.bit]


def permission_named(name: str) -> Permission | None:
    """The permission behind a stored name; None for one of a newer version."""
    return _NAMED.get(name)


EVERYTHING = mask_of(Permission)
P = Permission
BY_ROW = mask_of((P.SIGN_IN, P.SEE_SITE, P.SEE_ASNS, P.SEE_ORDERS, P.SEE_STOCK, P.SEE_ITEMS,
                  P.SEE_FILES))  # fmt: skip
"""All that somebody can ever hold who sees some rows only: what these open reads through the
caller's sight."""
