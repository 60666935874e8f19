"""A rule beyond the merge rules, so that some honest work turns out not to be allowed."""

from sync.core.judge import Origin
from sync.core.record import Op
from tests.sync.catalogue import THING

FORBIDDEN = "forbidden"


class HousePolicy:
    """No edge may give a thing this name.

    blind: the node that does not know the rule for its own work, as one with an older program; it
    is the one whose records are withheld.
    """

    def __init__(self, blind: int = 0) -> None:
        self._blind = blind

    def refuses(self, origin: Origin, op: Op) -> str:
        """See Policy."""
        named = op.table == THING.id and FORBIDDEN in op.values
        forbidden = named and origin.role != "hub" and origin.number != self._blind
        return "name_forbidden" if forbidden else ""


def policy_of(number: int) -> HousePolicy:
    """Of a node: the odd ones run the older program."""
    return HousePolicy(number if number % 2 else 0)
