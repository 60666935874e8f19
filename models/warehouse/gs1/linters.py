"""Checks of a value's content, by the names the GS1 Syntax Dictionary gives them.

Each takes the text of one component, whose character set and length hold, and this year; it says
what is wrong, or None. Rules: the dictionary's reference checks (`lint_*.c`). The two for North
American coupons are left out (docs/adr/0011-own-gs1-parser.md): a warehouse scans none.
"""

import re
from collections.abc import Callable

from models.warehouse.barcodes import digits_hold
from models.warehouse.gs1.code_lists import COUNTRIES, COUNTRIES_ALPHA2, CURRENCIES, PACKAGES
from models.warehouse.gs1.dates import day_of, last_or_day_of
from models.warehouse.gs1.faults import Fault

Linter = Callable[[str, int], Fault | None]

_CSET_82 = "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
_CSET_32 = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
# Weights of check character pairs, from the right: the primes, enough for the longest GMN.
_PRIMES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83)
_PREFIX_DIGITS = 4  # of a GS1 Company Prefix, at least
_IBAN_LENGTH_MIN = 11
_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_BIRTH_SEQUENCE = re.compile(r"([1-9][0-9]*)/([1-9][0-9]*)")
_LATITUDE_MAX, _LONGITUDE_MAX = 1_800_000_000, 3_600_000_000


def _unless(holds: bool, fault: Fault = Fault.BAD_GS1) -> Fault | None:
    return None if holds else fault


def csum(value: str, _: int) -> Fault | None:
    """The last digit is the mod-10 check digit."""
    return None if digits_hold(value) else Fault.BAD_CHECK_DIGIT


def csumalpha(value: str, _: int) -> Fault | None:
    """The last two characters are the mod-1021 check pair of a GMN."""
    body, pair = value[:-2], value[-2:]
    total = sum(
        _CSET_82.index(character) * prime
        for character, prime in zip(reversed(body), _PRIMES, strict=False)
    )
    high, low = divmod(total % 1021, 32)
    return _unless(pair == _CSET_32[high] + _CSET_32[low], Fault.BAD_CHECK_DIGIT)


def iban(value: str, _: int) -> Fault | None:
    """Country, length and the mod-97 check digits."""
    if value[:2] not in COUNTRIES_ALPHA2 or len(value) < _IBAN_LENGTH_MIN:
        return Fault.BAD_GS1
    if not value.isalnum() or value != value.upper():
        return Fault.BAD_CHARACTER
    number = "".join(str(int(character, 36)) for character in value[4:] + value[:4])
    return _unless(int(number) % 97 == 1, Fault.BAD_CHECK_DIGIT)


def yymmdd(value: str, year: int) -> Fault | None:
    """A day, never 00."""
    return None if day_of(value, year) is not None else Fault.BAD_DATE


def yymmd0(value: str, year: int) -> Fault | None:
    """A day, or 00 for the last of the month."""
    return None if last_or_day_of(value, year) is not None else Fault.BAD_DATE


def yyyymmdd(value: str, _: int) -> Fault | None:
    """A day with its century."""
    year = int(value[:4])
    return _unless(year > 0 and day_of(value[2:], year) is not None, Fault.BAD_DATE)


def hhmi(value: str, _: int) -> Fault | None:
    """Hour and minute."""
    return _unless(value[:2] < "24" and value[2:] < "60", Fault.BAD_DATE)


def hour(value: str, _: int) -> Fault | None:
    """00 to 23."""
    return _unless(value < "24", Fault.BAD_DATE)


def sixtieth(value: str, _: int) -> Fault | None:
    """Minutes or seconds."""
    return _unless(value < "60", Fault.BAD_DATE)


def gcppos1(value: str, _: int) -> Fault | None:
    """Begins with a company prefix."""
    head = value[:_PREFIX_DIGITS]
    return _unless(len(head) == _PREFIX_DIGITS and head.isdigit())


def pieceoftotal(value: str, _: int) -> Fault | None:
    """The first half counts within the second, from 1."""
    half = len(value) // 2
    return _unless(0 < int(value[:half]) <= int(value[half:]))


def posinseqslash(value: str, _: int) -> Fault | None:
    """`2/3`: the second of three."""
    found = _BIRTH_SEQUENCE.fullmatch(value)
    return _unless(found is not None and int(found[1]) <= int(found[2]))


def mediatype(value: str, _: int) -> Fault | None:
    """What ICCBBA has given out: 01 to 10, and 80 to 99 for use in one country."""
    return _unless("01" <= value <= "10" or value >= "80")


def importeridx(value: str, _: int) -> Fault | None:
    """Letter, digit, `-` or `_`."""
    return _unless(value.isalnum() or value in "-_", Fault.BAD_CHARACTER)


def _one_of(allowed: frozenset[str]) -> Linter:
    return lambda value, _: None if value in allowed else Fault.BAD_GS1


def _that(holds: Callable[[str], bool]) -> Linter:
    return lambda value, _: None if holds(value) else Fault.BAD_GS1


LINTERS: dict[str, Linter] = {
    "csum": csum,
    "csumalpha": csumalpha,
    "gcppos1": gcppos1,
    "gcppos2": lambda value, year: gcppos1(value[1:], year),
    "hasnondigit": _that(lambda value: not value.isdigit()),
    "hh": hour,
    "hhmi": hhmi,
    "hyphen": _that(lambda value: value == "-"),
    "iban": iban,
    "importeridx": importeridx,
    "iso3166": _one_of(COUNTRIES),
    "iso3166999": _one_of(COUNTRIES | {"999"}),
    "iso3166alpha2": _one_of(COUNTRIES_ALPHA2),
    "iso4217": _one_of(CURRENCIES),
    "iso5218": _one_of(frozenset("0129")),
    "latitude": _that(lambda value: int(value) <= _LATITUDE_MAX),
    "longitude": _that(lambda value: int(value) <= _LONGITUDE_MAX),
    "mediatype": mediatype,
    "mi": sixtieth,
    "nonzero": _that(lambda value: value.strip("0") != ""),
    "nozeroprefix": _that(lambda value: value[0] != "0"),
    "packagetype": _one_of(PACKAGES),
    "pcenc": _that(lambda value: _ESCAPE.search(value) is None),
    "pieceoftotal": pieceoftotal,
    "posinseqslash": posinseqslash,
    "ss": sixtieth,
    "winding": _one_of(frozenset("019")),
    "yesno": _one_of(frozenset("01")),
    "yymmd0": yymmd0,
    "yymmdd": yymmdd,
    "yyyymmdd": yyyymmdd,
    "zero": _that(lambda value: value.strip("0") == ""),
}
UNCHECKED = frozenset({"couponcode", "couponposoffer"})
"""Known to the dictionary, and not checked here."""
