"""What an open transaction has gathered in memory; the file gets it at commit."""

from sync.core.catalogue import Value
from sync.core.ids import Head
from sync.store.sqlite.sums import Sums


class Pending:
    """What an open transaction will add at commit."""

    __slots__ = ("changed", "digests", "heads", "log", "mark", "observed", "summed")

    def __init__(self, mark: tuple[int, int]) -> None:
        self.heads: dict[int, Head] = {}
        self.digests: dict[int, int] = {}
        # Own records of this transaction, as rows of s_log, inserted at once.
        self.log: list[tuple[Value, ...]] = []
        self.mark = mark
        self.observed = False
        self.summed = False
        # Digests as the commit leaves them, once it is prepared.
        self.changed: Sums | None = None

    def copy(self, mark: tuple[int, int]) -> "Pending":
        """As it stands now, for a savepoint."""
        other = Pending(mark)
        other.heads, other.digests = dict(self.heads), dict(self.digests)
        other.log, other.observed = list(self.log), self.observed
        other.summed = self.summed
        return other
