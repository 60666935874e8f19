"""Who may write what where: a pure function of author and operation, equal on all replicas.

The first hop of a record judges by it and publishes the verdict. An edge may write the facts of
its own warehouse and the master data its company shares; commands to sites come from hubs alone.
Row ids carry the number of the node that made them, so an edge cannot take the place of rows it
never made: a compromised edge spoils only what it owns.
"""

import re
from collections.abc import Callable

import msgspec

from models.warehouse.catalogue import (
    ANSWERED,
    ASN,
    ASN_LINE,
    BARCODE,
    CATALOGUE,
    COMPANY,
    COUNT,
    DN,
    DN_LINE,
    EXCEPTION,
    ITEM,
    ITEM_PACK,
    LOCATION,
    LOT,
    MOVEMENT,
    ORDERED,
    OWNER,
    PARTNER,
    PERSON,
    PROMISE,
    RESERVATION,
    TASK,
    TRANSFER,
    TRANSFER_LINE,
    UNIT,
    WAREHOUSE,
)
from models.warehouse.ids import COUNTER_BITS
from models.warehouse.quantity import QUANTITY_MAX
from sync.core.builtin import BUILTIN, CONFLICT, VERDICT
from sync.core.catalogue import Kind, Merge, Table, Value
from sync.core.judge import Origin
from sync.core.record import KIND_MASK, Op, OpKind, variant_of

HUB, EDGE = "hub", "edge"
SHAPES_MAX = 4_096
INT_MAX = (1 << 63) - 1
TIME_MS_MAX = 1 << 45  # the year 3084: beyond it dates cannot be shown

_MASTER = (COMPANY, WAREHOUSE, OWNER, PARTNER, ITEM, ITEM_PACK, BARCODE)
_FRAME = frozenset({COMPANY.id, WAREHOUSE.id, OWNER.id})
_SITE = (
    LOT, UNIT, MOVEMENT, ASN, ASN_LINE, DN, DN_LINE, RESERVATION, TASK, EXCEPTION, COUNT,
)  # fmt: skip
_STAFF = (LOCATION, PERSON)
_PAIR = (TRANSFER, TRANSFER_LINE)

_SCOPE = re.compile(
    r"c(?P<company>[0-9]{1,19})|w(?P<site>[0-9]{1,19})|p(?P<a>[0-9]{1,19})-(?P<b>[0-9]{1,19})"
)
_TYPES: dict[Kind, frozenset[type]] = {
    Kind.INT: frozenset({int, type(None)}),
    Kind.TEXT: frozenset({str, type(None)}),
    Kind.BLOB: frozenset({bytes, type(None)}),
}

_PK_TYPES: dict[tuple[bool, Kind], type] = {
    (False, Kind.INT): int,
    (False, Kind.TEXT): str,
    (True, Kind.INT): type(None),
}

Check = Callable[[Origin, Op], str]


class Fixed(msgspec.Struct, frozen=True):
    """A field that may hold only these ids in this scope, and the code of a breach."""

    field: int
    allowed: frozenset[int]
    code: str


class Rule(msgspec.Struct, frozen=True):
    """What one role may do to one table in one scope."""

    table: Table
    fixed: tuple[Fixed, ...] = ()
    own_rows: bool = False
    """Only rows whose id carries the author's number."""
    unchanging: bytes = b""
    """Fields that keep the value of the row's creation."""
    further: Check | None = None


class WarehousePolicy:
    """The policy of every Holdfast node. Keeps only a memo of rules it has worked out."""

    def __init__(self) -> None:
        self._rules: dict[tuple[str, str], dict[int, Rule]] = {}
        self._shapes: set[tuple[int, bytes, tuple[type, ...]]] = set()

    def refuses(self, origin: Origin, op: Op) -> str:
        """A stable code, or empty if the operation is allowed."""
        if op.table not in _KNOWN:
            return ""  # of a newer schema: kept and relayed, without effect here
        key = (origin.role, origin.scope)
        rules = self._rules.get(key)
        if rules is None:
            if len(self._rules) > SHAPES_MAX:
                self._rules.clear()
            rules = self._rules[key] = rules_of(*key)
        if not rules:
            return "foreign_scope"
        rule = rules.get(op.table)
        if rule is None:
            return "table_not_allowed"
        return self._misshapen(rule.table, op) or _breach(rule, origin, op)

    def _misshapen(self, table: Table, op: Op) -> str:
        """Values of the wrong type, which a store or a projection would stumble over."""
        if type(op.pk) is not _PK_TYPES[table.merge is Merge.LEDGER, table.pk]:
            return "value_type"
        if isinstance(op.pk, int) and not 0 < op.pk <= INT_MAX:
            return "value_range"
        for value in op.values:
            if type(value) is int and not -INT_MAX <= value <= INT_MAX:
                return "value_range"
        if op.kind & KIND_MASK not in (OpKind.PUT, OpKind.LEDGER):
            return ""
        shape = (table.id, op.fields, tuple(map(type, op.values)))
        if shape in self._shapes:
            return ""
        for place, value in _placed(op):
            known = place <= len(table.fields)
            if known and type(value) not in _TYPES[table.fields[place - 1].kind]:
                return "value_type"
        if len(self._shapes) < SHAPES_MAX:
            self._shapes.add(shape)
        return ""


def rules_of(role: str, scope: str) -> dict[int, Rule]:
    """Table id → rule; empty where this role has no business in this scope."""
    match = _SCOPE.fullmatch(scope)
    if match is None or role not in (HUB, EDGE):
        return {}
    if match["company"]:
        rules = _in_company(role, int(match["company"]))
    elif match["site"]:
        rules = _in_site(role, int(match["site"]))
    else:
        rules = _in_pair(frozenset({int(match["a"]), int(match["b"])}))
    rules.append(Rule(CONFLICT))
    if role == HUB:
        rules.append(Rule(VERDICT))
    return {rule.table.id: rule for rule in rules}


