"""What will be made of the other system's rows; nothing here touches the site."""

from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import msgspec

from edge.intake.greaterwms.findings import NOTE, REFUSED, Findings
from edge.intake.greaterwms.reading import Sheets
from edge.intake.greaterwms.shapes import (
    AsnDetail,
    AsnList,
    Capital,
    Dispatch,
    DnDetail,
    DnList,
    Driver,
    Goods,
    Location,
    Lying,
    Party,
    Row,
    Staff,
    Tariff,
    Warehouse,
)
from models.warehouse.money import MICRO, MONEY_MICRO_MAX

Key = tuple[str, int]
"""Table and key of a row there."""


class KnownItem(msgspec.Struct, frozen=True):
    """is_plain: neither lot, serial nor weight is asked for when it is booked."""

    id: int
    is_plain: bool


class KnownPlace(msgspec.Struct, frozen=True):
    """A location of the site."""

    id: int
    kind: str
    property: str


class Known(msgspec.Struct, frozen=True):
    """What the site has already, by code; `moved`: rows that were brought over before."""

    items: dict[str, KnownItem] = {}
    places: dict[str, KnownPlace] = {}
    partners: dict[str, str] = {}
    asns: frozenset[str] = frozenset()
    orders: frozenset[str] = frozenset()
    moved: frozenset[Key] = frozenset()


class Fate(msgspec.Struct, frozen=True):
    """What becomes of a row: imported, history or refused."""

    outcome: str
    reason: str = ""


class Partner(msgspec.Struct, frozen=True):
    """`code`: its name, unless a partner of the other kind has that."""

    key: Key
    code: str
    kind: str
    party: Party | None = None


class Place(msgspec.Struct, frozen=True):
    """A bin becomes a location; `sequence`: its turn by name."""

    row: Location
    property: str
    sequence: int


class Opening(msgspec.Struct, frozen=True):
    """Stock that lies there. `status`: as the location says."""

    row: Lying
    quantity: int
    status: str
    since_ms: int


class Picked(msgspec.Struct, frozen=True):
    """Stock that was picked and has not left. order None: nobody's."""

    goods: str
    quantity: int
    since_ms: int


class Expected(msgspec.Struct, frozen=True):
    """A line of an ASN, without what was put away already: `rest` was counted and stands at the
    dock, `damaged` is of that."""

    row: AsnDetail
    expected: int
    rest: int = 0
    damaged: int = 0


class Delivery(msgspec.Struct, frozen=True):
    """An open ASN."""

    row: AsnList
    state: str
    supplier: str
    lines: list[Expected]


class Share(msgspec.Struct, frozen=True):
    """A part of what lies in one location, kept for an order's line; `picking`: the row there."""

    picking: int
    stock: Lying
    quantity: int


class Line(msgspec.Struct, frozen=True):
    """Of an order. What is neither picked, shared, cancelled nor waiting is passed on."""

    row: DnDetail
    ordered: int
    promised: int = 0
    picked: int = 0
    shipped: int = 0
    cancelled: int = 0
    shares: list[Share] = []

    @property
    def allocated(self) -> int:
        """Kept in its location."""
        return sum(share.quantity for share in self.shares)


class Order(msgspec.Struct, frozen=True):
    """An open DN."""

    row: DnList
    state: str
    customer: str
    lines: list[Line]
    dispatch: Dispatch | None = None


class Recount(msgspec.Struct, frozen=True):
    """A difference somebody found and nobody booked."""

    keys: list[Key]
    place: str
    goods: str
    difference: int


class Printed(msgspec.Struct, frozen=True):
    """An old label: code and what it stands for, by kind and code."""

    bar_code: str
    kind: str
    code: str


class Plan(msgspec.Struct):
    """All of it, and the fate of each row."""

    fates: dict[Key, Fate] = {}
    people: list[Staff] = []
    partners: list[Partner] = []
    items: list[Goods] = []
    places: list[Place] = []
    carriers: list[str] = []
    tariffs: list[Tariff] = []
    drivers: list[Driver] = []
    assets: list[Capital] = []
    address: Warehouse | None = None
    openings: list[Opening] = []
    picked: list[Picked] = []
    deliveries: list[Delivery] = []
    orders: list[Order] = []
    recounts: list[Recount] = []
    aliases: list[Printed] = []


class Planner:
    """Carried through all parts of planning: what is read, what is known, what was decided."""

    def __init__(
        self, sheets: Sheets, known: Known, findings: Findings, zone: ZoneInfo, now_ms: int
    ) -> None:
        self.sheets, self.known, self.findings = sheets, known, findings
        self.plan = Plan()
        self.items: set[str] = set()
        self.places: dict[str, str] = {}  # code → property
        self._zone, self._now_ms = zone, now_ms
        for table, sheet in sheets.items():
            for row, reason in sheet.refused.items():
                self.plan.fates[table, row] = Fate("refused", reason)

    def takes(self, table: str, row: Row) -> None:
        """It becomes something here."""
        self.plan.fates[table, row.id] = Fate("imported")

    def refuses(self, table: str, row: Row, reason: str, detail: object = "") -> None:
        """It cannot be brought over."""
        self.plan.fates[table, row.id] = Fate("refused", reason)
        self.findings.add(REFUSED, reason, table, row.id, detail)

    def shelves(self, table: str, row: Row, reason: str) -> None:
        """It can be read, and no more than that."""
        self.plan.fates[table, row.id] = Fate("history", reason)

    def notes(self, rule: str, table: str, row: Row, detail: object) -> None:
        """Worth knowing."""
        self.findings.add(NOTE, rule, table, row.id, detail)

    def at_ms(self, row: Row) -> int:
        """When it was made; now, where that cannot be read."""
        return self.moment_ms(row.create_time)

    def moment_ms(self, text: object) -> int:
        """A naive time there in milliseconds since 1970, never in the future."""
        try:
            moment = datetime.fromisoformat(str(text))
            aware = moment if moment.tzinfo else moment.replace(tzinfo=self._zone)
            return min(max(0, int(aware.timestamp() * 1000)), self._now_ms)
        except (ValueError, OverflowError, OSError):
            return self._now_ms


def micro(amount: Decimal | None) -> int | None:
    """Money in millionths, rounded once; None where it is none that can be kept."""
    if amount is None or not amount.is_finite() or amount < 0:
        return None
    scaled = int((amount * MICRO).to_integral_value())
    return scaled if scaled <= MONEY_MICRO_MAX else None
