"""Stored replies and ended leases go when they are old; the young ones stay."""

import pytest

from edge.store.claims import forget_leases, has_ended_leases
from edge.store.replies import SLICE_ROWS, Slice, forget, next_slice
from tests.edge.site import TestSite

DAY_MS = 86_400_000
NOW_MS = 100 * DAY_MS
BEFORE_MS = NOW_MS - 35 * DAY_MS


@pytest.fixture
def kept(site: TestSite) -> TestSite:
    """Twice a slice of replies and one more, every third one exactly at the end of its time."""
    execute = site.store.connection.execute
    execute("DELETE FROM stored_reply")
    for number in range(2 * SLICE_ROWS + 1):
        at_ms = BEFORE_MS - (number % 3 == 0)
        execute("INSERT INTO stored_reply VALUES(?, x'', x'', ?)", (f"{number:06}", at_ms))
    return site


def test_every_old_reply_goes_in_turn_and_no_other(kept: TestSite) -> None:
    connection = kept.store.connection
    after, sizes = "", []
    while (part := next_slice(connection, after, BEFORE_MS)) is not None:
        sizes.append(part.old)
        forget(connection, part, BEFORE_MS)
        after = part.last
    left = [row[0] for row in connection.execute("SELECT at_ms FROM stored_reply").fetchall()]
    assert len(sizes) == 3
    assert sum(sizes) == len(range(0, 2 * SLICE_ROWS + 1, 3))
    assert left == [BEFORE_MS] * (2 * SLICE_ROWS + 1 - sum(sizes))


def test_a_slice_without_old_ones_asks_for_no_write(kept: TestSite) -> None:
    last = f"{SLICE_ROWS - 1:06}"
    assert next_slice(kept.store.connection, "", BEFORE_MS - 1) == Slice("", last, 0)


def test_what_people_held_yesterday_is_forgotten_and_what_they_hold_is_not(site: TestSite) -> None:
    connection = site.store.connection
    for task, until_ms in ((1, NOW_MS - 1), (2, NOW_MS), (3, NOW_MS + 1)):
        connection.execute("INSERT INTO lease VALUES(?, 1, 1, ?)", (task, until_ms))
    assert has_ended_leases(connection, NOW_MS)
    forget_leases(connection, NOW_MS)
    assert connection.execute("SELECT task_id FROM lease").fetchall() == [(2,), (3,)]
    assert not has_ended_leases(connection, NOW_MS)
