"""The audit finds what it is there to find."""

from typing import Any

import pytest

from tests.demo.audit import (
    Findings,
    check_commands,
    check_convergence,
    check_ordered,
    check_orders,
    check_same_stock,
    check_stock,
    held,
)
from tests.demo.book import Book, Done, percentile
from tests.demo.headquarters import Ordered
from tests.demo.replica import Movement, Place, Replica
from tests.demo.shapes import Reply

STREAM = (1, 1, "w7")
DOCK, SHELF, SUPPLIER = 10, 11, 99
GOODS = (5, 0, 3)


def move(seq: int, kind: str, quantity: int, source: int, target: int) -> Movement:
    ends = ((source, 0, "available", *GOODS), (target, 0, "available", *GOODS))
    return Movement(Place(STREAM, seq), 0, 7, kind, quantity, *ends)


def replica(**changed: Any) -> Replica:  # noqa: ANN401 - any field of Replica
    fields: dict[str, Any] = {
        "keys": {"a": [Place(STREAM, 1)], "b": [Place(STREAM, 2)]},
        "ordered": frozenset({"h"}),
        "answers": {"h": 1},
        "movements": [
            move(1, "receive", 9, SUPPLIER, DOCK),
            move(2, "put_away", 9, DOCK, SHELF),
        ],
        "virtual": frozenset({SUPPLIER}),
        "warehouses": {"LEEDS": 7},
        "orders": {(7, "700001"): 1},
        "heads": {STREAM: (2, b"x")},
        "digests": {("w7", 12): b"\x01\x00"},
        "unreadable": 0,
    }
    return Replica(**{**fields, **changed})


def acknowledged() -> list[Done]:
    return [
        Done("LEEDS", "a", "receive", {"quantity": 9}, Reply("a", "line_done", "ok"), 1.0),
        Done("LEEDS", "b", "put_away", {"quantity": 9}, Reply("b", "line_done", "ok"), 2.0),
        Done("LEEDS", "c", "put_away", {"quantity": 9}, Reply("c", "gone", "block"), 3.0),
    ]


def test_a_sound_replica_gives_no_findings() -> None:
    findings = Findings()
    where = held("edge", replica())
    assert check_commands(where, acknowledged(), findings) == 2
    check_ordered(where, [Ordered("LEEDS", "h", "announce_asn", 0.0)], findings)
    check_orders(where, "LEEDS", ["700001"], findings)
    stock = check_stock(where, findings)
    assert stock == {(SHELF, 0, "available", *GOODS): 9}
    check_convergence(where, held("hub", replica()), findings)
    check_same_stock(where, stock, stock, frozenset({DOCK, SHELF}), findings)
    assert findings == Findings()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"keys": {"a": [Place(STREAM, 1)]}}, "lost"),
        ({"movements": [move(1, "receive", 8, SUPPLIER, DOCK)]}, "lost"),
        (
            {"keys": {"a": [Place(STREAM, 1), Place(STREAM, 3)], "b": [Place(STREAM, 2)]}},
            "duplicated",
        ),
        (
            {
                "movements": [
                    move(1, "receive", 18, SUPPLIER, DOCK),
                    move(2, "put_away", 9, DOCK, SHELF),
                ]
            },
            "duplicated",
        ),
    ],
)  # fmt: skip
def test_a_command_that_is_missing_or_there_twice_is_found(
    changed: dict[str, Any], field: str
) -> None:
    findings = Findings()
    check_commands(held("hub", replica(**changed)), acknowledged(), findings)
    assert getattr(findings, field)


def test_headquarters_commands_and_orders_count_too() -> None:
    findings = Findings()
    where = held("edge", replica(answers={"twice": 2}, orders={(7, "700001"): 2}))
    ordered = [Ordered("LEEDS", each, "announce_asn", 0.0) for each in ("never", "twice")]
    check_ordered(where, ordered, findings)
    check_orders(where, "LEEDS", ["700001", "700002"], findings)
    assert len(findings.lost) == 2
    assert len(findings.duplicated) == 2


def test_stock_below_zero_for_a_moment_is_found_although_the_end_is_right() -> None:
    findings = Findings()
    moves = [move(1, "put_away", 9, DOCK, SHELF), move(2, "receive", 9, SUPPLIER, DOCK)]
    check_stock(held("edge", replica(movements=moves)), findings)
    assert len(findings.negative) == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"heads": {STREAM: (1, b"x")}},
        {"heads": {STREAM: (2, b"y")}},
        {"heads": {}},
        {"digests": {("w7", 12): b"\x02\x00"}},
        {"digests": {}},
    ],
)
def test_replicas_that_differ_are_found(changed: dict[str, Any]) -> None:
    findings = Findings()
    check_convergence(held("edge", replica()), held("hub", replica(**changed)), findings)
    assert findings.apart


def test_stock_that_differs_is_found_only_for_the_places_of_the_site() -> None:
    findings = Findings()
    where = held("edge", replica())
    here: dict[tuple[object, ...], int] = {(SHELF, 0): 9}
    check_same_stock(where, here, {(SHELF, 0): 9, (50, 0): 4}, frozenset({SHELF}), findings)
    assert not findings.apart
    check_same_stock(where, here, {(SHELF, 0): 8}, frozenset({SHELF}), findings)
    assert findings.apart


def test_the_book_notices_another_answer_to_the_same_command_and_a_wrong_scan_let_through() -> None:
    book = Book()
    first, *_ = acknowledged()
    book.note(first)
    book.note(first)
    assert book.answered_differently == []
    book.note(Done("LEEDS", "a", "receive", {}, Reply("a", "gone", "block"), 4.0))
    assert book.answered_differently == ["a"]
    book.wrong_scan(first)
    assert len(book.wrong_unanswered) == 1
    assert book.between("LEEDS", 0.0, 2.0) == 1


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [
        ([3.0, 1.0, 2.0], 0.5, 2.0),
        ([1.0], 0.99, 1.0),
        ([float(n) for n in range(1, 101)], 0.99, 99.0),
    ],
)
def test_a_percentile_is_a_value_that_was_measured(
    values: list[float], share: float, expected: float
) -> None:
    assert percentile(values, share) == expected
