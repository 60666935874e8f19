"""The one eligibility rule and the order in which stock is taken."""

from datetime import date, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.warehouse.stock import Bar, Stock, StockKey, barred, share_out, take_first

TODAY = "2026-01-05"
GOOD = Stock(
    StockKey(1, 2, 0, 0, 3, "available"),
    10,
    4,
    1_000,
    "A-01",
    "storage",
    "normal",
    "active",
    "A",
    1,
)


def test_good_stock_is_eligible_up_to_its_last_day() -> None:
    assert barred(GOOD, TODAY) is None
    assert barred(msgspec.structs.replace(GOOD, expiry=TODAY), TODAY) is None


@pytest.mark.parametrize(
    ("change", "bar"),
    [
        ({"expiry": "2026-01-04"}, Bar.EXPIRED),
        ({"key": GOOD.key._replace(status="damaged")}, Bar.STATUS),
        ({"key": GOOD.key._replace(status="hold")}, Bar.STATUS),
        ({"key": GOOD.key._replace(status="inspection")}, Bar.STATUS),
        ({"location_kind": "dock"}, Bar.LOCATION),
        ({"location_kind": "packing"}, Bar.LOCATION),
        ({"location_property": "hold"}, Bar.LOCATION),
        ({"location_status": "blocked"}, Bar.LOCATION),
    ],
)
def test_stock_that_may_not_be_given_says_why(change: dict[str, object], bar: Bar) -> None:
    assert barred(msgspec.structs.replace(GOOD, **change), TODAY) is bar


STOCKS = st.lists(
    st.builds(
        lambda place, quantity, reserved, age, days: msgspec.structs.replace(
            GOOD,
            key=GOOD.key._replace(location_id=place),
            quantity=quantity,
            reserved=min(reserved, quantity),
            received_at_ms=age,
            expiry=None if days is None else (date(2026, 1, 1) + timedelta(days=days)).isoformat(),
        ),
        st.integers(1, 50),
        st.integers(1, 20),
        st.integers(0, 20),
        st.integers(0, 5),
        st.none() | st.integers(0, 30),
    ),
    unique_by=lambda stock: stock.key,
)


@given(STOCKS, st.integers(1, 100))
def test_shares_cover_what_is_free_and_no_more(stocks: list[Stock], wanted: int) -> None:
    ordered = sorted(stocks, key=take_first)
    shares = share_out(ordered, wanted, {})
    assert sum(share.quantity for share in shares) == min(
        wanted, sum(stock.free for stock in stocks)
    )
    assert all(0 < share.quantity <= share.stock.free for share in shares)
    used = [share.stock for share in shares]
    assert used == [stock for stock in ordered if stock.free][: len(used)]
    taken = {share.stock.key: share.quantity for share in shares}
    rest = share_out(ordered, 10_000, taken)
    assert sum(share.quantity for share in [*shares, *rest]) == sum(s.free for s in stocks)
