"""Goods that go from one site to another of the company."""

from typing import Annotated, Literal

from msgspec import Meta

from models.warehouse.commands.base import (
    LINES_MAX,
    Base,
    Code,
    Moment,
    Part,
    Quantity,
    Text,
    Whole,
)
from models.warehouse.commands.outbound import OrderLine

TIME_MS_MAX = (1 << 45) - 1
"""The year 3084: beyond it dates cannot be shown."""
Told = Literal["confirmed", "in_transit", "receiving", "received", "cancelled"]


class MakeTransfer(Base, frozen=True, kw_only=True, tag="make_transfer"):
    """This site is to send goods to the site `to`; without a number, one is made. `owner` as in an
    order."""

    transfer: Code | None = None
    to: Code
    owner: Code | None = None
    due_at: Moment | None = None
    lines: Annotated[list[OrderLine], Meta(max_length=LINES_MAX)]
    priority: Annotated[int, Meta(ge=0, le=9)] = 0


class PlannedLine(Part, frozen=True, kw_only=True):
    """An item, by its id, and how much of it is to come."""

    item: Code
    ordered: Whole


class SentLine(Part, frozen=True, kw_only=True):
    """What has left of an item, by its id: of which lot, on which handling unit, weighing what, and
    since when the oldest of it lies with the company (ms since 1970)."""

    item: Code
    quantity: Whole
    lot: Code | None = None
    expiry: Code | None = None
    unit: Code | None = None
    weight_g: Whole | None = None
    received_at_ms: Annotated[int, Meta(ge=0, le=TIME_MS_MAX)] | None = None


class SentUnit(Part, frozen=True, kw_only=True):
    """A handling unit that left in another one."""

    unit: Code
    into: Code


class AnnounceTransfer(Base, frozen=True, kw_only=True, tag="announce_transfer"):
    """The source's word of a transfer, carried by headquarters: all that is known of it so far.

    `twin` is the id of the source's half, `source` that of its site. `units` says in which unit
    those named in `sent` left, and that one in turn.
    """

    twin: Code
    source: Code
    transfer: Code
    word: Whole
    state: Told
    lines: Annotated[list[PlannedLine], Meta(max_length=LINES_MAX)]
    sent: Annotated[list[SentLine], Meta(max_length=LINES_MAX)]
    units: Annotated[tuple[SentUnit, ...], Meta(max_length=LINES_MAX)] = ()


class CountedLine(Part, frozen=True, kw_only=True):
    """What came of an item, by its id, and what was settled as lost or found."""

    item: Code
    received: Whole
    lost: Whole
    found: Whole


class NoteTransfer(Base, frozen=True, kw_only=True, tag="note_transfer"):
    """The destination's word of a transfer, carried by headquarters. `half` is the id of the
    source's half."""

    half: Code
    word: Whole
    state: Told
    lines: Annotated[list[CountedLine], Meta(max_length=LINES_MAX)]


class ReceiveUnit(Base, frozen=True, kw_only=True, tag="receive_unit"):
    """A handling unit that was announced or sent is taken in whole, with all units that left in
    it."""

    unit: Code
    dock: Code | None = None


class SettleTransfer(Base, frozen=True, kw_only=True, tag="settle_transfer"):
    """A difference of a transfer is named. lost: it will not come. found: more came than was sent,
    or what was given up turned up and is received again."""

    transfer: Code
    item: Code
    quantity: Quantity
    verdict: Literal["lost", "found"]
    note: Text = ""
