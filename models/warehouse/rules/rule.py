"""One rule: what it is about, when it holds, what it says. The lowest priority number wins.

Rules are kept as rows with two JSON texts and read once into these structs; a rule that cannot be
read is refused when it is written, never skipped when it is needed.
"""

from collections.abc import Iterable
from typing import Annotated, Literal, TypeVar

import msgspec
from msgspec import Meta

from models.warehouse.owners import plain
from models.warehouse.rules.cart import CartBy
from models.warehouse.rules.putaway import PutAwayBy
from models.warehouse.rules.receipt import ReceiveBy
from models.warehouse.rules.recount import CountBy
from models.warehouse.rules.removal import TakeBy
from models.warehouse.rules.replenishment import RefillBy

Kind = Literal["putaway", "removal", "replenishment", "receipt", "count", "cart"]
Text = Annotated[str, Meta(max_length=80)]
Says = PutAwayBy | TakeBy | RefillBy | ReceiveBy | CountBy | CartBy


class When(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Conditions that must all hold; what is left out always holds. `item` is a code, or
    CODE@OWNER of one owner alone; `owner` a code. Weights in grams, volumes in
    mm³, both of one piece in base units."""

    item: Text | None = None
    owner: Text | None = None
    class_abc: Literal["A", "B", "C"] | None = None
    status: Text | None = None
    supplier: Text | None = None
    tracking: Literal["none", "lot", "serial"] | None = None
    weight_g_min: int | None = None
    weight_g_max: int | None = None
    volume_mm3_min: int | None = None
    volume_mm3_max: int | None = None


class Subject(msgspec.Struct, frozen=True):
    """What a rule is asked about."""

    item: str
    class_abc: str | None = None
    owner: str | None = None
    status: str = "available"
    supplier: str | None = None
    tracking: str = "none"
    weight_g: int | None = None
    volume_mm3: int | None = None


class Rule(msgspec.Struct, frozen=True):
    """A rule as read from its row."""

    id: int
    priority: int
    when: When
    says: Says


class RuleError(ValueError):
    """A rule that cannot be read; the message says what is wrong with it."""


T = TypeVar("T")


def read(rule_id: int, priority: int, when: str, says: str) -> Rule:
    """A rule from its row. Raises RuleError."""
    try:
        condition = msgspec.json.decode(when, type=When)
        saying: Says = msgspec.json.decode(says, type=Says)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise RuleError(str(error)) from error
    if isinstance(saying, CartBy) and condition != When():
        raise RuleError("a cart has no conditions")
    return Rule(rule_id, priority, condition, saying)


def holding(rules: Iterable[Rule], subject: Subject, shape: type[T]) -> list[T]:
    """What the rules that hold say, most important first."""
    ordered = sorted(rules, key=lambda rule: (rule.priority, rule.id))
    return [
        rule.says for rule in ordered if isinstance(rule.says, shape) and holds(rule.when, subject)
    ]


def holds(when: When, subject: Subject) -> bool:
    """Whether all conditions hold. An unknown weight or volume meets no bound."""
    same = (
        (when.owner, subject.owner),
        (when.class_abc, subject.class_abc),
        (when.status, subject.status),
        (when.supplier, subject.supplier),
        (when.tracking, subject.tracking),
    )
    named = when.item in (None, subject.item, plain(subject.item, subject.owner))
    return (
        named
        and all(wanted is None or wanted == actual for wanted, actual in same)
        and _within(when.weight_g_min, subject.weight_g, when.weight_g_max)
        and _within(when.volume_mm3_min, subject.volume_mm3, when.volume_mm3_max)
    )


def _within(lowest: int | None, actual: int | None, highest: int | None) -> bool:
    if lowest is None and highest is None:
        return True
    return (
        actual is not None
        and (lowest is None or lowest <= actual)
        and (highest is None or actual <= highest)
    )
