"""What the demo reads of the programs' answers: only the fields it uses, seen from outside."""

import msgspec

Json = str | int | bool | None | list["Json"] | dict[str, "Json"]


class Packed(msgspec.Struct, frozen=True):
    quantity: int


class Released(msgspec.Struct, frozen=True):
    order: str
    allocated: int = 0
    short: int = 0


class ReplyData(msgspec.Struct, frozen=True):
    """What the staff read of a reply's data, whatever the command was."""

    tasks: list[str] = []
    units_shipped: int = 0
    contents: list[Packed] = []
    orders: list[Released] = []


class Reply(msgspec.Struct, frozen=True):
    """The answer to a scan."""

    command_id: str
    outcome: str
    level: str
    data: ReplyData = ReplyData()
    replayed: bool = False

    @property
    def done(self) -> bool:
        """Whether the command had its effect, or had it before."""
        return self.level in ("ok", "info")


class AsnRow(msgspec.Struct, frozen=True):
    asn: str
    state: str


class AsnPage(msgspec.Struct, frozen=True):
    items: list[AsnRow]
    next_cursor: str | None


class AsnLine(msgspec.Struct, frozen=True):
    item: str
    expected: int
    received: int


class Asn(msgspec.Struct, frozen=True):
    asn: str
    state: str
    lines: list[AsnLine]


class PutawayTask(msgspec.Struct, frozen=True):
    task_id: str
    item: str
    quantity: int
    lot: str | None
    unit: str | None
    to_location: str | None


class PutawayWork(msgspec.Struct, frozen=True):
    items: list[PutawayTask]


class PickTask(msgspec.Struct, frozen=True):
    task_id: str
    order: str
    location: str
    item: str
    quantity: int
    lot: str | None


class PickWork(msgspec.Struct, frozen=True):
    order: str | None
    items: list[PickTask]


class OrderLine(msgspec.Struct, frozen=True):
    item: str
    picked: int
    packed: int


class Order(msgspec.Struct, frozen=True):
    order: str
    state: str
    lines: list[OrderLine]


class OrderWork(msgspec.Struct, frozen=True):
    items: list[Order]


class OrderRow(msgspec.Struct, frozen=True):
    order: str
    state: str
    lines: int
    units: int


class OrderPage(msgspec.Struct, frozen=True):
    items: list[OrderRow]
    next_cursor: str | None


class Counts(msgspec.Struct, frozen=True):
    receive: int
    putaway: int
    pick: int
    pack: int
    ship: int


class Work(msgspec.Struct, frozen=True):
    counts: Counts


class ItemRow(msgspec.Struct, frozen=True):
    item: str
    description: str


class ItemPage(msgspec.Struct, frozen=True):
    items: list[ItemRow]
    next_cursor: str | None


class LocationRow(msgspec.Struct, frozen=True):
    location: str
    kind: str
    property: str


class LocationPage(msgspec.Struct, frozen=True):
    items: list[LocationRow]
    next_cursor: str | None


class StockRow(msgspec.Struct, frozen=True):
    item: str
    location: str
    status: str
    on_hand: int
    allocated: int
    available: int


class StockPage(msgspec.Struct, frozen=True):
    items: list[StockRow]
    next_cursor: str | None


class MadePerson(msgspec.Struct, frozen=True):
    name: str
    badge: str
    pin: str


class Refusal(msgspec.Struct, frozen=True):
    row: int
    column: str
    code: str
    value: str
    document: str = ""


class ImportReport(msgspec.Struct, frozen=True):
    state: str
    rows: int
    documents: int
    loaded: int
    repeated: int
    cancelled: int
    refused_rows: int
    refused_by_code: dict[str, int]
    refused: list[Refusal]


class HubLink(msgspec.Struct, frozen=True):
    state: str


class Sync(msgspec.Struct, frozen=True):
    hub: HubLink
    waiting_ops: int | None
    quarantined: int
    conflicts: int


class SiteRow(msgspec.Struct, frozen=True):
    code: str
    link: str
    waiting_ops: int | None = None
    on_hand_units: int | None = None


class Overview(msgspec.Struct, frozen=True):
    sites: list[SiteRow]


class RobotCode(msgspec.Struct, frozen=True):
    code: str


class RobotSeen(msgspec.Struct, frozen=True):
    serial: str
    missions_done: int


class Fleet(msgspec.Struct, frozen=True):
    robots: list[RobotSeen]
    missions_done: int
    missions_failed: int


class CommandState(msgspec.Struct, frozen=True):
    state: str
