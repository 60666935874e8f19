"""What every store and every peer can hold: no nested values, 64-bit integers, text without NUL."""

from collections.abc import Iterable, Sequence
from struct import error as StructError
from struct import pack

from sync.core.catalogue import Kind, Table, Value
from sync.core.errors import NotAllowed
from sync.core.record import INTEGER_MAX, fits

_LEAST = -INTEGER_MAX
_LOWEST = (_LEAST - 1).to_bytes(8, "little", signed=True)
"""Fits into 64 bits, but not into a record."""


def check_values(values: Iterable[Value]) -> None:
    """Raises NotAllowed on the first value that cannot travel."""
    least, most = _LEAST, INTEGER_MAX
    for value in values:
        kind = type(value)
        if kind is int:  # most values; `fits` is a call
            if not least <= value <= most:  # type: ignore[operator]
                raise NotAllowed("value_unfit", "int")
        elif kind is str:
            if "\0" in value:  # type: ignore[operator]
                raise NotAllowed("nul_character", "text with a NUL character")
        elif value is not None and not fits(value):
            raise NotAllowed("value_unfit", kind.__name__)


def check_columns(table: Table, columns: Iterable[Sequence[Value]]) -> None:
    """The same for many rows (key first), given as columns, which is five times as fast."""
    kinds = (table.pk, *(field.kind for field in table.fields))
    for kind, column in zip(kinds, columns, strict=True):
        if kind is Kind.TEXT and _is_clean(column):
            continue
        if kind is Kind.INT and _are_integers(column):
            continue
        check_values(column)


def _is_clean(column: Sequence[Value]) -> bool:
    try:
        return "\0" not in "".join(column)  # type: ignore[arg-type]
    except TypeError:  # not only texts
        return False


def _are_integers(column: Sequence[Value]) -> bool:
    try:
        packed = pack(f"<{len(column)}q", *column)
    except StructError:  # not only numbers, or not of 64 bits
        return False
    return _LOWEST not in packed and list(map(type, column)).count(int) == len(column)
