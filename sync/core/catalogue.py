"""What replicates and how it merges: tables and fields with stable integer ids.

Field ids run 1, 2, 3 … in order and are never reused; a retired field keeps its place. That makes a
full row a plain list: position i holds field i + 1.
"""

from enum import Enum, IntEnum
from functools import cached_property
from typing import NewType

import msgspec

Value = int | str | bytes | float | None
Pk = int | str

TableId = NewType("TableId", int)


class Merge(IntEnum):
    """The merge rule of a table."""

    ROWS = 1
    """Last write wins per field, existence by causal length; losers are kept and shown."""
    OWNED = 2
    """One owner at a time writes; ownership moves by a fenced hand-over; a state never falls."""
    LEDGER = 3
    """Grow-only entries keyed by (stream, seq, index)."""
    SET = 4
    """Add-wins set of elements under a key."""
    ESCROW = 5
    """Rights to spend, granted from node to node; monotone maxima."""


class Kind(Enum):
    """Storage type of a value."""

    INT = "INTEGER"
    TEXT = "TEXT"
    BLOB = "BLOB"


class Field(msgspec.Struct, frozen=True):
    """One column. `default` stands in where an older writer did not know the field."""

    id: int
    name: str
    kind: Kind = Kind.INT
    default: Value = None


class StateRule(msgspec.Struct, frozen=True):
    """For OWNED tables: ranks of the state field; a lower rank needs a higher revision."""

    field: str
    revision: str
    ranks: dict[str, int]


class Table(msgspec.Struct, frozen=True, dict=True):
    """A replicated table. `indexes` are tuples of column names for stores that index."""

    id: TableId
    name: str
    merge: Merge
    fields: tuple[Field, ...]
    pk: Kind = Kind.INT
    state: StateRule | None = None
    indexes: tuple[tuple[str, ...], ...] = ()

    def __post_init__(self) -> None:
        assert [field.id for field in self.fields] == list(range(1, len(self.fields) + 1)), (
            self.name
        )
        assert 0 < self.id < 1 << 16
        assert (self.state is None) or self.merge is Merge.OWNED

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Column names in field-id order."""
        return tuple(field.name for field in self.fields)


class Catalogue:
    """All tables of a program, by id and by name."""

    def __init__(self, schema: int, tables: tuple[Table, ...]) -> None:
        self.schema = schema
        self.tables = tables
        self.by_id: dict[int, Table] = {table.id: table for table in tables}
        self.by_name = {table.name: table for table in tables}
        assert len(self.by_id) == len(self.by_name) == len(tables)
