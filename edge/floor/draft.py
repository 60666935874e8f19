"""What a decision is made of: changes per scope, reservations taken or let go, and the reply."""

from collections.abc import Callable

import msgspec

from models.warehouse.catalogue import EXCEPTION, MOVEMENT
from models.warehouse.commands.base import Entered
from models.warehouse.dialogues.conversation import Conversation
from models.warehouse.replies import (
    Data,
    Json,
    Level,
    Next,
    Outcome,
    Reply,
    Say,
    Step,
    Undo,
    next_step,
)
from models.warehouse.scopes import company_scope, is_company_table, warehouse_scope
from models.warehouse.stock import AVAILABLE, StockKey
from sync.core.catalogue import Table, Value
from sync.core.change import Append, Change, Insert, Put
from sync.core.ids import Scope

_JSON = msgspec.json.Encoder()


class SiteSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Rules a site sets for itself. The SSCC prefix must be unique to the site."""

    over_receipt_percent: int = 0
    sscc_prefix: str = "000000000"
    sscc_extension: int = 0
    lease_s: int = 900
    orders_per_claim_max: int = 1
    count_tolerance_units: int = 0
    cart_slots: int = 6
    promise_days: int = 30
    pack_tolerance_percent: int = 10
    catch_tolerance_percent: int = 25


class Places(msgspec.Struct, frozen=True):
    """The virtual locations: stock comes from there and goes there; they hold no quants."""

    supplier: int
    customer: int
    found: int
    loss: int
    transit: int
    kitting: int

    @property
    def virtual(self) -> frozenset[int]:
        """All of them."""
        return frozenset(msgspec.structs.astuple(self))


class Site(msgspec.Struct, frozen=True):
    """Who this site is: fixed while the program runs."""

    company_id: int
    owner_id: int
    warehouse_id: int
    code: str
    name: str
    time_zone: str
    places: Places
    settings: SiteSettings = SiteSettings()


class Context(msgspec.Struct, frozen=True):
    """Who asks, when, and where new ids come from. `today` is the date at the warehouse.
    may_supervise: what only a supervisor may confirm is this caller's to confirm."""

    site: Site
    command_id: str
    now_ms: int
    today: str
    new_id: Callable[[], int]
    person_id: int = 0
    device_id: int = 0
    may_supervise: bool = False


class Lease(msgspec.Struct, frozen=True):
    """A task is one person's until then; 0: let go."""

    task_id: int
    person_id: int
    device_id: int
    until_ms: int


class Decision(msgspec.Struct, frozen=True):
    """What to record. `holds`: by how much the reserved part of each quant rises or falls.

    `conversation`: where the person stands in a dialogue from now on. `finish` gives the reply once
    the changes are written, for what it says of the site as it then is. `leases`: tasks that are
    this person's from now on, or are let go.
    """

    reply: Reply
    changes: dict[Scope, list[Change]] = {}
    holds: dict[StockKey, int] = {}
    conversation: Conversation | None = None
    finish: Callable[[], Reply] | None = None
    leases: tuple[Lease, ...] = ()


class Refusal(Exception):
    """Unwinds a decision to a reply without any effect."""

    def __init__(
        self,
        outcome: Outcome,
        key: str,
        step: Step | None = None,
        *,
        level: Level = Level.BLOCK,
        data: Data | None = None,
        said: Data | None = None,
        **args: Json,
    ) -> None:
        super().__init__(key)
        self.outcome, self.key, self.level = outcome, key, level
        self.args_said: Data = {**said, **args} if said else args
        self.next = next_step(step) if step is not None else None
        self.data = data or {}

    def decision(self, command_id: str) -> Decision:
        """The reply and nothing else."""
        say = Say(self.key, self.args_said)
        return Decision(Reply(command_id, self.outcome, self.level, say, self.next, self.data))