def _in_company(role: str, company: int) -> list[Rule]:
    edge = role == EDGE
    rules = []
    for table in _MASTER:
        further = _company_row(company) if table is COMPANY else None
        if table is BARCODE and edge:
            further = _item_barcode
        own = edge and table.id in _FRAME
        fixed = _fixed(table, {"company_id": frozenset({company})}, "foreign_company")
        rules.append(Rule(table, fixed, own_rows=own, further=further))
    rules.append(Rule(PROMISE, further=_passed_on if edge else None))
    return rules


def _in_site(role: str, site: int) -> list[Rule]:
    sites = {"warehouse_id": frozenset({site})}
    edge = role == EDGE
    tables = (*_STAFF, *_SITE, ANSWERED) if edge else (*_STAFF, ORDERED)
    rules = []
    for table in tables:
        fixed = _fixed(table, sites, "foreign_warehouse")
        own = edge and table.merge is Merge.ROWS
        unchanging = bytes([table.names.index("kind") + 1]) if table is LOCATION else b""
        further = _movement if table is MOVEMENT else None
        rules.append(Rule(table, fixed, own_rows=own, unchanging=unchanging, further=further))
    if edge:
        rules.append(Rule(PROMISE, further=_own_promise(site)))
    return rules


def _in_pair(pair: frozenset[int]) -> list[Rule]:
    ends = {"from_warehouse_id": pair, "to_warehouse_id": pair}
    return [Rule(table, _fixed(table, ends, "foreign_warehouse")) for table in _PAIR]


def _fixed(table: Table, allowed: dict[str, frozenset[int]], code: str) -> tuple[Fixed, ...]:
    return tuple(
        Fixed(place, allowed[name], code)
        for place, name in enumerate(table.names, start=1)
        if name in allowed
    )


def _breach(rule: Rule, origin: Origin, op: Op) -> str:
    kind = op.kind & KIND_MASK
    if not _may_touch(rule, origin, op, kind):
        return "foreign_id"
    if kind in (OpKind.PUT, OpKind.LEDGER):
        code = _names_others(rule, op) if op.fields else _lies_elsewhere(rule, op.values)
        if code:
            return code
    return rule.further(origin, op) if rule.further is not None else ""


def _lies_elsewhere(rule: Rule, values: list[Value]) -> str:
    """A whole row or entry must name the scope it is in."""
    for fixed in rule.fixed:
        if fixed.field > len(values) or values[fixed.field - 1] not in fixed.allowed:
            return fixed.code
    return ""


def _names_others(rule: Rule, op: Op) -> str:
    """Edited fields must not carry the row into another scope, nor change what never changes."""
    for field, value in zip(op.fields, op.values, strict=True):
        if field in rule.unchanging:
            return "fixed_field"
        for fixed in rule.fixed:
            if fixed.field == field and value not in fixed.allowed:
                return fixed.code
    return ""


def _may_touch(rule: Rule, origin: Origin, op: Op, kind: int) -> bool:
    """Whether the id may be written by this author. A row of fence 0 belongs to its maker."""
    if rule.table.merge is Merge.OWNED:
        makers = variant_of(op.kind) == (1 if kind == OpKind.OWN else 0)
    else:
        makers = rule.own_rows
    return not makers or (isinstance(op.pk, int) and op.pk >> COUNTER_BITS == origin.number)


def _placed(op: Op) -> list[tuple[int, Value]]:
    fields = op.fields or range(1, len(op.values) + 1)
    return list(zip(fields, op.values, strict=True))


def _company_row(company: int) -> Check:
    def check(origin: Origin, op: Op) -> str:
        return "" if op.pk == company else "foreign_company"

    return check


def _item_barcode(origin: Origin, op: Op) -> str:
    """In the company's scope an edge names items only; elements are `item:<id>`."""
    return "" if str(op.values[0]).startswith("item:") else "table_not_allowed"


def _movement(origin: Origin, op: Op) -> str:
    """What the sums of stock rest on: whole entries, a quantity that adds up, two known ends."""
    values = op.values
    if len(values) < len(MOVEMENT.fields):
        return "movement_incomplete"
    quantity, at_ms = values[_QUANTITY], values[_AT_MS]
    if not isinstance(quantity, int) or not 0 < quantity <= QUANTITY_MAX:
        return "movement_quantity"
    if not isinstance(at_ms, int) or not 0 <= at_ms < TIME_MS_MAX:
        return "movement_time"
    for place in _MOVEMENT_NEEDS:
        if values[place] is None:
            return "movement_incomplete"
    return ""


def _own_promise(site: int) -> Check:
    """Rights to a site's stock are opened by that site."""

    def check(origin: Origin, op: Op) -> str:
        return "" if str(op.pk).startswith(f"{site}:") else "foreign_warehouse"

    return check


def _passed_on(origin: Origin, op: Op) -> str:
    """In the company's scope rights are passed on and spent; opening them is the site's own act."""
    opening = op.kind & KIND_MASK == OpKind.GRANT and op.values[0] == origin.number
    return "rights_opened" if opening else ""


_QUANTITY, _AT_MS = MOVEMENT.names.index("quantity"), MOVEMENT.names.index("at_ms")
_MOVEMENT_NEEDS = tuple(
    MOVEMENT.names.index(name)
    for name in (
        "item_id", "lot_id", "owner_id", "from_location", "from_unit", "from_status",
        "to_location", "to_unit", "to_status",
    )
)  # fmt: skip
_KNOWN = frozenset(table.id for table in (*CATALOGUE.tables, *BUILTIN))
