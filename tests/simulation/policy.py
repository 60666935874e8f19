"""A rule beyond the merge rules, so that some honest work turns out not to be allowed."""

from sync.core.judge import Origin
from sync.core.record import Op
from tests.sync.catalogue import THING

FORBIDDEN = "forbidden"


class HousePolicy:
    """No edge may give a thing this name."""

    def refuses(self, origin: Origin, op: Op) -> str:
        """See Policy."""
        named = op.table == THING.id and FORBIDDEN in op.values
        return "name_forbidden" if named and origin.role != "hub" else ""
