"""Reads of the site's rules."""

from typing import Protocol

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
