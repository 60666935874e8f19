"""One rule of the policy: what a role may do to a table in a scope."""

from collections.abc import Callable, Mapping

import msgspec

from models.warehouse.ids import COUNTER_BITS
from sync.core.catalogue import Kind, Merge, Table
from sync.core.judge import Origin
from sync.core.record import KIND_MASK, Op, OpKind, kind_with

SHAPES_MAX = 4_096
INT_MAX = (1 << 63) - 1

_TYPES: dict[Kind, frozenset[type]] = {
    Kind.INT: frozenset({int, type(None)}),
    Kind.TEXT: frozenset({str, type(None)}),
    Kind.BLOB: frozenset({bytes, type(None)}),
}

_PK_TYPES: dict[tuple[bool, Kind], type] = {
    (False, Kind.INT): int,
    (False, Kind.TEXT): str,
    (True, Kind.INT): type(None),
}

Check = Callable[[Origin, Op], str]
_NO_CHOICES: Mapping[int, frozenset[str]] = {}
_WRITES = frozenset({int(OpKind.PUT), int(OpKind.LEDGER)})
_UNFENCED = frozenset(range(KIND_MASK + 1)) - {int(OpKind.OWN)} | {kind_with(OpKind.OWN, 1)}
"""Operations on an owned row that was never handed over, and its first hand-over."""


class Fixed(msgspec.Struct, frozen=True):
    """A field that may hold only these ids in this scope, and the code of a breach."""

    field: int
    allowed: frozenset[int]
    code: str


class Rule:
    """What one role may do to one table in one scope. Judged millions of times in a catch-up.

    fixed: fields bound to the scope. own_rows: only rows whose id carries the author's number.
    choices: fields that an edit may set only to one of these. needed: fields never null.
    """

    __slots__ = (
        "_bound", "_choices", "_fixed", "_further", "_needed", "_own_rows", "_owned", "_pk_type",
        "_shapes", "table",
    )  # fmt: skip

    def __init__(
        self,
        table: Table,
        fixed: tuple[Fixed, ...] = (),
        *,
        own_rows: bool = False,
        choices: Mapping[int, frozenset[str]] = _NO_CHOICES,
        needed: bytes = b"",
        further: Check | None = None,
    ) -> None:
        self.table = table
        self._fixed, self._own_rows, self._further = fixed, own_rows, further
        self._choices, self._needed = choices, needed
        self._bound = frozenset((*choices, *(one.field for one in fixed)))
        self._owned = table.merge is Merge.OWNED
        self._pk_type = _PK_TYPES[table.merge is Merge.LEDGER, table.pk]
        self._shapes: set[tuple[bytes, tuple[type, ...]]] = set()

    def refuses(self, origin: Origin, op: Op) -> str:
        """A stable code, or empty."""
        kind, pk, fields = op.kind & KIND_MASK, op.pk, op.fields
        if type(pk) is not self._pk_type:
            return "value_type"
        if type(pk) is int and not 0 < pk <= INT_MAX:
            return "value_range"
        # A row of fence 0 was never handed over, so only its maker may write it.
        bound = op.kind in _UNFENCED if self._owned else self._own_rows
        if bound and not (type(pk) is int and pk >> COUNTER_BITS == origin.number):
            return "foreign_id"
        if kind in _WRITES:
            shape = (fields, tuple(map(type, op.values)))
            code = "" if shape in self._shapes else self._misshapen(shape)
            if not code and not (fields and self._bound.isdisjoint(fields)):  # few are bound
                code = self._names_others(op) if fields else self._lies_elsewhere(op)
            if code:
                return code
        return self._further(origin, op) if self._further is not None else ""

    def _misshapen(self, shape: tuple[bytes, tuple[type, ...]]) -> str:
        """Values of a type that a store or a projection would stumble over."""
        fields, kinds = shape
        columns = self.table.fields
        for field, kind in zip(fields or range(1, len(kinds) + 1), kinds, strict=True):
            if field > len(columns):
                continue
            if kind not in _TYPES[columns[field - 1].kind]:
                return "value_type"
            if kind is type(None) and field in self._needed:
                return "incomplete"
        if self._needed and not fields and len(kinds) < len(columns):
            return "incomplete"
        if len(self._shapes) < SHAPES_MAX:
            self._shapes.add(shape)
        return ""

    def _lies_elsewhere(self, op: Op) -> str:
        """A whole row or entry must name the scope it is in."""
        values = op.values
        for fixed in self._fixed:
            if fixed.field > len(values) or values[fixed.field - 1] not in fixed.allowed:
                return fixed.code
        return ""

    def _names_others(self, op: Op) -> str:
        """Edits must not carry a row into another scope, nor make it what it cannot become."""
        for field, value in zip(op.fields, op.values, strict=True):
            if field in self._choices and value not in self._choices[field]:
                return "fixed_field"
            for fixed in self._fixed:
                if fixed.field == field and value not in fixed.allowed:
                    return fixed.code
        return ""
