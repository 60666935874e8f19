"""What is wrong or worth knowing in the other system's data, by table, row and reason."""

from collections import Counter

import msgspec

FINDINGS_MAX = 10_000
VALUE_CHARACTERS_MAX = 120

MISMATCH, REFUSED, NOTE = "mismatch", "refused", "note"


class Finding(msgspec.Struct, frozen=True):
    """level: mismatch (two places of the data disagree), refused (a row is not taken), note (worth
    knowing, nothing is lost). `row` 0: of no single row."""

    level: str
    rule: str
    table: str
    row: int
    detail: str


class Findings:
    """Counts all, keeps the first ten thousand."""

    def __init__(self) -> None:
        self.shown: list[Finding] = []
        self.counts: Counter[tuple[str, str]] = Counter()

    def add(self, level: str, rule: str, table: str, row: int, detail: object = "") -> None:
        """One more."""
        self.counts[level, rule] += 1
        if len(self.shown) < FINDINGS_MAX:
            text = str(detail)[:VALUE_CHARACTERS_MAX]
            self.shown.append(Finding(level, rule, table, row, text))

    def total(self, level: str) -> int:
        """How many of a level."""
        return sum(count for (kind, _), count in self.counts.items() if kind == level)
