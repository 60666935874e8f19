"""What stands at a dock: announced lines, or a delivery nobody announced, and how it is booked."""

from typing import NamedTuple

from edge.floor.closing import demand_open
from edge.floor.draft import Draft, Refusal
from edge.floor.finding import Meant, find_asn, find_location, find_partner, of_owner
from edge.floor.putaway import plan_putaway
from edge.floor.reader import Asn, AsnLine, Item, Location, SiteReader
from models.warehouse import ids
from models.warehouse.barcodes import clean
from models.warehouse.catalogue import ASN, ASN_LINE
from models.warehouse.catch import Held, share, without
from models.warehouse.commands import Entered, Receive
from models.warehouse.packs import share_of
from models.warehouse.replies import Json, Outcome, Step
from models.warehouse.states import ASN_STATES
from models.warehouse.stock import AVAILABLE, DAMAGED, INSPECTION, StockKey
from sync.core.catalogue import Value

UNKNOWN_SUPPLIER = "UNKNOWN"


class Arrival(NamedTuple):
    """A delivery, its lines of the item in hand, and where it stands."""

    asn: Asn
    lines: list[AsnLine]
    dock: Location


class Portion(NamedTuple):
    """A part of what came in: of which line, in which status, or straight on to an order."""

    line: AsnLine
    quantity: int
    status: str
    is_crossed: bool = False


def arrival_of(command: Receive, site: SiteReader, draft: Draft, item: Item) -> Arrival:
    """The delivery an item is counted into; a blind one and its lines are made as they come."""
    if command.asn is None:
        dock = dock_of(site, command.dock, None)
        asn = _blind(command, site, draft, item, dock)
        return Arrival(asn, [add_line(draft, asn, item, 1)], dock)
    asn = find_asn(site, command.asn)
    demand_open(asn)
    if asn.kind == "return":
        raise Refusal(Outcome.WRONG_KIND, "receive.is_return", Step.SCAN_DOCUMENT, asn=asn.number)
    lines = site.asn_lines_of(asn.id, item.id)
    if not lines and (asn.kind != "blind" or asn.owner_id != item.owner_id):
        raise Refusal(
            Outcome.WRONG_ITEM, "receive.not_on_asn", Step.SCAN_ITEM, item=item.code, asn=asn.number
        )
    if not lines:
        number = 1 + max((line.line for line in site.asn_lines(asn.id)), default=0)
        lines = [add_line(draft, asn, item, number)]
    return Arrival(asn, lines, dock_of(site, command.dock, asn))


def expected_on(site: SiteReader, number: str | None) -> Meant | None:
    """Of items of one code the owner's whose delivery it is."""
    asn = site.asn(clean(number)) if number is not None else None
    return of_owner(asn.owner_id) if asn is not None else None


def book(
    draft: Draft,
    site: SiteReader,
    arrival: Arrival,
    item: Item,
    key: StockKey,
    quantity: int,
    *,
    held: int = 0,
    crossed: int = 0,
    lot: str | None = None,
    kind: str = "receive",
    reason: str | None = None,
    weight_g: int | None = None,
    entered: Entered | None = None,
    since_ms: int | None = None,
) -> list[Json]:
    """Movements, line counts and putaway tasks; returns the tasks' ids. `held` of it waits for
    inspection, `crossed` does not stay at the dock and needs no task; `weight_g` is all of it;
    `since_ms`: how long the company has had it already, where it comes from another site."""
    outside = draft.now.site.places
    source = outside.customer if kind == "return" else outside.supplier
    if arrival.asn.kind == "transfer":
        source = outside.transit
    weighed = Held(quantity, weight_g) if weight_g is not None else None
    tasks: list[Json] = []
    counts: dict[int, dict[str, int]] = {}
    for portion in _portions(arrival.lines, quantity, lot, key.status, held, crossed):
        line, part = portion.line, portion.quantity
        into = key._replace(status=portion.status, unit_id=0 if portion.is_crossed else key.unit_id)
        draft.move(
            kind,
            draft.outside(into, source),
            into,
            part,
            draft.now.now_ms if since_ms is None else min(since_ms, draft.now.now_ms),
            document_id=arrival.asn.id,
            line_id=line.id,
            reason=reason,
            entered=share_of(entered, quantity, part),
            weight_g=share(weighed, part) if weighed is not None else None,
        )
        weighed = without(weighed, part) if weighed is not None else None
        count = counts.setdefault(
            line.id,
            {"received": line.received, "damaged": line.damaged, "put_away": line.put_away},
        )
        count["received"] += part
        count["damaged"] += part if portion.status == DAMAGED else 0
        if portion.is_crossed:
            count["put_away"] += part
            continue
        task_id = plan_putaway(
            draft, site, item, into, part, document_id=arrival.asn.id, line_id=line.id
        )
        tasks.append(ids.show(task_id))
    for line_id, count in counts.items():
        draft.put(ASN_LINE, line_id, dict[str, Value](count))
    _advance(draft, arrival.asn)
    return tasks


