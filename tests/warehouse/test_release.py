"""Which channel an order joins, when it releases, by when its tasks must be done."""

from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

import pytest

from models.warehouse.release import (
    Channel,
    ChannelError,
    ForOrders,
    Wanted,
    deadline_ms,
    fits,
    is_red,
    joined,
    read_conditions,
    room,
    taken_up_to_ms,
)

LONDON = ZoneInfo("Europe/London")
PLAIN = Channel(1, "ALL", 100, ForOrders())
ORDER = Wanted("C1", "UPS", 3, 2, frozenset({"A"}))


def ms(text: str, zone: tzinfo = LONDON) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=zone).timestamp() * 1000)


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        (ForOrders(), True),
        (ForOrders(customer="C1", carrier="UPS"), True),
        (ForOrders(customer="C2"), False),
        (ForOrders(carrier="DHL"), False),
        (ForOrders(priority_min=3, priority_max=3), True),
        (ForOrders(priority_min=4), False),
        (ForOrders(priority_max=2), False),
        (ForOrders(lines_max=2), True),
        (ForOrders(lines_max=1), False),
        (ForOrders(class_abc="A"), True),
        (ForOrders(class_abc="B"), False),
    ],
)
def test_all_conditions_must_hold(conditions: ForOrders, expected: bool) -> None:
    assert fits(conditions, ORDER) is expected


def test_an_order_joins_the_first_channel_that_fits_and_is_awake() -> None:
    asleep = Channel(2, "SLEEPS", 1, ForOrders(), state="asleep")
    locked = Channel(3, "LOCKED", 50, ForOrders(carrier="UPS"), state="locked")
    assert joined([PLAIN, locked, asleep], ORDER) == locked
    assert joined([asleep], ORDER) is None


@pytest.mark.parametrize(
    ("state", "wip_max", "in_progress", "expected"),
    [
        ("open", None, 900, 50),
        ("open", 10, 4, 6),
        ("open", 10, 10, 0),
        ("open", 10, 12, 0),
        ("open", 100, 0, 50),
        ("locked", None, 0, 0),
        ("asleep", None, 0, 0),
    ],
)
def test_released_next_is_what_may_be_in_progress_less_what_is(
    state: str, wip_max: int | None, in_progress: int, expected: int
) -> None:
    channel = Channel(1, "X", 1, ForOrders(), wip_max=wip_max, state=state)  # type: ignore[arg-type]
    assert room(channel, in_progress, 50) == expected


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-06-02T07:59", "2026-06-01T14:00"),
        ("2026-06-02T08:00", "2026-06-02T08:00"),
        ("2026-06-02T13:59", "2026-06-02T08:00"),
        ("2026-06-02T23:00", "2026-06-02T14:00"),
    ],
)
def test_a_wave_takes_the_orders_made_before_it(now: str, expected: str) -> None:
    waves = Channel(1, "X", 1, ForOrders(), waves=("08:00", "14:00"))
    assert taken_up_to_ms(waves, ms(now), LONDON) == ms(expected)
    assert taken_up_to_ms(PLAIN, ms(now), LONDON) == ms(now)


@pytest.mark.parametrize(
    ("made", "due", "expected"),
    [
        ("2026-06-02T11:59", None, "2026-06-02T13:30"),
        ("2026-06-02T12:00", None, "2026-06-02T13:30"),
        ("2026-06-02T12:01", None, "2026-06-03T13:30"),
        ("2026-06-02T11:00", "2026-06-02T12:30", "2026-06-02T12:30"),
        ("2026-10-24T13:00", None, "2026-10-25T13:30"),
    ],
)
def test_tasks_end_with_the_process_of_their_cut_off(
    made: str, due: str | None, expected: str
) -> None:
    noon = Channel(1, "X", 1, ForOrders(), cut_off="12:00", process_minutes=90)
    due_ms = ms(due) if due else None
    assert deadline_ms(noon, ms(made), due_ms, LONDON) == ms(expected)
    assert deadline_ms(None, ms(made), due_ms, LONDON) == due_ms


def test_tasks_end_when_the_carrier_comes() -> None:
    made = ms("2026-06-02T12:01")
    assert deadline_ms(None, made, None, LONDON, "12:00") == ms("2026-06-03T12:00")
    assert deadline_ms(None, made, None, LONDON, "12:01") == made


def test_a_waiting_order_is_red_once_its_cut_off_has_passed() -> None:
    noon = Channel(1, "X", 1, ForOrders(), cut_off="12:00")
    made = ms("2026-01-05T10:00", UTC)
    assert not is_red(noon, made, ms("2026-01-05T12:00", UTC), UTC)
    assert is_red(noon, made, ms("2026-01-05T12:00", UTC) + 1, UTC)
    assert not is_red(PLAIN, made, ms("2027-01-01T00:00", UTC), UTC)


@pytest.mark.parametrize(
    ("conditions", "waves"), [('{"colour":"red"}', "[]"), ("[]", "[]"), ("{}", '["25:00"]')]
)
def test_a_channel_that_cannot_be_read_says_so(conditions: str, waves: str) -> None:
    with pytest.raises(ChannelError):
        read_conditions(conditions, waves)
