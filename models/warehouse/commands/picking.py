"""What picking needs besides the pick itself: totes between zones, other stock than asked."""

from typing import Annotated

from msgspec import Meta

from models.warehouse.commands.base import ORDERS_MAX, Base, Code


class TakeTote(Base, frozen=True, kw_only=True, tag="take_tote"):
    """A tote that waits for this zone is taken over, and with it the order's picks here."""

    unit: Code
    zone: Code
    confirm: bool = False


class SetDownTotes(Base, frozen=True, kw_only=True, tag="set_down_totes"):
    """Totes in hand are set down: at a hand-over place for the next zone, or at packing."""

    units: Annotated[list[Code], Meta(min_length=1, max_length=ORDERS_MAX)]
    location: Code
    confirm: bool = False


class ChangePick(Base, frozen=True, kw_only=True, tag="change_pick"):
    """Another lot or unit at the same location is picked instead of the one allocated."""

    task_id: Code
    lot: Code | None = None
    unit: Code | None = None
