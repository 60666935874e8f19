"""Who may write what where: a pure function of author and operation, equal on all replicas.

The first hop of a record judges by it and publishes the verdict. An edge may write the facts of
its own warehouse and the master data its company shares; commands to sites come from hubs alone.
Row ids carry the number of the node that made them, so an edge cannot take the place of rows it
never made: a compromised edge spoils only what it owns.
"""

import re

from models.warehouse.barcodes import named_by
from models.warehouse.catalogue import (
    ANSWERED,
    BARCODE,
    CATALOGUE,
    COMPANY,
    COMPANY_WIDE,
    FROM_HUBS,
    LOCATION,
    MOVEMENT,
    ORDERED,
    OWNER,
    PROMISE,
    SITE_FACTS,
    SITE_MASTER,
    TURNED_AWAY,
    WAREHOUSE,
)
from models.warehouse.ids import COUNTER_BITS
from models.warehouse.quantity import QUANTITY_MAX
from models.warehouse.rule import Check, Fixed, Rule
from sync.core.builtin import BUILTIN, CONFLICT, RESUMED, STABLE, VERDICT
from sync.core.catalogue import Merge, Table
from sync.core.judge import Origin
from sync.core.record import KIND_MASK, Op, OpKind

HUB, EDGE = "hub", "edge"
SCOPES_MAX = 4_096
TIME_MS_MAX = 1 << 45  # the year 3084: beyond it dates cannot be shown

_FRAME = frozenset({COMPANY.id, WAREHOUSE.id, OWNER.id})

_SCOPE = re.compile(r"c(?P<company>[0-9]{1,19})|w(?P<site>[0-9]{1,19})")


class WarehousePolicy:
    """The policy of every Holdfast node. Keeps only a memo of rules it has worked out."""

    def __init__(self) -> None:
        self._rules: dict[tuple[str, str], dict[int, Rule]] = {}
        self._asked: tuple[Origin | None, dict[int, Rule]] = (None, {})

    def refuses(self, origin: Origin, op: Op) -> str:
        """A stable code, or empty if the operation is allowed."""
        asked, rules = self._asked
        if asked is not origin:  # the operations of a record come one after the other
            rules = self._rules_for(origin)
            self._asked = (origin, rules)
        rule = rules.get(op.table)
        if rule is not None:
            return rule.refuses(origin, op)
        if op.table not in _KNOWN:
            return ""  # of a newer schema: kept and relayed, without effect here
        return "table_not_allowed" if rules else "foreign_scope"

    def _rules_for(self, origin: Origin) -> dict[int, Rule]:
        key = (origin.role, origin.scope)
        rules = self._rules.get(key)
        if rules is None:
            if len(self._rules) > SCOPES_MAX:
                self._rules.clear()
            rules = self._rules[key] = rules_of(*key)
        return rules


def rules_of(role: str, scope: str) -> dict[int, Rule]:
    """Table id → rule; empty where this role has no business in this scope."""
    match = _SCOPE.fullmatch(scope)
    if match is None or role not in (HUB, EDGE):
        return {}
    if match["company"]:
        rules = _in_company(role, int(match["company"]))
    else:
        rules = _in_site(role, int(match["site"]))
    rules += [Rule(CONFLICT), Rule(RESUMED)]
    if role == HUB:
        rules += [Rule(VERDICT), Rule(STABLE, further=_own_scope)]
    return {rule.table.id: rule for rule in rules}


def _in_company(role: str, company: int) -> list[Rule]:
    edge = role == EDGE
    rules = []
    for table in COMPANY_WIDE:
        further = _company_row(company) if table is COMPANY else None
        if table is BARCODE and edge:
            further = _own_barcode
        own = edge and table.id in _FRAME
        fixed = _fixed(table, {"company_id": frozenset({company})}, "foreign_company")
        rules.append(Rule(table, fixed, own_rows=own, further=further))
    rules.append(Rule(PROMISE, further=_passed_on if edge else None))
    if not edge:
        rules.append(Rule(TURNED_AWAY))
        own_company = {"company_id": frozenset({company})}
        rules += [Rule(each, _fixed(each, own_company, "foreign_company")) for each in FROM_HUBS]
    return rules


