"""A small catalogue with one table of every merge rule."""

from sync.core.catalogue import Catalogue, Field, Kind, Merge, StateRule, Table, TableId

THING = Table(
    TableId(1),
    "thing",
    Merge.ROWS,
    (
        Field(1, "name", Kind.TEXT),
        Field(2, "colour", Kind.TEXT, "grey"),
        Field(3, "weight_g", Kind.INT, 0),
    ),
)
PAPER = Table(
    TableId(2),
    "paper",
    Merge.OWNED,
    (
        Field(1, "state", Kind.TEXT, "open"),
        Field(2, "revision", Kind.INT, 0),
        Field(3, "note", Kind.TEXT),
    ),
    state=StateRule("state", "revision", {"open": 1, "busy": 2, "done": 3}),
)
LEDGER = Table(
    TableId(3),
    "entry",
    Merge.LEDGER,
    (Field(1, "thing_id", Kind.INT), Field(2, "quantity", Kind.INT)),
)
LABEL = Table(TableId(4), "label", Merge.SET, (), pk=Kind.TEXT)
RIGHT = Table(TableId(5), "right", Merge.ESCROW, (), pk=Kind.TEXT)

CATALOGUE = Catalogue(1, (THING, PAPER, LEDGER, LABEL, RIGHT))
