"""What a local transaction may say. A store turns changes into rows and one record per scope."""

import msgspec

from sync.core.catalogue import Pk, Table, Value


class Put(msgspec.Struct, frozen=True):
    """Create a row, or edit the named fields of an existing one."""

    table: Table
    pk: Pk
    values: dict[str, Value]


class Insert(msgspec.Struct, frozen=True):
    """Create many rows at once: each row is (pk, field 1, field 2, …)."""

    table: Table
    rows: list[tuple[Value, ...]]


class Delete(msgspec.Struct, frozen=True):
    """End a row's life; an edit made elsewhere at the same time does not bring it back."""

    table: Table
    pk: Pk


class Append(msgspec.Struct, frozen=True):
    """Add one entry to a ledger."""

    table: Table
    values: dict[str, Value]


class Add(msgspec.Struct, frozen=True):
    """Put an element into a set; wins over a removal that has not seen it."""

    table: Table
    pk: Pk
    element: str


class Remove(msgspec.Struct, frozen=True):
    """Take an element out of a set, as far as it has been seen here."""

    table: Table
    pk: Pk
    element: str


class HandOver(msgspec.Struct, frozen=True):
    """Give an owned row to another node; only the present owner may."""

    table: Table
    pk: Pk
    to_number: int


class Grant(msgspec.Struct, frozen=True):
    """Give rights held here to another node (or to oneself, to open a counter)."""

    table: Table
    pk: Pk
    to_number: int
    amount: int


class Spend(msgspec.Struct, frozen=True):
    """Use up rights held here."""

    table: Table
    pk: Pk
    amount: int


Change = Put | Insert | Delete | Append | Add | Remove | HandOver | Grant | Spend
