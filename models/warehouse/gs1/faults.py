"""What can be wrong with a code, and the one error the parser and the writer raise."""

import enum

from models.warehouse.gs1.reading import Reading


class Fault(enum.StrEnum):
    """Closed list; the values are codes clients may rely on."""

    TOO_LONG = "too_long"
    BAD_CHARACTER = "bad_character"
    BAD_GS1 = "bad_gs1"
    """An unknown identifier, or a value of wrong length or content."""
    BAD_CHECK_DIGIT = "bad_check_digit"
    BAD_DATE = "bad_date"
    MISSING_PAIR = "missing_pair"
    EXCLUSIVE_PAIR = "exclusive_pair"
    REPEATED = "repeated"
    """One identifier with two values."""
    AMBIGUOUS = "ambiguous"


class Gs1Error(ValueError):
    """A code that cannot be read. `position` counts from the first character after what the scanner
    added; `identifier` is empty where none could be told."""

    def __init__(
        self,
        fault: Fault,
        identifier: str = "",
        position: int = 0,
        *,
        other: str = "",
        candidates: tuple[Reading, ...] = (),
    ) -> None:
        where = f"({identifier})" if identifier else "code"
        super().__init__(f"{fault} in {where} at {position}" + (f", {other}" if other else ""))
        self.fault = fault
        self.identifier = identifier
        self.position = position
        self.other = other
        """The identifiers missing from or excluded by a pair."""
        self.candidates = candidates
        """What an ambiguous code may mean."""
