"""ABC, XYZ and dead stock by examples small enough to be counted."""

import numpy as np
import pytest

from models.demand.classes import abc, is_dead, quiet_days, xyz

NAN = float("nan")


@pytest.mark.parametrize(
    ("values", "letters"),
    [
        ([70, 15, 10, 5], "AABC"),
        ([5, 10, 15, 70], "CBAA"),
        ([100, 0], "AC"),
        ([0, 0], "CC"),
        ([1, 1, 1, 1], "AAAA"),
    ],
)
def test_classes_follow_the_share_reached_before_an_item(values: list[int], letters: str) -> None:
    assert "".join(abc(np.array(values, dtype=float))) == letters


@pytest.mark.parametrize(
    ("row", "letter", "pattern"),
    [
        ([5.0] * 56, "X", "smooth"),
        (([7.0] + [0.0] * 6) * 8, "X", "intermittent"),
        (([30.0] + [0.0] * 27) * 2, "Z", "intermittent"),
        ([0.0] * 56, "Z", "none"),
        (([1.0, 9.0] * 28), "X", "erratic"),
        (([2.0] + [0.0] * 13 + [40.0] + [0.0] * 13) * 2, "Z", "lumpy"),
        ([5.0] * 20, "Z", "smooth"),
    ],
)
def test_regularity_is_judged_by_weeks(row: list[float], letter: str, pattern: str) -> None:
    (found,) = xyz(np.array([row]))

    assert (found.letter, found.pattern) == (letter, pattern)


def test_days_out_of_stock_make_no_item_irregular() -> None:
    row = np.array([[5.0] * 56])
    row[0, 10:20] = NAN

    (found,) = xyz(row)

    assert (found.letter, found.variation, found.interval_d) == ("X", 0.0, 1.0)


def test_quiet_days_are_counted_from_the_end() -> None:
    asked = np.array([[1.0, 0.0, 0.0], [0.0, 0.0, 2.0], [0.0, 0.0, 0.0]])

    assert quiet_days(asked).tolist() == [2, 0, 3]


def test_days_on_which_nobody_could_be_served_or_it_had_not_come_are_not_quiet() -> None:
    asked = np.array([[3.0, NAN, NAN], [3.0, NAN, 0.0], [NAN, NAN, 0.0], [NAN, NAN, NAN]])

    assert quiet_days(asked).tolist() == [0, 1, 1, 0]


@pytest.mark.parametrize(
    ("on_hand", "quiet", "per_day", "dead"),
    [(1, 90, 0.0, True), (1, 89, 0.0, False), (0, 90, 0.0, False), (180, 90, 1.0, False),
     (181, 90, 1.0, True)],
)  # fmt: skip
def test_dead_stock_is_both_quiet_and_lasting(
    on_hand: int, quiet: int, per_day: float, dead: bool
) -> None:
    assert is_dead(on_hand, quiet, per_day) is dead
