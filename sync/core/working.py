"""What a fold has made so far, and how the last transaction is taken out of it again."""

from sync.core.catalogue import Pk
from sync.core.state import ElementState, Loser, RightsState, RowState, Run

ElementKey = tuple[int, Pk, str]
RowKey = tuple[int, Pk]


class Working:
    """Working copies by key; the `*_before` maps hold digests of elements and counters before.

    written: the stamp under which a row was written last. runs: ledger entries by table, in order.
    """

    def __init__(self) -> None:
        self.rows: dict[RowKey, RowState | None] = {}
        self.elements: dict[ElementKey, ElementState | None] = {}
        self.counters: dict[RowKey, RightsState | None] = {}
        self.elements_before: dict[ElementKey, int] = {}
        self.counters_before: dict[RowKey, int] = {}
        self.written: dict[RowKey, bytes] = {}
        self.runs: dict[int, list[Run]] = {}
        self.losers: list[Loser] = []


class Undo:
    """Puts working copies back when a record turns out not to be allowed."""

    def __init__(self, working: Working, *, keep: bool) -> None:
        self.keep = keep
        self._working = working
        self._losers = len(working.losers)
        self._runs = {table: len(runs) for table, runs in working.runs.items()}
        self.rows: list[tuple[RowKey, RowState | None]] = []
        self.elements: list[tuple[ElementKey, ElementState | None]] = []
        self.counters: list[tuple[RowKey, RightsState | None]] = []

    def put_back(self) -> None:
        """As before the transaction; a record's entries are runs of their own, so none is cut."""
        working = self._working
        for row_key, row in reversed(self.rows):
            working.rows[row_key] = row
        for element_key, element in reversed(self.elements):
            working.elements[element_key] = element
        for counter_key, counter in reversed(self.counters):
            working.counters[counter_key] = counter
        del working.losers[self._losers :]
        for table, runs in working.runs.items():
            del runs[self._runs.get(table, 0) :]
