"""What all rules of the floor's state machine share."""

from hypothesis.stateful import RuleBasedStateMachine

from models.warehouse.replies import Reply
from tests.edge.site import TestSite


class Rules(RuleBasedStateMachine):
    """Rules of one room, to be joined in one machine."""

    site: TestSite
    documents: int

    def twice(self, type: str, **fields: object) -> Reply:
        """The machine's own: every command is sent twice."""
        raise NotImplementedError
