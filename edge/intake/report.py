"""What became of an import: counts, and every refusal with its row, column and reason."""

from collections import Counter

import msgspec

REFUSED_SHOWN_MAX = 1_000
VALUE_CHARACTERS_MAX = 60

ERRORS = frozenset(
    {
        "formula",
        "nul",
        "too_long",
        "cell_error",
        "not_a_whole_number",
        "out_of_range",
        "negative",
        "not_a_date",
        "control_character",
        "value_missing",
        "unknown_choice",
        "not_a_number",
        "not_an_amount",
        "not_a_currency",
        "not_a_time",
        "not_text",
        "not_a_choice",
        "too_many_decimals",
        "too_large",
        "required",
        "not_a_field_code",
        "not_of_kind",
    }
)
"""Codes of cells that cannot be read. Their row, and the document it is a line of, stays out; every
other code refuses one document for a reason of the trade."""


class Refusal(msgspec.Struct, frozen=True):
    """Something of the file that does not go in. `row` counts from 1, headings included."""

    row: int
    column: str
    code: str
    value: str
    document: str = ""


class Report(msgspec.Struct, frozen=True):
    """The answer to an import. `state`: checked (dry run), refused (nothing loaded), loaded.
    `layout`: the system whose table it is; `notes`: codes of what such a table lacks; `currency`:
    what amounts without one were taken for; `whole`: with anything refused nothing goes in."""

    kind: str
    file: str
    state: str
    dry_run: bool
    headings: list[str]
    mapping: dict[str, str]
    rows: int
    documents: int
    lines: int
    loaded: int
    repeated: int
    cancelled: int
    refused_rows: int
    refused_by_code: dict[str, int]
    refused: list[Refusal]
    job: str
    changed: int = 0
    layout: str = ""
    notes: list[str] = []
    currency: str = ""
    whole: bool = False


class Findings:
    """Collects refusals; keeps the first thousand and counts them all."""

    def __init__(self) -> None:
        self.shown: list[Refusal] = []
        self.by_code: Counter[str] = Counter()
        self._rows: set[int] = set()

    def add(self, row: int, column: str, code: str, value: object, document: str = "") -> None:
        """One refusal."""
        self.by_code[code] += 1
        self._rows.add(row)
        if len(self.shown) < REFUSED_SHOWN_MAX:
            text = "" if value is None else str(value)[:VALUE_CHARACTERS_MAX]
            self.shown.append(Refusal(row, column, code, text, document))

    @property
    def rows(self) -> int:
        """Rows touched by a refusal."""
        return len(self._rows)

    @property
    def has_errors(self) -> bool:
        """Whether a cell could not be read at all."""
        return any(code in ERRORS for code in self.by_code)
