"""Timestamps of messages: ISO 8601 in UTC, with milliseconds in what we send."""

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def write_stamp(now_ms: int) -> str:
    """`2017-04-15T11:40:03.123Z`."""
    moment = _EPOCH + timedelta(milliseconds=now_ms)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{now_ms % 1000:03d}Z"


def read_stamp(text: str) -> int | None:
    """UTC milliseconds; with two decimals, an offset or none at all as well; None if unreadable."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return (moment - _EPOCH) // timedelta(milliseconds=1)
