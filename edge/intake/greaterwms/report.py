"""What became of a move: figures side by side, what was found, and each table's account."""

import msgspec

from edge.intake.greaterwms.findings import Finding


class Figure(msgspec.Struct, frozen=True):
    """A figure there and here; what differs is explained by what was refused, or it is a fault."""

    name: str
    source: int
    target: int
    refused: int = 0

    @property
    def unexplained(self) -> int:
        """What is missing here and was not refused by name."""
        return self.source - self.refused - self.target


class TableAccount(msgspec.Struct, frozen=True):
    """Rows of a table: read = imported + history + refused."""

    table: str
    read: int
    imported: int
    history: int
    refused: int


class Count(msgspec.Struct, frozen=True):
    """How often something was found."""

    level: str
    rule: str
    count: int


class Report(msgspec.Struct, frozen=True):
    """state: checked (nothing was written), moved_in, moved_in_before."""

    state: str
    file: str
    account: str
    time_zone: str
    figures: list[Figure]
    tables: list[TableAccount]
    counts: list[Count]
    findings: list[Finding]
    left_behind: list[str]

    @property
    def unexplained(self) -> int:
        """Figures that differ without a reason."""
        return sum(1 for figure in self.figures if figure.unexplained)


LEFT_BEHIND = [
    "passwords, check codes, tokens (openid, appid) and whatever else let somebody in there: people"
    " come without PIN and badge",
    "rows that were deleted or finished there: they can be read (history) and worked on no more",
    "the volume of an item: it follows from its lengths",
    "the currency of costs and prices, which was never said there",
]
