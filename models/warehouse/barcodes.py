"""Codes people scan: check digits, GTINs padded to one length, SSCCs read and made."""

SSCC_DIGITS = 18
GTIN_DIGITS = 14
PREFIX_DIGITS_MIN, PREFIX_DIGITS_MAX = 4, 12
_GTIN_LENGTHS = (8, 12, 13, 14)
_SYMBOLOGY_CHARACTERS = 3


def check_digit(digits: str) -> str:
    """GS1 mod-10: weights 3, 1, 3 … from the right."""
    assert _all_digits(digits)
    total = sum(int(digit) * (3, 1)[place % 2] for place, digit in enumerate(reversed(digits)))
    return str(-total % 10)


def holds(code: str) -> bool:
    """Whether the last digit is the check digit of those before it."""
    return len(code) > 1 and _all_digits(code) and check_digit(code[:-1]) == code[-1]


def clean(code: str) -> str:
    """What the scanner added around the code taken away: blanks, symbology id (`]C1` …)."""
    code = code.strip()
    if code.startswith("]"):
        code = code[_SYMBOLOGY_CHARACTERS:]
    return code


def as_gtin(code: str) -> str | None:
    """The code as GTIN-14, if it is a valid GTIN of any length."""
    if len(code) in _GTIN_LENGTHS and holds(code):
        return code.rjust(GTIN_DIGITS, "0")
    return None


def as_sscc(code: str) -> str | None:
    """The 18 digits of something that looks like an SSCC (with or without its `00` identifier)."""
    if len(code) == SSCC_DIGITS + 2 and code.startswith("00") and _all_digits(code):
        return code[2:]
    if len(code) == SSCC_DIGITS and _all_digits(code):
        return code
    return None


def sscc_range(prefix: str, extension: int = 0) -> tuple[str, str]:
    """Lowest and highest text an SSCC of this company prefix can have."""
    assert PREFIX_DIGITS_MIN <= len(prefix) <= PREFIX_DIGITS_MAX
    assert _all_digits(prefix)
    assert 0 <= extension <= 9
    head = f"{extension}{prefix}"
    return head.ljust(SSCC_DIGITS, "0"), head.ljust(SSCC_DIGITS, "9")


def next_sscc(prefix: str, highest: str | None, extension: int = 0) -> str | None:
    """The SSCC after the highest one used so far; None when the range is used up."""
    head = f"{extension}{prefix}"
    serial_digits = SSCC_DIGITS - 1 - len(head)
    serial = 1 if highest is None else int(highest[len(head) : -1]) + 1
    if serial >= 10**serial_digits:
        return None
    digits = head + str(serial).rjust(serial_digits, "0")
    return digits + check_digit(digits)


def _all_digits(code: str) -> bool:
    return code.isascii() and code.isdigit()
