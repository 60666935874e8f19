"""Tables every catalogue carries: what nodes have to tell each other beside the program's rows."""

from sync.core.catalogue import Catalogue, Field, Kind, Merge, Table, TableId


def _fields(*specs: tuple[str, Kind]) -> tuple[Field, ...]:
    return tuple(Field(place, name, kind) for place, (name, kind) in enumerate(specs, start=1))


VERDICT = Table(
    TableId(60_001),
    "s_verdict",
    Merge.LEDGER,
    _fields(
        ("node", Kind.INT),
        ("epoch", Kind.INT),
        ("seq", Kind.INT),
        ("code", Kind.TEXT),
        ("accepted", Kind.BLOB),
    ),
)
"""The first hop found a record not allowed: its effect is withheld everywhere.

accepted: msgpack of [[table, pk, alive, values, clocks] …], the judge's state of the rows that the
record wrote under last-write-wins, so that its author can step back (sync.core.verdict).
"""

CONFLICT = Table(
    TableId(60_002),
    "s_conflict",
    Merge.LEDGER,
    _fields(
        ("table_id", Kind.INT),
        ("pk", Kind.BLOB),
        ("field", Kind.INT),
        ("value", Kind.BLOB),
        ("stamp", Kind.BLOB),
        ("winner", Kind.BLOB),
    ),
)
"""A value lost against a concurrent one. Published by the author of the winning write, who is the
one replica certain not to have known the other. pk and value are msgpack."""

STABLE = Table(
    TableId(60_003),
    "s_stable",
    Merge.ROWS,
    _fields(("hlc", Kind.INT), ("frontier", Kind.BLOB)),
    pk=Kind.TEXT,
)
"""One row per scope, named like it: its stable clock as its hub publishes it, and the signed
frontier it comes from (sync.core.stability)."""

RESUMED = Table(
    TableId(60_004), "s_resumed", Merge.LEDGER, _fields(("epoch", Kind.INT), ("seq", Kind.INT))
)
"""A node that fell back goes on, knowing its own stream of an earlier epoch up to here: its later
records build on that one (sync.core.resuming)."""

BUILTIN = (VERDICT, CONFLICT, STABLE, RESUMED)


def with_builtin(catalogue: Catalogue) -> Catalogue:
    """The program's tables and ours."""
    return Catalogue(catalogue.schema, (*catalogue.tables, *BUILTIN))
