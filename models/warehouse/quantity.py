"""Quantities are integers in base units; text is converted once, exactly, at the door."""

from decimal import Decimal, InvalidOperation

QUANTITY_MAX = 10**12
"""Far above any stock, far below 2^53 (JavaScript) and 2^63 (SQL), also after adding a million."""
DECIMALS_MAX = 6


class QuantityError(ValueError):
    """A text that is not a quantity of this item."""


def to_base(text: str, decimals: int) -> int:
    """`2.5` at three decimals is 2500; more digits than the item has are refused, never rounded."""
    assert 0 <= decimals <= DECIMALS_MAX
    try:
        number = Decimal(text.strip())
    except InvalidOperation as error:
        raise QuantityError(f"not a number: {text!r}") from error
    if not number.is_finite() or abs(number) > QUANTITY_MAX:
        raise QuantityError(f"out of range: {text!r}")
    scaled = number.scaleb(decimals)
    if scaled != scaled.to_integral_value():
        raise QuantityError(f"more than {decimals} decimals: {text!r}")
    if abs(scaled) > QUANTITY_MAX:
        raise QuantityError(f"out of range: {text!r}")
    return int(scaled)


def to_text(base: int, decimals: int) -> str:
    """The inverse of `to_base`: always as many decimals as the item has."""
    assert 0 <= decimals <= DECIMALS_MAX
    return format(Decimal(base).scaleb(-decimals), f".{decimals}f")


def of_packs(packs: int, quantity_base: int) -> int:
    """Packs are exact multiples of the base unit."""
    assert quantity_base > 0
    return packs * quantity_base
