"""What every store and every peer can hold: no nested values, 64-bit integers, text without NUL."""

from array import array
from collections.abc import Iterable, Sequence

from sync.core.catalogue import Kind, Table, Value
from sync.core.errors import NotAllowed
from sync.core.record import INTEGER_MAX, fits


def check_values(values: Iterable[Value]) -> None:
    """Raises NotAllowed on the first value that cannot travel."""
    for value in values:
        kind = type(value)
        if kind is int:  # most values; `fits` is a call
            if not -INTEGER_MAX <= value <= INTEGER_MAX:  # type: ignore[operator]
                raise NotAllowed("value_unfit", "int")
        elif kind is str:
            if "\0" in value:  # type: ignore[operator]
                raise NotAllowed("nul_character", "text with a NUL character")
        elif value is not None and not fits(value):
            raise NotAllowed("value_unfit", kind.__name__)


def check_rows(table: Table, rows: Sequence[tuple[Value, ...]]) -> None:
    """The same for many rows (key first), column by column, which is three times as fast."""
    kinds = (table.pk, *(field.kind for field in table.fields))
    for kind, column in zip(kinds, zip(*rows, strict=True), strict=True):
        if kind is Kind.TEXT and _is_clean(column):
            continue
        if kind is Kind.INT and _are_integers(column):
            continue
        check_values(column)


def _is_clean(column: tuple[Value, ...]) -> bool:
    try:
        return "\0" not in "".join(column)  # type: ignore[arg-type]
    except TypeError:  # not only texts
        return False


def _are_integers(column: tuple[Value, ...]) -> bool:
    try:
        array("q", column)  # type: ignore[type-var]
    except (TypeError, OverflowError):  # not only numbers, or not of 64 bits
        return False
    return set(map(type, column)) == {int}
