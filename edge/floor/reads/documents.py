"""Reads of deliveries and orders."""

from typing import Protocol

import msgspec


class Asn(msgspec.Struct, frozen=True, gc=False):
    """A delivery: announced, blind (nobody announced it), return (of the order origin_id) or
    transfer (the half origin_id at its source)."""

    id: int
    owner_id: int
    number: str
    state: str
    dock_id: int | None
    supplier: str | None = None
    kind: str = "announced"
    origin_id: int | None = None
    revision: int = 0


class AsnLine(msgspec.Struct, frozen=True, gc=False):
    """A line of an ASN; damaged is part of received."""

    id: int
    line: int
    item_id: int
    item: str
    expected: int
    received: int
    damaged: int
    put_away: int
    lot: str | None


class Dn(msgspec.Struct, frozen=True, gc=False):
    """An order to deliver; kind transfer: to another site of the company."""

    id: int
    owner_id: int
    number: str
    state: str
    customer_id: int
    priority: int
    due_at_ms: int | None
    backorder_of: int | None
    created_at_ms: int = 0
    channel_id: int | None = None
    shipment_id: int | None = None
    kind: str = "order"
    revision: int = 0


class DnLine(msgspec.Struct, frozen=True, gc=False):
    """A line of a DN. See models.warehouse.lines for the arithmetic."""

    id: int
    line: int
    item_id: int
    item: str
    ordered: int
    allocated: int
    picked: int
    packed: int
    shipped: int
    short: int
    cancelled: int
    delivered: int = 0
    refused: int = 0
    promised: int = 0


class Reserved(msgspec.Struct, frozen=True, gc=False):
    """A reservation of an order with the stock it stands on."""

    id: int
    dn_id: int
    line_id: int
    item_id: int
    item: str
    owner_id: int
    location_id: int
    unit_id: int
    unit_kind: str | None
    lot_id: int
    lot: str | None
    status: str
    quantity: int
    kind: str
    received_at_ms: int


class PastDocument(msgspec.Struct, frozen=True, gc=False):
    """A document that was over before the site moved in. origin: its table there; is_deleted: it
    was called off."""

    number: str
    origin: str
    is_deleted: bool


class DocumentReads(Protocol):
    """Each an indexed look-up."""

    def named(self, code: str, kind: str) -> int | None:
        """The one document (asn or dn) that a printed code stands for, if it is not its number."""
        ...

    def past_document(self, code: str) -> PastDocument | None:
        """By number or printed code."""
        ...

    def asn(self, number: str) -> Asn | None: ...

    def asn_by_id(self, asn_id: int) -> Asn | None: ...

    def returns_of(self, dn_id: int) -> list[Asn]:
        """Returns of an order, closed ones too."""
        ...

    def asn_lines(self, asn_id: int) -> list[AsnLine]:
        """The whole document: a scan asks for those of its item."""
        ...

    def asn_lines_ahead(self, asn_id: int) -> list[AsnLine]:
        """The first fifty, those that are not complete before the others."""
        ...

    def asn_progress(self, asn_id: int) -> tuple[int, int]:
        """How many lines are complete, of how many."""
        ...

    def asn_lines_of(self, asn_id: int, item_id: int) -> list[AsnLine]:
        """Those of one item."""
        ...

    def asn_line(self, line_id: int) -> AsnLine | None: ...

    def dn(self, number: str) -> Dn | None: ...

    def dn_by_id(self, dn_id: int) -> Dn | None: ...

    def dn_lines(self, dn_id: int) -> list[DnLine]: ...

    def orders_on(self, shipment_id: int) -> list[Dn]:
        """Orders of a shipment that are not cancelled."""
        ...

    def reservations(self, dn_id: int) -> list[Reserved]:
        """Live reservations (hard and picked) of an order."""
        ...
