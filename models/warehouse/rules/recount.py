"""What makes somebody count a location."""

from models.warehouse.rules.saying import Saying

DAY_MS = 86_400_000


class CountBy(Saying, frozen=True, tag="count"):
    """after_picks: every so many picks. every_days: at least so often. when_empty: when the book
    says that a pick has emptied it (the zero check). None or False: not for this."""

    after_picks: int | None = None
    every_days: int | None = None
    when_empty: bool = False


def is_due(by: CountBy, picks_since: int, counted_at_ms: int | None, now_ms: int) -> bool:
    """Whether a location is to be counted; one never counted is due as soon as days matter."""
    if by.after_picks is not None and picks_since >= by.after_picks:
        return True
    if by.every_days is None:
        return False
    return counted_at_ms is None or now_ms - counted_at_ms >= by.every_days * DAY_MS
