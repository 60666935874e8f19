"""Reads about transfers between sites."""

from typing import Protocol

import msgspec


class Warehouse(msgspec.Struct, frozen=True, gc=False):
    """A site of the company."""

    id: int
    code: str


class Transfer(msgspec.Struct, frozen=True, gc=False):
    """This site's half of a transfer. half: `out` where goods leave, `in` where they come."""

    id: int
    owner_id: int
    number: str
    half: str
    state: str
    revision: int
    from_warehouse_id: int
    to_warehouse_id: int
    dn_id: int | None
    asn_id: int | None
    twin_id: int | None
    word: int
    heard: int


class TransferLine(msgspec.Struct, frozen=True, gc=False):
    """A line of a half; see models.warehouse.transfer for the arithmetic."""

    id: int
    line: int
    item_id: int
    ordered: int
    shipped: int
    received: int
    lost: int
    found: int
    lot: str | None = None
    expiry: str | None = None
    unit: str | None = None
    weight_g: int | None = None
    received_at_ms: int | None = None


class TransferReads(Protocol):
    """Each an indexed look-up."""

    def warehouse(self, code: str) -> Warehouse | None:
        """A site by its code."""
        ...

    def warehouse_by_id(self, warehouse_id: int) -> Warehouse | None:
        """A site by its id."""
        ...

    def transfer(self, transfer_id: int) -> Transfer | None:
        """A half by its id."""
        ...

    def transfers(self, number: str) -> list[Transfer]:
        """The halves of this number."""
        ...

    def transfer_of_dn(self, dn_id: int) -> Transfer | None:
        """The half whose goods leave with this order."""
        ...

    def transfer_of_asn(self, asn_id: int) -> Transfer | None:
        """The half whose goods come with this ASN."""
        ...

    def transfer_of_twin(self, twin_id: int) -> Transfer | None:
        """The half here of a half elsewhere."""
        ...

    def transfer_lines(self, transfer_id: int) -> list[TransferLine]:
        """Lines of a half."""
        ...

    def transfer_lines_on(self, transfer_id: int, unit: str) -> list[TransferLine]:
        """Lines of a half that come on this handling unit."""
        ...

    def left_in(self, unit_id: int) -> int | None:
        """The unit in which a unit left when it last did, here or where it comes from."""
        ...

    def units_left_in(self, unit_id: int) -> list[int]:
        """The units that left in this one when they last did."""
        ...

    def transfer_on_unit(self, unit: str) -> Transfer | None:
        """The newest transfer that comes here on this handling unit."""
        ...
