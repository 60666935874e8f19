"""Headings to fields and texts to values."""

from datetime import UTC, date, datetime
from typing import get_args
from zoneinfo import ZoneInfo

import pytest

from edge.intake.cells import BadCell, read_cell
from edge.intake.columns import Column, Shape, custom_column, fold, mapping_for
from edge.intake.errors import IntakeError
from edge.intake.kinds import KINDS, columns_of
from edge.intake.names import Kind
from edge.intake.reading import BAD, FORMULA
from edge.intake.report import ERRORS
from models.warehouse.custom import CustomField

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
    assert mapping_for(columns_of(kind), headings) == expected


def test_what_is_given_goes_before_the_guess() -> None:
    headings = ["order", "item", "qty", "shipped qty"]
    given = {"quantity": "shipped qty", "customer": ""}
    assert mapping_for(columns_of("orders"), headings, given)["quantity"] == 3


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
        mapping_for(columns_of(kind), ["a"], given)
    assert caught.value.code == code


def test_no_word_means_two_fields_of_a_kind() -> None:
    assert set(KINDS) == set(get_args(Kind))
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
    assert read_cell(text, Column("x", shape, ()), LONDON) == value


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
        read_cell(text, Column("x", shape, ()), LONDON)
    assert caught.value.code == code


CHOICE = next(column for column in columns_of("locations") if column.name == "property")
RATING = custom_column(CustomField("partner", "rating", "decimal", 1, label_zh="评分"))


@pytest.mark.parametrize(
    ("text", "column", "value"),
    [
        ("12.4", Column("x", Shape.MEASURE, ()), 12),
        ("1,234.5", Column("x", Shape.MEASURE, ()), 1235),
        ("1,234.50", Column("x", Shape.MONEY, ()), 1_234_500_000),
        ("¥ 0.000001", Column("x", Shape.MONEY, ()), 1),
        ("２.5000000000", Column("x", Shape.MONEY, ()), 2_500_000),
        ("9", Column("x", Shape.MONEY, ()), 9_000_000),
        ("cny", Column("x", Shape.CURRENCY, ()), "CNY"),
        ("9:30", Column("x", Shape.TIME, ()), "09:30"),
        ("16:45:00", Column("x", Shape.TIME, ()), "16:45"),
        ("Holding", CHOICE, "hold"),
        ("破损", CHOICE, "damage"),
        ("4.5", RATING, "45"),
        ("+86 013", Column("x", Shape.TEXT, ()), "+86 013"),
    ],
)
def test_each_shape_has_its_own_reading(text: str, column: Column, value: object) -> None:
    assert read_cell(text, column, LONDON) == value


@pytest.mark.parametrize(
    ("text", "column", "code"),
    [
        ("-1", Column("x", Shape.MEASURE, ()), "not_a_number"),
        ("heavy", Column("x", Shape.MEASURE, ()), "not_a_number"),
        ("-1", Column("x", Shape.MONEY, ()), "not_an_amount"),
        ("1,5", Column("x", Shape.MONEY, ()), "not_an_amount"),
        ("0.0000001", Column("x", Shape.MONEY, ()), "not_an_amount"),
        ("nan", Column("x", Shape.MONEY, ()), "not_an_amount"),
        ("EURO", Column("x", Shape.CURRENCY, ()), "not_a_currency"),
        ("24:00", Column("x", Shape.TIME, ()), "not_a_time"),
        ("broken", CHOICE, "unknown_choice"),
        ("4.55", RATING, "too_many_decimals"),
        ("a\x07", RATING, "control_character"),
    ],
)
def test_each_shape_says_what_it_is_not(text: str, column: Column, code: str) -> None:
    with pytest.raises(BadCell) as caught:
        read_cell(text, column, LONDON)
    assert caught.value.code == code


def test_a_code_of_a_bad_cell_is_one_that_is_told_to_its_neighbours() -> None:
    """Else an order would go in without the line."""
    assert {"not_a_number", "not_an_amount", "not_a_time", "too_many_decimals"} <= ERRORS


def test_a_field_the_company_added_is_known_by_code_and_labels() -> None:
    columns = (*columns_of("partners"), RATING)
    for heading in ("rating", "custom.rating", "评分"):
        assert mapping_for(columns, ["code", heading])["custom.rating"] == 1
