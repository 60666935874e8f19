"""What the API says about how a site wants things done."""

import msgspec

from models.warehouse.release import ForOrders, State
from models.warehouse.rules.rule import Kind, Says, When


class RuleRow(msgspec.Struct, frozen=True, kw_only=True):
    """A rule that holds; conditions and bounds that are left out are not set."""

    rule: str
    kind: Kind
    priority: int
    when: When
    says: Says


class RulePage(msgspec.Struct, frozen=True, kw_only=True):
    """Rules by kind, in the sequence they are asked. `over_receipt_percent` and `cart_slots` hold
    where no rule says otherwise."""

    items: list[RuleRow]
    over_receipt_percent: int
    cart_slots: int
    as_of: str


class ChannelRow(msgspec.Struct, frozen=True, kw_only=True):
    """A release channel with its orders: `waiting` for their release, `in_progress` from there
    until they are packed. Without `waves` it releases all the time."""

    channel: str
    orders: ForOrders
    sequence: int
    cut_off: str | None
    process_minutes: int
    wip_max: int | None
    waves: tuple[str, ...]
    state: State
    in_progress: int
    waiting: int


class ChannelPage(msgspec.Struct, frozen=True, kw_only=True):
    """Channels in the sequence in which orders ask them."""

    items: list[ChannelRow]
    as_of: str


class CartonRow(msgspec.Struct, frozen=True, kw_only=True):
    """A kind of carton by its inside; `weight_g_max` is of the content."""

    carton: str
    length_mm: int
    width_mm: int
    height_mm: int
    weight_g_max: int | None
    tare_g: int


class CartonPage(msgspec.Struct, frozen=True, kw_only=True):
    """Cartons by code."""

    items: list[CartonRow]
    as_of: str
