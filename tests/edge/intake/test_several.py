"""Several values in one cell."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.intake.several import joined, parts


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("fefo", ("fefo",)),
        ("fefo, fifo;nearest", ("fefo", "fifo", "nearest")),
        ("红、绿，蓝；黄", ("红", "绿", "蓝", "黄")),
        ("red\ngreen", ("red", "green")),
        ("Smith, Ltd | Jones | ", ("Smith, Ltd", "Jones")),
        ("甲｜乙", ("甲", "乙")),
        ('["a|b", " c "]', ("a|b", " c ")),
        ("[mixed], [pure]", ("[mixed]", "[pure]")),
        ("[1, 2]", ("[1", "2]")),
        (" , ", ()),
    ],
)
def test_values_are_taken_apart_as_people_write_them(text: str, values: tuple[str, ...]) -> None:
    assert parts(text) == values


@given(st.lists(st.text(max_size=8) | st.sampled_from(["a, b", "|", "[x]", " ", "甲、乙"])))
def test_what_is_joined_comes_apart_again(values: list[str]) -> None:
    assert parts(joined(values)) == tuple(values)
