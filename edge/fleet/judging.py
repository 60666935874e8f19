"""How long a robot may come no further before its mission goes to people, and why it then does."""

from edge.fleet.seat import Seat

BLOCKED_MS_MAX = 60_000
"""One that stands before something, or has no way to its goal."""
OUT_MS_MAX = 60_000
"""One that is silent, held or stopped."""


def absence(seat: Seat, out: str, now_ms: int) -> str:
    """`out`: why it cannot drive, or nothing. Returns why it is given up, or nothing yet."""
    seat.out_since_ms = _since(seat.out_since_ms, now_ms, holds=bool(out))
    return out if _past(seat.out_since_ms, now_ms, OUT_MS_MAX) else ""


def hindrance(seat: Seat, *, stranded: bool, now_ms: int) -> str:
    """Of one that could drive. `stranded`: no way leads to its goal. Returns as `absence`."""
    seat.blocked_since_ms = _since(
        seat.blocked_since_ms, now_ms, holds=seat.blocked and not seat.out
    )
    seat.stranded_since_ms = _since(seat.stranded_since_ms, now_ms, holds=stranded and not seat.out)
    if _past(seat.blocked_since_ms, now_ms, BLOCKED_MS_MAX):
        return "something stands in its way"
    return "no way leads there" if _past(seat.stranded_since_ms, now_ms, BLOCKED_MS_MAX) else ""


def _past(since_ms: int | None, now_ms: int, at_most_ms: int) -> bool:
    return since_ms is not None and now_ms - since_ms > at_most_ms


def _since(since_ms: int | None, now_ms: int, *, holds: bool) -> int | None:
    """From when on something has held without a break."""
    if not holds:
        return None
    return now_ms if since_ms is None else since_ms
