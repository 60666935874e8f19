"""Freight and money: exact, rounded once, cities equal or no lane."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.warehouse.freight import Quote, Tariff, cost_micro, lane_of, quotes, tariff_key
from models.warehouse.money import MICRO, MONEY_MICRO_MAX, MoneyError, show_micro, to_micro


@pytest.mark.parametrize(
    ("fees", "weight_g", "volume_mm3", "cost"),
    [
        (("2", "100", "15"), 10_000, 50_000_000, "20.00"),  # weight: 10 kg
        (("2", "500", "15"), 10_000, 50_000_000, "25.00"),  # volume: 0.05 m³
        (("2", "100", "15"), 1_000, 1_000_000, "15.00"),  # the minimum
        (("0.1", "0", "0"), 50, 0, "0.01"),  # 0.005: half a coin goes up
        (("0.1", "0", "0"), 49, 0, "0.00"),
        (("0.333333", "0", "0"), 3_000, 0, "1.00"),
        (("0", "0", "0"), 10**9, 10**12, "0.00"),
    ],
)
def test_the_greatest_of_weight_volume_and_minimum(
    fees: tuple[str, str, str], weight_g: int, volume_mm3: int, cost: str
) -> None:
    per_kg, per_m3, least = map(to_micro, fees)
    tariff = Tariff("C", per_kg, per_m3, least)
    assert show_micro(cost_micro(tariff, weight_g, volume_mm3)) == cost


@pytest.mark.parametrize(
    ("currency", "cost"), [(None, "1.23"), ("EUR", "1.23"), ("JPY", "1.00"), ("KWD", "1.235")]
)
def test_a_cost_is_a_whole_number_of_coins(currency: str | None, cost: str) -> None:
    tariff = Tariff("C", 0, 0, to_micro("1.2346"), currency)
    assert show_micro(cost_micro(tariff, 0, 0)) == cost


def test_quotes_come_cheapest_first() -> None:
    tariffs = [Tariff("B", 0, 0, 3 * MICRO), Tariff("A", 0, 0, 3 * MICRO), Tariff("C", 0, 0, MICRO)]
    assert quotes(tariffs, 0, 0) == [
        Quote("C", MICRO, None), Quote("A", 3 * MICRO, None), Quote("B", 3 * MICRO, None),
    ]  # fmt: skip


@pytest.mark.parametrize("other", ["上海 ", " 上海", "\u3000上海"])
def test_cities_are_equal_whatever_spaces_surround_them(other: str) -> None:
    assert lane_of("Paris", other) == lane_of("ＰＡＲＩＳ", "上海")


@pytest.mark.parametrize("other", ["Par", "Paris X", "", "Pariss"])
def test_a_part_of_a_name_is_another_city(other: str) -> None:
    assert tariff_key(1, lane_of(other, "Rome")) != tariff_key(1, lane_of("Paris", "Rome"))


@given(st.integers(0, MONEY_MICRO_MAX - 1))
def test_money_there_and_back_is_the_same(micro: int) -> None:
    assert to_micro(show_micro(micro)) == micro


@pytest.mark.parametrize("text", ["", "-1", "1e3", "1.0000001", ".5", "1,5", "٣", "1" * 13])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(MoneyError):
        to_micro(text)