class Draft:
    """Collects the changes of one decision."""

    __slots__ = ("_inserts", "_of_company", "_of_site", "_puts", "changes", "holds", "now")

    def __init__(self, now: Context) -> None:
        self.now = now
        self.changes: dict[Scope, list[Change]] = {}
        self.holds: dict[StockKey, int] = {}
        # Those of `changes`, known by whose they are: every change of a scan asks.
        self._of_company: list[Change] | None = None
        self._of_site: list[Change] | None = None
        self._inserts: dict[int, list[tuple[Value, ...]]] = {}
        self._puts: dict[tuple[int, int | str], dict[str, Value]] = {}

    def insert(self, table: Table, values: dict[str, Value]) -> int:
        """A new row of this site; company, owner and warehouse are filled in. Returns its id."""
        row_id = self.now.new_id()
        site = self.now.site
        full = {
            "company_id": site.company_id,
            "owner_id": site.owner_id,
            "warehouse_id": site.warehouse_id,
            **values,
        }
        row = [row_id, *(full.pop(field.name, field.default) for field in table.fields)]
        left = full.keys() - _FILLED
        assert not left, f"{table.name} has no {left}"
        rows = self._inserts.get(table.id)
        if rows is None:
            rows = self._inserts[table.id] = []
            self._of(table).append(Insert(table, rows))
        rows.append(tuple(row))
        return row_id

    def put(self, table: Table, row_id: int | str, values: dict[str, Value]) -> None:
        """Edit fields of an existing row, or make one whose id says what it is; edits of one row
        are gathered into one change."""
        known = self._puts.get((table.id, row_id))
        if known is not None:
            known.update(values)
            return
        self._puts[table.id, row_id] = values
        self._of(table).append(Put(table, row_id, values))

    def keep(self, table: Table, row_id: int | None, code: str, values: dict[str, Value]) -> None:
        """A row that people know by its code: made if it is new, else changed."""
        if row_id is None:
            self.insert(table, {"code": code, **values})
        else:
            self.put(table, row_id, values)

    def append(self, table: Table, values: dict[str, Value]) -> None:
        """An entry of a ledger of this site."""
        self._of(table).append(Append(table, values))

    def hold(self, key: StockKey, by: int) -> None:
        """Reserve (or let go, if negative) a part of a quant."""
        total = self.holds.get(key, 0) + by
        if total:
            self.holds[key] = total
        else:
            self.holds.pop(key, None)

    def move(
        self,
        kind: str,
        source: StockKey,
        target: StockKey,
        quantity: int,
        received_at_ms: int,
        *,
        document_id: int | None = None,
        line_id: int | None = None,
        task_id: int | None = None,
        reason: str | None = None,
        reverses: str | None = None,
        entered: Entered | None = None,
        weight_g: int | None = None,
    ) -> None:
        """One movement: the only way stock changes place, unit or status. `weight_g`: what was
        weighed of goods sold by weight; where nobody weighs, see edge.floor.catching."""
        assert quantity > 0
        assert source != target
        assert source.item_id == target.item_id
        assert source.lot_id == target.lot_id
        assert source.owner_id == target.owner_id
        site = self.now.site
        self.append(
            MOVEMENT,
            {
                "company_id": site.company_id,
                "owner_id": source.owner_id,
                "warehouse_id": site.warehouse_id,
                "kind": kind,
                "at_ms": self.now.now_ms,
                "item_id": source.item_id,
                "lot_id": source.lot_id,
                "quantity": quantity,
                "from_location": source.location_id,
                "from_unit": source.unit_id,
                "from_status": source.status,
                "to_location": target.location_id,
                "to_unit": target.unit_id,
                "to_status": target.status,
                "document_id": document_id,
                "line_id": line_id,
                "task_id": task_id,
                "reason": reason,
                "actor": self.now.person_id,
                "reverses": reverses,
                "received_at_ms": received_at_ms,
                "entered_quantity": entered.quantity if entered is not None else None,
                "uom": entered.uom if entered is not None else None,
                "weight_g": weight_g,
            },
        )

    def outside(self, key: StockKey, location_id: int) -> StockKey:
        """The other end of a movement that crosses the warehouse's border."""
        assert location_id in self.now.site.places.virtual
        return key._replace(location_id=location_id, unit_id=0, status=AVAILABLE)

    def raise_exception(self, kind: str, code: str, arguments: Data) -> None:
        """Something a supervisor should look at; never blocks the work."""
        self.insert(
            EXCEPTION,
            {
                "kind": kind,
                "code": code,
                "arguments": _JSON.encode(arguments).decode(),
                "opened_at_ms": self.now.now_ms,
                "actor": self.now.person_id,
            },
        )

    def say(
        self,
        outcome: Outcome,
        key: str,
        step: Step | None = None,
        *,
        level: Level = Level.OK,
        data: Data | None = None,
        undo: Undo | None = None,
        **args: Json,
    ) -> Decision:
        """Close the decision with its reply."""
        upcoming: Next | None = next_step(step) if step is not None else None
        reply = Reply(
            self.now.command_id, outcome, level, Say(key, args), upcoming, data or {}, undo
        )
        return Decision(reply, self.changes, self.holds)

    def _of(self, table: Table) -> list[Change]:
        if is_company_table(table):
            if self._of_company is None:
                scope = company_scope(self.now.site.company_id)
                self._of_company = self.changes[scope] = []
            return self._of_company
        if self._of_site is None:
            scope = warehouse_scope(self.now.site.warehouse_id)
            self._of_site = self.changes[scope] = []
        return self._of_site


_FILLED = frozenset(("company_id", "owner_id", "warehouse_id"))
