"""Whatever stands in a file: it is planned, or refused with a reason, for every kind of table."""

from pathlib import Path
from typing import get_args
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edge.intake.columns import Column, Shape
from edge.intake.kinds import columns_of
from edge.intake.names import Kind
from edge.intake.run import Request, check
from models.warehouse.commands import decode_command, encode_command
from tests.edge.intake.test_layouts import Anything

CELLS = st.one_of(
    st.sampled_from(
        ["", "TEA", "1", "0", "-1", "1.5", "1e9", "9" * 30, "=1+1", "'=1", "+86 013", "2026-01-02",
         "normal", "storage", "EUR", "24:61", "０１", "\u202eabc", "x" * 300, "a\x00b", "\t"]
    ),
    st.text(max_size=12),
)  # fmt: skip

GOOD: dict[Shape, tuple[str, ...]] = {
    Shape.QUANTITY: ("1", "7"),
    Shape.WHOLE: ("0", "12"),
    Shape.MEASURE: ("1.5",),
    Shape.MONEY: ("0.000001", "1,234.5", "999999999999.999999"),
    Shape.CURRENCY: ("EUR",),
    Shape.PERCENT: ("5", "5%"),
    Shape.TIME: ("9:30",),
    Shape.TIMES: ("9:30", "8:00, 12:00"),
    Shape.DATE: ("2026-01-02",),
    Shape.MOMENT: ("2026-01-02", "2026-01-02T10:00:00+08:00"),
}


@pytest.mark.parametrize("kind", get_args(Kind))
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_any_table_is_planned_or_refused(kind: str, tmp_path: Path, data: st.DataObject) -> None:
    columns = columns_of(kind)
    names = [column.name for column in columns]
    cells = [
        data.draw(st.sampled_from((_good(column), _good(column) | CELLS))) for column in columns
    ]
    rows = data.draw(st.lists(st.tuples(*cells), max_size=6))
    table = [",".join(names), *(",".join(_quoted(cell) for cell in row) for row in rows)]
    file = tmp_path / "t.csv"
    file.write_bytes("\r\n".join(table).encode("utf-8", "surrogatepass"))
    request = Request(kind, file, "t.csv", dry_run=True)
    checked = check(request, Anything(), ZoneInfo("UTC"), tmp_path, lambda _: None)
    for planned in checked.plan.commands:
        # A command made of cells is one that any program could have sent.
        assert decode_command(encode_command(planned.command)) == planned.command


def _good(column: Column) -> st.SearchStrategy[str]:
    """Cells that can be read, so that whole rows get as far as a plan."""
    if column.choices:
        return st.sampled_from([*column.choices])
    return st.sampled_from(GOOD.get(column.shape, ("TEA", "CUP", "+86 013", "上海 1")))


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"'