def _in_site(role: str, site: int) -> list[Rule]:
    sites = {"warehouse_id": frozenset({site})}
    edge = role == EDGE
    tables = (*SITE_MASTER, *SITE_FACTS, ANSWERED) if edge else (*SITE_MASTER, ORDERED)
    rules = []
    for table in tables:
        fixed = _fixed(table, sites, "foreign_warehouse")
        own = edge and table.merge is Merge.ROWS
        choices = (_TURNS if edge else _STAYS) if table is LOCATION else {}
        moves = table is MOVEMENT
        further = _movement if moves else _location if table is LOCATION and not edge else None
        rule = Rule(
            table,
            fixed,
            own_rows=own,
            choices=choices,
            needed=_MOVEMENT_NEEDS if moves else b"",
            further=further,
        )
        rules.append(rule)
    if edge:
        rules.append(Rule(PROMISE, further=_own_promise(site)))
    return rules


def _fixed(table: Table, allowed: dict[str, frozenset[int]], code: str) -> tuple[Fixed, ...]:
    return tuple(
        Fixed(place, allowed[name], code)
        for place, name in enumerate(table.names, start=1)
        if name in allowed
    )


def _company_row(company: int) -> Check:
    def check(origin: Origin, op: Op) -> str:
        return "" if op.pk == company else "foreign_company"

    return check


def _own_barcode(origin: Origin, op: Op) -> str:
    """In the company's scope an edge names items, and what it made itself; elements are
    `item:<id>`, `location:<id>` and so on."""
    element = str(op.values[0])
    if element.startswith("item:"):
        return ""
    kind, row_id = named_by(element) or ("", 0)
    is_own = row_id >> COUNTER_BITS == origin.number
    return "" if kind in _NAMED_BY_SITES and is_own else "table_not_allowed"


def _location(origin: Origin, op: Op) -> str:
    """A hub may add locations, not write over those that stand: a whole row names its kind."""
    is_whole = op.kind & KIND_MASK == OpKind.PUT and not op.fields
    mine = isinstance(op.pk, int) and op.pk >> COUNTER_BITS == origin.number
    return "foreign_id" if is_whole and not mine else ""


def _movement(origin: Origin, op: Op) -> str:
    """What the sums of stock rest on must add up."""
    quantity, at_ms = op.values[_QUANTITY], op.values[_AT_MS]
    if not 0 < quantity <= QUANTITY_MAX:
        return "movement_quantity"
    if not 0 <= at_ms < TIME_MS_MAX:
        return "movement_time"
    weight_g = op.values[_WEIGHT] if len(op.values) > _WEIGHT else None
    return "" if weight_g is None or 0 <= weight_g <= QUANTITY_MAX else "movement_weight"


def _own_promise(site: int) -> Check:
    """Rights to a site's stock are opened by that site."""

    def check(origin: Origin, op: Op) -> str:
        return "" if str(op.pk).startswith(f"{site}:") else "foreign_warehouse"

    return check


def _own_scope(origin: Origin, op: Op) -> str:
    """The stable clock of a scope is published inside it."""
    return "" if op.pk == origin.scope else "foreign_scope"


def _passed_on(origin: Origin, op: Op) -> str:
    """In the company's scope rights are passed on and spent; opening them is the site's own act."""
    opening = op.kind & KIND_MASK == OpKind.GRANT and op.values[0] == origin.number
    return "rights_opened" if opening else ""


_NAMED_BY_SITES = frozenset({"location", "asn", "dn", "history"})
_KIND, _PROPERTY = (LOCATION.names.index(name) + 1 for name in ("kind", "property"))
# What a location can become by its site: the floor asks what it was before, and that it is empty.
_TURNS = {_KIND: frozenset({"storage", "handover"})}
# From elsewhere nobody sees what lies there: headquarters asks the site by a command.
_STAYS: dict[int, frozenset[str]] = {_KIND: frozenset(), _PROPERTY: frozenset()}
_QUANTITY, _AT_MS = MOVEMENT.names.index("quantity"), MOVEMENT.names.index("at_ms")
_WEIGHT = MOVEMENT.names.index("weight_g")
_MOVEMENT_NEEDS = bytes(
    MOVEMENT.names.index(name) + 1
    for name in (
        "quantity", "at_ms", "item_id", "lot_id", "owner_id", "from_location", "from_unit",
        "from_status", "to_location", "to_unit", "to_status",
    )
)  # fmt: skip
_KNOWN = frozenset(table.id for table in (*CATALOGUE.tables, *BUILTIN))
