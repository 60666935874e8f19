"""Rules as rows: read strictly, held by priority; each kind's arithmetic at its bounds."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.warehouse.rules.putaway import Load, PutAwayBy, Room, tight
from models.warehouse.rules.receipt import over, to_inspect
from models.warehouse.rules.recount import DAY_MS, CountBy, is_due
from models.warehouse.rules.removal import TakeBy, in_turn, leeway
from models.warehouse.rules.replenishment import Face, RefillBy, refill
from models.warehouse.rules.rule import RuleError, Subject, When, holding, holds, read
from models.warehouse.stock import Stock, StockKey, take_first


def test_rules_that_hold_speak_by_priority() -> None:
    rules = [
        read(3, 9, "{}", '{"kind": "putaway", "strategy": "any"}'),
        read(2, 1, '{"class_abc": "A"}', '{"kind": "putaway", "strategy": "fixed", "zone": "F"}'),
        read(1, 1, "{}", '{"kind": "removal", "sort": ["lifo"]}'),
    ]
    said = holding(rules, Subject("TEA", class_abc="A"), PutAwayBy)
    assert said == [PutAwayBy("fixed", "F"), PutAwayBy("any")]
    assert holding(rules, Subject("TEA", class_abc="B"), PutAwayBy) == [PutAwayBy("any")]
    assert holding(rules, Subject("TEA"), TakeBy) == [TakeBy(("lifo",))]


@pytest.mark.parametrize(
    ("when", "says"),
    [
        ("{}", '{"kind": "burning"}'),
        ("{}", '{"kind": "putaway"}'),
        ("{}", '{"kind": "putaway", "strategy": "somewhere"}'),
        ('{"colour": "red"}', '{"kind": "putaway", "strategy": "any"}'),
        ("{}", '{"kind": "removal", "sort": []}'),
        ("[", '{"kind": "removal", "sort": ["fifo"]}'),
        ("{}", '{"kind": "count", "after_picks": "many"}'),
    ],
)
def test_a_rule_that_cannot_be_read_is_an_error(when: str, says: str) -> None:
    with pytest.raises(RuleError):
        read(1, 1, when, says)


@pytest.mark.parametrize(
    ("when", "held"),
    [
        (When(), True),
        (When(item="TEA", status="available", tracking="none"), True),
        (When(item="MUG"), False),
        (When(weight_g_min=10, weight_g_max=10), True),
        (When(weight_g_min=11), False),
        (When(weight_g_max=9), False),
        (When(volume_mm3_max=5), False),
    ],
)
def test_all_conditions_must_hold_and_an_unknown_measure_meets_no_bound(
    when: When, held: bool
) -> None:
    assert holds(when, Subject("TEA", weight_g=10)) is held


@pytest.mark.parametrize(
    ("room", "coming", "bound"),
    [
        (Room(), Load(9), None),
        (Room(units=10), Load(5), None),
        (Room(units=10), Load(6), "units"),
        (Room(weight_g=100), Load(1, weight_g=50), None),
        (Room(weight_g=100), Load(1, weight_g=51), "weight"),
        (Room(weight_g=100), Load(1, weight_g=None), None),
        (Room(volume_mm3=100), Load(1, volume_mm3=51), "volume"),
    ],
)
def test_room_by_pieces_weight_and_volume(room: Room, coming: Load, bound: str | None) -> None:
    assert tight(room, Load(5, 50, 50), coming) == bound


def _stock(number: int, quantity: int, received: int, sequence: int, expiry: str | None) -> Stock:
    key = StockKey(1, number, 0, 0, 1, "available")
    return Stock(
        key, quantity, 0, received, str(number), "storage", "normal", "active", None, sequence,
        expiry=expiry,
    )  # fmt: skip


STOCKS = [
    _stock(1, 5, 30, 3, "2026-03-01"),
    _stock(2, 9, 10, 2, None),
    _stock(3, 2, 20, 1, "2026-02-01"),
]


@pytest.mark.parametrize(
    ("sort", "places"),
    [
        (("fefo",), [3, 1, 2]),
        (("fifo",), [2, 3, 1]),
        (("lifo",), [1, 3, 2]),
        (("partial_first",), [3, 1, 2]),
        (("nearest",), [3, 2, 1]),
        (("fewest_units",), [2, 1, 3]),
    ],
)
def test_stock_is_taken_in_the_order_of_the_keys(sort: tuple[str, ...], places: list[int]) -> None:
    by = msgspec.convert({"kind": "removal", "sort": sort}, TakeBy)
    assert [stock.key.location_id for stock in in_turn(STOCKS, by)] == places


def test_what_lies_on_the_walk_comes_first_of_equals() -> None:
    by = TakeBy(("short_walk", "nearest"))
    assert [stock.key.location_id for stock in in_turn(STOCKS, by, walk={"1"})] == [1, 3, 2]


@pytest.mark.parametrize(
    ("wanted", "fixed", "any_of", "rest"),
    [
        (3, {}, {1, 2}, 3),  # any of the oldest
        (7, {1: 4, 2: 3}, set(), 0),  # all of the oldest, none of the younger
        (8, {1: 4, 2: 3}, {3, 4}, 1),
        (99, {1: 4, 2: 3, 3: 5, 4: 5}, set(), 0),
    ],
)
def test_a_walk_may_choose_among_what_the_keys_before_it_leave_equal(
    wanted: int, fixed: dict[int, int], any_of: set[int], rest: int
) -> None:
    rows = ((1, 5, 10), (2, 3, 10), (3, 5, 20), (4, 5, 20), (5, 5, 20))
    stocks = [_stock(n, quantity, received, n, None) for n, quantity, received in rows]
    taken = {stocks[0].key: 1, stocks[4].key: 5}

    found = leeway(stocks, TakeBy(("fifo", "short_walk", "nearest")), wanted, taken)

    assert {share.stock.key.location_id: share.quantity for share in found.fixed} == fixed
    assert ({one.key.location_id for one in found.any_of} if found.rest else set()) == any_of
    assert found.rest == rest


AGES = st.integers(0, 3)


@given(st.lists(st.tuples(st.integers(1, 9), AGES, AGES, st.sampled_from([None, "2026-01-01"]))))
def test_the_usual_keys_are_the_order_of_allocation(
    rows: list[tuple[int, int, int, str | None]],
) -> None:
    stocks = [_stock(number, *row) for number, row in enumerate(rows)]
    by = TakeBy(("fefo", "fifo", "nearest"))
    assert in_turn(stocks, by) == sorted(stocks, key=take_first)


@pytest.mark.parametrize(
    ("face", "by", "amount"),
    [
        (Face(on_hand=6, coming=0, minimum=5, maximum=20), RefillBy(), 0),
        (Face(on_hand=5, coming=0, minimum=5, maximum=20), RefillBy(), 15),
        (Face(on_hand=2, coming=4, minimum=5, maximum=20), RefillBy(), 0),
        (Face(on_hand=6, coming=0, minimum=5, maximum=20, wanted=30), RefillBy(), 24),
        (Face(on_hand=6, coming=0, minimum=5, maximum=20, wanted=8), RefillBy(), 14),
        (Face(on_hand=6, coming=0, minimum=5, maximum=20, wanted=30), RefillBy(False), 0),
        (Face(on_hand=0, coming=0, minimum=0, maximum=0), RefillBy(), 0),
    ],
)
def test_a_face_is_refilled_at_its_minimum_or_for_orders(
    face: Face, by: RefillBy, amount: int
) -> None:
    assert refill(face, by) == amount


@pytest.mark.parametrize(
    ("received", "percent", "too_much"),
    [(100, 0, 0), (101, 0, 1), (110, 10, 0), (111, 10, 11)],
)
def test_over_receipt_is_judged_on_the_sum(received: int, percent: int, too_much: int) -> None:
    assert over(100, received, percent) == too_much


def test_a_share_to_inspect_is_at_least_one_piece() -> None:
    assert [to_inspect(10, percent) for percent in (0, 1, 10, 11, 100)] == [0, 1, 1, 2, 10]


@pytest.mark.parametrize(
    ("by", "picks", "counted", "due"),
    [
        (CountBy(), 999, None, False),
        (CountBy(after_picks=5), 4, None, False),
        (CountBy(after_picks=5), 5, None, True),
        (CountBy(every_days=2), 0, None, True),
        (CountBy(every_days=2), 0, 8 * DAY_MS + 1, False),
        (CountBy(every_days=2), 0, 8 * DAY_MS, True),
    ],
)
def test_a_count_is_due_after_picks_or_days(
    by: CountBy, picks: int, counted: int | None, due: bool
) -> None:
    assert is_due(by, picks, counted, 10 * DAY_MS) is due
