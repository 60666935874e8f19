"""`holdfast-hub train` refuses what nothing can be learnt from, and reads what a site was asked."""

from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import apsw
import pytest
from click.testing import CliRunner

from hub.cli import main
from hub.foresight.past import demand_of
from hub.foresight.tables import CannotTrain, of_table

DAY_MS = 86_400_000
FRIDAY_MS = 1_767_916_800_000  # 2026-01-09
ZONE = ZoneInfo("Asia/Shanghai")


def table(folder: Path, *rows: str) -> Path:
    path = folder / "demand.csv"
    path.write_text("item,day,quantity\n" + "".join(f"{row}\n" for row in rows))
    return path


def test_a_table_is_read_by_item_and_day(tmp_path: Path) -> None:
    found = of_table(table(tmp_path, "TEA,2026-01-03,4", "CUP,2026-01-01,1", "TEA,2026-01-03,2.5"))
    assert (found.items, found.first_day) == (("CUP", "TEA"), date(2026, 1, 1))
    assert found.asked.tolist() == [[1, 0, 0], [0, 0, 6.5]]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("TEA,2026-13-01,4", "line 2"),
        ("TEA,2026-01-01,many", "line 2"),
        ("TEA,2026-01-01,-4", "no demand"),
        ("TEA,2026-01-01,nan", "no demand"),
        ("TEA,2026-01-01,inf", "no demand"),
    ],
)
def test_a_bad_row_is_named(tmp_path: Path, row: str, reason: str) -> None:
    with pytest.raises(CannotTrain, match=reason):
        of_table(table(tmp_path, row))


def test_nothing_to_learn_from(tmp_path: Path) -> None:
    with pytest.raises(CannotTrain, match="no rows"):
        of_table(table(tmp_path))
    other = tmp_path / "other.csv"
    other.write_text("sku,qty\n")
    with pytest.raises(CannotTrain, match="columns item, day, quantity"):
        of_table(other)
    made = CliRunner().invoke(main, ["train", str(tmp_path / "out")])
    assert made.exit_code == 2
    assert "--site or --from" in made.output


def orders() -> apsw.Connection:
    """Friday morning in Shanghai is Thursday evening in Greenwich."""
    connection = apsw.Connection(":memory:")
    connection.execute(
        "CREATE TABLE dn(id, warehouse_id, kind, backorder_of, created_at_ms, state);"
        "CREATE TABLE dn_line(dn_id, item_id, ordered, cancelled)"
    )
    for number, (kind, back, ago_ms, warehouse, state) in enumerate(
        [
            ("order", None, 3 * DAY_MS, 1, "shipped"),
            ("order", None, 2 * DAY_MS, 1, "confirmed"),
            ("order", None, 2 * DAY_MS, 1, "draft"),
            ("order", 1, 2 * DAY_MS, 1, "short"),  # the rest of another order
            ("transfer", None, 2 * DAY_MS, 1, "confirmed"),
            ("order", None, 0, 1, "confirmed"),  # today, which is not over
            ("order", None, 2 * DAY_MS, 2, "confirmed"),
        ]
    ):
        values = (number, warehouse, kind, back, FRIDAY_MS - ago_ms, state)
        connection.execute("INSERT INTO dn VALUES(?, ?, ?, ?, ?, ?)", values)
        connection.execute("INSERT INTO dn_line VALUES(?, 7, 10, 4)", (number,))
    return connection


def test_demand_of_a_site_is_what_its_customers_ordered_and_kept() -> None:
    found = demand_of(orders(), 1, ZONE, FRIDAY_MS)
    assert found is not None
    assert found.first_day == date(2026, 1, 6)
    assert found.asked.tolist() == [[6, 6, 0]]
    assert demand_of(orders(), 3, ZONE, FRIDAY_MS) is None
