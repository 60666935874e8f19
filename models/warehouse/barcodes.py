"""Codes people scan: check digits, GTINs padded to one length, SSCCs read and made."""

SSCC_DIGITS = 18
GTIN_DIGITS = 14
GTIN_LENGTHS = (8, 12, 13, 14)
PREFIX_DIGITS_MIN, PREFIX_DIGITS_MAX = 4, 12
UPC_E_DIGITS = 8
ROW_ID_DIGITS_MAX = 19
CHECKED_DIGITS_MAX = 20
"""More than any GS1 key with a check digit has."""
_EVERY_OTHER = 0x0F0F0F0F0F0F0F0F0F0F
_SYMBOLOGY_CHARACTERS = 3


def check_digit(digits: str) -> str:
    """GS1 mod-10: weights 3, 1, 3 … from the right."""
    assert _all_digits(digits) and len(digits) < CHECKED_DIGITS_MAX
    return str(-_weighted(digits + "0") % 10)


def holds(code: str) -> bool:
    """Whether the last digit is the check digit of those before it."""
    return 1 < len(code) <= CHECKED_DIGITS_MAX and _all_digits(code) and _weighted(code) % 10 == 0


def digits_hold(digits: str) -> bool:
    """`holds` for what is known to be 2 to 20 ASCII digits."""
    return _weighted(digits) % 10 == 0


def _weighted(digits: str) -> int:
    """Sum with weights 1, 3, 1 … from the right. Read as hexadecimal each digit is four bits: every
    other one is masked out, and as 256 leaves 1 divided by 255 the remainder is the sum of the
    bytes left. Twice as fast as adding the digits one by one, and every scan asks for it."""
    number = int(digits, 16)
    return (number & _EVERY_OTHER) % 255 + 3 * ((number >> 4 & _EVERY_OTHER) % 255)


def clean(code: str) -> str:
    """What the scanner added around the code taken away: blanks, symbology id (`]C1` …)."""
    code = code.strip()
    if code.startswith("]"):
        code = code[_SYMBOLOGY_CHARACTERS:]
    return code


def as_gtin(code: str) -> str | None:
    """The code as GTIN-14, if it is a valid GTIN of any length."""
    if len(code) in GTIN_LENGTHS and holds(code):
        return code.rjust(GTIN_DIGITS, "0")
    return None


def gtin_forms(gtin: str) -> tuple[str, ...]:
    """A GTIN-14 and the shorter ways to write it, which a list of barcodes may hold instead."""
    assert len(gtin) == GTIN_DIGITS
    return tuple(
        gtin[-length:]
        for length in reversed(GTIN_LENGTHS)
        if gtin[:-length].strip("0") == "" or length == GTIN_DIGITS
    )


def upc_a(code: str) -> str | None:
    """The UPC-A that eight digits of a UPC-E stand for, check digit and all, if they can be one.

    Zero suppression: GS1 General Specifications, 5.2.2.4.2; number system 0 only.
    """
    if len(code) != UPC_E_DIGITS or not _all_digits(code) or code[0] != "0":
        return None
    body, kind, last = code[1:6], code[6], code[7]
    if kind in "012":
        full = body[:2] + kind + "0000" + body[2:]
    elif kind == "3":
        full = body[:3] + "00000" + body[3:]
    elif kind == "4":
        full = body[:4] + "00000" + body[4]
    else:
        full = body + "0000" + kind
    return "0" + full + last


def as_sscc(code: str) -> str | None:
    """The 18 digits of something that looks like an SSCC (with or without its `00` identifier)."""
    if len(code) == SSCC_DIGITS + 2 and code.startswith("00") and _all_digits(code):
        return code[2:]
    if len(code) == SSCC_DIGITS and _all_digits(code):
        return code
    return None


def make_sscc(prefix: str, serial: int, extension: int = 0) -> str | None:
    """Extension digit, company prefix, serial and check digit; None where the serial is too long
    for the prefix."""
    head = _head(prefix, extension)
    serial_digits = SSCC_DIGITS - 1 - len(head)
    assert serial >= 0
    if serial >= 10**serial_digits:
        return None
    digits = head + str(serial).rjust(serial_digits, "0")
    return digits + check_digit(digits)


def sscc_range(prefix: str, extension: int = 0) -> tuple[str, str]:
    """Lowest and highest text an SSCC of this company prefix can have."""
    head = _head(prefix, extension)
    return head.ljust(SSCC_DIGITS, "0"), head.ljust(SSCC_DIGITS, "9")


def next_sscc(prefix: str, highest: str | None, extension: int = 0) -> str | None:
    """The SSCC after the highest one used so far; None when the range is used up."""
    used = 0 if highest is None else int(highest[len(_head(prefix, extension)) : -1])
    return make_sscc(prefix, used + 1, extension)


def has_prefix(prefix: str) -> bool:
    """Whether a company prefix was ever set: GS1 gives out none of zeros alone."""
    return prefix.strip("0") != ""


def _head(prefix: str, extension: int) -> str:
    assert PREFIX_DIGITS_MIN <= len(prefix) <= PREFIX_DIGITS_MAX
    assert _all_digits(prefix)
    assert 0 <= extension <= 9
    return f"{extension}{prefix}"


def named_by(element: str) -> tuple[str, int] | None:
    """What an element of a barcode names, written `item:<row id>`: the kind and the row. None for
    what names no row; such elements come from nodes that are newer, or hostile."""
    kind, _, row_id = element.partition(":")
    if not _all_digits(row_id) or len(row_id) > ROW_ID_DIGITS_MAX:
        return None
    number = int(row_id)
    return (kind, number) if number < 1 << 63 else None


def _all_digits(code: str) -> bool:
    return code.isascii() and code.isdigit()
