"""Dates of two-digit years: which century, and day 00.

GS1 General Specifications, 7.12: a year 51 or more ahead of this one belongs to the century before,
one 50 or more behind it to the century after.
"""

from calendar import isleap
from datetime import date
from functools import lru_cache

_KEPT = 4_096
_DAYS = (0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_YEARS_AHEAD, _YEARS_BEHIND = 51, -50


@lru_cache(_KEPT)
def day_of(digits: str, year: int) -> date | None:
    """YYMMDD as a day; None where there is no such day. `year` is the present one."""
    day = int(digits[4:])
    return _date(digits, year, day) if day else None


@lru_cache(_KEPT)
def last_or_day_of(digits: str, year: int) -> date | None:
    """The same, day 00 being the last of the month."""
    return _date(digits, year, int(digits[4:]))


def _date(digits: str, year: int, day: int) -> date | None:
    month = int(digits[2:4])
    if not 1 <= month <= 12:
        return None
    full = full_year(int(digits[:2]), year)
    last = 29 if month == 2 and isleap(full) else _DAYS[month]
    return date(full, month, day or last) if day <= last else None


def full_year(two_digits: int, year: int) -> int:
    """The year meant, seen from this one."""
    century, now = divmod(year, 100)
    ahead = two_digits - now
    if ahead >= _YEARS_AHEAD:
        century -= 1
    elif ahead <= _YEARS_BEHIND:
        century += 1
    return century * 100 + two_digits
