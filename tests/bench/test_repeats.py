"""Contenders take turns, warm-up counts for nothing, and only values of one round are divided."""

from bench.repeats import Ratio, interleave, ratio, seconds


def test_contenders_take_turns_and_the_first_place_goes_round() -> None:
    order: list[tuple[str, int]] = []

    def contender(name: str, value: float) -> float:
        order.append((name, len(order)))
        return value

    measured = interleave(
        {
            "ours": lambda number: contender("ours", number),
            "plain": lambda number: contender("plain", 10 * number),
        },
        rounds=3,
    )
    assert measured == {"ours": [0, 1, 2], "plain": [0, 10, 20]}
    names = [name for name, _ in order]
    assert names == ["plain", "ours", "ours", "plain", "plain", "ours", "ours", "plain"]


def test_a_drifting_machine_does_not_move_the_ratio() -> None:
    slow_down = [1.0, 2.0, 4.0, 8.0, 16.0]
    ours = [0.5 * each for each in slow_down]
    assert ratio(ours, slow_down) == Ratio(median=0.5, low=0.5, high=0.5)


def test_a_ratio_is_reported_as_its_median_with_the_extremes_beside_it() -> None:
    result = ratio([2.0, 9.0, 4.0], [1.0, 3.0, 1.0])
    assert result.figures("x") == {"x": 3.0, "x_low": 2.0, "x_high": 4.0}


def test_seconds_are_taken_from_the_given_clock_around_the_work() -> None:
    ticks = iter([5.0, 7.5])
    assert seconds(lambda: None, clock=lambda: next(ticks)) == 2.5
