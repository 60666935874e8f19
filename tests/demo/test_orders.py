"""Order files: what is read, what is judged, what is made up."""

import csv
import io
from pathlib import Path

import pytest

from tests.demo.intake import refused_rows, write_refused
from tests.demo.line import Line as Telephone
from tests.demo.making import make_rows
from tests.demo.orders import (
    COLUMNS,
    NEGATIVE,
    NOT_WHOLE,
    UNKNOWN_CANCELLED,
    WITH_REFUSED,
    ZERO,
    Line,
    Order,
    Refused,
    Row,
    as_csv,
    demand,
    descriptions,
    judge,
    shares,
)
from tests.demo.programs import Program
from tests.demo.reading import NotOrders, read_rows
from tests.demo.shapes import ImportReport, Refusal
from tests.demo.world import Site

REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "orders" / "week_2011-10-03.csv"


def row(place: int, order: str, sku: str, quantity: str, description: str = "CUP") -> Row:
    return Row(place, order, sku, description, quantity, "2026-03-02T08:00:00", "1", "C7", "UK")


def test_a_document_with_one_bad_line_is_refused_whole_and_each_row_gets_its_reason() -> None:
    share = judge(
        [
            row(2, "1", "a", "3"),
            row(3, "1", "a", "2"),
            row(4, "2", "b", "5"),
            row(5, "2", "c", "-1"),
            row(6, "3", "d", "0"),
            row(7, "4", "d", "1.5"),
            row(8, "C1", "a", "-3"),
            row(9, "C99", "a", "-3"),
        ]
    )
    assert share.orders == (Order("1", "C7", (Line("a", 3), Line("a", 2))),)
    assert share.cancelled == ("1",)
    assert share.to_ship == ()
    assert share.refused == (
        Refused(4, "2", "b", "5", WITH_REFUSED),
        Refused(5, "2", "c", "-1", NEGATIVE),
        Refused(6, "3", "d", "0", ZERO),
        Refused(7, "4", "d", "1.5", NOT_WHOLE),
        Refused(9, "C99", "a", "-3", UNKNOWN_CANCELLED),
    )


def test_each_document_goes_to_one_site_and_its_cancellation_with_it() -> None:
    rows = make_rows(seed=3, orders=60, items=80)
    parts = shares(rows, sites=2)
    assert sum(len(part.rows) for part in parts) == len(rows)
    homes: dict[str, set[int]] = {}
    for site, part in enumerate(parts):
        for each in part.rows:
            homes.setdefault(each.order.removeprefix("C"), set()).add(site)
    assert all(len(sites) == 1 for sites in homes.values())
    assert all(part.orders for part in parts)


def test_a_made_day_repeats_with_its_seed_and_has_the_asked_number_of_good_orders() -> None:
    first, again, other = (make_rows(seed, orders=50, items=60) for seed in (1, 1, 2))
    assert first == again
    assert first != other
    share = judge(first)
    assert len(share.orders) == 50
    assert share.refused
    assert share.cancelled
    assert sum(demand(share.orders).values()) > 50


def test_a_made_day_has_many_small_orders_few_large_ones_and_a_long_tail_of_items() -> None:
    share = judge(make_rows(seed=7, orders=400, items=500))
    sizes = sorted(len(order.lines) for order in share.orders)
    assert 6 <= sizes[len(sizes) // 2] <= 13
    assert sizes[-1] > 3 * sizes[len(sizes) // 2]
    wanted = sorted(demand(share.orders).values(), reverse=True)
    assert sum(wanted[: len(wanted) // 5]) > sum(wanted) * 0.35


def test_the_file_for_a_site_reads_back_as_the_same_rows(tmp_path: Path) -> None:
    rows = [row(2, "1", "a", "3", 'SAYS "HI", LOUDLY'), row(3, "C1", "ä", "-1")]
    file = tmp_path / "orders.csv"
    file.write_bytes(as_csv(rows))
    assert read_rows(file) == rows


def test_remarks_on_corrections_do_not_name_an_item() -> None:
    rows = [row(2, "1", "a", "1"), row(3, "2", "a", "1"), row(4, "3", "a", "-1", "damaged"),
            row(5, "4", "b", "1", "  ")]  # fmt: skip
    assert descriptions(rows) == {"a": "CUP", "b": "b"}


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"order_id,sku\n1,a\n", "no column"),
        (",".join(COLUMNS).encode() + b"\n", "no orders"),
        (b"\xff\xfe\x00", "codec"),
    ],
)
def test_a_file_that_is_no_order_file_is_refused_with_the_reason(
    body: bytes, said: str, tmp_path: Path
) -> None:
    file = tmp_path / "orders.csv"
    file.write_bytes(body)
    with pytest.raises(NotOrders, match=said):
        read_rows(file)


@pytest.mark.skipif(not REAL.exists(), reason="the real orders lie beside the project, not in it")
def test_the_real_week_is_judged_row_by_row() -> None:
    rows = read_rows(REAL)
    share = judge(rows)
    assert len(rows) == 13_155
    assert len({each.order for each in rows}) == 625
    assert len(share.orders) == 484
    assert sum(len(order.lines) for order in share.orders) + len(share.refused) == 13_155
    assert len(share.refused) == 428
    assert {each.reason for each in share.refused} == {NEGATIVE, UNKNOWN_CANCELLED}


def test_headings_of_the_file_are_those_of_the_real_data() -> None:
    assert next(csv.reader(io.StringIO(as_csv([]).decode()))) == list(COLUMNS)


def test_every_row_of_a_refused_document_is_reported_under_the_row_of_the_given_file(
    tmp_path: Path,
) -> None:
    rows = (row(2, "1", "a", "3"), row(7, "2", "b", "5"), row(8, "2", "c", "-1"))
    refusal = Refusal(4, "quantity", "negative_quantity", "-1", "2")
    report = ImportReport("loaded", 3, 2, 1, 0, 0, 1, {"negative_quantity": 1}, [refusal])
    refused = refused_rows(judge(rows), report)
    assert [(each.place, each.reason) for each in refused] == [(7, NEGATIVE), (8, NEGATIVE)]
    site = Site("LEEDS", "Leeds", "UTC", Program("LEEDS", "m", tmp_path, 0, tmp_path), Telephone(0))
    site.refused = refused
    write_refused([site], tmp_path / "refused.csv")
    lines = (tmp_path / "refused.csv").read_text().splitlines()
    assert lines[1] == "LEEDS,7,2,b,5,negative_quantity"
    assert len(lines) == 3
