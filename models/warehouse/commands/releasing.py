"""Release channels are set and dropped; one releases orders as its work in progress allows."""

from typing import Annotated

from msgspec import Meta

from models.warehouse.commands.base import ORDERS_MAX, Base, Code
from models.warehouse.commands.walking import Walk
from models.warehouse.release import DayTime, ForOrders, State

Sequence = Annotated[int, Meta(ge=0, le=10_000)]


class SetChannel(Base, frozen=True, kw_only=True, tag="set_channel"):
    """A new channel, or all of an old one anew; the lowest sequence is asked first. Without waves
    it releases all the time."""

    channel: Code
    orders: ForOrders = ForOrders()
    sequence: Sequence = 100
    cut_off: DayTime | None = None
    process_minutes: Annotated[int, Meta(ge=0, le=10_080)] = 0
    wip_max: Annotated[int, Meta(ge=0, le=100_000)] | None = None
    waves: Annotated[tuple[DayTime, ...], Meta(max_length=48)] = ()
    state: State = "open"


class DropChannel(Base, frozen=True, kw_only=True, tag="drop_channel"):
    """No order joins it any more; those that wait in it are released by hand."""

    channel: Code


class ReleaseChannel(Base, frozen=True, kw_only=True, tag="release_channel"):
    """Release these orders of a channel, in this sequence, as far as it has room now."""

    channel: Code
    orders: Annotated[list[Code], Meta(min_length=1, max_length=ORDERS_MAX)]
    walks: Annotated[tuple[Walk, ...], Meta(max_length=ORDERS_MAX)] = ()
