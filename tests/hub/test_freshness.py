"""What a site's line is called: by its own messages, and by those of a hub that tells of it."""

import pytest

from hub.link.freshness import OTHER_HUB, Watch
from hub.store.freshness import Freshness, Link

MINUTE_MS = 60_000
START_MS = 1_790_000_000_000


@pytest.mark.parametrize(
    ("told_after_ms", "asked_after_ms", "link"),
    [
        (None, 29_999, Link.DELAYED),
        (None, 30_000, Link.OFFLINE),
        (5 * MINUTE_MS, 5 * MINUTE_MS + 29_999, Link.DELAYED),
        (5 * MINUTE_MS, 5 * MINUTE_MS + 30_000, Link.OFFLINE),
        (15 * MINUTE_MS, 15 * MINUTE_MS, Link.STALE),
    ],
)
def test_a_site_behind_another_hub_is_offline_only_once_that_hub_is(
    told_after_ms: int | None, asked_after_ms: int, link: Link
) -> None:
    now = [START_MS]
    watch = Watch({}, lambda: now[0], lambda _: None)
    watch.applied(7, START_MS)

    if told_after_ms is not None:
        watch.told(7, START_MS + told_after_ms)

    known = watch.all()[7]
    assert known.link(START_MS + asked_after_ms) == link
    assert (known.heard_ms, known.as_of_ms) == (START_MS, START_MS)


def test_another_hub_says_nothing_of_a_site_that_is_on_its_line_here_or_was_never_heard() -> None:
    watch = Watch({}, lambda: START_MS, lambda _: None)
    watch.up(1)
    here = watch.all()

    watch.told(1, START_MS + 1)
    watch.told(2, START_MS + 1)

    assert watch.all() == here


def test_a_site_that_left_for_another_hub_says_so() -> None:
    watch = Watch({}, lambda: START_MS, lambda _: None)
    watch.applied(7, START_MS)

    watch.told(7, START_MS)

    assert watch.all() == {
        7: Freshness(
            heard_ms=START_MS, applied_ms=START_MS, newest_ms=START_MS, told_ms=START_MS,
            reason=OTHER_HUB,
        )
    }  # fmt: skip
