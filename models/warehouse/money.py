"""Money is a whole number of millionths of its currency: exact, and six decimals are more than any
tariff or price list has. Text is converted once, at the door; nothing here ever becomes a float."""

import re
from typing import Annotated

from msgspec import Meta

from models.warehouse.texts import ENDS

MICRO = 1_000_000
MONEY_MICRO_MAX = 10**18
"""A million million of any currency, far below 2^63."""
_DECIMALS = 6
_TEXT = re.compile(r"([0-9]{1,12})(?:\.([0-9]{1,6}))?")
_NO_MINOR = frozenset(
    (
        *(
            "BIF",
            "CLP",
            "DJF",
            "GNF",
            "ISK",
            "JPY",
            "KMF",
            "KRW",
            "PYG",
            "RWF",
            "UGX",
            "UYI",
            "VND",
        ),
        *("VUV", "XAF", "XOF", "XPF"),
    )
)
_THREE = frozenset(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"))

Money = Annotated[str, Meta(pattern=r"^[0-9]{1,12}(\.[0-9]{1,6})?" + ENDS)]
"""As people write it: digits, a point, at most six decimals."""
Currency = Annotated[str, Meta(pattern=r"^[A-Z]{3}" + ENDS)]
"""Three letters of ISO 4217."""


class MoneyError(ValueError):
    """A text that is no amount of money."""


def to_micro(text: str) -> int:
    """`12.5` is 12,500,000. More digits than are kept are refused, never rounded."""
    match = _TEXT.fullmatch(text)
    if match is None:
        raise MoneyError(f"not an amount of money: {text!r}")
    return int(match[1] + (match[2] or "").ljust(_DECIMALS, "0"))


def show_micro(micro: int) -> str:
    """The inverse of `to_micro`, with two decimals at least."""
    whole, part = divmod(micro, MICRO)
    assert micro >= 0
    return f"{whole}.{f'{part:06}'.rstrip('0').ljust(2, '0')}"


def minor_micro(currency: str | None) -> int:
    """The smallest coin of a currency in millionths (ISO 4217); a hundredth where it is unknown."""
    if currency in _NO_MINOR:
        return MICRO
    return MICRO // 1000 if currency in _THREE else MICRO // 100
