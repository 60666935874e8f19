"""How a table of the catalogue is written down: fields by position, merge by kind."""

from sync.core.catalogue import Field, Kind, Merge, StateRule, Table, TableId

T, N = Kind.TEXT, Kind.INT


def fields(*specs: tuple[str, Kind] | tuple[str, Kind, int | str | None]) -> tuple[Field, ...]:
    """Fields numbered from 1 in the order given: append only."""
    return tuple(
        Field(id=place, name=spec[0], kind=spec[1], default=spec[2] if len(spec) > 2 else None)
        for place, spec in enumerate(specs, start=1)
    )


def owned(
    table_id: int,
    name: str,
    columns: tuple[Field, ...],
    ranks: dict[str, int] | None = None,
    indexes: tuple[tuple[str, ...], ...] = (),
) -> Table:
    """A fact of one owner at a time; `ranks`: its states as a lattice."""
    rule = StateRule(field="state", revision="revision", ranks=ranks) if ranks else None
    return Table(TableId(table_id), name, Merge.OWNED, columns, state=rule, indexes=indexes)


def rows(
    table_id: int, name: str, columns: tuple[Field, ...], indexes: tuple[tuple[str, ...], ...] = ()
) -> Table:
    """Master data: last write wins per field."""
    return Table(TableId(table_id), name, Merge.ROWS, columns, indexes=indexes)
