"""Promises: never more than there is, and a release breaks none that was given before."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.warehouse.promising import DAY_MS, Promised, may_take, promisable, within

PIECES = st.integers(0, 20)


@given(st.lists(st.integers(1, 10), max_size=8), PIECES)
def test_no_unit_is_promised_twice(wishes: list[int], free: int) -> None:
    promised: list[int] = []
    for wanted in wishes:
        promised.append(promisable(wanted, free, sum(promised)))
    assert sum(promised) == min(free, sum(wishes))


@given(PIECES, PIECES, PIECES, PIECES, PIECES)
def test_a_release_leaves_what_was_promised_before(
    wanted: int, free: int, earlier: int, own: int, later: int
) -> None:
    taken = may_take(wanted, free, Promised(earlier, own, later))
    assert 0 <= taken <= wanted
    assert free - taken >= min(free, earlier)
    if free >= earlier + own + later:
        assert taken >= min(wanted, own)
        assert free - taken >= earlier + later


@pytest.mark.parametrize(
    ("due_ms", "expected"), [(None, True), (DAY_MS * 3, True), (DAY_MS * 3 + 1, False)]
)
def test_promises_are_kept_up_to_a_horizon(due_ms: int | None, expected: bool) -> None:
    assert within(due_ms, 0, 3) is expected
