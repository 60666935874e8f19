"""What makes somebody count a location."""

from typing import Annotated

from msgspec import Meta

from models.warehouse.rules.saying import Saying

DAY_MS = 86_400_000


class CountBy(Saying, frozen=True, tag="count"):
    """after_picks: every so many picks. every_days: at least so often. when_empty: when the book
    says that a pick has emptied it (the zero check). likely_per_day: so many a day of those whose
    record is most likely wrong, or whose stock has most likely run out. None or False: not for
    this."""

    after_picks: Annotated[int, Meta(ge=1)] | None = None
    every_days: Annotated[int, Meta(ge=1)] | None = None
    when_empty: bool = False
    likely_per_day: Annotated[int, Meta(ge=1, le=1_000)] | None = None


def is_due(by: CountBy, picks_since: int, counted_at_ms: int | None, now_ms: int) -> bool:
    """Whether a location is to be counted; one of unknown age is due as soon as days matter."""
    if by.after_picks is not None and picks_since >= by.after_picks:
        return True
    if by.every_days is None:
        return False
    return counted_at_ms is None or now_ms - counted_at_ms >= by.every_days * DAY_MS
