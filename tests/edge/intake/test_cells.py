"""Headings to fields and texts to values."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from edge.intake.cells import BadCell, read_cell
from edge.intake.columns import KINDS, Shape, fold, mapping_for
from edge.intake.errors import IntakeError
from edge.intake.reading import BAD, FORMULA

LONDON = ZoneInfo("Europe/London")


@pytest.mark.parametrize(
    ("kind", "headings", "expected"),
    [
        (
            "orders",
            ["order_id", "sku", "description", "qty", "ts", "unit_price", "customer", "country"],
            {"order": 0, "item": 1, "quantity": 3, "customer": 6},
        ),
        (
            "orders",
            ["订单编号", "行号", "商品编码", "数量", "客户", "交货日期"],
            {"order": 0, "line": 1, "item": 2, "quantity": 3, "customer": 4, "due_at": 5},
        ),
        ("orders", ["Order No.", "ITEM code", " Qty "], {"order": 0, "item": 1, "quantity": 2}),
        ("items", ["sku", "description", "ean"], {"code": 0, "description": 1, "barcode": 2}),
        ("items", ["货号", "品名", "单位"], {"code": 0, "description": 1, "base_uom": 2}),
        (
            "asns",
            ["采购单号", "供应商", "物料编码", "数量", "批次", "有效期"],
            {"asn": 0, "supplier": 1, "item": 2, "quantity": 3, "lot": 4, "expiry": 5},
        ),
        ("opening_stock", ["库位", "商品", "库存"], {"location": 0, "item": 1, "quantity": 2}),
    ],
)
def test_columns_are_guessed_in_both_languages(
    kind: str, headings: list[str], expected: dict[str, int]
) -> None:
    assert mapping_for(kind, headings) == expected


def test_what_is_given_goes_before_the_guess() -> None:
    headings = ["order", "item", "qty", "shipped qty"]
    given = {"quantity": "shipped qty", "customer": ""}
    assert mapping_for("orders", headings, given)["quantity"] == 3


@pytest.mark.parametrize(
    ("kind", "given", "code"),
    [
        ("nothing", {}, "unknown_kind"),
        ("orders", {"colour": "a"}, "unknown_field"),
        ("orders", {"order": "b"}, "unknown_heading"),
        ("orders", {}, "column_missing"),
    ],
)
def test_a_mapping_that_does_not_fit_is_refused(
    kind: str, given: dict[str, str], code: str
) -> None:
    with pytest.raises(IntakeError) as caught:
        mapping_for(kind, ["a"], given)
    assert caught.value.code == code


def test_no_word_means_two_fields_of_a_kind() -> None:
    for columns in KINDS.values():
        words = [word for column in columns for word in (fold(column.name), *column.headings)]
        own = [word for column in columns for word in {fold(column.name), *column.headings}]
        assert len(own) == len(set(own)), sorted(word for word in words if words.count(word) > 1)
        assert all(fold(word) == word for word in words)


@pytest.mark.parametrize(
    ("text", "shape", "value"),
    [
        ("12", Shape.QUANTITY, 12),
        ("-3", Shape.QUANTITY, -3),
        ("\u221214", Shape.QUANTITY, -14),
        ("1,234", Shape.QUANTITY, 1234),
        ("12.0", Shape.QUANTITY, 12),
        ("１２", Shape.QUANTITY, 12),
        ("", Shape.QUANTITY, None),
        ("2026-11-22", Shape.DATE, date(2026, 11, 22)),
        ("2026/1/2", Shape.DATE, date(2026, 1, 2)),
        ("2026年1月2日", Shape.DATE, date(2026, 1, 2)),
        ("2011-10-03T08:30:00.000000000", Shape.MOMENT, datetime(2011, 10, 3, 7, 30, tzinfo=UTC)),
        ("2026-01-02", Shape.MOMENT, datetime(2026, 1, 2, tzinfo=UTC)),
        (" A 1 ", Shape.CODE, "A 1"),
    ],
)
def test_a_cell_is_read_as_people_write_it(text: str, shape: Shape, value: object) -> None:
    assert read_cell(text, shape, LONDON) == value


@pytest.mark.parametrize(
    ("text", "shape", "code"),
    [
        ("1.5", Shape.QUANTITY, "not_a_whole_number"),
        ("1.234.5", Shape.QUANTITY, "not_a_whole_number"),
        ("1e3", Shape.QUANTITY, "not_a_whole_number"),
        ("12 pcs", Shape.QUANTITY, "not_a_whole_number"),
        ("9" * 13, Shape.QUANTITY, "out_of_range"),
        ("9" * 4_000, Shape.QUANTITY, "out_of_range"),
        ("-1", Shape.WHOLE, "negative"),
        ("03/10/2011", Shape.DATE, "not_a_date"),
        ("2026-02-30", Shape.DATE, "not_a_date"),
        ("x" * 81, Shape.CODE, "too_long"),
        ("a\x07b", Shape.CODE, "control_character"),
        (BAD + FORMULA, Shape.CODE, "formula"),
    ],
)
def test_a_cell_that_cannot_be_read_says_why(text: str, shape: Shape, code: str) -> None:
    with pytest.raises(BadCell) as caught:
        read_cell(text, shape, LONDON)
    assert caught.value.code == code
