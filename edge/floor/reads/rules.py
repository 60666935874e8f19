"""Reads of the site's rules."""

from collections.abc import Sequence
from typing import Protocol

from edge.plugins.specs import Goods, Places, StockSeen
from models.warehouse.rules.rule import Kind, Rule


class RuleReads(Protocol):
    """Cached until master data changes."""

    def rules(self, kind: Kind) -> list[Rule]:
        """Active rules of a kind. One that a newer version wrote and this one cannot read is left
        out here and named by `check`."""
        ...

    def rule(self, rule_id: int) -> str | None:
        """Kind of a rule, active or not."""
        ...

    def rule_of(self, code: str) -> int | None:
        """The active rule that people call so."""
        ...

    def putaway_by_plugin(self, name: str, goods: Goods, places: Places) -> list[str]:
        """Codes of locations a plug-in's rule names, best first; none where it is missing."""
        ...

    def ranks_by_plugin(self, name: str, stocks: Sequence[StockSeen], today: str) -> list[int]:
        """A rank for each piece of stock, by a plug-in's rule; none where it is missing."""
        ...
