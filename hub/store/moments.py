"""Moments as the API shows them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_START = datetime(1970, 1, 1, tzinfo=UTC)
_MS_MAX = 253_402_300_799_999  # the end of the year 9999


def shown(moment_ms: int | None) -> str | None:
    """ISO 8601 in UTC with milliseconds; None stays None."""
    if moment_ms is None:
        return None
    moment = _START + timedelta(milliseconds=max(0, min(moment_ms, _MS_MAX)))
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def zone_of(name: str | None) -> ZoneInfo:
    """The warehouse's time zone; UTC where the name means nothing here."""
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def day_start_ms(now_ms: int, zone: ZoneInfo) -> int:
    """When the present day began at the warehouse."""
    here = (_START + timedelta(milliseconds=now_ms)).astimezone(zone)
    start = here.replace(hour=0, minute=0, second=0, microsecond=0)
    return int(start.timestamp() * 1000)


def date_of(now_ms: int, zone: ZoneInfo) -> str:
    """The date at the warehouse, YYYY-MM-DD."""
    return (_START + timedelta(milliseconds=now_ms)).astimezone(zone).date().isoformat()
