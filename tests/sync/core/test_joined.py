"""Records that bear one stamp: whatever the order of their arrival, the same rows come of them."""

from collections.abc import Sequence

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from sync.core.catalogue import Pk, Table, Value
from sync.core.fold import Fold
from sync.core.judge import OpenPolicy, Origin
from sync.core.record import FORMAT, Op, OpKind, Record
from sync.core.state import ElementState, RightsState, RowState
from tests.sync.catalogue import CATALOGUE, THING

ROW, HLC = 7, 1_000
NAMES = st.sampled_from(["a", "b", "red", "zz"])
WEIGHTS = st.integers(0, 300)
VALUES: dict[int, st.SearchStrategy[Value]] = {1: NAMES, 2: NAMES, 3: WEIGHTS}


def edit(values: dict[int, Value]) -> Op:
    fields = sorted(values)
    return Op(THING.id, int(OpKind.PUT), ROW, bytes(fields), [values[field] for field in fields])


EDITS = st.sets(st.integers(1, 3), min_size=1).flatmap(
    lambda fields: st.fixed_dictionaries({field: VALUES[field] for field in fields}).map(edit)
)
WHOLES = st.tuples(NAMES, NAMES, WEIGHTS).map(
    lambda values: Op(THING.id, int(OpKind.PUT), ROW, b"", list(values))
)
TRANSACTIONS = st.lists(st.lists(EDITS | WHOLES, min_size=1, max_size=4), min_size=2, max_size=3)


class Rows:
    """A view of rows in a dictionary."""

    def __init__(self) -> None:
        self.rows: dict[tuple[int, Pk], RowState | None] = {}

    def load_row(self, table: Table, pk: Pk) -> RowState | None:
        state = self.rows.get((table.id, pk))
        return state.copy() if state is not None else None

    def load_element(self, table: Table, pk: Pk, element: str) -> ElementState | None:
        raise AssertionError

    def load_rights(self, table: Table, pk: Pk) -> RightsState | None:
        raise AssertionError


def folded(transactions: Sequence[list[Op]], *, together: bool) -> tuple[list[Value], bytes]:
    """The row after these records of one stamp; together: in one fold."""
    view = Rows()
    fold = Fold(CATALOGUE, view, OpenPolicy())
    for number, ops in enumerate(transactions, start=1):
        record = Record(FORMAT, CATALOGUE.schema, HLC, 0, 0, "", 0, ops)
        assert not fold.take(Origin(9, number, "s", 4, "edge"), [(1, record)])
        if not together:
            view.rows.update(fold.rows)
            fold = Fold(CATALOGUE, view, OpenPolicy())
    view.rows.update(fold.rows)
    state = view.rows[THING.id, ROW]
    assert state is not None
    return state.values, state.clocks


def last_of_each(transactions: Sequence[list[Op]]) -> dict[int, Value]:
    """Of what each record made of a field in the end, the larger."""
    best: dict[int, Value] = {}
    for ops in transactions:
        made: dict[int, Value] = {}
        for op in ops:
            made.update(zip(op.fields or (1, 2, 3), op.values, strict=True))
        for field, value in made.items():
            if field not in best or pack(value) > pack(best[field]):
                best[field] = value
    return best


def pack(value: Value) -> bytes:
    return msgspec.msgpack.encode(value)


@given(TRANSACTIONS, st.booleans())
def test_the_order_of_arrival_decides_nothing(transactions: list[list[Op]], together: bool) -> None:
    one = folded(transactions, together=together)
    other = folded(transactions[::-1], together=not together)
    assert one == other
    for field, value in last_of_each(transactions).items():
        assert one[0][field - 1] == value