def _advance(draft: Draft, asn: Asn) -> None:
    state = ASN_STATES.after(asn.state, "receive")
    if state != asn.state:
        draft.put(ASN, asn.id, {"state": state})


def _portions(
    lines: list[AsnLine], quantity: int, lot: str | None, status: str, held: int, crossed: int
) -> list[Portion]:
    """First what is inspected, then what goes on to an order, then the rest."""
    if status != AVAILABLE:
        return [Portion(*counted, status) for counted in _spread(lines, quantity, lot)]
    found: list[Portion] = []
    for line, counted in _spread(lines, quantity, lot):
        inspected = min(counted, held)
        on = min(counted - inspected, crossed)
        held, crossed = held - inspected, crossed - on
        found += [
            Portion(line, inspected, INSPECTION),
            Portion(line, on, AVAILABLE, True),
            Portion(line, counted - inspected - on, AVAILABLE),
        ]
    return [portion for portion in found if portion.quantity]


def _spread(lines: list[AsnLine], quantity: int, lot: str | None) -> list[tuple[AsnLine, int]]:
    """Fill the lines in order, those announced with this lot first; the last takes what is over."""
    ordered = sorted(lines, key=lambda line: (line.lot is None or line.lot != lot, line.line))
    counted: list[tuple[AsnLine, int]] = []
    for line in ordered:
        part = min(quantity, max(0, line.expected - line.received))
        if part:
            counted.append((line, part))
            quantity -= part
    if quantity:
        last, part = counted.pop() if counted else (ordered[0], 0)
        counted.append((last, part + quantity))
    return counted


def _blind(command: Receive, site: SiteReader, draft: Draft, item: Item, dock: Location) -> Asn:
    """Its number tells that nobody announced it."""
    supplier = clean(command.supplier) if command.supplier else UNKNOWN_SUPPLIER
    number = f"BLIND-{ids.show(draft.now.new_id())}"
    values: dict[str, Value] = {
        "state": "receiving",
        "kind": "blind",
        "number": number,
        "owner_id": item.owner_id,
        "supplier_id": find_partner(site, draft, supplier, "supplier"),
        "dock_id": dock.id,
        "created_at_ms": draft.now.now_ms,
    }
    asn_id = draft.insert(ASN, values)
    return Asn(asn_id, item.owner_id, number, "receiving", dock.id, supplier, "blind")


def add_line(draft: Draft, asn: Asn, item: Item, number: int) -> AsnLine:
    """Nothing is expected of it; what comes is counted."""
    line_id = draft.insert(
        ASN_LINE,
        {
            "asn_id": asn.id, "owner_id": item.owner_id, "line": number, "item_id": item.id,
            "expected": 0,
        },
    )  # fmt: skip
    return AsnLine(line_id, number, item.id, item.code, 0, 0, 0, 0, None)


def dock_of(site: SiteReader, code: str | None, asn: Asn | None) -> Location:
    """The dock named, else where the delivery stands, else the first one."""
    if code is not None:
        dock = find_location(site, code)
        if dock.kind != "dock":
            raise Refusal(
                Outcome.WRONG_KIND, "asn.dock_expected", Step.SCAN_LOCATION, location=dock.code
            )
        return dock
    known = site.location(asn.dock_id) if asn is not None and asn.dock_id is not None else None
    dock_or_none = known or site.first_location("dock")
    if dock_or_none is None:
        raise Refusal(
            Outcome.SCAN_LOCATION_FIRST,
            "receive.no_dock",
            Step.SCAN_LOCATION,
            asn=asn.number if asn is not None else "",
        )
    return dock_or_none
