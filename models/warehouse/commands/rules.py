"""The site's rules: set one, drop one."""

from typing import Annotated

from msgspec import Meta

from models.warehouse.commands.base import Base, Code
from models.warehouse.rules.rule import Says, When

Priority = Annotated[int, Meta(ge=0, le=10_000)]


class SetRule(Base, frozen=True, kw_only=True, tag="set_rule"):
    """A new rule, or another text for the one named, by its id or by the code it has; the lowest
    priority number is asked first. A code that no rule has becomes that of this one."""

    says: Says
    when: When = When()
    priority: Priority = 100
    rule: Code | None = None
    code: Code | None = None


class DropRule(Base, frozen=True, kw_only=True, tag="drop_rule"):
    """A rule does not hold any more."""

    rule: Code
