"""Units that a delivery announces: how they lie in each other; all of one taken in by a scan."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from edge.floor.arriving import Arrival, book, dock_of
from edge.floor.closing import demand_open
from edge.floor.draft import Decision, Draft, Refusal
from edge.floor.finding import lot_or_new, unit_code
from edge.floor.nesting.tree import inside, stock_inside
from edge.floor.reader import Asn, Item, Location, SiteReader, Unit
from edge.floor.reader import AsnLine as AsnLineRow
from edge.floor.reads.inbound import AnnouncedOn
from edge.floor.tolerance import inspected_of, rule_of
from models.warehouse.catalogue import UNIT
from models.warehouse.commands import AsnLine, AsnUnit, ReceiveUnit
from models.warehouse.nesting import DEPTH_MAX
from models.warehouse.replies import Json, Level, Outcome, Step
from models.warehouse.states import UNIT_STATES
from models.warehouse.stock import AVAILABLE, HOLD, StockKey
from sync.core.catalogue import Value

LEFT = ("shipped", "returned")


class Announced(NamedTuple):
    """A line that comes in a unit."""

    on: AnnouncedOn
    line: AsnLineRow


def announce_units(
    draft: Draft, site: SiteReader, units: Iterable[AsnUnit], lines: Iterable[AsnLine]
) -> dict[str, int]:
    """Code → id of the units of a delivery. They are nowhere yet, and lie in each other as the
    supplier says. Refuses a delivery that cannot be so."""
    outer = {
        unit_code(each.unit): unit_code(each.into) if each.into is not None else None
        for each in units
    }
    for code in [*filter(None, outer.values())]:
        outer.setdefault(code, None)
    for line in lines:
        if line.unit is not None:
            outer.setdefault(unit_code(line.unit), None)
    for code in outer:
        _demand_depth(outer, code)
    made = {code: _row(draft, site, code) for code in outer}
    for code, into in outer.items():
        if into is not None:
            draft.put(UNIT, made[code], {"parent_id": made[into]})
    return made


def _demand_depth(outer: dict[str, str | None], code: str) -> None:
    at: str | None = code
    for _ in range(DEPTH_MAX):
        at = outer[at] if at is not None else None
    if at is not None:
        raise Refusal(
            Outcome.WRONG_UNIT, "unit.too_deep", Step.SCAN_UNIT, unit=code, most=DEPTH_MAX
        )


def _row(draft: Draft, site: SiteReader, code: str) -> int:
    """A new unit, or one that is empty or has left: nobody uses its number for something else."""
    known = site.unit(code)
    if known is None:
        return draft.insert(UNIT, {"state": "empty", "code": code, "kind": "pallet"})
    nested = known.parent_id is not None or site.units_in(known.id)
    if known.state == "loaded" or nested or stock_inside(site, [known]):
        raise Refusal(Outcome.WRONG_UNIT, "asn.unit_in_use", Step.SCAN_UNIT, unit=code)
    values: dict[str, Value] = {"location_id": None, "dn_id": None, "shipment_id": None}
    draft.put(UNIT, known.id, {**values, "kind": "pallet"})
    return known.id


def announced_in(site: SiteReader, code: str) -> list[Announced]:
    """What a delivery announced on a unit and the units in it, come or not."""
    unit = site.unit(unit_code(code))
    found = []
    for each in inside(site, unit) if unit is not None else []:
        for on in site.announced_on(each.id):
            line = site.asn_line(on.line_id)
            assert line is not None
            found.append(Announced(on, line))
    return found


def receive_announced(
    command: ReceiveUnit, site: SiteReader, draft: Draft, known: list[Announced]
) -> Decision:
    """All that was announced on the unit and in it, and has not come yet."""
    unit = site.unit(unit_code(command.unit))
    assert unit is not None
    asn = site.asn_by_id(known[0].on.asn_id)
    assert asn is not None
    demand_open(asn)
    coming = [each for each in known if each.line.expected > each.line.received]
    if not coming:
        raise Refusal(
            Outcome.ALREADY_DONE, "receive.unit_came", Step.SCAN_UNIT,
            level=Level.INFO, unit=unit.code,
        )  # fmt: skip
    dock = dock_of(site, command.dock, asn)
    units = inside(site, unit)
    if any(stock.key.location_id != dock.id for stock in stock_inside(site, units)):
        # Somebody has put stock of ours into it before it came: it cannot stand in two places.
        raise Refusal(Outcome.WRONG_UNIT, "asn.unit_in_use", Step.SCAN_UNIT, unit=unit.code)
    for each in units:
        _stand(draft, each, dock, is_outer=each.id == unit.id)
    tasks: list[Json] = []
    for each_line in coming:
        tasks += _booked(draft, site, asn, dock, each_line)
    return draft.say(
        Outcome.UNIT_DONE,
        "receive.unit_taken",
        Step.SCAN_UNIT,
        data={"asn": asn.number, "tasks": tasks, "lines": len(coming), "units": len(units)},
        unit=unit.code,
        quantity=sum(each.line.expected - each.line.received for each in coming),
    )


def _stand(draft: Draft, unit: Unit, dock: Location, *, is_outer: bool) -> None:
    """At the dock, out of whatever has not come; one that left from here before begins anew."""
    values: dict[str, Value] = {"location_id": dock.id}
    if is_outer:
        values["parent_id"] = None
    if unit.state in LEFT:
        values |= {"state": "open", "revision": unit.revision + 1}
    elif UNIT_STATES.allows(unit.state, "fill"):
        values["state"] = UNIT_STATES.after(unit.state, "fill")
    draft.put(UNIT, unit.id, values)


def _booked(
    draft: Draft, site: SiteReader, asn: Asn, dock: Location, announced: Announced
) -> list[Json]:
    line = announced.line
    item = site.item(line.item_id)
    assert item is not None
    quantity = line.expected - line.received
    lot_id, status = _lot(draft, site, item, announced, quantity)
    key = StockKey(item.id, dock.id, announced.on.unit_id, lot_id, item.owner_id, status)
    by = rule_of(site, asn, item, draft.now)
    held = inspected_of(by, [line], quantity) if status == AVAILABLE else 0
    if status != AVAILABLE:
        draft.raise_exception(
            "received_" + status, asn.number, {"item": item.code, "quantity": quantity}
        )
    return book(
        draft, site, Arrival(asn, [line], dock), item, key, quantity, held=held, lot=line.lot
    )


def _lot(
    draft: Draft, site: SiteReader, item: Item, announced: Announced, quantity: int
) -> tuple[int, str]:
    known = site.lot(item.id, announced.line.lot) if announced.line.lot is not None else None
    if item.tracking == "serial" and quantity != 1:
        raise Refusal(
            Outcome.SERIAL_REQUIRED, "serial.one_at_a_time", Step.SCAN_LOT, item=item.code
        )
    if known is not None and item.tracking == "serial" and site.lot_on_hand(known.id):
        raise Refusal(Outcome.SERIAL_DUPLICATE, "serial.on_hand", Step.SCAN_LOT, serial=known.code)
    until = announced.on.expiry if known is None else None
    lot = lot_or_new(
        site, draft, item, announced.line.lot, date.fromisoformat(until) if until else None
    )
    expired = lot is not None and lot.expiry is not None and lot.expiry < draft.now.today
    return (lot.id if lot is not None else 0), HOLD if expired else AVAILABLE
